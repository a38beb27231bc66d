"""Rules of belonging: roles and affiliations begin, are confirmed, and end. Whoever leaves loses access that moment."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.tenancy import current_network_id, in_network
from networks.people.models import (
    Affiliation,
    Audience,
    Card,
    Function,
    Network,
    Organisation,
    Person,
    Role,
    RoleKind,
    holding,
)
from networks.people.signals import tell


class LastCoordinator(Exception):
    """A network cannot lose its last coordinator: name another first."""

    message = _("A network needs a coordinator: name another first.")


class HasNothing(Exception):
    """Somebody without e-mail would be left without any way in."""


class OnlyDemonstration(Exception):
    """Persons of the demonstration hold nothing outside it."""

    message = _("Persons of the demonstration come into no other network. Sign out first.")


def _stays_in_demonstration(person: Person) -> None:
    if (
        person.is_demonstration
        and not Network.objects.filter(pk=current_network_id(), is_demonstration=True).exists()
    ):
        raise OnlyDemonstration


@transaction.atomic
def grant_role(person: Person, kind: str, *, by: Person | None = None) -> Role:
    """Give `person` a role in the current network, from today. Twice is once."""
    _stays_in_demonstration(person)
    role = Role.objects.now().filter(person=person, kind=kind).first()
    if role is None:
        role = Role.objects.create(person=person, kind=RoleKind(kind))
        tell("role.granted", role, actor=by)
    return role


@transaction.atomic
def end_role(role: Role, *, by: Person | None = None) -> None:
    """End a role now. The last coordinator stays."""
    Network.objects.select_for_update().get(
        pk=role.network_id
    )  # of two coordinators leaving at once one stays
    if role.kind == RoleKind.COORDINATOR and not _others(role.person, role.network_id):
        raise LastCoordinator
    role.end()
    tell("role.ended", role, actor=by)


def _others(person: Person, network_id) -> bool:
    with in_network(network_id):
        return (
            Role.objects.now()
            .filter(kind=RoleKind.COORDINATOR, person__erased_at=None)
            .exclude(person=person)
            .exists()
        )


@transaction.atomic
def affiliate(
    person: Person,
    organisation: Organisation,
    audience: str = Audience.STAFF,
    *,
    title: str = "",
    confirmed: bool = True,
    by: Person | None = None,
) -> Affiliation:
    """Let `person` belong to `organisation`, from today. Twice is once; what was confirmed stays confirmed."""
    _stays_in_demonstration(person)
    found = Affiliation.objects.now().filter(person=person, organisation=organisation).first()
    if found is None:
        # one open row a person and organisation: what ended today stays as history
        found = Affiliation.objects.create(
            person=person,
            organisation=organisation,
            audience=Audience(audience),
            title=title,
            confirmed=confirmed,
        )
        tell("affiliation.begun", found, actor=by, organisations=[organisation])
    elif confirmed and not found.confirmed:
        confirm(found, by=by)
    return found


@transaction.atomic
def confirm(affiliation: Affiliation, *, by: Person | None = None) -> None:
    """Somebody who came by a link is confirmed as a member."""
    if affiliation.confirmed:
        return
    affiliation.confirmed = True
    affiliation.save(update_fields=["confirmed"])
    tell("affiliation.confirmed", affiliation, actor=by, organisations=[affiliation.organisation])


@transaction.atomic
def end_affiliation(affiliation: Affiliation, *, by: Person | None = None) -> None:
    """Somebody leaves an organisation: functions end and cards of it stop working, that moment. One set for a day that has come keeps its day."""
    if affiliation.until is None or affiliation.until > timezone.localdate():
        affiliation.end()
    for function in Function.objects.now().filter(affiliation=affiliation):
        function.end()
    for card in Card.objects.filter(
        person=affiliation.person, organisation=affiliation.organisation, revoked_at=None
    ):
        card.revoke()
    tell("affiliation.ended", affiliation, actor=by, organisations=[affiliation.organisation])


@transaction.atomic
def leave(person: Person, network: Network, *, by: Person | None = None) -> None:
    """`person` leaves `network`: all roles and affiliations end now."""
    with in_network(network):
        for role in Role.objects.now().filter(person=person):
            end_role(role, by=by)
        for affiliation in Affiliation.objects.now().filter(person=person).select_related("organisation"):
            end_affiliation(affiliation, by=by)


def left_without_coordinator(person: Person) -> list[Network]:
    """The networks that others belong to and that `person` alone coordinates."""
    alone = []
    for network in Network.objects.filter(
        pk__in=Role.everywhere.filter(holding(), person=person, kind=RoleKind.COORDINATOR).values("network")
    ):
        with in_network(network):
            others = (
                Affiliation.objects.now().exclude(person=person).exists()
                or Role.objects.now().exclude(person=person).exists()
            )
        if others and not _others(person, network.pk):
            alone.append(network)
    return alone
