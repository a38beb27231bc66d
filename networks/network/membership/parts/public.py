"""The public page of a network."""

from django.utils.translation import gettext_lazy as _

from networks.network.membership.parts import Tab

TABS = (Tab(_("Public page"), "public"),)
EVENTS = {
    "public.published": _("{who} published {what}"),
    "public.withdrawn": _("{who} withdrew {what}"),
    "public.changed": _("{who} changed {what}"),
    "offering.made": _("{who} wrote down that members are offered {what}"),
}
NEWS = ("public.published",)


def describe_pages(keys):
    """The public page is shown by its name and leads to where it is made."""
    from django.urls import reverse

    from networks.base.rooms import Described
    from networks.network.membership.models import PublicPage

    return {
        row.pk: Described(str(_("the public page")), reverse("public-front", args=[row.network.slug]))
        for row in PublicPage.objects.filter(pk__in=keys).select_related("network")
    }


def describe_offerings(keys):
    """What is offered is shown by its title and leads to where it is written down."""
    from django.urls import reverse

    from networks.base.rooms import Described
    from networks.network.membership.models import Offering

    return {
        row.pk: Described(
            row.title, reverse("offering", args=[row.network.slug, row.pk]), language=row.language
        )
        for row in Offering.objects.filter(pk__in=keys).select_related("network")
    }


DESCRIBE = {
    "network_membership.publicpage": describe_pages,
    "network_membership.offering": describe_offerings,
}


def offers(reader):
    """What the coordinator wrote down."""
    from networks.network.membership.rules.offerings import own

    return own(reader)


def demonstrate(made) -> None:
    """Ponte shows itself to everybody."""
    from networks.network.membership.demonstration.public import fill

    fill(made)
