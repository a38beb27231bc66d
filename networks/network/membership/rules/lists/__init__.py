"""Lists: rows of one kind, filtered by the address, with chosen columns, sorted, saved, exported as shown, written to.

A part of this room declares a kind of list and registers it in its `ready()`:

    register(ListKind("memberships", _("Memberships"), "badge-check", base=…, columns=…, filters=…, shown=("name", "category"), order="name"))

What a kind gives are plain declarations; what a reader asked for is put together by `showing.Shown`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from networks.people.permissions import coordinates


@dataclass(frozen=True)
class Column:
    """One column. `values(rows)` gives for all rows of a page, by their keys, what stands in it: one query however many rows, or none.

    `sort`: the order it gives, a field that is never null; "" where it cannot be sorted by. `annotate` adds that field to the rows.
    """

    key: str
    name: Any
    values: Callable[[Sequence[Any]], Mapping[Any, Any]]
    sort: str = ""
    annotate: Callable[[QuerySet], QuerySet] | None = None
    numeric: bool = False


@dataclass(frozen=True)
class Filter:
    """One filter: `narrow(rows, value)` for a value of the address; what it cannot read leaves the rows as they are.

    kind: "text", "choice" (choices: value, name), "number" or "day". `more`: shown among further filters only.
    """

    key: str
    name: Any
    narrow: Callable[[QuerySet, str], QuerySet]
    kind: str = "text"
    choices: Sequence[tuple[str, Any]] = ()
    more: bool = False


@dataclass(frozen=True)
class Addressee:
    """Whom a row is written to by itself. `house`: the key of its organisation, where the register has it; `said`: what fills a letter's fields otherwise."""

    name: str
    address: str
    language: str
    house: Any = None
    person: Any = None
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ListKind:
    """A kind of list.

    base(actor): the rows that this actor may see. columns(actor), filters(actor): what there is for them.
    order: the usual order, a field that is never null. link(row): URL name and kwargs of a row's own page, or None.
    house(row), person(row): the keys of the organisation and the person a row is about; addressee(row): whom it names itself.
    Where `house` or `addressee` is given, the list can be written to.
    may(actor): who may open it; a predicate of administration asks for a second factor.
    """

    slug: str
    name: Any
    icon: str
    base: Callable[[Any], QuerySet]
    columns: Callable[[Any], Sequence[Column]]
    filters: Callable[[Any], Sequence[Filter]]
    shown: Sequence[str]
    order: str
    link: Callable[[Any], tuple[str, dict] | None] = lambda row: None
    house: Callable[[Any], Any] | None = None
    person: Callable[[Any], Any] | None = None
    house_field: str = ""  # how the rows name the organisation, for a query
    person_field: str = ""
    addressee: Callable[[Any], Addressee] | None = None
    may: Callable[[Any], bool] = coordinates

    @property
    def is_written_to(self) -> bool:
        return self.house is not None or self.addressee is not None


@dataclass
class _Kinds:
    known: dict[str, ListKind] = field(default_factory=dict)


_kinds = _Kinds()


def register(kind: ListKind) -> None:
    """Make a kind of list known; again replaces it."""
    _kinds.known[kind.slug] = kind


def kind_of(slug: str) -> ListKind | None:
    """The kind of this slug, or None."""
    return _kinds.known.get(slug)


def kinds(actor: Any) -> Iterable[ListKind]:
    """The kinds that this actor may open."""
    return [kind for kind in _kinds.known.values() if kind.may(actor)]


def attribute(name: str) -> Callable[[Sequence[Any]], Mapping[Any, Any]]:
    """Values that stand on the row itself, or on a row that was selected with it ("category__name")."""

    def values(rows: Sequence[Any]) -> Mapping[Any, Any]:
        found = {}
        for row in rows:
            value = row
            for part in name.split("__"):
                value = getattr(value, part, None)
            found[row.pk] = value
        return found

    return values
