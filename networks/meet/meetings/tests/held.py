"""Meetings for tests: convened for in three weeks, with one item to decide; open with people in them."""

from datetime import timedelta

from django.utils import timezone

from networks.meet.meetings.models import How, Meeting
from networks.meet.meetings.rules import attending, holding, meetings
from networks.meet.meetings.rules.voters import Voter, voters_of


def a_meeting(body, by, **fields) -> Meeting:
    day = (timezone.now() + timedelta(days=22)).replace(
        hour=14, minute=0, second=0, microsecond=0, tzinfo=None
    )
    made = meetings.plan(
        body, title="A meeting", language="en", zone="Europe/Brussels", starts_local=day, by=by, **fields
    )
    meetings.add_item(made, title="Budget", kind="decision", text="We spend 4,000 euros.", by=by)
    meetings.convene(made, by=by)
    return made


def voter(meeting, name: str) -> Voter:
    return next(one for one in voters_of(meeting.body) if one.name.startswith(name))


def there(meeting, by, *names: str, people=None) -> None:
    """Note voters as on site, each through its delegate where organisations vote."""
    for name in names:
        one = voter(meeting, name)
        attending.note(meeting, one, How.ON_SITE, person=(people or {}).get(name, (None, None))[1], by=by)


def open_with(body, by, *names: str, people=None) -> Meeting:
    made = a_meeting(body, by)
    there(made, by, *names, people=people)
    return holding.open_meeting(made, by=by)
