"""Who may do what with people and networks."""

from networks.base.doors import anyone, signed_in
from networks.people.models import Audience
from networks.people.second_factor import needs_second_factor

__all__ = [
    "anyone", "belongs", "confirmed", "coordinates", "facilitates", "keeps", "operates", "prints_cards", "sees_audiences",
    "signed_in", "signed_in_by_themselves",
]  # fmt: skip


def belongs(actor, thing=None) -> bool:
    """Whoever has a role or an affiliation in this network."""
    return actor.belongs


def confirmed(actor, thing=None) -> bool:
    """Whoever belongs to this network and was confirmed."""
    return actor.confirmed


@needs_second_factor
def coordinates(actor, thing=None) -> bool:
    """The coordinators of this network."""
    return actor.is_coordinator


def facilitates(actor, thing=None) -> bool:
    """Coordinators and facilitators of this network."""
    return actor.is_facilitator


@needs_second_factor
def operates(actor, thing=None) -> bool:
    """Who runs the installation: mail, backups, quotas; never a network's content."""
    return bool(actor.person and actor.person.is_operator and not actor.by_card)


def signed_in_by_themselves(actor, thing=None) -> bool:
    """Whoever signed in with their own code or passkey. A printed card is not enough to change how one signs in."""
    return actor.person is not None and not actor.by_card


def keeps(actor, organisation) -> bool:
    """Who keeps an organisation's people: its own staff and board, and the coordinators; never by card."""
    if actor.by_card or organisation is None:
        return False
    return actor.is_coordinator or any(
        a.organisation_id == organisation.pk
        and a.confirmed
        and a.audience in (Audience.STAFF, Audience.BOARD)
        for a in actor.affiliations
    )


prints_cards = keeps


def sees_audiences(actor, organisation) -> bool:
    """Who is a worker is seen by their own organisation only; of coordinators too, only there."""
    return any(a.organisation_id == organisation.pk and a.confirmed for a in actor.affiliations)
