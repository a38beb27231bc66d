"""Approval for several seats: everybody marks as many candidates as they like; those with the most marks are elected.

Source: S. J. Brams, P. C. Fishburn, "Approval voting", American Political Science Review 72(3), 1978. It is block approval: a majority can
take every seat. Where seats should go to everybody in proportion, the single transferable vote is the rule (transferable.py).
One more paper for somebody who is elected keeps them elected, with limits too: they are only looked at earlier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from networks.meet.meetings.counting.limits import Limits
from networks.meet.meetings.counting.results import Count, Stage, filled
from networks.meet.meetings.counting.ties import Ties, Undecided


def approval(
    papers: Iterable[Collection[str]], candidates: Iterable[str], seats: int, *, ties: Ties | None = None, limits: Limits | None = None
) -> Count:  # fmt: skip
    """Count papers, each the candidates that it marks; an empty one is blank. Nobody is elected without a mark."""
    votes = dict.fromkeys(sorted(set(candidates)), 0)
    counted = blank = 0
    for paper in papers:
        marked = set(paper)
        if len(marked) != len(paper) or not marked <= votes.keys():
            raise ValueError(f"{paper!r} marks somebody twice, or who does not stand")
        counted, blank = counted + bool(marked), blank + (not marked)
        for one in marked:
            votes[one] += 1
    ties = ties or Ties()
    limits = limits or Limits((), {}, seats)
    if not limits.hold((), votes):
        raise ValueError("The limits cannot be kept with these candidates.")
    elected: list[str] = []
    skipped: list[str] = []
    level, asks = (), ""
    try:
        elected, skipped = filled(votes, seats, limits, ties)
    except Undecided as undecided:
        level, asks, elected = undecided.level, undecided.rule, list(undecided.elected)
    return Count(
        "approval", "approval", seats, counted, blank, 0, 1, (Stage("votes", votes, elected=tuple(elected)),), tuple(elected),
        level, asks, (), tuple(ties.broken), tuple(skipped),
    )  # fmt: skip
