"""A vote is prepared, and opened: who has a vote, and by which rule it is counted, is fixed then."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.texts import hand_on
from networks.meet.meetings.models import (
    ABSTAIN,
    NO,
    YES,
    Amendment,
    AmendmentState,
    Ballot,
    BallotForm,
    BallotState,
    Item,
    Meeting,
    MeetingState,
    Method,
    Motion,
    MotionState,
)
from networks.meet.meetings.rules.amendments import nobody_votes_on_one, why_not_yet
from networks.meet.meetings.rules.attending import Place, places_of, quorum_of
from networks.meet.meetings.rules.blocks import divide
from networks.meet.meetings.rules.box import may_be_secret
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.roll import freeze, rule_of_body
from networks.meet.meetings.rules.voters import voters_of
from networks.meet.meetings.rules.voting.locking import locked
from networks.record.rules import record

YES_NO = [{"key": YES, "name": ""}, {"key": NO, "name": ""}, {"key": ABSTAIN, "name": ""}]

# What is fixed besides when it opens: ballot → fields; NotNow where it cannot open yet.
OPENING: list[Callable[[Ballot], dict[str, Any]]] = []


@transaction.atomic
def prepare(
    item: Item, *, motion: Motion | None = None, amendment: Amendment | None = None, title: str = "", form: str = BallotForm.OPEN, method: str = Method.YES_NO,
    options: list[dict[str, str]] | None = None, closes_at: Any = None, by: Any = None, **fields: Any,
) -> Ballot:  # fmt: skip
    """A vote that is not open yet. One at a time on a motion."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    if motion is not None:
        if why := why_not_put(Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)):
            raise NotNow(why)
        fields.setdefault("kind", motion.kind)
        fields.setdefault("language", motion.language)
        title = title or motion.title
    if amendment is not None:
        found = Motion.objects.select_for_update(of=("self",)).get(pk=amendment.motion_id)
        if why := why_not_put(found, Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)):
            raise NotNow(why)
        fields.setdefault("language", amendment.motion.language)
        title = title or amendment.motion.title
    fields.setdefault("language", item.language)
    made = Ballot.objects.create(
        item=item, motion=motion, amendment=amendment, title=title or item.title, form=form, method=method,
        options=options or YES_NO, closes_at=closes_at, **fields,
    )  # fmt: skip
    about = motion or (amendment.motion if amendment else item)
    if made.title == about.title:
        hand_on(about, made, "title")
    return made


def why_not_put(motion: Motion, amendment: Amendment | None = None) -> str:
    """Why a motion, or an amendment to it, cannot be put to the vote now; "" where it can. One vote at a time, and amendments first."""
    there = Ballot.objects.filter(state__in=(BallotState.PLANNED, BallotState.OPEN))
    if amendment is not None:
        if motion.state != MotionState.DRAFT or amendment.state != AmendmentState.DRAFT:
            return _("This amendment was decided, or withdrawn. Look at its page again.")
        if there.filter(amendment__motion=motion).exists():
            return _("A vote on an amendment of this motion is there already. One after the other.")
        return ""
    if motion.state not in (MotionState.DRAFT, MotionState.VOTING):
        return _("This motion was decided, or withdrawn. Look at its page again.")
    if there.filter(motion=motion).exists():
        return _("A vote on this motion is there already. Look at its page again.")
    return why_not_yet(motion)


@transaction.atomic
def open_ballot(ballot: Ballot, *, one_each: bool = False, by: Any = None) -> Ballot:
    """Open it: who has a vote, and by which rule it is counted, is fixed now. One of two wins."""
    meeting, found = locked(ballot)
    if found.state != BallotState.PLANNED:
        raise NotNow(_("This vote was opened already. Look at its page again."))
    body = meeting.body
    if found.by_correspondence:
        places = _by_correspondence(found, meeting)
    else:
        if meeting.state != MeetingState.OPEN:
            raise NotNow(
                _(
                    "A vote in the meeting opens while the meeting is open. Or choose until when one can vote from elsewhere."
                )
            )
        places = places_of(meeting)
    if not any(place.voter.may for place in places):
        raise NotNow(_("Nobody has a vote here. Look at the rules of the body, and at its members."))
    quorum = quorum_of(body, places)
    if not found.by_correspondence and not quorum.reached:
        raise NotNow(
            _(
                "The quorum is not there: nothing can be decided. Note who came, or decide it at another meeting."
            )
        )
    fixed: dict[str, Any] = {"one_each": found.is_secret and (one_each or body.by_country)}
    for ask in OPENING:
        fixed |= ask(found)
    Ballot.objects.filter(pk=found.pk).update(
        **fixed,
        state=BallotState.OPEN, opened_at=timezone.now(), opened_by=by, rule=rule_of_body(body, found.kind),
        quorum={} if found.by_correspondence else quorum.as_facts(),
    )  # fmt: skip
    found.refresh_from_db()
    roll = freeze(found, places)
    if found.is_secret:
        may_be_secret(found, [entry for entry in roll if entry.may])
    if found.by_block:
        divide(found, roll)
    if found.motion_id:
        Motion.objects.filter(pk=found.motion_id).update(state=MotionState.VOTING)
    if found.amendment_id:
        nobody_votes_on_one(found.amendment.motion)
        Amendment.objects.filter(pk=found.amendment_id).update(state=AmendmentState.VOTING)
    record("ballot.opened", found, actor=by, form=found.form)
    ballot.refresh_from_db()
    return ballot


def _by_correspondence(ballot: Ballot, meeting: Meeting) -> list[Place]:
    if meeting.state not in (MeetingState.CONVENED, MeetingState.OPEN):
        raise NotNow(_("Convene the meeting first: whoever votes from elsewhere must know of it."))
    if ballot.closes_at <= timezone.now():
        raise NotNow(_("The last moment to vote lies in the past. Choose another."))
    return [Place(voter) for voter in voters_of(meeting.body)]
