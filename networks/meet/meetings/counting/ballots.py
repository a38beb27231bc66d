"""What papers amount to, by weight; where the members of a country vote as one, by country.

A country whose papers all say the same has one vote that says so; where they differ its vote is blank, and is shown as blank. Blank counts like an
abstention. This is how federations with national sections vote; the rule is the statutes', not ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

YES, NO, ABSTAIN, BLANK = "yes", "no", "abstain", "blank"
RANKS = ("ranked", "stv")  # methods of elections in which a paper puts names in order


@dataclass(frozen=True)
class Cast:
    """One paper: what it says, with how many votes, from which country ("" where that does not matter)."""

    choice: str
    weight: int = 1
    country: str = ""


@dataclass(frozen=True)
class Tally:
    """Votes by what they say."""

    yes: int = 0
    no: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        return self.yes + self.no + self.abstain


def tally(papers: Iterable[Cast]) -> Tally:
    """Add up the weights."""
    counts = {YES: 0, NO: 0, ABSTAIN: 0}
    for paper in papers:
        counts[paper.choice if paper.choice in (YES, NO) else ABSTAIN] += paper.weight
    return Tally(counts[YES], counts[NO], counts[ABSTAIN])


def as_countries(papers: Iterable[Cast]) -> list[Cast]:
    """One vote a country, by country. A paper without a country stands for itself."""
    said: dict[str, set[str]] = {}
    alone: list[Cast] = []
    for paper in papers:
        if paper.country:
            said.setdefault(paper.country, set()).add(paper.choice)
        else:
            alone.append(Cast(paper.choice))
    blocks = [
        Cast(next(iter(choices)) if len(choices) == 1 else BLANK, 1, country)
        for country, choices in sorted(said.items())
    ]
    return blocks + alone


def agreed(choices: Iterable[list[str]], method: str) -> list[str] | None:
    """What papers of an election say together: the same, or None where they differ.

    Order matters only where names are put in order; abstaining from a name is saying nothing of it.
    """
    said = {}
    for choice in choices:
        alike = [one for one in choice if not one.startswith(f"{ABSTAIN}:")]
        said.setdefault(tuple(alike if method in RANKS else sorted(alike)), alike)
    return list(said.popitem()[1]) if len(said) == 1 else None


def papers_of_countries(
    papers: Iterable[tuple[str, list[str]]], method: str
) -> tuple[dict[str, list[str]], list[list[str]]]:
    """One paper a country, by country: what all of it say, or blank. Beside them the papers of those without a country, one each."""
    of: dict[str, list[list[str]]] = {}
    alone = []
    for country, choice in papers:
        if country:
            of.setdefault(country, []).append(choice)
        else:
            alone.append(choice)
    return {country: agreed(choices, method) or [] for country, choices in sorted(of.items())}, alone
