"""A member's file, as far as the register knows it: memberships, changes, functions, notes, tasks, documents. A few queries, whatever its length."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.rooms import Entry, describe, rooms
from networks.network.membership.models import Note, Task
from networks.network.membership.rules.organisations import field_names
from networks.participation.documents.models import Document
from networks.people.models import FunctionKind
from networks.people.permissions import keeps
from networks.record.models import Event

SENTENCES = {  # of what concerns one member and is no news for everybody
    "organisation.changed": gettext_lazy("{who} changed what stands here"),
    "organisation.binned": gettext_lazy("{who} threw this organisation away"),
    "organisation.taken_back": gettext_lazy("{who} took this organisation out of the bin"),
    "membership.changed": gettext_lazy("{who} changed what stands about the membership"),
    "function.given": gettext_lazy("{who} gave a function: {what}"),
    "function.ended": gettext_lazy("{who} ended a function: {what}"),
    "mandate.given": gettext_lazy("{who} gave a mandate: {what}"),
    "mandate.ended": gettext_lazy("{who} ended a mandate: {what}"),
    "affiliation.changed": gettext_lazy("{who} changed what stands about {what}"),
    "on_behalf.recorded": gettext_lazy("{who} recorded on a member’s behalf: {what}"),
    "on_behalf.contested": gettext_lazy("{who} says that this is not right: {what}"),
    "on_behalf.resolved": gettext_lazy("{who} answered an objection: {what}"),
}
MOST = 60  # newest lines of each kind: more than a page shows
VERBS = (
    "organisation.", "membership.", "affiliation.", "function.", "mandate.", "on_behalf.",
)  # fmt: skip


def lines(organisation: Any, actor: Any, before: datetime | None = None) -> Iterable[Entry]:
    """The newest lines before an instant. Its own staff and board read what happened and what was handed in; notes and tasks are the coordinators'."""
    if not keeps(actor, organisation):
        return
    earlier = {"created_at__lt": before} if before else {}
    yield from _events(organisation, earlier)
    yield from _documents(organisation, actor, earlier)
    if actor.is_coordinator:
        yield from _notes(organisation, actor, earlier)
        yield from _tasks(organisation, actor, before)


def _events(organisation: Any, earlier: dict) -> Iterable[Entry]:
    from django.db.models import Q

    wanted = Q()
    for start in VERBS:
        wanted |= Q(verb__startswith=start)
    rows = list(
        Event.objects.filter(wanted, eventorganisation__organisation=organisation, **earlier)
        .select_related("actor")
        .order_by("-created_at", "-pk")[:MOST]
    )
    sentences = {verb: sentence for room in rooms() for verb, sentence in room.events.items()} | SENTENCES
    things = describe((row.about, row.about_id) for row in rows)
    names = field_names(name for row in rows for name in row.facts.get("fields", ()))
    for row in rows:
        if row.verb not in sentences:
            continue
        thing = things[row.about, row.about_id]
        who = row.actor.shown_name if row.actor else _("Somebody")
        yield Entry(
            row.created_at,
            str(sentences[row.verb]).format(who=who, what=thing.title),
            "history",
            thing.url if row.about != organisation.label else "",
            _detail(row, names),
        )


def _detail(row: Event, names: dict[str, Any]) -> str:
    """Which fields were changed, or which function it was."""
    changed = [str(names[name]) for name in row.facts.get("fields", ()) if name in names]
    kind = row.facts.get("kind")
    return ", ".join([*changed, *([str(FunctionKind(kind).label)] if kind in FunctionKind.values else [])])


def _documents(organisation: Any, actor: Any, earlier: dict) -> Iterable[Entry]:
    for row in (
        Document.objects.filter(about=organisation.label, about_id=organisation.pk, kind="file", **earlier)
        .select_related("made_by")
        .order_by("-created_at")[:MOST]
    ):
        yield Entry(
            row.created_at,
            row.title,
            "file-text",
            reverse("document-page", kwargs={"network": actor.network.slug, "key": row.pk}),
            row.made_by.shown_name if row.made_by else "",
            row.language,
        )


def _notes(organisation: Any, actor: Any, earlier: dict) -> Iterable[Entry]:
    rows = (
        Note.objects.filter(organisation=organisation, **earlier).select_related("by").order_by("-created_at")
    )
    for row in rows[:MOST]:
        who = row.by.shown_name if row.by else _("Somebody")
        removal = reverse("note-removal", kwargs={"network": actor.network.slug, "key": row.pk})
        yield Entry(row.created_at, strip_tags(row.text), "pen-line", "", who, row.language, removal)


def _tasks(organisation: Any, actor: Any, before: datetime | None) -> Iterable[Entry]:
    rows = Task.objects.filter(organisation=organisation, done_at__isnull=False)
    if before:
        rows = rows.filter(done_at__lt=before)
    for row in rows.select_related("done_by").order_by("-done_at")[:MOST]:
        yield Entry(
            row.done_at,
            _("Done: %(task)s") % {"task": row.title},
            "circle-check",
            reverse("task", kwargs={"network": actor.network.slug, "key": row.pk}),
            row.done_by.shown_name if row.done_by else "",
            row.language,
        )
