"""Who may do what with membership."""

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
    "keeps",
    "may_declare",
    "signed_in",
    "signed_in_by_themselves",
]


def may_declare(actor, declaration) -> bool:
    """Who keeps the organisation that the declaration is about: its own staff and board, and the coordinators."""
    return keeps(actor, declaration.organisation)
