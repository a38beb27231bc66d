"""Who leaves the network has no seat any more, that moment: pages find none (`seating.held`), and streams that are open end here."""

from typing import Any

from django.dispatch import receiver

from networks.base.tenancy import in_network
from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import Seat
from networks.meet.sessions.models.planning import SessionState
from networks.meet.sessions.rules.seating import held
from networks.people.signals import happened

LEAVES = ("affiliation.ended", "role.ended")
COMES = ("affiliation.begun", "role.granted")
OVER = (SessionState.ENDED, SessionState.CANCELLED)


@receiver(happened)
def somebody_left_or_came(sender: Any, verb: str, about: Any, **more: Any) -> None:
    """End the streams of who left; who comes again may follow again."""
    if verb not in LEAVES + COMES:
        return
    with in_network(about.network_id):
        if not Seat.objects.filter(
            person=about.person_id
        ).exists():  # as for each of thousands who are imported
            return
        theirs = Seat.objects.filter(person=about.person_id).exclude(session__state__in=OVER)
        seats = list(theirs.select_related("session").order_by("session_id"))
        still = set(held(theirs).values_list("pk", flat=True))
        for seat in seats:
            if (verb in LEAVES) != (seat.pk in still):
                tell(seat.session, "seat", seat=str(seat.pk), removed=seat.pk not in still)
