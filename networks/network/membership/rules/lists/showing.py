"""A list as somebody asked for it: the address says the filters, the columns and the order. What it cannot read it leaves out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from networks.base.files.sheets import Value
from networks.base.paging import KeyPage, page_by_key
from networks.network.membership.rules.lists import Column, Filter, ListKind
from networks.network.membership.rules.lists.own import Amount

CHUNK = 500
MOST_COLUMNS = 40
ROWS = 25  # on a page: to draw a row costs more than to find it


@dataclass
class AskedFilter:
    """A filter with the value that is asked for ("" where none)."""

    filter: Filter
    value: str

    @property
    def words(self) -> str:
        """The value as people read it."""
        return next(
            (str(name) for value, name in self.filter.choices if str(value) == self.value), self.value
        )


class Shown:
    """One list of `kind` as `asked` (the parameters of an address) for `actor`."""

    def __init__(self, kind: ListKind, asked: Mapping[str, Any], actor: Any) -> None:
        self.kind, self.asked, self.actor = kind, asked, actor
        self.all_columns = list(kind.columns(actor))
        known = {column.key: column for column in self.all_columns}
        wanted = [key for key in _all(asked, "columns") for key in key.split(",")]
        chosen = [known[key] for key in dict.fromkeys(wanted) if key in known][:MOST_COLUMNS]
        self.columns: list[Column] = chosen or [known[key] for key in kind.shown if key in known]
        self.sorted = self._sorted(str(asked.get("sort", "")), known)

    def _sorted(self, text: str, known: Mapping[str, Column]) -> tuple[Column | None, bool]:
        column = known.get(text.removeprefix("-"))
        return (column, text.startswith("-")) if column is not None and column.sort else (None, False)

    @cached_property
    def filters(self) -> list[AskedFilter]:
        """All filters, with what is asked of each."""
        return [
            AskedFilter(one, _plain(self.asked.get(one.key, ""))) for one in self.kind.filters(self.actor)
        ]

    @property
    def active(self) -> list[AskedFilter]:
        return [one for one in self.filters if one.value]

    def rows(self) -> QuerySet:
        """The rows, in no order yet. A filter that an invented value breaks is left out."""
        rows = self.kind.base(self.actor)
        for one in self.active:
            try:
                narrowed = one.filter.narrow(rows, one.value)
                str(narrowed.query)
            except EmptyResultSet:
                pass  # nobody fits: that too is an answer
            except (ValueError, TypeError, OverflowError, ValidationError):
                continue
            rows = narrowed
        column = self.sorted[0]
        if column is not None and column.annotate is not None:
            rows = column.annotate(rows)
        return rows

    @property
    def order(self) -> str:
        column, down = self.sorted
        return f"{'-' if down else ''}{column.sort if column else self.kind.order}"

    def page(self, size: int = ROWS) -> KeyPage:
        """One page of rows."""
        return page_by_key(self.rows(), self.asked, self.order, size=size)

    def count(self) -> int:
        return self.rows().count()

    def cells(self, rows: Sequence[Any]) -> list[tuple[Any, list[Any]]]:
        """Each row with what stands in its columns."""
        if not rows:
            return []
        found = [column.values(rows) for column in self.columns]
        return [(row, [values.get(row.pk) for values in found]) for row in rows]

    def all_rows(self) -> Iterator[list[Value]]:
        """Everything, as it goes into a file: a constant number of queries for each five hundred rows."""
        rows = self.rows().order_by(self.order, "pk")
        batch: list[Any] = []
        for row in rows.iterator(chunk_size=CHUNK):
            batch.append(row)
            if len(batch) == CHUNK:
                yield from (list(map(in_file, cells)) for _row, cells in self.cells(batch))
                batch = []
        yield from (list(map(in_file, cells)) for _row, cells in self.cells(batch))

    @property
    def header(self) -> list[str]:
        return [str(column.name) for column in self.columns]

    def query(self, **changes: str | None) -> str:
        """The address of this list with some parameters otherwise (None: without); it begins again."""
        kept = QueryDict(mutable=True)
        for one in self.active:
            kept[one.filter.key] = one.value
        chosen = [column.key for column in self.columns]
        if _all(self.asked, "columns") and chosen != list(self.kind.shown):
            kept["columns"] = ",".join(chosen)
        if self.sorted[0] is not None:
            kept["sort"] = f"{'-' if self.sorted[1] else ''}{self.sorted[0].key}"
        for name, value in changes.items():
            if value is None:
                kept.pop(name, None)
            else:
                kept[name] = value
        return kept.urlencode()


def _all(asked: Mapping[str, Any], name: str) -> list[str]:
    if isinstance(asked, QueryDict):
        return [str(value) for value in asked.getlist(name) if value]
    return [str(asked[name])] if asked.get(name) else []


def _plain(value: Any) -> str:
    return str(value).replace("\0", "").strip()[:200]


def on_page(value: Any) -> str:
    """What stands in a cell, as the reader writes it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        plain = value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
        currency = f" {value.currency}" if isinstance(value, Amount) and value.currency else ""
        return number_format(Decimal(f"{plain:f}"), use_l10n=True, force_grouping=True) + currency
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(value)


def in_file(value: Any) -> Value:
    """What stands in a cell of a file: numbers and days as such."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (Decimal, int, float, date)) or value is None:
        return value
    return str(value)
