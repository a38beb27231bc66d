"""An occasion for tests, with people to invite, and a reader of what was sent."""

from datetime import datetime, timedelta
from email import message_from_bytes, policy

from django.utils import timezone
from icalendar import Calendar

from networks.base import jobs
from networks.notices.models import OutboxMessage
from networks.participation.occasions import rules
from networks.participation.occasions.models import Invitee, Occasion
from networks.people.models import Affiliation, Organisation, Person


def an_occasion(**fields) -> Occasion:
    """An occasion in a month, at two in the afternoon in Brussels."""
    fields.setdefault("starts_local", _in_days(30))
    return Occasion.objects.create(
        about="somewhere.thing", title="What joining brings", link="https://meet.example.org/r", **fields
    )


def _in_days(days: int) -> datetime:
    return (timezone.now() + timedelta(days=days)).replace(
        hour=14, minute=0, second=0, microsecond=0, tzinfo=None
    )


def a_person(name: str, organisation: Organisation | None = None, audience="staff", **fields) -> Person:
    person = Person.objects.create_user(f"{name.lower()}@example.org", name, **fields)
    if organisation:
        Affiliation.objects.create(person=person, organisation=organisation, audience=audience)
    return person


def invite(occasion: Occasion, *addresses: str, by=None, **details) -> list[Invitee]:
    """Invite addresses and let the messages leave."""
    rules.invite(occasion, [rules.Guest(email=a, **details) for a in addresses], by=by)
    jobs.run_all()
    return [Invitee.objects.get(email=a) for a in addresses]


def sent(to: str = "") -> list:
    """The messages that left, parsed as a mail program parses them."""
    rows = OutboxMessage.objects.order_by("created_at", "pk")
    if to:
        rows = rows.filter(to=to)
    return [message_from_bytes(row.raw.encode(), policy=policy.default) for row in rows]


def entry_in(message):
    """The calendar entry that a message carries, and its method."""
    part = next(p for p in message.walk() if p.get_content_type() == "text/calendar" and not p.get_filename())
    calendar = Calendar.from_ical(part.get_content())
    return calendar.walk("VEVENT")[0], str(calendar["METHOD"])
