"""Who may do what with bodies and meetings. What is asked about a meeting, an item or a vote is asked of its body (`of_body`)."""

from typing import Any

from networks.meet.meetings.models import LEADS, BodySeat, Initiative, Readers
from networks.people.models import Audience
from networks.people.permissions import belongs, confirmed, coordinates

__all__ = [
    "belongs", "confirmed", "coordinates", "leads", "may_add_items", "may_be_represented", "may_close", "may_convene", "may_finish", "may_read",
    "may_stand", "may_vote", "sits_in", "stands_here",
]  # fmt: skip


def _roles(actor, thing: Any) -> frozenset[str]:
    """As what this actor sits in the body now; asked once a request."""
    if actor.person is None or actor.by_card:
        return frozenset()
    body = thing.of_body
    kept = actor.__dict__.setdefault("_seats_in_bodies", {})
    if body.pk not in kept:
        kept[body.pk] = frozenset(
            BodySeat.objects.now().filter(body=body, person=actor.person).values_list("role", flat=True)
        )
    return kept[body.pk] if actor.belongs else frozenset()


def sits_in(actor, thing: Any) -> bool:
    """Whoever has a seat; where members vote, also whoever speaks for a member organisation."""
    if _roles(actor, thing):
        return True
    return thing.of_body.of_members and any(
        a.confirmed and a.organisation.is_member and a.audience in (Audience.STAFF, Audience.BOARD)
        for a in actor.affiliations
    )


def may_read(actor, thing: Any) -> bool:
    """Whoever its rules let read agendas and minutes: all members of the network, or its own."""
    if not actor.confirmed:
        return False
    return thing.of_body.read_by == Readers.MEMBERS or actor.is_coordinator or sits_in(actor, thing)


def leads(actor, thing: Any) -> bool:
    """The chair, the vice-chair and the secretary; the coordinators, who prepare for them."""
    return actor.is_coordinator or bool(_roles(actor, thing) & set(LEADS))


def may_convene(actor, thing: Any) -> bool:
    """Whoever leads it; every member of the body where its rules say so."""
    return leads(actor, thing) or (
        thing.of_body.convened_by == Initiative.MEMBERS and not actor.by_card and sits_in(actor, thing)
    )


def may_add_items(actor, thing: Any) -> bool:
    """Whoever leads it; every member of the body where its rules say so."""
    return leads(actor, thing) or (
        thing.of_body.items_by == Initiative.MEMBERS and not actor.by_card and sits_in(actor, thing)
    )


def may_be_represented(actor, thing: Any) -> bool:
    """Whoever may have a vote to give away, and whoever notes it for them; never by card."""
    return not actor.by_card and (leads(actor, thing) or sits_in(actor, thing))


def may_vote(actor, thing: Any) -> bool:
    """Whoever reads may try, never by card: the roll of the vote says whose vote they cast."""
    return actor.person is not None and not actor.by_card and may_read(actor, thing)


def may_close(actor, ballot: Any) -> bool:
    """Whoever leads; the ballot of one country also its delegate, never by card."""
    if leads(actor, ballot):
        return True
    return (
        ballot.within_id is not None
        and may_vote(actor, ballot)
        and ballot.within.roll.filter(block=True, country=ballot.country, through=actor.person).exists()
    )


def stands_here(actor, candidacy: Any) -> bool:
    """Whoever is to say yes to standing: they themselves, never by card."""
    own = actor.person is not None and candidacy.person_id == actor.person.pk
    return own and not actor.by_card and may_read(actor, candidacy)


def may_stand(actor, candidacy: Any) -> bool:
    """Whoever stands, and whoever leads and was told on paper."""
    return stands_here(actor, candidacy) or leads(actor, candidacy)


def may_finish(actor, action: Any) -> bool:
    """Whoever is to do it, and whoever leads the body."""
    own = actor.person is not None and action.owner_id == actor.person.pk and not actor.by_card
    return may_read(actor, action) and (own or leads(actor, action))
