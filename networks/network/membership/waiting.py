"""What of the register waits for somebody: shown on their home page."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.base.rooms import Need
from networks.network.membership.models import Category, Task
from networks.network.membership.rules.on_behalf import contested
from networks.network.membership.rules.settings import without_category

SHOWN = 5


def needs(actor: Any) -> Iterable[Need]:
    """Objections for coordinators, one's own tasks, members that stand in no category."""
    if actor.by_card or not actor.roles:
        return
    where = {"network": actor.network.slug}
    for task in (
        Task.objects.filter(owner=actor.person, done_at=None)
        .select_related("organisation")
        .order_by("due", "pk")[:SHOWN]
    ):
        yield Need(
            title=task.title,
            url=reverse("task", kwargs={**where, "key": task.pk}),
            action=_("Look at the task"),
            why=str(task.organisation),
            due=timezone.make_aware(datetime.combine(task.due, time(17))) if task.due else None,
        )
    if not actor.is_coordinator:
        return
    for row in contested().select_related("organisation")[:SHOWN]:
        yield Need(
            title=_("%(house)s says that something is not right") % {"house": row.organisation},
            url=reverse("on-behalf", kwargs={**where, "key": row.pk}),
            action=_("Read and answer"),
            due=row.contested_at,
        )
    if Category.objects.exists() and (count := without_category().count()):
        yield Need(
            title=ngettext("A member stands in no category", "%(count)s members stand in no category", count)
            % {"count": count},
            url=reverse("categories", kwargs=where),
            action=_("Put them in one"),
        )
