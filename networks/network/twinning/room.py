"""What this room contributes to the house."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from networks.base.rooms import Archived, Described, Door, Room, Step


def describe_twinnings(keys):
    from networks.network.twinning.models import Twinning

    return {
        row.pk: Described(
            row.called,
            reverse("twinning", kwargs={"network": row.network.slug, "key": row.pk}),
            str(_("twinning")),
        )
        for row in Twinning.objects.filter(pk__in=keys).select_related("other", "network")
    }


def seen(keys, actor):
    """Whoever is confirmed in the network."""
    return set(keys) if actor.confirmed else set()


def describe_offers(keys):
    from networks.network.twinning.models import TwinInvitation

    return {
        row.pk: Described(str(_("an offer to twin"))) for row in TwinInvitation.objects.filter(pk__in=keys)
    }


def steps(actor):
    """An experienced network can accompany a new one."""
    from networks.network.twinning.models import TwinInvitation, Twinning

    yield Step(
        "twinning.offer",
        str(_("Let an experienced network accompany you")),
        str(_("Both see one checklist. You choose what you show them.")),
        reverse("twinnings", kwargs={"network": actor.network.slug}),
        str(_("See how")),
        lambda: Twinning.objects.exists() or TwinInvitation.objects.exists(),
        order=95,
        asked=True,
    )


def whether(about):
    """The first step: an offer was made, or a twinning begun."""
    from networks.network.twinning.models import TwinInvitation, Twinning

    return {"twinning.offer": [Twinning.objects.all(), TwinInvitation.objects.all()]}


def doors(asks):
    yield Door(
        "ecosystem",
        _("Twin your network with ours"),
        _("An experienced network accompanies a new one, with one checklist for both."),
        asks.page("twinnings"),
    )


def _demonstrate(made) -> None:
    from networks.network.twinning.demonstration import fill

    fill(made)


ROOM = Room(
    area="network",
    slug="twinning",
    name=_("Twinning"),
    urls="networks.network.twinning.urls",
    own_urls="networks.network.twinning.own_urls",
    front="twinnings",
    order=8,
    describe={
        "network_twinning.twinning": describe_twinnings,
        "network_twinning.twininvitation": describe_offers,
    },
    seen={"network_twinning.twinning": seen},
    events={
        "twinning.offered": _("{who} made {what}"),
        "twinning.begun": _("This network is twinned with {what}"),
        "twinning.ended": _("The twinning with {what} has ended"),
        "twinning.shown": _("{who} showed something to {what}"),
        "twinning.seen": _("{what} shows you something"),
        "twinning.taken_back": _("{who} took back what was shown to {what}"),
    },
    news=("twinning.begun", "twinning.ended"),
    steps=steps,
    whether=whether,
    doors=doors,
    archive=Archived(
        left_out={
            "network_twinning.twininvitation": "An offer's code leads to the installation that made it; offer again.",
            "network_twinning.shown": "It was shown to a network of the installation that made the archive; show it again.",
        },
        without={
            "network_twinning.twinning.other": "It points to a network of the installation that made the archive.",
        },
    ),
    demonstration=_demonstrate,
)
