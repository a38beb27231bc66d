"""Removing what lines of an import made, many rows at once: those of one kind after the other, what hangs on others first.

Whether something hangs on a row that is to go is asked for all rows of a kind together. Only where something does is it asked for halves,
and so on, until it is known of which.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.network.membership.models import Category, FigureValue, ImportLine, Membership, PersonRecord
from networks.participation.money.models import Entry
from networks.participation.money.rules import reverse
from networks.people.models import Affiliation, Function, Organisation, Person
from networks.record.models import Event, EventOrganisation
from networks.record.rules import record

# What a line makes, so that what hangs on others stands before them.
ORDER = [Function, Affiliation, PersonRecord, Person, Entry, FigureValue, Membership, Category, Organisation]
UNTOUCHED = (Event, EventOrganisation)  # the record stays


def remove(lines: Sequence[ImportLine], by: Any, ours: set[str], stays: dict[Any, list[str]]) -> list[Any]:
    """Remove what these lines made; note in `stays` (by line) what does not go, and why. Returns the organisations that it concerns."""
    of: dict[str, dict[str, ImportLine]] = {}
    for line in lines:
        for label, key in line.did.get("made", []):
            of.setdefault(label, {})[key] = line
    changed_since = _changed_since(lines, ours)
    touched: list[Any] = []
    for model in sorted(map(apps.get_model, of), key=ORDER.index):
        label = model._meta.label_lower
        rows = list(_manager(model).filter(pk__in=of[label]))
        said = {row.pk: stays.setdefault(of[label][str(row.pk)].pk, []) for row in rows}
        if model is Organisation:
            _into_the_bin(rows, by, changed_since, said)
        elif model is Entry:
            for row in rows:
                reverse(row, by=by)
        elif model is Person:
            there = set(Affiliation.everywhere.filter(person__in=rows).values_list("person", flat=True))
            Person.objects.filter(
                pk__in=[row.pk for row in rows if row.email is None and row.pk not in there]
            ).delete()
        else:
            touched += [row.organisation_id for row in rows if hasattr(row, "organisation_id")]
            _delete(model, rows, changed_since, said)
    return touched


def _manager(model: Any) -> Any:
    return model.objects if model is Person or hasattr(model, "everywhere") else model._default_manager


def _delete(model: Any, rows: list[Any], changed_since: set[str], said: dict[Any, list[str]]) -> None:
    unchanged = [row for row in rows if str(row.pk) not in changed_since]
    held = hanging(unchanged)
    for row in rows:
        if str(row.pk) in changed_since or row.pk in held:
            said[row.pk].append(
                _("%(what)s stays: it was used since.") % {"what": str(row._meta.verbose_name)}
            )
    _manager(model).filter(pk__in=[row.pk for row in unchanged if row.pk not in held]).delete()


def _into_the_bin(
    rows: list[Organisation], by: Any, changed_since: set[str], said: dict[Any, list[str]]
) -> None:
    held = hanging([row for row in rows if str(row.pk) not in changed_since])
    go = []
    for row in rows:
        if str(row.pk) in changed_since:
            said[row.pk].append(_("%(name)s was changed since: it stays.") % {"name": row.name})
        elif row.pk in held:
            said[row.pk].append(_("%(name)s stays: something was added to it since.") % {"name": row.name})
        else:
            go.append(row)
    Organisation.objects.filter(pk__in=[row.pk for row in go]).update(binned_at=timezone.now(), binned_by=by)
    for row in go:
        record("organisation.binned", row, actor=by)


def _changed_since(lines: Iterable[ImportLine], ours: set[str]) -> set[str]:
    """Keys of what others changed after its line was done, as the record says; `ours`: what lines of this import changed."""
    done = {
        key: line
        for line in lines
        for _label, key in line.did.get("made", [])
        if key not in ours and line.done_at is not None
    }
    if not done:
        return set()
    rows = Event.objects.filter(
        about_id__in=list(done), created_at__gt=min(line.done_at for line in done.values())
    ).exclude(verb="organisation.added")
    return {
        str(key)
        for key, at, facts in rows.values_list("about_id", "created_at", "facts")
        if at > done[str(key)].done_at and facts.get("by_import") != str(done[str(key)].of_id)
    }


def hanging(rows: Sequence[Any]) -> set[Any]:
    """The keys of those rows whose deletion would take anything else with it, or is refused."""
    if not rows or not _hangs_on(rows):
        return set()
    if len(rows) == 1:
        return {rows[0].pk}
    half = len(rows) // 2
    return hanging(rows[:half]) | hanging(rows[half:])


def _hangs_on(rows: Sequence[Any]) -> bool:
    collector = Collector(using="default", origin=rows[0])
    try:
        collector.collect(list(rows))
    except (ProtectedError, RestrictedError):
        return True
    others = sum(len(found) for model, found in collector.data.items() if model not in UNTOUCHED) - len(rows)
    return others > 0 or any(
        found.model not in UNTOUCHED and found.exists() for found in collector.fast_deletes
    )
