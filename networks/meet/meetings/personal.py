"""A person's data in this room: what is exported, and what is erased. That somebody sat in a body stays, by "a former member"."""

from typing import Any

from django.utils import timezone

from networks.meet.meetings.models import BodySeat


def export(person: Any) -> dict[str, Any]:
    """Everything of this room that names `person` in the current network."""
    return {
        "seats_in_bodies": list(
            BodySeat.objects.filter(person=person).values("body__name", "role", "since", "until")
        ),
    }


def erase(person: Any) -> None:
    """Their seats end; who looks at earlier ones reads "a former member": statutes ask who decided."""
    today = timezone.localdate()
    for seat in BodySeat.objects.now_or_later().filter(person=person):
        BodySeat.objects.filter(pk=seat.pk).update(until=max(today, seat.since))
