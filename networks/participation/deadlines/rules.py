"""Until when: set, extended, asked. Reminders go out once each; extensions are kept and told.

A room says when it starts what its deadlines are about (`register(Kind(…))`), sets them (`put`), and asks `is_open`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from networks.base.jobs import ask, job
from networks.base.tenancy import across_networks, in_network
from networks.base.times import instant
from networks.participation.deadlines.models import Deadline, Extension
from networks.record.rules import record

LATE = timedelta(days=2)  # a reminder that could not go out for so long is left out: the next one says more


@dataclass(frozen=True)
class Kind:
    """Deadlines of one name about one kind of record: who is reminded, and who is told of more time."""

    label: str
    name: str
    remind: Callable[
        [Any, Deadline, int], Any
    ]  # (the record, its deadline, days left) → writes the reminders
    extended: Callable[[Any, Deadline, Extension], Any] = lambda thing, deadline, extension: None


_kinds: dict[tuple[str, str], Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; again replaces it."""
    _kinds[kind.label, kind.name] = kind


@transaction.atomic
def put(
    thing: Any, name: str, local: datetime, zone: str, *, grace: int = 0, remind: Iterable[int] = ()
) -> Deadline:
    """Set the deadline `name` of `thing`, or set it anew. `grace`: minutes; `remind`: days before. Extensions of one organisation stay
    where they are later than the new instant."""
    made, _new = Deadline.objects.update_or_create(
        about=thing.label,
        about_id=thing.pk,
        name=name,
        defaults={"local": local, "zone": zone, "grace": grace, "remind": sorted(set(remind), reverse=True)},
    )
    return made


def of(thing: Any, name: str) -> Deadline | None:
    """Return the deadline `name` of `thing`, or None."""
    return Deadline.objects.filter(about=thing.label, about_id=thing.pk, name=name).first()


def ends_at(deadline: Deadline, organisation: Any = None) -> datetime:
    """Until when it is open to `organisation`: its own extension where that is later. Without grace."""
    if organisation is None:
        return deadline.at
    own = (
        deadline.extensions.filter(organisation=organisation)
        .order_by("-until")
        .values_list("until", flat=True)
        .first()
    )
    return max(deadline.at, own) if own else deadline.at


def is_open(deadline: Deadline | None, organisation: Any = None, at: datetime | None = None) -> bool:
    """Whether what comes `at` an instant (now) still counts, grace included. Without a deadline everything does."""
    if deadline is None:
        return True
    return (at or timezone.now()) <= ends_at(deadline, organisation) + timedelta(minutes=deadline.grace)


class NotLater(ValueError):
    """An extension gives more time, never less."""


@transaction.atomic
def extend(
    deadline: Deadline, local: datetime, *, by=None, reason: str = "", organisation: Any = None
) -> Extension:
    """Give everybody, or one organisation, time until `local` (in the deadline's zone). Kept, recorded and told. Raises NotLater."""
    kept = Deadline.objects.select_for_update().get(pk=deadline.pk)
    before = ends_at(kept, organisation)
    until = instant(local.replace(second=0, microsecond=0), kept.zone)
    if until <= before:
        raise NotLater
    made = Extension.objects.create(
        deadline=kept, organisation=organisation, before=before, until=until, reason=reason, by=by
    )
    if organisation is None:
        kept.local = local
        kept.save(update_fields=["local"])
    deadline.refresh_from_db()
    record(
        "deadline.extended",
        _thing(kept) or kept,
        actor=by,
        organisations=[organisation] if organisation else [],
        until=until.isoformat(),
    )
    ask("deadlines.tell", key=f"deadlines.tell:{made.pk}", extension=str(made.pk))
    return made


@job("deadlines.tell")
def tell_job(row, extension: str) -> None:
    """Tell of more time."""
    made = Extension.objects.select_related("deadline", "organisation").filter(pk=extension).first()
    if made is None:
        return
    kind, thing = _kinds.get((made.deadline.about, made.deadline.name)), _thing(made.deadline)
    if kind and thing:
        kind.extended(thing, made.deadline, made)


@job("deadlines.remind", every=timedelta(minutes=10))
def remind_job(row) -> int:
    """Write the reminders that are due, in all networks; each once for each instant."""
    now, sent = timezone.now(), 0
    with across_networks("reminders of deadlines"):
        soon = list(Deadline.objects.filter(at__gt=now, at__lt=now + timedelta(days=92)))
    for deadline in soon:
        with in_network(deadline.network_id):
            sent += remind(deadline, now)
    return sent


def remind(deadline: Deadline, now: datetime | None = None) -> int:
    """Write the reminder of `deadline` that is due now, if there is one: of several only the one nearest to the end. Returns 0 or 1."""
    now = now or timezone.now()
    due = [
        days
        for days in deadline.remind
        if _mark(deadline, days) not in deadline.reminded and deadline.at - timedelta(days=days) <= now
    ]
    if not due or deadline.at <= now:
        return 0
    days, seen = min(due), list(deadline.reminded)
    with transaction.atomic():
        marks = [*seen, *(_mark(deadline, one) for one in due)]
        # Whoever changes what was seen writes the reminder: of two runners one does.
        same = (
            Deadline.objects.select_for_update()
            .filter(pk=deadline.pk)
            .values_list("reminded", flat=True)
            .first()
        )
        if same != seen:
            return 0
        Deadline.objects.filter(pk=deadline.pk).update(reminded=marks)
        deadline.reminded = marks
        if now - (deadline.at - timedelta(days=days)) > LATE:
            return 0
        kind, thing = _kinds.get((deadline.about, deadline.name)), _thing(deadline)
        if kind is None or thing is None:
            return 0
        kind.remind(thing, deadline, days)
    return 1


def _mark(deadline: Deadline, days: int) -> str:
    return f"{days} {deadline.at.isoformat()}"


def _thing(deadline: Deadline) -> Any:
    try:
        return apps.get_model(deadline.about).objects.filter(pk=deadline.about_id).first()
    except LookupError:
        return None
