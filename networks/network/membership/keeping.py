"""Whose documents there are in this room, and who may read and add them."""

from networks.participation.documents.rules import Kept
from networks.participation.documents.rules import register as make_known
from networks.people.permissions import keeps


def register() -> None:
    """Make them known; called when the program starts."""
    make_known(
        Kept(
            "network_membership.onbehalf",
            may_read=lambda actor, thing: keeps(actor, thing.organisation),
            may_add=lambda actor, thing: actor.is_coordinator,
        )
    )
