"""A vote is closed and counted; what it decides stands in the register and takes effect in the same transaction. Or it is annulled."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.texts import hand_on
from networks.meet.meetings.models import (
    BEFORE,
    Amendment,
    AmendmentState,
    Ballot,
    BallotState,
    DecidedBy,
    Decision,
    MeetingState,
    Method,
    Motion,
    MotionState,
    Paper,
    RollEntry,
)
from networks.meet.meetings.rules import amendments
from networks.meet.meetings.rules.amendments import in_words
from networks.meet.meetings.rules.blocks import behind, close_with
from networks.meet.meetings.rules.box import box_facts, must_agree
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.following import register_decision
from networks.meet.meetings.rules.motions import settle
from networks.meet.meetings.rules.referring import put_off
from networks.meet.meetings.rules.results import count_yes_no
from networks.meet.meetings.rules.roll import quorum_on_roll
from networks.meet.meetings.rules.sealing import ask_to_seal
from networks.meet.meetings.rules.translating import said_in, say_in_others
from networks.meet.meetings.rules.voting.locking import locked
from networks.record.rules import record

# How each method is counted: (ballot, roll, papers) → the result as it is kept; "adopted" in it where it decides a motion.
COUNTS: dict[str, Callable[[Ballot, list[RollEntry], list[Paper]], dict[str, Any]]] = {
    Method.YES_NO: count_yes_no
}
# What follows once an election is counted: (ballot, by). Motions are settled here.
AFTER: list[Callable[[Ballot, Any], None]] = []


@transaction.atomic
def close_ballot(ballot: Ballot, *, by: Any = None) -> Ballot:
    """Close it and count. What it decides is written into the register, and takes effect, in the same transaction. One of two wins."""
    meeting, found = locked(ballot)
    if found.state != BallotState.OPEN:
        raise NotNow(_("This vote is not open any more. Look at its page again."))
    if (
        found.by_correspondence
        and found.closes_at > timezone.now()
        and found.roll.filter(may=True, voted=False).exists()
    ):
        raise NotNow(_("Some can still vote until the last moment that was named. It closes by itself then."))
    if found.within_id:
        return _close_country(ballot, found, by)
    entries = list(found.roll.all())
    quorum = quorum_on_roll(found, behind(found, entries))
    papers = list(found.papers.all())
    result = COUNTS[found.method](found, entries, papers)
    if found.is_secret:
        box = box_facts(found, entries, papers)
        must_agree(found, box, entries)
        result |= {"box": box}
    result |= {"quorum": quorum.as_facts(), "roll": sum(1 for one in entries if one.may)}
    result["voted"] = sum(1 for one in entries if one.voted)
    if not quorum.reached:
        result["adopted"] = False
    Ballot.objects.filter(pk=found.pk).update(
        state=BallotState.CLOSED, closed_at=timezone.now(), closed_by=by, result=result
    )
    found.refresh_from_db()
    close_with(found, BallotState.CLOSED, by)
    found.item.meeting = meeting
    if found.motion_id:
        _decide(found, quorum.reached, by)
    if found.amendment_id:
        _decide_amendment(found, quorum.reached, by)
    for follow in AFTER:
        follow(found, by)
    ask_to_seal(found)
    record("ballot.closed", found, actor=by, quorum=quorum.reached)
    ballot.refresh_from_db()
    return ballot


def _close_country(ballot: Ballot, found: Ballot, by: Any) -> Ballot:
    """A country's own ballot is closed: its delegate can cast its paper. What it said is not written down."""
    entries = list(found.roll.all())
    box = box_facts(found, entries, found.papers.all())
    must_agree(found, box, entries)
    del box["unanimous"]  # it would stay, and tell
    result = {"box": box, "roll": len(entries), "voted": sum(1 for one in entries if one.voted)}
    Ballot.objects.filter(pk=found.pk).update(
        state=BallotState.CLOSED, closed_at=timezone.now(), closed_by=by, result=result
    )
    record("ballot.country_ready", found.within, actor=by, country=found.country)
    ballot.refresh_from_db()
    return ballot


def _registered(ballot: Ballot, text: str, language: str, by: Any) -> Decision:
    facts = {**ballot.result, "rule": {name: ballot.rule[name] for name in ("share", "of", "abstentions")}}
    decision = register_decision(
        ballot.item, text, adopted=bool(ballot.result["adopted"]), decided_by=DecidedBy.BALLOT, kind=ballot.kind,
        facts=facts, language=language, by=by,
    )  # fmt: skip
    Ballot.objects.filter(pk=ballot.pk).update(decision=decision)
    return decision


def _decide_amendment(ballot: Ballot, quorum: bool, by: Any) -> None:
    amendment = ballot.amendment
    if not quorum:
        Amendment.objects.filter(pk=amendment.pk).update(state=AmendmentState.DRAFT)
        return
    words, language = said_in(amendment.motion.language, lambda: in_words(amendment))
    decision = _registered(ballot, words, language, by)
    say_in_others(decision, "text", lambda: in_words(amendment))
    amendments.settle(amendment, decision)


def _decide(ballot: Ballot, quorum: bool, by: Any) -> None:
    """The motion is decided by what was counted; without a quorum it is not, and can be put again."""
    motion = ballot.motion
    if not quorum:
        Motion.objects.filter(pk=motion.pk).update(state=MotionState.DRAFT)
        if ballot.meeting.state not in (*BEFORE, MeetingState.OPEN):
            put_off(ballot.meeting)
        return
    decision = _registered(ballot, motion.text, motion.language, by)
    hand_on(motion, decision, "text")
    settle(motion, decision, by=by)


@transaction.atomic
def annul(ballot: Ballot, because: str, *, by: Any = None) -> None:
    """A vote that is prepared or open is not counted; its motion can be put to the vote again. Twice is once."""
    _meeting, found = locked(ballot)
    if found.within_id:
        raise NotNow(_("This is the ballot of one country. Annul the whole vote."))
    if found.state == BallotState.ANNULLED:
        return
    if found.state == BallotState.CLOSED:
        raise NotNow(_("This vote was counted already. Decide anew in another vote."))
    Ballot.objects.filter(pk=found.pk).update(
        state=BallotState.ANNULLED, closed_at=timezone.now(), closed_by=by, annulled_because=because.strip()
    )
    if found.motion_id:
        Motion.objects.filter(pk=found.motion_id).update(state=MotionState.DRAFT)
    if found.amendment_id:
        Amendment.objects.filter(pk=found.amendment_id, state=AmendmentState.VOTING).update(
            state=AmendmentState.DRAFT
        )
    close_with(found, BallotState.ANNULLED, by)
    ballot.refresh_from_db()
    ask_to_seal(ballot)
    record("ballot.annulled", ballot, actor=by)
