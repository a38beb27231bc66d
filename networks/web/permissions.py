"""Who may do what in the house itself."""

from django.conf import settings

from networks.base.machine import is_local
from networks.people.models import Network
from networks.people.permissions import anyone, belongs, coordinates, operates, signed_in
from networks.people.second_factor import needs_second_factor

__all__ = [
    "anyone",
    "belongs",
    "coordinates",
    "may_found",
    "may_take_in",
    "may_watch_taking_in",
    "signed_in",
    "sits_here",
]


def sits_here(actor, request) -> bool:
    """Whoever sits at the machine that serves this, or has the key that `bin/run` printed; never behind a proxy."""
    return is_local(request)


def may_found(actor, request) -> bool:
    """Who may found a network: everybody where the installation is open, else who runs it."""
    if actor.by_card:
        return False
    return settings.FOUNDING == "open" or bool(actor.person and actor.person.is_operator)


@needs_second_factor
def may_take_in(actor, request) -> bool:
    """Who may take in the archive of a network: who runs the installation; on one's own machine anybody while there is no network."""
    if actor.by_card:
        return False
    return operates(actor) or (is_local(request) and not Network.objects.exists())


@needs_second_factor
def may_watch_taking_in(actor, request) -> bool:
    """Who may see how far an archive is: who runs the installation, and whoever sits at the machine."""
    return not actor.by_card and (operates(actor) or is_local(request))
