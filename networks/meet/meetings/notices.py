"""Whom this room tells of what."""

from django.utils.translation import gettext_lazy as _

from networks.meet.meetings.models import Body, Meeting
from networks.notices.telling import Told
from networks.participation.occasions.models import Invitee
from networks.record.models import Event

KIND = "meetings"


def seated(event: Event, body: Body):
    """Whoever was given a seat."""
    return [event.facts.get("person")]


def convened(event: Event, meeting: Meeting):
    """Whoever is convened. The convocation itself comes by a message of its own."""
    return Invitee.objects.filter(
        occasion=meeting.occasion_id, withdrawn_at=None, person__isnull=False
    ).values_list("person", flat=True)


TOLD = {
    "body.seat_given": Told(seated, _("{who} gave you a seat: {what}"), KIND),
    "meeting.convened": Told(convened, _("{who} convened {what}"), KIND, mail=False),
    "meeting.cancelled": Told(convened, _("{who} cancelled {what}"), KIND, mail=False),
}
