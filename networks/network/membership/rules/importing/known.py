"""What is known while lines are compared: the register, and what earlier lines of the file said.

`Register` finds the organisation a line is about (`likeness.Names`) and gives what is known of it (`Known`), loaded in batches with a constant
number of queries. Planning adds what new lines would make (keys "line:12"), doing it adds what they made; so both see the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from networks.network.membership.methods.headings import fold
from networks.network.membership.methods.likeness import Likely, Names
from networks.network.membership.models import (
    Category,
    Figure,
    FigureValue,
    Membership,
    OwnField,
    PersonRecord,
)
from networks.network.membership.rules.contact_people import addresses_of, everybody_here
from networks.network.membership.rules.importing.parsing import Parsed
from networks.participation.money.models import Entry
from networks.people.models import Affiliation, Function, Organisation

FIELDS = ("name", "legal_name", "easy_name", "kind", "country", "region", "place", "address", "website", "email", "phone", "founded", "languages", "sectors", "description")  # fmt: skip
OVERLAP = timedelta(minutes=2)  # what was begun before may be committed after


@dataclass
class KnownPerson:
    """Somebody of an organisation."""

    key: Any = None
    affiliation: Any = None
    name: str = ""
    email: str = ""
    phone: str = ""
    title: str = ""
    language: str = ""
    functions: set[str] = field(default_factory=set)
    own: dict[str, Any] = field(default_factory=dict)


@dataclass
class KnownMembership:
    """A membership, open or past."""

    key: Any = None
    category: str = ""  # folded name
    category_name: str = ""
    number: str = ""
    since: date | None = None
    until: date | None = None
    own: dict[str, Any] = field(default_factory=dict)


@dataclass
class Known:
    """All that a line can change of one organisation."""

    key: Any = None  # of the organisation; "line:12" for one that an earlier line would make
    line: int = 0
    values: dict[str, Any] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    memberships: list[KnownMembership] = field(default_factory=list)
    figures: dict[tuple[str, int], tuple[Decimal | None, str]] = field(default_factory=dict)
    people: list[KnownPerson] = field(default_factory=list)
    opening: dict[str, Decimal] = field(default_factory=dict)  # by currency
    is_member: bool = False

    def since_when(self) -> set[date]:
        """The days from which one may say that it is a member: of its category, and of the first of those that followed one another."""
        days: set[date] = set()
        at = self.open_membership
        while at is not None and at.since is not None and at.since not in days:
            days.add(at.since)
            at = next((m for m in self.memberships if m.until == at.since), None)
        return days

    @property
    def open_membership(self) -> KnownMembership | None:
        return next((m for m in self.memberships if m.until is None), None)


class Register:
    """The organisations and people of the network, to compare lines with."""

    def __init__(self) -> None:
        self.names = Names()
        self.known: dict[Any, Known] = {}
        self.categories = {fold(row.name): row for row in Category.objects.filter(retired_at=None)}
        self.figures = {row.key: row for row in Figure.objects.filter(retired_at=None)}
        self.fields = {(row.on, row.key): row for row in OwnField.objects.filter(retired_at=None)}
        self.people, self.signing_in = everybody_here()
        self._read_until: Any = None
        self._became: dict[Any, Any] = {}  # "line:12" → the organisation that the line made
        self._index(Organisation.objects.all())

    def _index(self, rows: Any) -> None:
        members = dict(
            Membership.objects.filter(until=None).exclude(number="").values_list("organisation", "number")
        )
        only = ("name", "legal_name", "easy_name", "country", "website", "email", "numbers", "created_at")
        for row in rows.only(*only).order_by("created_at", "pk").iterator(chunk_size=2000):
            numbers = dict(row.numbers or {}) | ({"member": members[row.pk]} if row.pk in members else {})
            self.names.add(
                row.pk,
                [row.name, row.legal_name, row.easy_name],
                row.country,
                numbers,
                row.website,
                row.email,
            )
            self._read_until = row.created_at

    def look_again(self) -> None:
        """Take in organisations that others added since, and forget what may have changed."""
        there = set(self.names.names) | set(self._became.values())
        rows = Organisation.objects.all()
        if self._read_until is not None:
            rows = rows.filter(created_at__gte=self._read_until - OVERLAP)
        fresh = [pk for pk in rows.values_list("pk", flat=True) if pk not in there]
        if fresh:
            self._index(Organisation.objects.filter(pk__in=fresh))
        self.known.clear()

    def find(self, said: Parsed) -> Likely | None:
        """The organisation a line is about, by its key, numbers, names, addresses."""
        if said.key and (key := self._by_key(said.key)):
            return Likely(key, True, "key")
        values = said.organisation
        found = self.names.find(
            said.names,
            values.get("country", ""),
            said.numbers,
            values.get("website", ""),
            values.get("email", ""),
        )
        if found is not None:
            found.key = self._became.get(found.key, found.key)
        return found

    def became(self, planned: Any, made: Any) -> None:
        """What a line would make was made: it is known under its own key from now on."""
        self._became[planned] = made
        known = self.known.pop(planned)
        known.key = made
        self.known[made] = known

    def _by_key(self, text: str) -> Any:
        try:
            key = UUID(text)
        except ValueError:
            return None
        return key if key in self.names.names else None

    def add(self, known: Known) -> None:
        """Let later lines find it."""
        values, number = known.values, (known.open_membership.number if known.open_membership else "")
        numbers = known.numbers | ({"member": number} if number else {})
        names = [values.get(n, "") for n in ("name", "legal_name", "easy_name")]
        self.names.add(
            known.key,
            names,
            values.get("country", ""),
            numbers,
            values.get("website", ""),
            values.get("email", ""),
        )
        self.known[known.key] = known

    def load(self, keys: Iterable[Any]) -> None:
        """Read what is known of these organisations. Nine queries, however many."""
        wanted = [key for key in set(keys) if key not in self.known and not isinstance(key, str)]
        if not wanted:
            return
        for row in Organisation.objects.filter(pk__in=wanted):
            self.known[row.pk] = Known(
                row.pk,
                0,
                {name: getattr(row, name) for name in FIELDS},
                dict(row.numbers or {}),
                dict(row.own or {}),
                is_member=row.is_member,
            )
        for row in (
            Membership.objects.filter(organisation__in=wanted)
            .select_related("category")
            .order_by("since", "pk")
        ):
            self.known[row.organisation_id].memberships.append(
                KnownMembership(
                    row.pk,
                    fold(row.category.name),
                    row.category.name,
                    row.number,
                    row.since,
                    row.until,
                    dict(row.own or {}),
                )
            )
        for row in FigureValue.objects.filter(organisation__in=wanted).select_related("figure"):
            self.known[row.organisation_id].figures[row.figure.key, row.year] = (row.amount, row.currency)
        for row in Entry.objects.filter(
            organisation__in=wanted, kind="opening", reverses=None, reversal=None
        ):
            self.known[row.organisation_id].opening[row.currency] = row.amount
        self._load_people(wanted)

    def _load_people(self, wanted: list[Any]) -> None:
        rows = list(
            Affiliation.objects.now()
            .filter(organisation__in=wanted, person__erased_at=None)
            .select_related("person")
        )
        held: dict[Any, set[str]] = {}
        for affiliation, kind in (
            Function.objects.now()
            .filter(affiliation__in=[row.pk for row in rows])
            .values_list("affiliation", "kind")
        ):
            held.setdefault(affiliation, set()).add(kind)
        addresses = addresses_of([row.person_id for row in rows])
        records = {
            row.person_id: row
            for row in PersonRecord.objects.filter(person__in=[row.person_id for row in rows])
        }
        for row in rows:
            record = records.get(row.person_id)
            self.known[row.organisation_id].people.append(
                KnownPerson(
                    row.person_id, row.pk, row.person.name, addresses.get(row.person_id, ""), record.phone if record else "",
                    row.title, row.person.language, held.get(row.pk, set()), dict(record.own) if record else {},
                )
            )  # fmt: skip

    def person_called(self, email: str) -> Any:
        """The key of somebody of this network with this address, or None."""
        return self.people.get(email.casefold()) if email else None
