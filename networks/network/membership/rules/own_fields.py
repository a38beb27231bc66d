"""The network's own fields: which there are, who sees and changes their values, and how values are kept.

    for field in fields("organisation", actor, house):     # what this actor sees of this organisation, in order: one query
        shown(house, field)                                # as a page shows it
    write(house, field, date(2026, 5, 1), by=person)       # checked, kept, recorded

Values lie in `own` of the organisation, the membership or the person's record here, under the field's key, as JSON that says what it is:
a text or one of the choices as text, a number as a decimal text ("12.5"), a day as "2026-05-01", yes or no as true or false, a file as
the key of its document. A field that is retired, or a choice that is taken away, leaves the values where they are.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from networks.network.membership.models import FieldKind, OwnField, PersonRecord, Seen
from networks.participation.documents.models import Document
from networks.participation.documents.rules import keep, new_version
from networks.people.models import Person
from networks.people.permissions import keeps
from networks.record.rules import record as tell

LONGEST = 2000
CHANGED = {
    "people.organisation": "organisation.changed",
    "network_membership.membership": "membership.changed",
    "network_membership.personrecord": "person.noted",
}


# ---- which fields, for whom ----


def fields(on: str, actor: Any = None, about: Any = None) -> list[OwnField]:
    """The fields about `on` ("organisation", "membership", "person") whose values this actor sees, in order. One query.

    about: the organisation (of a membership: its organisation) or the person whose values they are; None: of all, as in a list,
    where only coordinators see what an organisation keeps to itself. actor None: all fields, for rules and imports.
    """
    rows = OwnField.objects.filter(on=on, retired_at=None).order_by("position", "pk")
    return [row for row in rows if actor is None or sees(row, actor, about)]


def editable(on: str, actor: Any, about: Any = None) -> list[OwnField]:
    """The fields whose values this actor may change."""
    return [row for row in fields(on, actor, about) if edits(row, actor, about)]


def sees(field: OwnField, actor: Any, about: Any = None) -> bool:
    """Whether `actor` may see the values of `field` about an organisation or a person (None: about all)."""
    if actor.is_coordinator or field.seen_by == Seen.PUBLIC:
        return True
    if field.seen_by == Seen.MEMBERS:
        return actor.confirmed
    return field.seen_by == Seen.OWN and _own(actor, about)


def edits(field: OwnField, actor: Any, about: Any = None) -> bool:
    """Whether `actor` may change them: coordinators, and where the field says so the organisation's own people."""
    return actor.is_coordinator or (field.edited_by != Seen.COORDINATORS and _own(actor, about))


def _own(actor: Any, about: Any) -> bool:
    if about is None or actor.person is None:
        return False
    if isinstance(about, Person):
        return actor.person.pk == about.pk and not actor.by_card
    return keeps(actor, about)


def record_of(person: Person) -> PersonRecord:
    """What this network's own fields hold about a person; it is kept when something is first written to it."""
    return PersonRecord.objects.filter(person=person).first() or PersonRecord(person=person)


# ---- values ----


def clean(field: OwnField, value: Any) -> Any:
    """Return a value as it is kept, or None for nothing. Raises ValidationError with words that say what to do.

    Takes Python's own types, what is kept already, and texts: numbers with a point, days as 2026-05-01.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    return CLEAN[FieldKind(field.kind)](field, value)


def _text(field: OwnField, value: Any) -> str:
    text = str(value).strip()
    if len(text) > LONGEST or "\0" in text:
        raise ValidationError(_("Write at most %(most)s letters.") % {"most": LONGEST})
    return text


def _number(field: OwnField, value: Any) -> str:
    try:
        number = Decimal(str(value).strip())
        if isinstance(value, bool) or not number.is_finite() or abs(number) >= 10**15:
            raise InvalidOperation
        exponent = number.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -6:
            raise InvalidOperation
    except (InvalidOperation, ValueError):
        raise ValidationError(_("Write a number, for example 12.5")) from None
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _date(field: OwnField, value: Any) -> str:
    try:
        if isinstance(value, date):
            return date(value.year, value.month, value.day).isoformat()
        return date.fromisoformat(str(value).strip()).isoformat()
    except ValueError:
        raise ValidationError(_("Write a day, for example 2026-05-01")) from None


def _choice(field: OwnField, value: Any) -> str:
    text = str(value).strip()
    same = {str(choice).casefold(): str(choice) for choice in field.choices}
    if text.casefold() not in same:
        raise ValidationError(
            _("Choose one of: %(choices)s") % {"choices": ", ".join(map(str, field.choices))}
        )
    return same[text.casefold()]


def _yes_no(field: OwnField, value: Any) -> bool:
    known = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    try:
        return value if isinstance(value, bool) else known[str(value).strip().lower()]
    except KeyError:
        raise ValidationError(_("Say yes or no.")) from None


def _file(field: OwnField, value: Any) -> str:
    try:
        return str(UUID(str(getattr(value, "pk", value))))
    except ValueError:
        raise ValidationError(_("Choose a file")) from None


CLEAN = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.YES_NO: _yes_no,
    FieldKind.FILE: _file,
}


def read(record: Any, field: OwnField) -> Any:
    """The value of `field` in Python's own type: str, Decimal, date, bool, a document's key (UUID), or None. Never raises."""
    value = (record.own or {}).get(field.key)
    if value is None:
        return None
    try:
        if field.kind == FieldKind.NUMBER:
            return Decimal(value)
        if field.kind == FieldKind.DATE:
            return date.fromisoformat(value)
        if field.kind == FieldKind.FILE:
            return UUID(value)
        return value
    except (ValueError, TypeError, InvalidOperation):
        return str(value)  # kept under an earlier kind


def shown(record: Any, field: OwnField) -> str:
    """The value as a page shows it, in the reader's own formats; "" for none. Of a file: the key of its document."""
    value = read(record, field)
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return number_format(value, use_l10n=True, force_grouping=True)
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else str(value)


# ---- changing ----


def write(record: Any, field: OwnField, value: Any, by: Any = None) -> bool:
    """Keep a value; return whether it is another one than before. Raises ValidationError or a `FileRefused`."""
    return bool(write_many(record, {field: value}, by))


@transaction.atomic
def write_many(record: Any, values: Mapping[OwnField, Any], by: Any = None) -> list[str]:
    """Keep several values at once; return the keys of those that changed. The event names them, never what they say.

    Read again under lock: of two who write different fields at once neither takes the other's away.
    """
    if record._state.adding:  # the first value about a person
        there = type(record).objects.get_or_create(person=record.person)[0]
        record.__dict__.update(there.__dict__)
    cleaned = {field: _kept(record, field, value, by) for field, value in values.items()}
    now = type(record).objects.select_for_update().only("own").get(pk=record.pk).own or {}
    changed = [field.key for field, value in cleaned.items() if now.get(field.key) != value]
    if changed:
        own = now | {field.key: value for field, value in cleaned.items()}
        record.own = {key: value for key, value in own.items() if value is not None}
        record.save(update_fields=["own"])
        tell(
            CHANGED[record.label],
            record,
            actor=by,
            organisations=_organisations(record),
            fields=[f"own.{key}" for key in changed],
        )
    return changed


def _kept(record: Any, field: OwnField, value: Any, by: Any) -> Any:
    """A file goes among the documents, where each version stays; everything else is kept as it is."""
    if field.kind != FieldKind.FILE or not hasattr(value, "read"):
        kept = (record.own or {}).get(field.key)
        return kept if value == kept else clean(field, value)  # a choice that is none any more may stay
    there = read(record, field)
    document = Document.objects.filter(pk=there).first() if isinstance(there, UUID) else None
    if document is None:
        return str(keep(record, value, kind="own", title=field.name, by=by).pk)
    new_version(document, value, by=by)
    return str(document.pk)


def _organisations(record: Any) -> Iterable[Any]:
    if record.label == "people.organisation":
        return [record]
    return [record.organisation] if hasattr(record, "organisation") else []
