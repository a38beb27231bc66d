"""Taking an import back, as a whole: what it changed has its former values again, what it made goes.

What somebody changed since stays as it is now, and the line says so; so does what something else hangs on by now. Organisations go to the
bin, where they lie for 30 days.
"""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from networks.base.jobs import ask, job, progress
from networks.network.membership.models import Import, ImportLine, ImportState
from networks.network.membership.rules import belonging
from networks.network.membership.rules.importing.applying import take_turn, wait_for_turn
from networks.network.membership.rules.importing.writing import plain
from networks.participation.money.models import Entry
from networks.participation.money.rules import reverse
from networks.people.mail import in_language
from networks.people.models import Affiliation, Organisation, Person
from networks.record.models import Event, EventOrganisation
from networks.record.rules import record

JOB = "membership.import.undo"
UNTOUCHED = (Event, EventOrganisation)  # the record stays


@transaction.atomic
def undo(found: Import, *, by: Any) -> bool:
    """Ask that a finished import be taken back; return whether this was the first to ask."""
    won = Import.objects.filter(pk=found.pk, state=ImportState.DONE, undone_by=None).update(undone_by=by)
    if won:
        record("import.undo_asked", found, actor=by)
        ask(JOB, key=f"import-undo:{found.pk}", found=str(found.pk), by=by)
    return bool(won)


@job(JOB, attempts=20, slow=True)
def undo_job(row: Any, found: str) -> None:
    """Take back what is asked; go on where a killed program stopped."""
    one = Import.objects.select_related("undone_by").filter(pk=found).first()
    if one is None or one.state not in (ImportState.DONE, ImportState.UNDOING) or one.undone_by is None:
        return
    if one.state == ImportState.DONE and not take_turn(one, ImportState.UNDOING):
        wait_for_turn(JOB, one)
        return
    with in_language(one.undone_by.language):
        run(one, row)


def run(one: Import, row: Any = None) -> None:
    """All lines from the last to the first; a line that was taken back says so in its note."""
    left = one.lines.exclude(did={}).exclude(did__has_key="back")
    ours = {
        key
        for did in one.lines.exclude(did={}).values_list("did", flat=True)
        for _label, key, *_rest in did.get("changed", [])
    }
    total, done = left.count(), 0
    while batch := list(left.order_by("-position")[:50]):
        with transaction.atomic():
            for line in batch:
                _take_back(line, one.undone_by, ours)
            ImportLine.objects.bulk_update(batch, ["did", "said"], batch_size=50)
        done += len(batch)
        if row is not None:
            progress(row, done, max(total, done))
    _finish(one)


def _take_back(line: ImportLine, by: Any, ours: set[str]) -> None:
    stays: list[str] = []
    touched: set[Any] = set()
    for label, key, name, before, after in reversed(line.did.get("changed", [])):
        row = (
            apps.get_model(label).objects.filter(pk=key).first()
            if label != "people.person"
            else Person.objects.filter(pk=key, email=None).first()
        )
        if row is None:
            continue
        if isinstance(row, (Organisation,)):
            touched.add(row)
        elif hasattr(row, "organisation"):
            touched.add(row.organisation)
        _restore(row, name, before, after, stays)
    made = line.did.get("made", [])
    changed_since = _changed_since(line, ours)
    for label, key in reversed(made):
        _remove(label, key, by, stays, touched, changed_since)
    for organisation in touched:
        if organisation.pk and organisation.binned_at is None:
            belonging.keep_in_step(organisation)
    line.did = line.did | {"back": True}
    line.said = " ".join(dict.fromkeys(stays))


def _restore(row: Any, name: str, before: Any, after: Any, stays: list[str]) -> None:
    """The former value, where nobody changed it since. Of several values kept together (own fields, numbers) each by itself."""
    now = getattr(row, name)
    if isinstance(after, dict) and isinstance(now, dict):
        kept, before = dict(now), before or {}
        for key in {key for key in after if after[key] != before.get(key)}:
            if kept.get(key) != after[key]:
                stays.append(_("%(what)s was changed since: it stays.") % {"what": key})
            elif key in before:
                kept[key] = before[key]
            else:
                kept.pop(key)
        setattr(row, name, kept)
    elif plain(now) != after:
        stays.append(
            _("%(what)s was changed since: it stays.") % {"what": row._meta.get_field(name).verbose_name}
        )
        return
    else:
        setattr(row, name, row._meta.get_field(name).to_python(before))
    try:
        with transaction.atomic():
            row.save(update_fields=[name])
    except Exception:
        stays.append(_("%(what)s could not get its former value.") % {"what": name})


def _changed_since(line: ImportLine, ours: set[str]) -> set[str]:
    """Keys of what others changed after the line was done, as the record says; `ours`: what lines of this import changed."""
    keys = [key for _label, key in line.did.get("made", []) if key not in ours]
    rows = Event.objects.filter(about_id__in=keys, created_at__gt=line.done_at).exclude(
        verb="organisation.added"
    )
    return {
        str(key)
        for key, facts in rows.values_list("about_id", "facts")
        if facts.get("by_import") != str(line.of_id)
    }


def _remove(
    label: str, key: str, by: Any, stays: list[str], touched: set[Any], changed_since: set[str]
) -> None:
    model = apps.get_model(label)
    row = (
        (model.objects if model is Person or hasattr(model, "everywhere") else model._default_manager)
        .filter(pk=key)
        .first()
    )
    if row is None:
        return
    if isinstance(row, Organisation):
        if key in changed_since:
            stays.append(_("%(name)s was changed since: it stays.") % {"name": row.name})
        elif _hangs_on(row):
            stays.append(_("%(name)s stays: something was added to it since.") % {"name": row.name})
        else:
            row.throw_away(by=by)
            record("organisation.binned", row, actor=by)
        return
    if isinstance(row, Entry):
        reverse(row, by=by)
        return
    if isinstance(row, Person):
        if row.email is None and not Affiliation.everywhere.filter(person=row).exists():
            row.delete()
        return
    if hasattr(row, "organisation"):
        touched.add(row.organisation)
    if key in changed_since or _hangs_on(row):
        stays.append(_("%(what)s stays: it was used since.") % {"what": str(row._meta.verbose_name)})
        return
    row.delete()


def _hangs_on(row: Any) -> bool:
    """Whether deleting `row` would take anything with it, or is refused."""
    collector = Collector(using="default", origin=row)
    try:
        collector.collect([row])
    except (ProtectedError, RestrictedError):
        return True
    others = sum(len(found) for model, found in collector.data.items() if model not in UNTOUCHED) - 1
    return others > 0 or any(rows.model not in UNTOUCHED and rows.exists() for rows in collector.fast_deletes)


def _finish(one: Import) -> None:
    """What came with the import and nobody uses goes too: own fields, categories, figures."""
    for label, key in reversed(one.fields_made):
        row = apps.get_model(label).objects.filter(pk=key).first()
        if row is not None and not _used(row) and not _hangs_on(row):
            row.delete()
    with transaction.atomic():
        won = Import.objects.filter(pk=one.pk, state=ImportState.UNDOING).update(state=ImportState.UNDONE)
        if won:
            stayed = one.lines.exclude(said="").count()
            Import.objects.filter(pk=one.pk).update(counts=one.counts | {"stayed": stayed})
            record("import.undone", one, actor=one.undone_by, stayed=stayed)


def _used(row: Any) -> bool:
    if row.label != "network_membership.ownfield":
        return False
    owners = {
        "organisation": "people.organisation",
        "membership": "network_membership.membership",
        "person": "network_membership.personrecord",
    }
    return apps.get_model(owners[row.on]).objects.filter(own__has_key=row.key).exists()
