"""What of the register waits for somebody: shown on their home page."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.base.rooms import Need
from networks.network.membership.models import Category, PublicPage, Task
from networks.network.membership.rules.on_behalf import contested
from networks.network.membership.rules.settings import without_category

SHOWN = 5


def whether(about: Any) -> dict[str, Any]:
    """Whether anything may wait: objections, one's own tasks, members that could stand in a category."""
    return {
        "membership.tasks": Task.objects.filter(owner=about.person, done_at=None),
        "membership.contested": contested(),
        "membership.categories": Category.objects.all(),
        "membership.public": PublicPage.objects.filter(published_at__isnull=False),
    }


def needs(actor: Any) -> Iterable[Need]:
    """Objections for coordinators, one's own tasks, members that stand in no category."""
    if actor.by_card or not actor.roles:
        return
    where = {"network": actor.network.slug}
    for task in _tasks(actor) if actor.may_wait("membership.tasks") else ():
        yield Need(
            title=task.title,
            url=reverse("task", kwargs={**where, "key": task.pk}),
            action=_("Look at the task"),
            why=str(task.organisation),
            due=timezone.make_aware(datetime.combine(task.due, time(17))) if task.due else None,
        )
    if not actor.is_coordinator:
        return
    objections = contested().select_related("organisation")[:SHOWN]
    for row in objections if actor.may_wait("membership.contested") else ():
        yield Need(
            title=_("%(house)s says that something is not right") % {"house": row.organisation},
            url=reverse("on-behalf", kwargs={**where, "key": row.pk}),
            action=_("Read and answer"),
            due=row.contested_at,
        )
    some = Category.objects.exists() if actor.waiting is None else actor.may_wait("membership.categories")
    if some and (count := without_category().count()):
        yield Need(
            title=ngettext("A member stands in no category", "%(count)s members stand in no category", count)
            % {"count": count},
            url=reverse("categories", kwargs=where),
            action=_("Put them in one"),
        )


def _tasks(actor: Any) -> Any:
    """One's own tasks that are not done, the next first."""
    rows = Task.objects.filter(owner=actor.person, done_at=None).select_related("organisation")
    return rows.order_by("due", "pk")[:SHOWN]
