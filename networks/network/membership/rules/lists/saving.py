"""Lists kept under a name."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from networks.network.membership.models import SavedList
from networks.network.membership.rules.lists import kinds
from networks.record.rules import record


def lists_of(actor: Any) -> QuerySet:
    """The saved lists that this actor may open: their own, and those shared, of kinds that they may see."""
    slugs = [kind.slug for kind in kinds(actor)]
    mine = Q(owner=actor.person) | Q(shared=True)
    return SavedList.objects.filter(mine, kind__in=slugs).select_related("owner").order_by("name", "pk")


@transaction.atomic
def save_list(kind: str, name: str, query: str, *, shared: bool, by: Any) -> SavedList:
    """Keep a list; the same name again is the same list, with the new address. Twice is once."""
    found, made = SavedList.objects.update_or_create(
        kind=kind, name=name.strip()[:120], owner=by, defaults={"query": query[:4000], "shared": shared}
    )
    if made:
        record("list.saved", found, actor=by)
    return found
