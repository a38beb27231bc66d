"""Merging organisations, and what happened to them over the years."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

EVENTS = {
    "organisation.merged": gettext_lazy("{who} merged another organisation into {what}"),
    "organisation.parted": gettext_lazy("{who} undid a merge of {what}"),
}
NEWS = ("organisation.merged",)


def organisation_pages(organisation, actor):
    """Its history, for members."""
    kwargs = {"network": organisation.network.slug, "key": organisation.pk}
    if actor.confirmed:
        yield _("History"), reverse("organisation-history", kwargs=kwargs)


def file(organisation, actor):
    """Merges stand in a member's file."""
    from networks.base.rooms import Entry
    from networks.network.membership.models import Merge

    if actor.is_coordinator:
        for row in Merge.objects.filter(kept=organisation).select_related("by").order_by("-created_at")[:20]:
            yield Entry(
                row.created_at,
                _("%(name)s was merged into it") % {"name": row.gone_name},
                kind="merge",
                url=reverse("organisation-history", args=[organisation.network.slug, organisation.pk]),
                detail=str(row.by or ""),
            )


def ready() -> None:
    from networks.network.membership.rules import merging  # noqa: F401  its job is registered
