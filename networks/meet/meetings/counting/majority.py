"""Whether a motion has its majority: a share of the votes cast, of those present, or of all.

A rule is (a share, of whom, whether abstentions count as cast), as in H. M. Robert, Robert's Rules of Order Newly Revised, 12th edition, 2020, section 44,
and in the statutes of associations. Everything is in whole votes and fractions: no percentage is rounded. Where yes and no are level and
the rule asks for more than half, the result is a tie: the motion falls, unless the body's rules let the chair's own vote decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from networks.meet.meetings.counting.shares import Share, read

CAST, PRESENT, ALL = "cast", "present", "all"


@dataclass(frozen=True)
class Rule:
    """What a motion needs."""

    share: Share
    of: str = CAST
    abstentions: bool = False  # count as votes cast, and so against

    def __post_init__(self) -> None:
        if self.of not in (CAST, PRESENT, ALL):
            raise ValueError(f"{self.of!r} is no whole")


@dataclass(frozen=True)
class Votes:
    """What was counted, in votes (by weight where votes have weights)."""

    yes: int
    no: int
    abstain: int = 0
    present: int = 0  # votes of those present or represented
    all: int = 0  # votes of all who have a vote

    def __post_init__(self) -> None:
        if min(self.yes, self.no, self.abstain, self.present, self.all) < 0:
            raise ValueError("There are no fewer than no votes.")


@dataclass(frozen=True)
class Verdict:
    """What came out: `yes` of `whole`, where `needed` were."""

    adopted: bool
    yes: int
    whole: int
    needed: int
    tie: bool = False  # yes and no are level, and that decides
    by_chair: bool = False  # the chair's vote decided


def rule_of(facts: dict[str, Any]) -> Rule:
    """A rule as it is kept: {"share": ">1/2", "of": "cast", "abstentions": false}."""
    share = read(facts["share"])
    if share is None:
        raise ValueError("A majority needs a share.")
    return Rule(share, facts.get("of", CAST), bool(facts.get("abstentions")))


def judge(rule: Rule, votes: Votes, chair: str = "") -> Verdict:
    """Whether `votes` adopt by `rule`. `chair`: the chair's own vote ("yes" or "no") where it decides ties; "" where it does not."""
    cast = votes.yes + votes.no
    whole = {
        CAST: cast + (votes.abstain if rule.abstentions else 0),
        PRESENT: max(votes.present, cast + votes.abstain),
        ALL: max(votes.all, cast + votes.abstain),
    }[rule.of]
    adopted = rule.share.reached(votes.yes, whole)
    tie = not adopted and rule.of == CAST and cast > 0 and votes.yes == votes.no and 2 * votes.yes == whole
    by_chair = tie and rule.share.strict and rule.share.part * 2 == 1 and chair in ("yes", "no")
    if by_chair:
        adopted = chair == "yes"
    return Verdict(adopted, votes.yes, whole, rule.share.needed(whole), tie, by_chair)
