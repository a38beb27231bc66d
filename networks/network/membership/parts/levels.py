"""Networks of networks: publications that roll up."""

from django.utils.translation import gettext_lazy as _

from networks.network.membership.parts import Tab

TABS = (Tab(_("Levels"), "levels", shown=lambda actor: actor.confirmed and _concerned(actor), setting=True),)
EVENTS = {
    "level.invited": _("{who} invited the network of {what}"),
    "level.joined": _("{what} is joined to its network"),
    "level.parted": _("{what} and its network are joined no longer"),
    "level.accepted": _("{who} joined {what} to another network"),
    "level.left": _("{what} left another network"),
    "publication.made": _("{who} published {what}"),
    "publication.withdrawn": _("{who} took back {what}"),
    "publication.received": _("{what} let us know its totals"),
}
NEWS = ("level.joined", "level.parted", "level.accepted", "level.left")
LEFT_OUT = {
    "network_membership.levelinvitation": "An invitation's link leads to the installation that made it; invite again.",
    "network_membership.publication": "It was published to a network of the installation that made the archive; publish again.",
}


def _concerned(actor) -> bool:
    """Coordinators always find the page; members where there is something to see."""
    from networks.network.membership.models import Received

    return actor.is_coordinator or Received.objects.exists()


def describe_publications(keys):
    """A publication is shown by its year and the network that got it."""
    from django.urls import reverse

    from networks.base.rooms import Described
    from networks.network.membership.models import Publication

    return {
        row.pk: Described(
            str(_("totals of %(year)s for %(name)s") % {"year": row.year, "name": row.to.name}),
            reverse("levels", args=[row.network.slug]),
        )
        for row in Publication.objects.filter(pk__in=keys).select_related("to", "network")
    }


DESCRIBE = {"network_membership.publication": describe_publications}


def demonstrate(made) -> None:
    """Ponte is a member of a European network of networks."""
    from networks.network.membership.demonstration.levels import fill

    fill(made)


def ready() -> None:
    from networks.network.membership.rules import level_totals  # noqa: F401  its job is registered
