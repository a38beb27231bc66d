"""Level candidates: which of them comes first, by the rule that the ballot was opened with.

Four rules, as statutes have them: **lots** that anyone can draw again from a published seed (SHA-256 of "seed:candidate", the
smallest comes first); **older**, the earlier day of birth; **chair**, whoever is in the chair chooses once the count stands;
**new round**, everybody votes again between those who are level. The last two leave the count undecided until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from networks.base.lots import by_lot

LOTS, OLDER, CHAIR, NEW_ROUND = "lots", "older", "chair", "new_round"
RULES = (LOTS, OLDER, CHAIR, NEW_ROUND)


class Undecided(Exception):
    """The count cannot go on by itself: `level` have the same number of votes, and `rule` asks somebody."""

    def __init__(self, level: Sequence[str], rule: str):
        super().__init__(f"{', '.join(level)} are level")
        self.level, self.rule = tuple(level), rule
        self.elected: tuple[str, ...] = ()  # who is, whatever comes out


@dataclass(frozen=True)
class Broken:
    """A tie that a rule broke: who was level, and in which order they were put."""

    level: tuple[str, ...]
    rule: str
    order: tuple[str, ...]


@dataclass
class Ties:
    """How ties are broken in one count; keeps those that it broke."""

    rule: str = LOTS
    seed: str = ""
    born: Mapping[str, str] = field(default_factory=dict)  # candidate → day of birth, as 1970-01-31
    chosen: Sequence[str] = ()  # in the order in which the chair would have them
    broken: list[Broken] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise ValueError(f"{self.rule!r} is no rule for ties")

    def order(self, level: Iterable[str]) -> list[str]:
        """Those who are level, the preferred first. Raises Undecided where somebody has to choose."""
        level = sorted(level)
        if len(level) < 2:
            return level
        rule, found = self.rule, None
        if rule == OLDER and all(self.born.get(one) for one in level):
            # Born on one day: lots.
            lots = {one: place for place, one in enumerate(by_lot(level, self.seed))}
            found = sorted(level, key=lambda one: (self.born[one], lots[one]))
        elif rule in (LOTS, OLDER):  # a day of birth that is not known cannot be compared
            rule, found = LOTS, by_lot(level, self.seed)
        elif rule == CHAIR and set(level) <= set(self.chosen):
            found = sorted(level, key=list(self.chosen).index)
        if found is None:
            raise Undecided(level, rule)
        self.broken.append(Broken(tuple(level), rule, tuple(found)))
        return found
