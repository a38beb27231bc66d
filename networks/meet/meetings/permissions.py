"""Who may do what with bodies and meetings."""

from networks.meet.meetings.models import LEADS, Body, BodySeat, Initiative, Readers
from networks.people.models import Audience
from networks.people.permissions import belongs, confirmed, coordinates

__all__ = [
    "belongs", "confirmed", "coordinates", "leads", "may_add_items", "may_convene", "may_read", "sits_in",
]  # fmt: skip


def _roles(actor, body: Body) -> frozenset[str]:
    """As what this actor sits in the body now; asked once a request."""
    if actor.person is None or actor.by_card:
        return frozenset()
    kept = actor.__dict__.setdefault("_seats_in_bodies", {})
    if body.pk not in kept:
        kept[body.pk] = frozenset(
            BodySeat.objects.now().filter(body=body, person=actor.person).values_list("role", flat=True)
        )
    return kept[body.pk] if actor.belongs else frozenset()


def sits_in(actor, body: Body) -> bool:
    """Whoever has a seat; where members vote, also whoever speaks for a member organisation."""
    if _roles(actor, body):
        return True
    return body.of_members and any(
        a.confirmed and a.organisation.is_member and a.audience in (Audience.STAFF, Audience.BOARD)
        for a in actor.affiliations
    )


def may_read(actor, body: Body) -> bool:
    """Whoever its rules let read agendas and minutes: all members of the network, or its own."""
    if not actor.confirmed:
        return False
    return body.read_by == Readers.MEMBERS or actor.is_coordinator or sits_in(actor, body)


def leads(actor, body: Body) -> bool:
    """The chair, the vice-chair and the secretary; the coordinators, who prepare for them."""
    return actor.is_coordinator or bool(_roles(actor, body) & set(LEADS))


def may_convene(actor, body: Body) -> bool:
    """Whoever leads it; every member of the body where its rules say so."""
    return leads(actor, body) or (
        body.convened_by == Initiative.MEMBERS and not actor.by_card and sits_in(actor, body)
    )


def may_add_items(actor, body: Body) -> bool:
    """Whoever leads it; every member of the body where its rules say so."""
    return leads(actor, body) or (
        body.items_by == Initiative.MEMBERS and not actor.by_card and sits_in(actor, body)
    )
