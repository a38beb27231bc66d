"""Everything of the register in one workbook that `rules/importing` reads again: organisations, people, memberships, figures, own fields.

Headings are in the reader's language, so that people can work with it; the keys in the first columns say which record a line is about.
Imported again into the same network, everything is the same.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from networks.base.files.sheets import Sheet, Value, csv, xlsx
from networks.network.membership.models import (
    FieldKind,
    Figure,
    FigureValue,
    Membership,
    OwnField,
    PersonRecord,
)
from networks.network.membership.rules.contact_people import addresses_of, functions_held
from networks.network.membership.rules.own_fields import read
from networks.people.models import Affiliation, Organisation

CHUNK = 1000
FIELDS = ("name", "legal_name", "easy_name", "kind", "country", "region", "place", "address", "website", "email", "phone", "founded", "languages", "sectors", "description")  # fmt: skip
NUMBERS = ("vat", "pic", "oid", "transparency", "registration")


def headings() -> dict[str, str]:
    """What the columns are called, by target. Every one is in the dictionary of headings, in English and as translated."""
    return {
        "key": _("Organisation key"), "name": _("Organisation"), "legal_name": _("Legal name"), "easy_name": _("Name in easy words"),
        "kind": _("Kind"), "country": _("Country"), "region": _("Region (NUTS)"), "place": _("Town"), "address": _("Postal address"),
        "website": _("Website"), "email": _("General e-mail"), "phone": _("General telephone"), "founded": _("Founded in"),
        "languages": _("Languages"), "sectors": _("Sectors"), "description": _("Description"), "vat": _("VAT number"), "pic": _("PIC"),
        "oid": _("OID"), "transparency": _("Transparency Register number"), "registration": _("Registration number"),
        "category": _("Category"), "number": _("Member number"), "since": _("Member since"), "until": _("Member until"),
        "person_key": _("Person key"), "person": _("Person"), "mail": _("E-mail"), "tel": _("Telephone"), "title": _("Job title"),
        "functions": _("Functions"), "language": _("Language"),
    }  # fmt: skip


def sheets() -> list[Sheet]:
    """The sheets, of the current network. The number of queries grows with the data by one for each thousand rows and sheet only."""
    words = headings()
    organisation, membership, person = (list(OwnField.objects.filter(retired_at=None, on=on).exclude(kind=FieldKind.FILE).order_by("position", "pk")) for on in ("organisation", "membership", "person"))  # fmt: skip
    names = [*FIELDS, *NUMBERS]
    return [
        Sheet(_("Organisations"), [words["key"], *(words[n] for n in names), *(f.name for f in organisation)], _organisations(organisation)),
        Sheet(_("People"), [*(words[n] for n in ("key", "name", "person_key", "person", "mail", "tel", "title", "functions", "language")), *(f.name for f in person)], _people(person)),
        Sheet(_("Memberships"), [*(words[n] for n in ("key", "name", "category", "number", "since", "until")), *(f.name for f in membership)], _memberships(membership)),
        _figures(words),
    ]  # fmt: skip


def workbook(made: datetime, title: str) -> bytes:
    """All sheets as XLSX."""
    return xlsx(sheets(), made, title=title)


def one_csv(number: int, delimiter: str) -> bytes:
    """One of the sheets as CSV."""
    sheet = sheets()[number]
    return csv(sheet.header, sheet.rows, delimiter)


def _own(record: Any, fields: list[OwnField]) -> list[Value]:
    out: list[Value] = []
    for field in fields:
        value = read(record, field) if record is not None else None
        out.append(_yes(value) if isinstance(value, bool) else value)
    return out


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")


def _organisations(fields: list[OwnField]) -> Iterator[list[Value]]:
    for row in Organisation.objects.order_by("name", "pk").iterator(chunk_size=CHUNK):
        values: list[Value] = [str(row.pk)]
        for name in FIELDS:
            value = getattr(row, name)
            values.append(", ".join(value) if isinstance(value, list) else value)
        values += [str((row.numbers or {}).get(number, "")) for number in NUMBERS]
        yield values + _own(row, fields)


def _people(fields: list[OwnField]) -> Iterator[list[Value]]:
    rows = (
        Affiliation.objects.now()
        .filter(person__erased_at=None, organisation__binned_at=None, confirmed=True)
        .select_related("person", "organisation")
        .order_by("organisation__name", "person__name", "pk")
    )
    batch: list[Affiliation] = []
    for row in rows.iterator(chunk_size=CHUNK):
        batch.append(row)
        if len(batch) == CHUNK:
            yield from _people_of(batch, fields)
            batch = []
    yield from _people_of(batch, fields)


def _people_of(rows: list[Affiliation], fields: list[OwnField]) -> Iterator[list[Value]]:
    people = [row.person_id for row in rows]
    addresses = addresses_of(people)
    records = {row.person_id: row for row in PersonRecord.objects.filter(person__in=people)}
    held = functions_held(rows)
    for row in rows:
        record = records.get(row.person_id)
        yield [
            str(row.organisation_id), row.organisation.name, str(row.person_id), row.person.name, addresses.get(row.person_id, ""),
            record.phone if record else "", row.title, "; ".join(held.get(row.pk, [])), row.person.language, *_own(record, fields),
        ]  # fmt: skip


def _memberships(fields: list[OwnField]) -> Iterator[list[Value]]:
    rows = (
        Membership.objects.filter(organisation__binned_at=None)
        .select_related("organisation", "category")
        .order_by("organisation__name", "since", "pk")
    )
    for row in rows.iterator(chunk_size=CHUNK):
        yield [
            str(row.organisation_id),
            row.organisation.name,
            row.category.name,
            row.number,
            row.since,
            row.until,
            *_own(row, fields),
        ]


def _figures(words: dict[str, str]) -> Sheet:
    """One line an organisation, one column a figure, year and currency."""
    figures = {row.pk: row.name for row in Figure.objects.filter(retired_at=None).order_by("position", "pk")}
    columns: dict[tuple[Any, int, str], int] = {}
    by_house: dict[Any, dict[tuple[Any, int, str], Decimal]] = {}
    rows = FigureValue.objects.filter(
        figure__in=figures, amount__isnull=False, organisation__binned_at=None
    ).order_by("figure__position", "figure", "year", "currency")
    for house, figure, year, currency, amount in rows.values_list(
        "organisation", "figure", "year", "currency", "amount"
    ):
        columns.setdefault((figure, year, currency), len(columns))
        by_house.setdefault(house, {})[figure, year, currency] = amount
    header = [
        words["key"],
        words["name"],
        *(
            f"{figures[figure]} {year}{f' {currency}' if currency else ''}"
            for figure, year, currency in columns
        ),
    ]

    def lines() -> Iterator[list[Value]]:
        for key, name in (
            Organisation.objects.filter(pk__in=FigureValue.objects.values("organisation"))
            .order_by("name", "pk")
            .values_list("pk", "name")
        ):
            if key in by_house:
                yield [str(key), name, *(by_house[key].get(column) for column in columns)]

    return Sheet(_("Figures"), header, lines())
