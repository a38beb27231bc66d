"""What an organisation's file says of sessions: which were attended by how many of its people. Counts, never names."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from networks.base.rooms import Entry
from networks.base.texts import load_versions
from networks.meet.sessions.models import Session
from networks.meet.sessions.permissions import may_see
from networks.participation.occasions.models import Attendance

MOST = 60


def lines(organisation: Any, actor: Any, before: datetime | None = None) -> Iterable[Entry]:
    """Sessions that were held with somebody of `organisation`, the newest first. Three queries, whatever the number."""
    if not may_see(actor):
        return
    counts = dict(
        Attendance.objects.filter(organisation=organisation, removed_at=None)
        .values("occasion")
        .annotate(people=Count("pk"))
        .values_list("occasion", "people")
    )
    held = Session.objects.filter(occasion__in=counts, started_at__isnull=False, rehearsal=False)
    if before is not None:
        held = held.filter(started_at__lt=before)
    sessions = list(held.order_by("-started_at", "pk")[:MOST])
    load_versions(sessions)
    for session in sessions:
        title = session.version_for("title", actor.reader)
        people = counts[session.occasion_id]
        yield Entry(
            session.started_at,
            title.text,
            "messages-square",
            reverse("session", kwargs={"network": actor.network.slug, "session": session.pk}),
            ngettext("%(count)s of its people was there", "%(count)s of its people were there", people)
            % {"count": people},
            title.language,
        )
