"""One seat in rounds: whoever has more than half of the votes is elected; otherwise the two with the most go on to a run-off.

Source: the two-round system as in D. M. Farrell, Electoral Systems, 2nd edition, 2011, chapter 3, and in most statutes of associations. Votes cast
are those for a candidate; blank ones are counted and shown, and count in the whole only where the rule says so. In a run-off
the most votes elect. Each round is a ballot of its own, so that people vote again knowing the first result.
One more vote for whoever is elected keeps them elected.
"""

from __future__ import annotations

from collections.abc import Iterable

from networks.meet.meetings.counting.results import Count, Stage, levels
from networks.meet.meetings.counting.ties import Ties, Undecided


def one_round(
    papers: Iterable[str], candidates: Iterable[str], *, runoff: bool = False, blank_counts: bool = False, ties: Ties | None = None
) -> Count:  # fmt: skip
    """Count one round of papers, each naming one candidate, or "" where it is blank. `runoff`: the most votes elect."""
    votes = dict.fromkeys(sorted(set(candidates)), 0)
    blank = 0
    for paper in papers:
        if not paper:
            blank += 1
        elif paper in votes:
            votes[paper] += 1
        else:
            raise ValueError(f"{paper!r} does not stand")
    cast = sum(votes.values())
    needed = 0 if runoff else (cast + (blank if blank_counts else 0)) // 2 + 1
    ties = ties or Ties()
    elected: tuple[str, ...] = ()
    goes_on: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    asks = ""
    try:
        if not cast:
            pass
        elif runoff or len(votes) == 1:
            best = next(levels(votes))[1]
            if runoff or votes[best[0]] >= needed:
                elected = (ties.order(best)[0],)
        elif max(votes.values()) >= needed:
            elected = (max(votes, key=votes.__getitem__),)
        else:
            goes_on = tuple(_first_two(votes, ties))
    except Undecided as undecided:
        level, asks = undecided.level, undecided.rule
    return Count(
        "rounds", "runoff" if runoff else "absolute", 1, cast, blank, needed, 1,
        (Stage("runoff" if runoff else "votes", votes, elected=elected),), elected, level, asks, goes_on, tuple(ties.broken),
    )  # fmt: skip


def _first_two(votes: dict[str, int], ties: Ties) -> list[str]:
    """The two with the most votes. Where a new round is the rule for ties, all who are level at the second place go on."""
    found: list[str] = []
    for _count, level in levels(votes):
        if len(found) >= 2:
            break
        if len(found) + len(level) <= 2 or ties.rule == "new_round":
            found += level
        else:
            found += ties.order(level)[: 2 - len(found)]
    return found
