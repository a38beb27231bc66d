"""What waits for somebody in this room: for home."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from networks.base.rooms import Need
from networks.base.texts import load_versions
from networks.meet.meetings.models import BodySeat

TERMS_END = timedelta(days=60)


def needs(actor: Any) -> Iterable[Need]:
    """Terms that end, for the coordinators."""
    if actor.person is None or actor.by_card:
        return
    if actor.is_coordinator:
        yield from _terms_that_end(actor)


def _terms_that_end(actor: Any) -> Iterable[Need]:
    today = timezone.localdate()
    rows = list(
        BodySeat.objects.now()
        .filter(until__lte=today + TERMS_END, body__binned_at=None)
        .select_related("body", "person")
        .order_by("until", "pk")[:5]
    )
    load_versions({row.body_id: row.body for row in rows}.values())
    for row in rows:
        yield Need(
            title=_("%(name)s’s seat in “%(body)s” ends on %(day)s")
            % {
                "name": row.person.shown_name,
                "body": row.body.version_for("name", actor.reader).text,
                "day": date_format(row.until, "DATE_FORMAT"),
            },
            why=_("Have it filled before that day."),
            url=reverse("body", kwargs={"network": actor.network.slug, "body": row.body_id}),
            action=_("See the seats"),
            due=datetime.combine(row.until, time(0), ZoneInfo(actor.network.zone)),
        )
