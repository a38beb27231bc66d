"""The plan of a programme beside what was held: every change, in words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.places import language_name
from networks.base.texts import load_versions
from networks.meet.sessions.models import PlanChange, Programme
from networks.meet.sessions.models.planning import (
    AnswerKind,
    Naming,
    PriorityMethod,
    SessionState,
    Showing,
    Stage,
)
from networks.meet.sessions.pages.finding import programme_of
from networks.meet.sessions.permissions import belongs
from networks.participation.occasions.models import Mode

CHOICES = {
    "mode": Mode,
    "state": SessionState,
    "part.stages": Stage,
    "part.naming": Naming,
    "part.answer_kind": AnswerKind,
    "part.showing": Showing,
    "part.priority_method": PriorityMethod,
}
INSTANTS = ("ahead_from", "after_until")  # kept in UTC, unlike the date


@allow(belongs, of=programme_of)
def history(request, programme):
    """The plan beside what was held: every change, by session."""
    sessions = list(programme.sessions.select_related("occasion").order_by("position"))
    changes = list(
        PlanChange.objects.filter(session__in=sessions)
        .select_related("by", "session__occasion")
        .order_by("created_at")
    )
    titles = {str(key): title for key, title in Programme.objects.values_list("pk", "title")}
    load_versions([programme, *sessions])
    for thing in (programme, *sessions):
        thing.shown_title = thing.version_for("title", request.actor.reader)
    for change in changes:
        change.shown_before, change.shown_after = (
            in_words(change, value, titles) for value in (change.before, change.after)
        )
    for session in sessions:
        session.changes = [c for c in changes if c.session_id == session.pk]
    return render(request, "sessions/programme_history.html", {"programme": programme, "sessions": sessions})


def in_words(change: PlanChange, value, titles: dict[str, str]) -> str:
    """What a field was or became, as people say it."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(in_words(change, one, titles) for one in value)
    if change.field in CHOICES and value in CHOICES[change.field].values:
        return str(CHOICES[change.field](value).label)
    if change.field in ("language", "languages"):
        return language_name(value)
    if change.field == "programme":
        return titles.get(value, "–")
    if change.field in ("starts_local", *INSTANTS):
        return _moment(change, value)
    return str(value)


def _moment(change: PlanChange, value: str) -> str:
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return value
    if change.field in INSTANTS:
        found = found.replace(tzinfo=UTC).astimezone(ZoneInfo(change.session.occasion.zone))
    return formats.date_format(found, "jS F Y, H:i")
