"""One line of a file, understood: the organisation, its membership, figures and people that it names, each value converted.

Nothing here reads the database: what the columns are, and the network's own fields, stand in `Columns`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from networks.network.membership.methods import values
from networks.network.membership.methods.columns import SLOTS
from networks.network.membership.methods.headings import fold, words_of
from networks.network.membership.methods.values import Unreadable
from networks.network.membership.models import FieldKind, OwnField
from networks.network.membership.rules import own_fields
from networks.people.models import FunctionKind

LENGTHS = {
    "name": 200,
    "legal_name": 200,
    "easy_name": 200,
    "place": 120,
    "phone": 40,
    "description": 5000,
    "address": 1000,
}
TOTALS = frozenset(
    "total|totals|grand total|totaux|total general|summe|gesamt|gesamtsumme|totale|totali|totaal|totais|suma|spolu|celkem|osszesen|ukupno|skupaj|razem".split(
        "|"
    )
)  # names that no organisation has, folded as headings are
CURRENCY = "membership.currency"
FIGURE_MOST = Decimal(10) ** 13


@dataclass
class ParsedPerson:
    """Somebody whom a line names."""

    key: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    title: str = ""
    language: str = ""
    functions: set[str] = field(default_factory=set)
    own: dict[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        return self.name or self.email


@dataclass
class Parsed:
    """What a line says; `wrong` holds a sentence for each cell that cannot be read."""

    key: str = ""
    organisation: dict[str, Any] = field(
        default_factory=dict
    )  # field of Organisation → value; "numbers": {…}
    own: dict[str, Any] = field(default_factory=dict)
    membership: dict[str, Any] = field(
        default_factory=dict
    )  # category (as written), number, since, until, balance, own
    figures: dict[tuple[str, int], tuple[Decimal, str]] = field(default_factory=dict)
    people: list[ParsedPerson] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [self.organisation[n] for n in ("name", "legal_name") if self.organisation.get(n)]

    @property
    def numbers(self) -> dict[str, str]:
        return self.organisation.get("numbers", {}) | (
            {"member": self.membership["number"]} if self.membership.get("number") else {}
        )


@dataclass
class Columns:
    """What the columns of one sheet are, and how their cells are written."""

    header: list[str]
    targets: list[str]
    styles: dict[int, dict[str, str]]
    fields: dict[tuple[str, str], OwnField]  # (about, key) → field, also those that the import will make
    currency: str = ""


def parse(cells: list[str], columns: Columns) -> Parsed:
    """Understand a line. Empty cells say nothing."""
    found = Parsed()
    slots: dict[str, dict[str, Any]] = {}
    postcode = ""
    columns = replace(columns, currency=_currency_of(cells, columns, found) or columns.currency)
    for number, (target, text) in enumerate(zip(columns.targets, cells, strict=False)):
        if not target or target == CURRENCY or not text.strip():
            continue
        style = columns.styles.get(number, {})
        try:
            if target == "organisation.postcode":
                postcode = text.strip()[:20]
            elif target.startswith(("own:", "new:")):
                _own(found, slots, target, text, columns, style)
            elif target.startswith("figure:"):
                _figure(found, target, text, columns.header[number], columns, style)
            elif target.startswith("membership."):
                found.membership[target[11:]] = _membership(target[11:], text, style, columns.currency)
            elif target.startswith("organisation."):
                _organisation(found, target[13:], text)
            else:
                slot, _dot, what = target.partition(".")
                slots.setdefault(slot, {})[what] = _person(what, text)
        except Unreadable as error:
            found.wrong.append(
                _("%(column)s: %(what)s") % {"column": columns.header[number] or number + 1, "what": error}
            )
    if postcode:
        place, street = found.organisation.get("place", ""), found.organisation.get("address", "")
        if postcode not in street:
            found.organisation["address"] = "\n".join(
                part for part in (street, f"{postcode} {place}".strip()) if part
            )
    found.people = _people(slots)
    _check(found)
    return found


def _organisation(found: Parsed, what: str, text: str) -> None:
    if what == "key":
        found.key = text.strip()[:64]
        return
    if what.startswith("numbers."):
        number = values.number_of_register(text)
        if not any(c.isalnum() for c in number):
            return
        found.organisation.setdefault("numbers", {})[what[8:]] = number
        return
    convert: dict[str, Callable[[str], Any]] = {
        "country": values.country, "kind": values.kind, "region": values.region, "website": values.website, "email": values.address,
        "founded": values.year, "languages": values.languages, "sectors": values.sectors,
    }  # fmt: skip
    found.organisation[what] = convert[what](text) if what in convert else _words(what, text)


def _words(what: str, text: str) -> str:
    plain = text.strip() if what in ("address", "description") else " ".join(text.split())
    if len(plain) > LENGTHS[what]:
        raise Unreadable(_("this is longer than %(most)s letters.") % {"most": LENGTHS[what]})
    return plain


def _currency_of(cells: list[str], columns: Columns, found: Parsed) -> str:
    """The currency that a line says for all its amounts, where a column of it has one."""
    for number, (target, text) in enumerate(zip(columns.targets, cells, strict=False)):
        if target == CURRENCY and text.strip():
            try:
                return values.currency(text)
            except Unreadable as error:
                found.wrong.append(
                    _("%(column)s: %(what)s")
                    % {"column": columns.header[number] or number + 1, "what": error}
                )
    return ""


def _membership(what: str, text: str, style: dict, currency: str) -> Any:
    if what in ("since", "until"):
        return values.day(text, style.get("days", "dmy"))
    if what == "balance":
        return (values.number(text, style.get("decimal", ".")), values.currency_in(text) or currency)
    return " ".join(text.split())[: 40 if what == "number" else 80]


def _figure(found: Parsed, target: str, text: str, heading: str, columns: Columns, style: dict) -> None:
    _kind, key, year = target.split(":")
    amount = values.number(text, style.get("decimal", "."))
    if abs(amount) >= FIGURE_MOST or amount < 0:
        raise Unreadable(_("%(text)s cannot be right for a figure.") % {"text": text[:40]})
    currency = values.currency_in(text) or values.currency_in(heading) or columns.currency
    found.figures[key, int(year)] = (amount.quantize(Decimal("0.01")), currency)


def _own(found: Parsed, slots: dict, target: str, text: str, columns: Columns, style: dict) -> None:
    about, key = target.split(":")[1:3]
    kept = columns.fields.get((about, key))
    if kept is None or kept.kind == FieldKind.FILE:
        return
    value: Any = text
    if kept.kind == FieldKind.NUMBER:
        value = values.number(text, style.get("decimal", "."))
    elif kept.kind == FieldKind.DATE:
        value = values.day(text, style.get("days", "dmy"))
    elif kept.kind == FieldKind.YES_NO:
        value = values.yes_no(text)
    try:
        value = own_fields.clean(kept, value)
    except ValidationError as error:
        raise Unreadable(" ".join(error.messages)) from None
    if about == "person":
        slots.setdefault("contact", {}).setdefault("own", {})[key] = value
    elif about == "membership":
        found.membership.setdefault("own", {})[key] = value
    else:
        found.own[key] = value


def _person(what: str, text: str) -> Any:
    if what == "email":
        return values.address(text)
    if what == "language":
        return values.language(text)
    if what == "function":
        return text.strip()
    return " ".join(text.split())[: {"phone": 40}.get(what, 120)]


def _people(slots: dict[str, dict[str, Any]]) -> list[ParsedPerson]:
    """The persons of a line; one who stands in two places is one."""
    found: list[ParsedPerson] = []
    for slot in SLOTS:
        said = slots.get(slot)
        if not said:
            continue
        name = said.get("name") or " ".join(part for part in (said.get("first"), said.get("last")) if part)
        if not (name or said.get("email")):
            continue
        one = ParsedPerson(said.get("key", ""), name, said.get("email", ""), said.get("phone", ""), said.get("title", ""), said.get("language", ""), own=said.get("own", {}))  # fmt: skip
        if slot != "contact":
            one.functions.add(slot)
        if said.get("function"):
            one.functions |= functions_in(said["function"])
            if not functions_in(said["function"]) and not one.title:
                one.title = said["function"][:120]
        same = next(
            (
                p
                for p in found
                if (one.email and p.email == one.email)
                or (one.name and fold(p.name) == fold(one.name) and not (p.email and one.email))
            ),
            None,
        )
        if same is None:
            found.append(one)
            continue
        same.functions |= one.functions
        for what in ("name", "email", "phone", "title", "language"):
            setattr(same, what, getattr(same, what) or getattr(one, what))
    return found


def functions_in(text: str) -> set[str]:
    """The functions that a cell names, in many languages or by their names here."""
    known = {fold(str(label)): kind for kind, label in FunctionKind.choices} | {
        word: slot for word, (slot, _l) in words_of("functions").items()
    }
    return {known[fold(part)] for part in values.several(text) if fold(part) in known}


def _check(found: Parsed) -> None:
    """What no line may lack, and what cannot be."""
    if not found.names and not found.key:
        if found.people or found.membership or found.organisation or found.own or found.figures:
            found.wrong.append(_("This line names no organisation. Write its name, or leave the line out."))
        else:
            found.wrong.append(_("Nothing in this line is in a column that is read."))
    if {fold(str(name)) for name in found.names} & TOTALS and not found.people:
        found.wrong.append(_("This line looks like a total, not an organisation. Leave it out."))
    since, until = found.membership.get("since"), found.membership.get("until")
    if isinstance(since, date) and isinstance(until, date) and until < since:
        found.wrong.append(_("The membership ends before it begins."))
