"""Two records of organisations become one. Everything that points to the one that goes points to the other afterwards: found by the models'
foreign keys and by pairs such as `about` and `about_id`, so that a model that somebody adds is moved, too.

Where both have what there can be only once, these rules hold:

- a person who is in both stays in the kept one, with the functions of both; their place in the other ends today and stays as history;
- a member in both: the membership of the one that goes ends today, merged into the other; its history moves;
- a figure of a year that both have: for a duplicate the kept one's stays, for a merger they are added up (of one currency; else the kept one's stays);
- anything else: the kept one's stays. What is dropped is written down, and comes back when the merge is undone.

Fields that the kept one has not filled are taken from the other. For a week a merge can be undone as a whole; what changed since then stays changed.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.jobs import job
from networks.base.models import Job, Owned
from networks.base.tenancy import across_networks
from networks.network.membership.models import EndReason, FigureValue, Membership, Merge, MergeKind
from networks.network.membership.rules.belonging import keep_in_step
from networks.people.models import Affiliation, Function, Organisation, Person
from networks.record.models import EventOrganisation
from networks.record.rules import record

LABEL = "people.organisation"
NEVER_FILLED = {
    "id", "network", "name", "public", "is_member", "binned_at", "binned_by", "created_at", "language", "stands_for",
}  # fmt: skip


class CannotMerge(Exception):
    """Nothing was changed; the message says why."""


# ---- what points to an organisation ----


def pointing() -> Iterator[tuple[type[Owned], str]]:
    """(model, field) of every foreign key to an organisation."""
    for model in apps.get_models():
        if issubclass(model, Owned) and model is not Organisation:
            for one in model._meta.concrete_fields:
                if (
                    one.is_relation
                    and one.related_model is Organisation
                    and (model, one.name) != (Merge, "gone")
                ):
                    yield model, one.name


def naming() -> Iterator[tuple[type[Owned], str]]:
    """(model, name) of every pair `name`, `name_id` that names a record of any kind."""
    for model in apps.get_models():
        if issubclass(model, Owned):
            fields = {one.name: one for one in model._meta.concrete_fields}
            for name, one in fields.items():
                if isinstance(fields.get(f"{name}_id"), models.UUIDField) and isinstance(
                    one, models.CharField
                ):
                    yield model, name


def rows_of(organisation: Organisation) -> dict[str, int]:
    """How many records of each kind would move: label → number."""
    found: dict[str, int] = {}
    for model, name in pointing():
        count = model.everywhere.filter(**{name: organisation.pk}).count()
        if count:
            found[model._meta.label_lower] = found.get(model._meta.label_lower, 0) + count
    return found


def likely(organisation: Organisation, limit: int = 10) -> list[Organisation]:
    """Other organisations that may be the same: by name without signs, by a number, by web address."""
    from networks.network.membership.methods.map_projection import folded
    from networks.network.membership.rules.level_totals import marks_of

    name, marks = folded(organisation.name), marks_of(organisation)
    rows = Organisation.objects.exclude(pk=organisation.pk).only(
        "name", "numbers", "website", "country", "place"
    )
    return [row for row in rows.iterator(2000) if folded(row.name) == name or marks & marks_of(row)][:limit]


# ---- merging ----


@transaction.atomic
def merge(kept: Organisation, gone: Organisation, kind: str, by: Person | None = None) -> Merge:
    """Move everything of `gone` to `kept`, and `gone` into the bin. Of two at once one wins. Raises CannotMerge."""
    if kept.pk == gone.pk:
        raise CannotMerge(_("Choose two different organisations."))
    locked = {
        row.pk: row
        for row in Organisation.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    now = timezone.now()
    won = Organisation.objects.filter(pk=gone.pk, binned_at=None).update(binned_at=now, binned_by=by)
    if len(locked) < 2 or not won:
        raise CannotMerge(_("Somebody has merged or thrown away one of these meanwhile. Look again."))
    kept, gone = locked[kept.pk], locked[gone.pk]
    if kept.stands_for_id and gone.stands_for_id:
        raise CannotMerge(_("Both are joined to a network of their own. End one of the two first."))
    moving = _Moving(kept, gone, MergeKind(kind), by)
    moving.special()
    for model, name in pointing():
        moving.move(model, {f"{name}_id": gone.pk}, {f"{name}_id": kept.pk})
    for model, name in naming():
        moving.move(model, {name: LABEL, f"{name}_id": gone.pk}, {f"{name}_id": kept.pk})
    moving.fill()
    moving.record["members"] = [kept.is_member, gone.is_member]
    _keep_member(kept, kept.is_member or gone.is_member)
    made = Merge.objects.create(
        kept=kept, gone=gone, gone_name=gone.name, kind=kind, by=by, moved=moving.count, record=moving.record
    )
    record("organisation.merged", kept, actor=by, organisations=[kept], moved=moving.count)
    return made


class _Moving:
    """One merge while it is done, and what was before."""

    def __init__(self, kept: Organisation, gone: Organisation, kind: MergeKind, by: Person | None):
        self.kept, self.gone, self.kind, self.by = kept, gone, kind, by
        self.count = 0
        # moved: label → [(key, column, before, after)]; dropped: label → rows; filled: column → (before, after)
        self.record: dict[str, Any] = {"moved": {}, "dropped": {}, "filled": {}}

    def special(self) -> None:
        """What there can be only once, and has a rule of its own."""
        today = timezone.localdate()
        in_both = dict(
            Affiliation.objects.filter(organisation=self.kept, until=None).values_list("person", "pk")
        )
        for row in Affiliation.objects.filter(organisation=self.gone, until=None, person__in=in_both):
            for function in Function.objects.filter(affiliation=row):
                self.change(function, affiliation_id=in_both[row.person_id])
            self.change(row, until=today)
        if Membership.objects.filter(organisation=self.kept, until=None).exists():
            for row in Membership.objects.filter(organisation=self.gone, until=None):
                self.change(
                    row,
                    until=max(today, row.since),
                    end_reason=EndReason.MERGED,
                    merged_into_id=self.kept.pk,
                    ended_by_id=self.by.pk if self.by else None,
                )
        if self.kind == MergeKind.MERGER:
            self.add_figures()
        concerned = EventOrganisation.objects.filter(organisation=self.kept).values("event")
        for row in EventOrganisation.objects.filter(organisation=self.gone, event__in=concerned):
            self.drop(row)
        if self.gone.stands_for_id:
            network = self.gone.stands_for_id
            self.change(self.gone, stands_for_id=None)
            self.change(self.kept, stands_for_id=network)

    def add_figures(self) -> None:
        """Figures that both have of one year are added up."""
        own = {(row.figure_id, row.year): row for row in FigureValue.objects.filter(organisation=self.kept)}
        for row in FigureValue.objects.filter(organisation=self.gone, amount__isnull=False):
            there = own.get((row.figure_id, row.year))
            if there is not None and there.amount is None:
                self.change(there, amount=row.amount, currency=row.currency)
            elif there is not None and there.currency == row.currency:
                self.change(there, amount=there.amount + row.amount)

    def move(self, model: type[Owned], which: dict[str, Any], changes: dict[str, Any]) -> None:
        """Let rows point to the kept one; what it has already is dropped."""
        rows = model.everywhere.filter(network_id=self.kept.network_id, **which)
        keys = list(rows.values_list("pk", flat=True))
        try:
            with transaction.atomic():
                model.everywhere.filter(pk__in=keys).update(**changes)
        except IntegrityError:  # something is there twice: one after another
            for row in rows.order_by("pk"):
                try:
                    with transaction.atomic():
                        model.everywhere.filter(pk=row.pk).update(**changes)
                except IntegrityError:
                    keys.remove(row.pk)
                    self.drop(row)
        column = next(iter(changes))
        for key in keys:
            self._write(model, key, column, self.gone.pk, self.kept.pk)
        self.count += len(keys)

    def change(self, row: models.Model, **values: Any) -> None:
        """Change a row and remember how it was."""
        for column, value in values.items():
            self._write(type(row), row.pk, column, getattr(row, column), value)
            setattr(row, column, value)
        type(row).everywhere.filter(pk=row.pk).update(**values)  # type: ignore[attr-defined]

    def drop(self, row: Owned) -> None:
        """Delete a row with all that falls with it, and remember the whole."""
        falling = Collector(using="default")
        try:
            falling.collect([row])
        except (ProtectedError, RestrictedError):
            raise CannotMerge(
                _("Both have records that cannot become one: %(what)s. Settle those first.")
                % {"what": row._meta.verbose_name}
            ) from None
        for (one, value), found in falling.field_updates.items():
            for other in (
                other for some in found for other in (some if hasattr(some, "__iter__") else [some])
            ):
                self._write(type(other), other.pk, one.attname, getattr(other, one.attname), value)
        everything = [other for found in falling.data.values() for other in found]
        everything += [other for found in falling.fast_deletes for other in found]
        for other in everything:
            values = {one.attname: _plain(getattr(other, one.attname)) for one in other._meta.concrete_fields}
            self.record["dropped"].setdefault(other._meta.label_lower, []).append(values)
        row.delete()

    def fill(self) -> None:
        """What the kept one has not filled comes from the other; lists and tables are joined."""
        values: dict[str, Any] = {}
        for one in Organisation._meta.concrete_fields:
            if one.name in NEVER_FILLED:
                continue
            ours, theirs = getattr(self.kept, one.attname), getattr(self.gone, one.attname)
            if isinstance(theirs, dict) and isinstance(ours, dict):
                new: Any = {
                    **theirs,
                    **{key: value for key, value in ours.items() if value not in ("", None)},
                }
            elif isinstance(theirs, list) and isinstance(ours, list):
                new = [*ours, *(value for value in theirs if value not in ours)]
            else:
                new = ours or theirs
            if new != ours and new:
                values[one.attname] = new
        if "logo" not in values:
            values.pop("logo_consent_at", None)  # consent is given to one picture
        for column, value in values.items():
            self.record["filled"][column] = [_plain(getattr(self.kept, column)), _plain(value)]
            setattr(self.kept, column, value)
        if values:
            Organisation.objects.filter(pk=self.kept.pk).update(**values)

    def _write(self, model: Any, key: Any, column: str, before: Any, after: Any) -> None:
        moved = self.record["moved"].setdefault(model._meta.label_lower, [])
        moved.append([str(key), column, _plain(before), _plain(after)])


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, FieldFile):
        return value.name or ""
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return json.loads(
        json.dumps(value, default=lambda one: one.isoformat() if hasattr(one, "isoformat") else str(one))
    )


def _keep_member(row: Organisation, was: bool) -> None:
    """Whether it is a member follows from its memberships; where a network keeps none, it stays as it was."""
    if Membership.objects.filter(organisation=row).exists():
        keep_in_step(row)
    else:
        Organisation.objects.filter(pk=row.pk).update(is_member=was)


# ---- undoing ----


@transaction.atomic
def undo(found: Merge, by: Person | None = None) -> bool:
    """Put everything back where it was, as far as nobody changed it since. Once, within a week; return whether it was done."""
    if not found.can_be_undone:
        return False
    won = Merge.objects.filter(pk=found.pk, undone_at=None).update(undone_at=timezone.now(), undone_by=by)
    if not won:
        return False
    gone = Organisation.binned.filter(pk=found.gone_id).first()
    if gone is None:
        raise CannotMerge(
            _("The other organisation was taken out of the bin or deleted. It cannot be undone any more.")
        )
    gone.take_back()
    _put_back_changes(found.record["moved"])
    for label, rows in found.record["dropped"].items():
        model = apps.get_model(label)
        for values in rows:
            _put_back(model, values)
    kept = Organisation.objects.get(pk=found.kept_id)
    for column, (before, after) in found.record["filled"].items():
        if _plain(getattr(kept, column)) == after:
            Organisation.objects.filter(pk=kept.pk).update(**{column: _python(Organisation, column, before)})
    for one, was in zip((kept, gone), found.record["members"], strict=True):
        _keep_member(one, was)
    record("organisation.parted", kept, actor=by, organisations=[kept, gone])
    return True


def _put_back_changes(moved: dict[str, list]) -> None:
    """The last change first; a row that somebody changed since stays as it is."""
    for label in reversed(list(moved)):
        model: Any = apps.get_model(label)
        for key, column, before, after in reversed(moved[label]):
            row = model.everywhere.filter(pk=key).first()
            if row is not None and _plain(getattr(row, column)) == after:
                try:
                    with transaction.atomic():
                        model.everywhere.filter(pk=key).update(**{column: _python(model, column, before)})
                except IntegrityError:
                    continue  # its place was taken since


def _put_back(model: Any, values: dict[str, Any]) -> None:
    row = model(**{column: _python(model, column, value) for column, value in values.items()})
    try:
        with transaction.atomic():
            models.QuerySet(model).bulk_create([row])
    except IntegrityError:
        pass  # what it belongs to is gone, or it was entered again


def _python(model: Any, column: str, value: Any) -> Any:
    one = next(f for f in model._meta.concrete_fields if column in (f.attname, f.name))
    if value is None or isinstance(one, models.JSONField | models.FileField):
        return value
    if isinstance(one, models.BinaryField):
        return bytes.fromhex(value)
    return (one.target_field if one.is_relation else one).to_python(value)


@job("membership.merges_are_final", every=timedelta(hours=24))
def make_final(row: Job | None = None) -> int:
    """After a week what was before is forgotten; that there was a merge stays."""
    with across_networks("merges that can be undone no longer"):
        old = timezone.now() - timedelta(days=Merge.UNDO_DAYS)
        return Merge.everywhere.filter(created_at__lt=old).exclude(record={}).update(record={})
