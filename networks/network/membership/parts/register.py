"""The register: organisations, categories, own fields, the file of a member."""

from django.utils.translation import gettext_lazy as _

from networks.network.membership.parts import Tab

EVENTS = {
    "organisation.changed": _("{who} changed what stands about {what}"),
    "membership.begun": _("{what} began"),
    "membership.changed": _("{who} changed {what}"),
    "membership.ended": _("{what} ended"),
}
TABS = (Tab(_("Members"), "members", shown=lambda actor: actor.confirmed),)


def describe_memberships(keys):
    """A membership is shown by its organisation and category, and leads to the organisation."""
    from django.urls import reverse

    from networks.base.rooms import Described
    from networks.network.membership.models import Membership

    return {
        row.pk: Described(
            f"{row.organisation} · {row.category}",
            reverse("organisation", kwargs={"network": row.network.slug, "key": row.organisation_id}),
            str(_("membership")),
        )
        for row in Membership.objects.filter(pk__in=keys).select_related(
            "organisation", "category", "network"
        )
    }


DESCRIBE = {"network_membership.membership": describe_memberships}
