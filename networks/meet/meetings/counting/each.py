"""Yes, no or abstention to each candidate of a list: elected is whoever has their majority, those with the most yes first.

Source: the vote on each name as in H. M. Robert, Robert's Rules of Order Newly Revised, 12th edition, 2020, section 46, with the majority of the
body's rule (majority.py). One more paper with a yes for somebody who is elected, and for nobody else, keeps them elected.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from networks.meet.meetings.counting.limits import Limits
from networks.meet.meetings.counting.majority import Rule, Votes, judge
from networks.meet.meetings.counting.results import Count, Stage, filled
from networks.meet.meetings.counting.shares import read
from networks.meet.meetings.counting.ties import Ties, Undecided

YES, NO, ABSTAIN = "yes", "no", "abstain"
MORE_THAN_HALF = Rule(read(">1/2"))


def yes_or_no_to_each(
    papers: Iterable[Mapping[str, str]], candidates: Iterable[str], seats: int, *, rule: Rule = MORE_THAN_HALF,
    present: int = 0, everybody: int = 0, ties: Ties | None = None, limits: Limits | None = None,
) -> Count:  # fmt: skip
    """Count papers, each with "yes", "no" or "abstain" for candidates; of whom it says nothing, it abstains."""
    names = sorted(set(candidates))
    votes = {answer: dict.fromkeys(names, 0) for answer in (YES, NO, ABSTAIN)}
    counted = blank = 0
    for paper in papers:
        if not set(paper) <= set(names) or not set(paper.values()) <= votes.keys():
            raise ValueError(f"{paper!r} is no paper of this list")
        said = [answer for answer in paper.values() if answer != ABSTAIN]
        counted, blank = counted + bool(said), blank + (not said)
        for one in names:
            votes[paper.get(one, ABSTAIN)][one] += 1
    ties = ties or Ties()
    limits = limits or Limits((), {}, seats)
    passed = {}
    for one in names:
        verdict = judge(rule, Votes(votes[YES][one], votes[NO][one], votes[ABSTAIN][one], present, everybody))
        passed[one] = votes[YES][one] if verdict.adopted else 0
    elected: list[str] = []
    skipped: list[str] = []
    level, asks = (), ""
    try:
        # Fewer may have their majority than there are seats, or than the limits ask: those seats stay empty.
        elected, skipped = filled(passed, seats, limits.at_most(), ties)
    except Undecided as undecided:
        level, asks, elected = undecided.level, undecided.rule, list(undecided.elected)
    stages = tuple(
        Stage(answer, votes[answer], elected=tuple(elected) if answer == YES else ())
        for answer in (YES, NO, ABSTAIN)
    )
    return Count(
        "each", "each", seats, counted, blank, 0, 1, stages, tuple(elected), level, asks, (), tuple(ties.broken), tuple(skipped)
    )  # fmt: skip
