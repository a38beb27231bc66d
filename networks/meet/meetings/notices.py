"""Whom this room tells of what."""

from django.utils.translation import gettext_lazy as _

from networks.meet.meetings.models import Body
from networks.notices.telling import Told
from networks.record.models import Event

KIND = "meetings"


def seated(event: Event, body: Body):
    """Whoever was given a seat."""
    return [event.facts.get("person")]


TOLD = {"body.seat_given": Told(seated, _("{who} gave you a seat: {what}"), KIND)}
