"""Whom this room tells of what."""

from django.utils.translation import gettext_lazy as _

from networks.network.twinning.models import Twinning
from networks.notices.telling import Told
from networks.people.models import Role, RoleKind
from networks.record.models import Event

KIND = "twinning"


def coordinators(event: Event, twinning: Twinning):
    """The coordinators of the network in which it happened."""
    return Role.objects.now().filter(kind=RoleKind.COORDINATOR).values_list("person", flat=True)


TOLD = {
    "twinning.begun": Told(coordinators, _("This network is twinned with {what}"), KIND),
    "twinning.ended": Told(coordinators, _("The twinning with {what} has ended"), KIND),
    "twinning.seen": Told(coordinators, _("{what} shows you something"), KIND),
}
