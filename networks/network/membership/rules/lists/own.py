"""Columns and filters of what each network keeps in its own way: its own fields, and figures by year."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import connection
from django.db.models import Case, FloatField, QuerySet, TextField, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.network.membership.models import FieldKind, Figure, FigureValue, OwnField
from networks.network.membership.rules.lists import Column, Filter
from networks.network.membership.rules.names import named
from networks.network.membership.rules.own_fields import fields, read

Rows = Sequence[Any]
YES_NO = (("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))


def own_columns(
    fields: Sequence[OwnField],
    record_of: Callable[[Rows], Mapping[Any, Any]] | None = None,
    prefix: str = "own",
) -> list[Column]:
    """A column for each own field. record_of: the records whose `own` holds the values, by the keys of rows; without it the rows themselves."""
    return [
        Column(
            f"{prefix}.{row.key}",
            row.name,
            _own_values(row, record_of),
            sort="" if record_of else f"sort_{row.key.replace('-', '_')}",
            annotate=None if record_of else _own_sort(row),
            numeric=row.kind == FieldKind.NUMBER,
        )
        for row in fields
    ]


def _own_values(
    field: OwnField, record_of: Callable[[Rows], Mapping[Any, Any]] | None
) -> Callable[[Rows], Mapping[Any, Any]]:
    def values(rows: Rows) -> Mapping[Any, Any]:
        records = record_of(rows) if record_of else {row.pk: row for row in rows}
        return {key: read(record, field) for key, record in records.items()}

    return values


def _number(path: str, key: str) -> Any:
    """The number under a key. What was kept under an earlier kind is no number: PostgreSQL would refuse to read it as one."""
    number = Cast(KeyTextTransform(key, path), FloatField())
    if connection.vendor != "postgresql":
        return number
    return Case(When(**{f"{path}__{key}__regex": r"^-?[0-9]+(\.[0-9]+)?$"}, then=number), default=None)


def _own_sort(field: OwnField) -> Callable[[QuerySet], QuerySet]:
    name = f"sort_{field.key.replace('-', '_')}"
    text = KeyTextTransform(field.key, "own")
    if field.kind == FieldKind.NUMBER:
        return lambda rows: rows.annotate(**{name: Coalesce(_number("own", field.key), Value(-1e300))})
    return lambda rows: rows.annotate(**{name: Coalesce(Cast(text, TextField()), Value(""))})


def own_filters(fields: Sequence[OwnField], path: str = "own", prefix: str = "own") -> list[Filter]:
    """Filters for each own field: a choice, yes or no, a part of a text, from and to."""
    found: list[Filter] = []
    for row in fields:
        key, name = f"{prefix}.{row.key}", row.name
        if row.kind == FieldKind.CHOICE:
            found.append(
                Filter(key, name, _equals(path, row.key), "choice", [(c, c) for c in row.choices], more=True)
            )
        elif row.kind == FieldKind.YES_NO:
            found.append(Filter(key, name, _yes(path, row.key), "choice", YES_NO, more=True))
        elif row.kind == FieldKind.TEXT:
            found.append(Filter(key, name, _contains(path, row.key), "text", more=True))
        elif row.kind in (FieldKind.NUMBER, FieldKind.DATE):
            kind = "number" if row.kind == FieldKind.NUMBER else "day"
            found.append(
                Filter(
                    f"{key}.from",
                    _("%(name)s from") % {"name": name},
                    _bound(path, row, "gte"),
                    kind,
                    more=True,
                )
            )
            found.append(
                Filter(
                    f"{key}.to", _("%(name)s to") % {"name": name}, _bound(path, row, "lte"), kind, more=True
                )
            )
    return found


def _equals(path: str, key: str) -> Callable[[QuerySet, str], QuerySet]:
    return lambda rows, value: rows.filter(**{f"{path}__{key}": value})


def _yes(path: str, key: str) -> Callable[[QuerySet, str], QuerySet]:
    return lambda rows, value: rows.filter(**{f"{path}__{key}": value == "yes"})


def _contains(path: str, key: str) -> Callable[[QuerySet, str], QuerySet]:
    return lambda rows, value: rows.filter(**{f"{path}__{key}__icontains": value})


def _bound(path: str, field: OwnField, compare: str) -> Callable[[QuerySet, str], QuerySet]:
    name = f"bound_{field.key.replace('-', '_')}"

    def narrow(rows: QuerySet, value: str) -> QuerySet:
        text = KeyTextTransform(field.key, path)
        if field.kind == FieldKind.NUMBER:
            number = number_of(value)
            return (
                rows
                if number is None
                else rows.annotate(**{name: _number(path, field.key)}).filter(
                    **{f"{name}__{compare}": float(number)}
                )
            )
        day = day_of(value)
        return (
            rows
            if day is None
            else rows.annotate(**{name: Cast(text, TextField())}).filter(
                **{f"{name}__{compare}": day.isoformat()}
            )
        )

    return narrow


def number_of(value: str) -> Decimal | None:
    """A number of an address, or None."""
    try:
        number = Decimal(value.replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**15 else None


def day_of(value: str) -> date | None:
    """A day of an address, or None."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def fields_once(on: str, actor: Any) -> Sequence[OwnField]:
    """The own fields that a list may show, asked once for its columns and its filters; for showing only: each has its name as this reader reads it."""

    def find() -> Sequence[OwnField]:
        rows = fields(on, actor)
        names = named(rows, actor.reader)
        for row in rows:
            row.name = names[row.pk]
        return rows

    return actor.once(("own fields", on), find)


# ---- figures ----


def _known_figures(actor: Any) -> list[tuple[Figure, int]]:
    """Each figure and year of which anything is known, in order. Two queries, once a page."""

    def find() -> list[tuple[Figure, int]]:
        figures = {row.pk: row for row in Figure.objects.filter(retired_at=None)}
        known = FigureValue.objects.filter(figure__in=figures).values_list("figure", "year").distinct()
        pairs = sorted(known, key=lambda pair: (figures[pair[0]].position, str(pair[0]), -pair[1]))
        for key, name in named(figures.values(), actor.reader).items():
            figures[key].name = name  # for showing only
        return [(figures[figure], year) for figure, year in pairs]

    return actor.once("known figures", find)


def figure_columns(actor: Any, house: Callable[[Any], Any]) -> list[Column]:
    """A column for each figure and year of which anything is known."""
    return [
        Column(
            f"figure.{figure.key}.{year}",
            f"{figure.name} {year}",
            _figures(figure.pk, year, house),
            numeric=True,
        )
        for figure, year in _known_figures(actor)
    ]


def _figures(figure: Any, year: int, house: Callable[[Any], Any]) -> Callable[[Rows], Mapping[Any, Any]]:
    def values(rows: Rows) -> Mapping[Any, Any]:
        by_house: dict[Any, list[Any]] = {}
        for row in rows:
            by_house.setdefault(house(row), []).append(row.pk)
        found: dict[Any, Any] = {}
        for key, amount, currency in FigureValue.objects.filter(
            figure=figure, year=year, organisation__in=by_house
        ).values_list("organisation", "amount", "currency"):
            for row in by_house[key]:
                found[row] = Amount(amount, currency) if amount is not None else None
        return found

    return values


class Amount(Decimal):
    """A figure with its currency; shown with it, sorted and exported as a number."""

    currency = ""

    def __new__(cls, amount: Decimal, currency: str = "") -> "Amount":
        made = super().__new__(cls, amount)
        made.currency = currency
        return made


def figure_filters(actor: Any, field: str) -> list[Filter]:
    """For each figure of the last years: at least, at most, and whether it is known. `field`: how rows name the organisation ("pk")."""
    found: list[Filter] = []
    for column in figure_columns(actor, lambda row: row.pk):
        _head, key, year = column.key.split(".")
        for end, words, compare in (("from", _("%(name)s from"), "gte"), ("to", _("%(name)s to"), "lte")):
            found.append(
                Filter(
                    f"{column.key}.{end}",
                    words % {"name": column.name},
                    _figure_bound(key, int(year), field, compare),
                    "number",
                    more=True,
                )
            )
        known = (("yes", _("is known")), ("no", _("is not known")))
        found.append(
            Filter(
                f"{column.key}.known",
                column.name,
                _figure_known(key, int(year), field),
                "choice",
                known,
                more=True,
            )
        )
    return found


def _figure_bound(key: str, year: int, field: str, compare: str) -> Callable[[QuerySet, str], QuerySet]:
    def narrow(rows: QuerySet, value: str) -> QuerySet:
        number = number_of(value)
        if number is None:
            return rows
        known = FigureValue.objects.filter(figure__key=key, year=year, **{f"amount__{compare}": number})
        return rows.filter(**{f"{field}__in": known.values("organisation")})

    return narrow


def _figure_known(key: str, year: int, field: str) -> Callable[[QuerySet, str], QuerySet]:
    def narrow(rows: QuerySet, value: str) -> QuerySet:
        known = FigureValue.objects.filter(figure__key=key, year=year, amount__isnull=False)
        there = {f"{field}__in": known.values("organisation")}
        return rows.filter(**there) if value == "yes" else rows.exclude(**there)

    return narrow
