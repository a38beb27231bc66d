"""Meetings of the demonstration that were held in the past: no message leaves for them now."""

from datetime import timedelta
from typing import Any

from django.db.models import Q

from networks.meet.meetings.models import Ballot, Body, Decision, How, Meeting, MeetingState
from networks.meet.meetings.rules import attending, holding, meetings
from networks.meet.meetings.rules.voters import Voter, speakers_of, voters_of


def plan(
    made: Any, body: Body, days: int, titles: tuple[str, str], *, hour: int, minutes: int = 120, by: Any
) -> Meeting:
    """A meeting some days ago, with its title in English and French. Its agenda is written next."""
    begun = (made.now - timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
    meeting = meetings.plan(
        body, title=titles[0], language="en", zone=made.network.zone, minutes=minutes, mode="online", by=by,
        starts_local=begun.replace(tzinfo=None),
    )  # fmt: skip
    meeting.put_version("title", "fr", titles[1], author=by)
    return meeting


def convene(meeting: Meeting, *, days_before: int = 30, by: Any) -> None:
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.CONVENED, convened_by=by,
        convened_at=meeting.occasion.starts_at - timedelta(days=days_before),
    )  # fmt: skip
    meeting.refresh_from_db()


def come(meeting: Meeting, absent: int = 0, *, by: Any) -> list[tuple[Voter, Any]]:
    """Everybody with a vote, and somebody who may cast it, is there; but the last so many. Returns all of them."""
    voters = [voter for voter in voters_of(meeting.body) if voter.may]
    speakers = speakers_of(meeting.body, voters)
    found = [(voter, speakers[voter.key][0]) for voter in voters if speakers.get(voter.key)]
    for voter, person in found[: len(found) - absent]:
        attending.note(meeting, voter, How.ONLINE, person=person, by=by)
    return found


def begin(meeting: Meeting, *, by: Any) -> bool:
    """Open it; returns whether enough are there to decide."""
    holding.open_meeting(meeting, without_quorum=True, by=by)
    return attending.quorum_of(meeting.body, attending.places_of(meeting)).reached


def end(meeting: Meeting, ballot: Ballot, *, by: Any) -> None:
    """It was held when it was planned for, and ended a little earlier, with a vote in it that is closed."""
    begun = meeting.occasion.starts_at
    ended = meeting.occasion.ends_at - timedelta(minutes=10)
    meeting.presences.update(arrived_at=begun)
    Meeting.objects.filter(pk=meeting.pk).update(opened_at=begun)
    holding.close_meeting(meeting, by=by)
    meeting.presences.update(left_at=ended)
    Meeting.objects.filter(pk=meeting.pk).update(closed_at=ended)
    opened, closed = ended - timedelta(minutes=25), ended - timedelta(minutes=15)
    Ballot.objects.filter(Q(pk=ballot.pk) | Q(within=ballot)).update(opened_at=opened, closed_at=closed)
    ballot.roll.filter(voted_at__isnull=False).update(voted_at=opened + timedelta(minutes=5))
    Decision.objects.filter(ballot=ballot).update(decided_at=closed)
    meeting.occasion.attendances.update(until=ended)
