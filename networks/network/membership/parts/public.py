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
    """What is offered is shown by its title, and leads to the page where everybody reads it."""
    from django.urls import reverse

    from networks.base.rooms import Described
    from networks.base.texts import active_reader, load_versions
    from networks.network.membership.models import Offering, PublicPage

    rows = list(Offering.objects.filter(pk__in=keys).select_related("network"))
    load_versions(rows)
    public = PublicPage.objects.filter(published_at__isnull=False).exists()
    reader = active_reader()
    found = {}
    for row in rows:
        title = row.version_for("title", reader)
        url = reverse("public-front", args=[row.network.slug]) if public else ""
        found[row.pk] = Described(title.text, url, str(_("what members are offered")), title.language)
    return found


def seen_offerings(keys, actor):
    """Whoever belongs sees what is offered."""
    from networks.base.rooms import everybody

    return everybody(keys, actor)


SEEN = {"network_membership.offering": seen_offerings}


def find(words, actor):
    """What is offered now under these words."""
    from networks.base.rooms import FOUND
    from networks.network.membership.models import Offering

    rows = Offering.objects.now().filter(title__icontains=words[:200]).order_by("position", "pk")
    return [("network_membership.offering", key) for key in rows.values_list("pk", flat=True)[:FOUND]]


DESCRIBE = {
    "network_membership.publicpage": describe_pages,
    "network_membership.offering": describe_offerings,
}


def address(network) -> str:
    """Its page for everybody, once it is published."""
    from django.urls import reverse

    from networks.network.membership.models import PublicPage

    if network.closed_at or not PublicPage.objects.filter(published_at__isnull=False).exists():
        return ""
    return reverse("public-front", kwargs={"network": network.slug})


def offers(reader):
    """What the coordinator wrote down."""
    from networks.network.membership.rules.offerings import own

    return own(reader)


def doors(asks):
    """The members, what is offered, and what joining would bring."""
    from networks.base.rooms import Door
    from networks.network.membership.models import PublicPage, Terms

    page = PublicPage.objects.filter(published_at__isnull=False).first()
    shown = page.shown if page else ()
    members = asks.page("members") or (asks.public("public-members") if "members" in shown else "")
    yield Door(
        "organisation",
        _("Find other members"),
        _("Who they are, what they do, where, and whom to talk to."),
        members,
    )
    if asks.actor is None:
        terms = Terms.objects.first()
        joins = terms is None or terms.uses_applications
        yield Door(
            "organisation",
            _("Join us"),
            _("See what joining brings an organisation like yours, what it costs, and how to apply."),
            asks.public("join-network") if joins else "",
        )
    yield Door(
        "ecosystem",
        _("Who the members are"),
        _("Organisations that work with people who find it hard to find work, country by country."),
        members,
    )
    if asks.actor is None and "offers" in shown:
        yield Door(
            "ecosystem",
            _("What the network offers"),
            _("Services and programmes, for whom, and at what price."),
            asks.public("public-page") + "#offers",
        )


def demonstrate(made) -> None:
    """Ponte shows itself to everybody."""
    from networks.network.membership.demonstration.public import fill

    fill(made)
