"""Who may do what with applications."""

from networks.network.membership.models import Admission, Application, Checker
from networks.people.models import RoleKind
from networks.people.permissions import coordinates, keeps
from networks.people.second_factor import needs_second_factor

__all__ = [
    "applies",
    "checks",
    "coordinates",
    "gives_opinion",
    "is_of_the_board",
    "reads_papers",
    "sees_applications",
]


def is_of_the_board(actor) -> bool:
    """The board members of the network; never by card."""
    return RoleKind.BOARD in actor.roles and not actor.by_card


@needs_second_factor
def sees_applications(actor, thing=None) -> bool:
    """Coordinators, and board members of the network."""
    return actor.is_coordinator or is_of_the_board(actor)


@needs_second_factor
def checks(actor, thing=None) -> bool:
    """Whoever looks whether everything is there: the coordinator, or the board too where the network says so."""
    if actor.is_coordinator:
        return True
    if not is_of_the_board(actor):
        return False
    admission = Admission.current()
    return admission is not None and admission.checked_by == Checker.BOARD


@needs_second_factor
def gives_opinion(actor, thing=None) -> bool:
    """Board members."""
    return is_of_the_board(actor)


def applies(actor, thing=None) -> bool:
    """Whoever belongs here and signed in by themselves, not with a card."""
    return actor.confirmed and not actor.by_card


def reads_papers(actor, application: Application) -> bool:
    """Coordinators and the board; afterwards also the organisation's own staff and board, whose papers they are."""
    if actor.is_coordinator or is_of_the_board(actor):
        return True
    return application.membership_id is not None and keeps(actor, application.organisation)
