"""A network belongs to another: invited there, accepted here, ended by either side. Nobody learns of a network that did not accept."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from networks.base.keys import hashed
from networks.base.tenancy import across_networks, in_network
from networks.network.membership.models import LevelInvitation, Publication, Received
from networks.people.models import Network, Organisation, Person, Role, RoleKind
from networks.record.rules import record


class CannotJoin(Exception):
    """The two networks cannot be joined; the message says why and what to do."""


def secret_of(invitation: LevelInvitation) -> str:
    """Derived from the installation's own secret, so that it is nowhere in the database."""
    return salted_hmac("networks.membership.level", str(invitation.pk), algorithm="sha256").hexdigest()


def address_of(invitation: LevelInvitation) -> str:
    return f"{settings.SITE_ADDRESS}{reverse('level-answer', args=[secret_of(invitation)])}"


@transaction.atomic
def invite(organisation: Organisation, by: Person | None = None) -> LevelInvitation:
    """Invite the network that is the member `organisation`. An open invitation is used again, and lasts longer."""
    if organisation.stands_for_id:
        raise CannotJoin(_("This member is joined to its network already."))
    there = LevelInvitation.objects.filter(
        organisation=organisation, answered_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    ).first()
    if there is not None:
        there.expires_at = LevelInvitation.default_expiry()
        there.save(update_fields=["expires_at"])
        return there
    made = LevelInvitation(organisation=organisation, made_by=by, expires_at=LevelInvitation.default_expiry())
    made.secret_hash = hashed(secret_of(made))
    made.save()
    record("level.invited", organisation, actor=by, organisations=[organisation])
    return made


@transaction.atomic
def withdraw_invitation(invitation: LevelInvitation) -> None:
    """The link stops working."""
    LevelInvitation.objects.filter(pk=invitation.pk, answered_at=None).update(withdrawn_at=timezone.now())


def may_accept_for(person: Person) -> list[Network]:
    """The networks for which `person` may accept: those they coordinate now."""
    from networks.people.models import holding

    roles = Role.everywhere.filter(holding(), person=person, kind=RoleKind.COORDINATOR)
    return list(Network.objects.filter(pk__in=roles.values("network"), closed_at=None).order_by("name"))


@transaction.atomic
def accept(invitation: LevelInvitation, network: Network, by: Person) -> Organisation:
    """`network` becomes the member that it was invited to be. Of two at once one wins. Raises CannotJoin."""
    above = Network.objects.select_for_update().get(pk=invitation.network_id)
    if network.pk == above.pk or network.pk in {one.pk for one in above_all(above)}:
        raise CannotJoin(_("A network cannot be a member of itself, nor of one that is its own member."))
    if network.is_demonstration != above.is_demonstration:
        raise CannotJoin(_("Networks of the demonstration join no other networks."))
    with in_network(above):
        won = LevelInvitation.objects.filter(
            pk=invitation.pk, answered_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        ).update(answered_at=timezone.now())
        if not won:
            raise CannotJoin(
                _("This invitation was used or withdrawn, or its time is over. Ask for a new one.")
            )
        organisation = Organisation.objects.get(pk=invitation.organisation_id)
        organisation.stands_for = network
        try:
            with transaction.atomic():
                organisation.save(update_fields=["stands_for"])
        except IntegrityError:
            raise CannotJoin(_("Your network is a member there already.")) from None
        record("level.joined", organisation, actor=None, organisations=[organisation])
    with in_network(network):
        record("level.accepted", network, actor=by)
    return organisation


@transaction.atomic
def part(organisation: Organisation, by: Person | None = None) -> bool:
    """A network and the member that stood for it are joined no longer; what was published is taken back. Either side may."""
    lower, upper = organisation.stands_for, organisation.network
    if lower is None:
        return False
    with in_network(upper):
        won = Organisation.objects.filter(pk=organisation.pk, stands_for=lower).update(stands_for=None)
        if not won:
            return False
        Received.objects.filter(organisation=organisation).delete()
        record("level.parted", organisation, actor=by, organisations=[organisation])
    with in_network(lower):
        Publication.objects.filter(to=upper, withdrawn_at=None).update(withdrawn_at=timezone.now())
        record("level.left", lower, actor=by)
    return True


# ---- who is above and below ----


def seats_above(network: Network) -> list[Organisation]:
    """The members, in other networks, that this network is: each with its network."""
    with across_networks("a network sees of which networks it is a member"):
        rows = Organisation.everywhere.filter(stands_for=network, binned_at=None, network__closed_at=None)
        return list(rows.select_related("network").order_by("network__name"))


def above_all(network: Network) -> list[Network]:
    """All networks above this one, near and far."""
    found: dict = {}
    waiting = [network]
    while waiting:
        for seat in seats_above(waiting.pop()):
            if seat.network_id not in found:
                found[seat.network_id] = seat.network
                waiting.append(seat.network)
    return list(found.values())


def members_that_are_networks() -> list[Organisation]:
    """Members of the current network that stand for a network, or were entered as one."""
    rows = Organisation.objects.select_related("stands_for").order_by()
    # Each by its own index, and sorted here: asked for both at once, or in an order, the database looks at all members.
    found = [
        *rows.filter(is_member=True, kind="network", stands_for=None),
        *rows.filter(stands_for__isnull=False),
    ]
    return sorted(found, key=lambda row: (row.name, row.pk))[:500]
