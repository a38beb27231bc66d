"""Who may do what with people and networks."""

from networks.base.doors import anyone, signed_in

__all__ = ["anyone", "belongs", "confirmed", "coordinates", "facilitates", "signed_in"]


def belongs(actor, thing=None) -> bool:
    """Whoever has a role or an affiliation in this network."""
    return actor.belongs


def confirmed(actor, thing=None) -> bool:
    """Whoever belongs to this network and was confirmed."""
    return actor.confirmed


def coordinates(actor, thing=None) -> bool:
    """The coordinators of this network."""
    return actor.is_coordinator


def facilitates(actor, thing=None) -> bool:
    """Coordinators and facilitators of this network."""
    return actor.is_facilitator
