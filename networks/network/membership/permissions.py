"""Who may do what with membership."""

from networks.network.membership.rules import own_fields
from networks.network.membership.rules.fee_people import sees_account
from networks.people.permissions import (
    anyone,
    belongs,
    confirmed,
    coordinates,
    keeps,
    signed_in,
    signed_in_by_themselves,
)

__all__ = [
    "anyone",
    "belongs",
    "confirmed",
    "coordinates",
    "edits_own",
    "keeps",
    "may_declare",
    "sees_account",
    "sees_fees",
    "sees_notice",
    "signed_in",
    "signed_in_by_themselves",
]


def may_declare(actor, declaration) -> bool:
    """Who keeps the organisation that the declaration is about: its own staff and board, and the coordinators."""
    return keeps(actor, declaration.organisation)


def edits_own(actor, organisation) -> bool:
    """Coordinators; and the organisation's own staff and board, where an own field about memberships is theirs to change."""
    return coordinates(actor) or (
        keeps(actor, organisation) and bool(own_fields.editable("membership", actor, organisation))
    )


def sees_fees(actor, thing=None) -> bool:
    """The coordinators, and whoever sees the account of some member."""
    return coordinates(actor) or any(sees_account(actor, a.organisation) for a in actor.affiliations)


def sees_notice(actor, notice) -> bool:
    """Who sees the account of the member that a notice is for."""
    return sees_account(actor, notice.organisation)
