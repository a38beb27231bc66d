"""Taking an import back, as a whole: what it changed has its former values again, what it made goes.

What somebody changed since stays as it is now, and the line says so; so does what something else hangs on by now. Organisations go to the
bin, where they lie for 30 days.
"""

from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from networks.base.jobs import ask, job, progress
from networks.network.membership.models import Import, ImportLine, ImportState
from networks.network.membership.rules import belonging
from networks.network.membership.rules.importing.applying import take_turn, wait_for_turn
from networks.network.membership.rules.importing.removing import hanging, remove
from networks.network.membership.rules.importing.writing import plain
from networks.people.mail import in_language
from networks.people.models import Organisation
from networks.record.rules import record

JOB = "membership.import.undo"
BATCH = 100


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
    while batch := list(left.order_by("-position")[:BATCH]):
        with transaction.atomic():
            _take_back(batch, one.undone_by, ours)
            ImportLine.objects.bulk_update(batch, ["did", "said"], batch_size=50)
        done += len(batch)
        if row is not None:
            progress(row, done, max(total, done))
    _finish(one)


def _take_back(batch: list[ImportLine], by: Any, ours: set[str]) -> None:
    """First what the lines made goes (a new membership stands where the old one was), then what they changed is as it was."""
    stays: dict[Any, list[str]] = {}
    touched = set(remove(batch, by, ours, stays))
    rows = _changed_rows(batch)
    for line in batch:
        for label, key, name, before, after in reversed(line.did.get("changed", [])):
            row = rows.get((label, key))
            if row is None:
                continue
            touched.add(row.pk if isinstance(row, Organisation) else getattr(row, "organisation_id", None))
            _restore(row, name, before, after, stays.setdefault(line.pk, []))
    for organisation in Organisation.objects.filter(pk__in=touched - {None}):
        belonging.keep_in_step(organisation)
    for line in batch:
        line.did = line.did | {"back": True}
        line.said = " ".join(dict.fromkeys(stays.get(line.pk, [])))


def _changed_rows(batch: list[ImportLine]) -> dict[tuple[str, str], Any]:
    """By label and key: what these lines changed and is still there. People who sign in by now stay as they are."""
    wanted: dict[str, set[str]] = {}
    for line in batch:
        for label, key, *_rest in line.did.get("changed", []):
            wanted.setdefault(label, set()).add(key)
    found: dict[tuple[str, str], Any] = {}
    for label, keys in wanted.items():
        rows = apps.get_model(label).objects.filter(pk__in=keys)
        for row in rows.filter(email=None) if label == "people.person" else rows:
            found[label, str(row.pk)] = row
    return found


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
        setattr(row, name, now)
        stays.append(_("%(what)s could not get its former value.") % {"what": name})


def _finish(one: Import) -> None:
    """What came with the import and nobody uses goes too: own fields, categories, figures."""
    for label, key in reversed(one.fields_made):
        row = apps.get_model(label).objects.filter(pk=key).first()
        if row is not None and not _used(row) and not hanging([row]):
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
