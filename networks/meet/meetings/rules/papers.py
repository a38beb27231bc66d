"""Papers of an item: kept by the kernel of documents, read by whoever reads the agenda, added by whoever adds to it."""

from typing import Any

from django.urls import reverse

from networks.meet.meetings.models import Item, MeetingState
from networks.meet.meetings.permissions import leads, may_add_items, may_read
from networks.participation.documents.rules import Kept, register

LABEL = "meet_meetings.item"


def _may_add(actor: Any, item: Item) -> bool:
    """Before and during the meeting whoever adds to the agenda; afterwards only whoever leads the body."""
    if item.meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED):
        return leads(actor, item)
    return may_add_items(actor, item)


def _url(item: Item) -> str:
    return reverse("item", kwargs={"network": item.network.slug, "item": item.pk})


register(Kept(LABEL, may_read=may_read, may_add=_may_add, url=_url))
