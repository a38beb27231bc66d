"""Undoing: every step of a facilitator can be taken back for five minutes, unless somebody has built on it since.

with step(session, "theme.merged", by, part) as kept:
    kept.watch(theme, other)      # what is about to change
    …
    kept.made(new_theme)          # what did not exist before
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import Part, Session, Step
from networks.meet.sessions.models.planning import Naming, PartState
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.sealing import ask_to_seal
from networks.record.models import Event
from networks.record.rules import record

WINDOW = timedelta(minutes=5)
COUNTERS = {"update_number", "answer_number", "me_toos"}  # they only go up

NAMES = {
    "session.begin": gettext_lazy("beginning of the session"),
    "session.end": gettext_lazy("end of the session"),
    "part.open": gettext_lazy("opening of the part"),
    "part.pause": gettext_lazy("pause"),
    "part.resume": gettext_lazy("end of the pause"),
    "part.close": gettext_lazy("closing of the part"),
    "part.reopen": gettext_lazy("reopening of the part"),
    "part.conclude": gettext_lazy("end of the part"),
    "part.current": gettext_lazy("going to another part"),
    "timer": gettext_lazy("change of the time"),
    "seat.removed": gettext_lazy("removal of a participant"),
    "part.stage": gettext_lazy("change of stage"),
    "part.results": gettext_lazy("showing of results"),
    "answer.hidden": gettext_lazy("hiding of an answer"),
    "answer.shown": gettext_lazy("showing of an answer"),
    "answer.placed": gettext_lazy("placing of answers"),
    "theme.new": gettext_lazy("new theme"),
    "theme.renamed": gettext_lazy("new name of a theme"),
    "theme.merged": gettext_lazy("merging of themes"),
    "theme.split": gettext_lazy("splitting of a theme"),
    "theme.removed": gettext_lazy("taking away of a theme"),
    "themes.suggested": gettext_lazy("suggestion of themes"),
    "group.moved": gettext_lazy("move to another group"),
    "group.merged": gettext_lazy("joining of groups"),
    "group.late": gettext_lazy("place in a group"),
    "group.left": gettext_lazy("leaving of a group"),
    "joining.locked": gettext_lazy("closing of the door"),
    "screen": gettext_lazy("change of the big screen"),
}


class Kept:
    """What a step changes: watched before, compared after."""

    def __init__(self) -> None:
        self.watched: list[tuple[models.Model, dict[str, Any]]] = []
        self.new: list[models.Model] = []

    def watch(self, *records: models.Model) -> None:
        for one in records:
            self.watched.append((one, _values(one)))

    def made(self, *records: models.Model) -> None:
        self.new.extend(records)

    def outcome(self) -> tuple[list, list]:
        """Return what changed as (before, after), only the fields that differ."""
        before, after = [], []
        for one, old in self.watched:
            fresh = type(one)._base_manager.filter(pk=one.pk).first()
            now = _values(fresh) if fresh else None
            changed = [k for k in old if now is None or now[k] != old[k]]
            if changed:
                label = one._meta.label_lower
                before.append(
                    {
                        "model": label,
                        "pk": str(one.pk),
                        "fields": {k: old[k] for k in (old if now is None else changed)},
                    }
                )
                after.append(
                    {
                        "model": label,
                        "pk": str(one.pk),
                        "fields": None if now is None else {k: now[k] for k in changed},
                    }
                )
        for one in self.new:
            label = one._meta.label_lower
            before.append({"model": label, "pk": str(one.pk), "fields": None})
            after.append({"model": label, "pk": str(one.pk), "fields": {}})
        return before, after


@contextmanager
def step(session: Session, kind: str, by, part: Part | None = None) -> Iterator[Kept]:
    """Keep what happens in this block so that it can be undone; all in one transaction."""
    with transaction.atomic():
        kept = Kept()
        yield kept
        before, after = kept.outcome()
        if before:
            Step.objects.create(session=session, part=part, kind=kind, by=by, before=before, after=after)


def last_step(session: Session) -> Step | None:
    """Return the newest step that can still be undone."""
    rows = Step.objects.filter(session=session, undone_at=None, done_at__gt=timezone.now() - WINDOW)
    return rows.select_related("by").order_by("-done_at", "-id").first()


def name_of(done: Step) -> str:
    return str(NAMES.get(done.kind, done.kind))


@transaction.atomic
def undo(done: Step, by) -> bool:
    """Take `done` back; return whether anonymous answers stay sealed although their part is open again. Raises NotNow where it is too late, was undone already, or somebody changed the same things since."""
    if done.done_at < timezone.now() - WINDOW:
        raise NotNow(_("That was more than five minutes ago. It stays."))
    for entry in done.after:
        model = apps.get_model(entry["model"])
        now = model._base_manager.filter(pk=entry["pk"]).first()
        fields = entry["fields"]
        if (now is None) != (fields is None) or (
            now is not None and any(_values(now)[k] != v for k, v in fields.items())
        ):
            raise NotNow(_("Somebody has changed this since. It cannot be undone any more."))
    if not Step.objects.filter(pk=done.pk, undone_at=None).update(undone_at=timezone.now(), undone_by=by):
        raise NotNow(_("This was undone already."))
    for entry in done.before:  # first what was there is put back, so that nothing hangs on what was made
        model, fields = apps.get_model(entry["model"]), entry["fields"]
        if fields is not None and not model._base_manager.filter(pk=entry["pk"]).update(
            **_loaded(model, fields)
        ):
            model(pk=entry["pk"], network_id=done.network_id, **_loaded(model, fields)).save(
                force_insert=True
            )
    for entry in reversed(done.before):
        if entry["fields"] is None:
            apps.get_model(entry["model"])._base_manager.filter(pk=entry["pk"]).delete()
    stays_sealed = _seal_or_not(done)
    if done.kind == "session.end":
        _with_a_code_of_its_own(done.session_id)
    _no_news(done)
    record("step.undone", done.session, actor=by, kind=done.kind)
    tell(done.session, "undone", done.part, step=done.kind)
    return stays_sealed


def code_before_the_end(session: Session) -> str:
    """The code that `session` had when it was last ended, where no other session has it now; else nothing."""
    ended = (
        Step.objects.filter(session=session, kind="session.end", undone_at=None).order_by("-done_at").first()
    )
    codes = (entry["fields"].get("code", "") for entry in ended.before if entry["fields"]) if ended else ()
    code = next((code for code in codes if code), "")
    return "" if code and Session.everywhere.filter(code=code).exists() else code


def _no_news(done: Step) -> None:
    """Home does not go on telling that a session has begun or was held: that it was undone is an event of its own."""
    verb = {"session.begin": "session.begun", "session.end": "session.ended"}.get(done.kind)
    if verb:
        told = Event.objects.filter(about=done.session.label, about_id=done.session_id, verb=verb)
        told.filter(pk__in=list(told.order_by("-created_at").values_list("pk", flat=True)[:1])).delete()


def _with_a_code_of_its_own(key) -> None:
    """The code died with the end: where another session got it meanwhile, the one that goes on gets a new one."""
    code = Session.everywhere.values_list("code", flat=True).get(pk=key)
    if Session.everywhere.filter(code=code).exclude(pk=key).exists():
        Session.everywhere.filter(pk=key).update(code=Session.new_code())


def _seal_or_not(done: Step) -> bool:
    """A part that is closed by undoing is sealed like any other. One that is open again is sealed at its next close: what was sealed
    stays so; return whether there is such a one."""
    keys = [entry["pk"] for entry in done.before if entry["model"] == Part._meta.label_lower]
    stays = False
    for part in Part.objects.filter(pk__in=keys, naming=Naming.ANONYMOUS):
        if part.state in (PartState.CLOSED, PartState.CONCLUDED):
            ask_to_seal(part)
        elif part.sealed_at:
            Part.objects.filter(pk=part.pk).update(sealed_at=None)
            stays = True
    return stays


def _values(one: models.Model) -> dict[str, Any]:
    """The plain values of a record, as JSON keeps them."""
    encode = DjangoJSONEncoder().default
    values = {}
    for field in one._meta.concrete_fields:
        if field.primary_key or field.name == "network" or field.name in COUNTERS:
            continue
        value = getattr(one, field.attname)
        if value is None or isinstance(value, str | int | float | bool | list | dict):
            values[field.attname] = value
        elif isinstance(value, bytes | memoryview):
            continue
        elif hasattr(value, "isoformat"):
            values[field.attname] = value.isoformat()
        else:
            values[field.attname] = encode(value)
    return values


def _loaded(model, fields: dict[str, Any]) -> dict[str, Any]:
    loaded = {}
    for name, value in fields.items():
        field = next(f for f in model._meta.concrete_fields if f.attname == name)
        if isinstance(field, models.DateTimeField) and isinstance(value, str):
            value = parse_datetime(value)
        loaded[name] = value
    return loaded
