"""Writing what a line changes, through the rules of the register, and noting it for taking back.

The note: "made" (label, key) of what the line made, in order; "changed" (label, key, field, before, after) of what it changed.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from networks.network.membership.methods.headings import fold
from networks.network.membership.models import FigureValue, ImportLine, LineOutcome, Membership, PersonRecord
from networks.network.membership.rules import belonging
from networks.network.membership.rules.contact_people import add_contact
from networks.network.membership.rules.importing.changes import Change, find_person
from networks.network.membership.rules.importing.planning import Planned, Planner
from networks.participation.money.models import Entry
from networks.participation.money.rules import book
from networks.people.belonging import affiliate
from networks.people.models import Affiliation, Function, Organisation, Person
from networks.record.rules import record


class Writer:
    """Writes planned lines, in the transaction of the caller."""

    def __init__(self, found: Any, planner: Planner) -> None:
        self.found, self.planner, self.by = found, planner, found.made_by
        self.did: dict[str, list] = {}

    def write(self, line: ImportLine, planned: Planned) -> dict:
        """Do what was planned for a line; return what was made and changed."""
        self.did = {"made": [], "changed": []}
        organisation = self._organisation(planned)
        known = self.planner.register.known[organisation.pk]
        for change in planned.changes:
            head = change.what.split(".")[0]
            if head == "membership":
                self._membership(organisation, change)
            elif change.what.startswith("own.membership."):
                self._own(self._open(organisation), change)
            elif head == "figure":
                self._figure(organisation, change, new=planned.outcome == LineOutcome.NEW)
            elif head == "balance":
                self._balance(organisation, line, change)
            elif change.person >= 0:
                self._person(organisation, planned, known, change)
        if planned.outcome == LineOutcome.CHANGES:
            record(
                "organisation.changed",
                organisation,
                actor=self.by,
                organisations=[organisation],
                fields=[c.what for c in planned.changes][:50],
                by_import=str(self.found.pk),
            )
        return self.did

    def _made(self, row: Any) -> None:
        self.did["made"].append([row._meta.label_lower, str(row.pk)])

    def _set(self, row: Any, values: dict[str, Any]) -> None:
        """Change fields of a row, noting each before and after."""
        for name, value in values.items():
            before = getattr(row, name)
            setattr(row, name, value)
            self.did["changed"].append(
                [row._meta.label_lower, str(row.pk), name, plain(before), plain(value)]
            )
        row.save(update_fields=list(values))

    # ---- the organisation ----

    def _organisation(self, planned: Planned) -> Organisation:
        values = {c.what[13:]: c.value for c in planned.changes if c.what.startswith("organisation.")}
        numbers = {c.what[7:]: c.value for c in planned.changes if c.what.startswith("number.")}
        own = {
            c.what.split(".")[2]: c.value for c in planned.changes if c.what.startswith("own.organisation.")
        }
        if planned.outcome != LineOutcome.NEW:
            row = Organisation.objects.select_for_update().get(pk=planned.match)
            if numbers:
                values["numbers"] = dict(row.numbers or {}) | numbers
            if own:
                values["own"] = dict(row.own or {}) | own
            if values:
                self._set(row, values)
            return row
        language = self.found.options.get("language") or "en"
        row = Organisation(numbers=numbers, own=own, is_member=False, language=language, **values)
        row.name = row.name or row.legal_name or row.easy_name
        row.save()
        self._made(row)
        record("organisation.added", row, actor=self.by, organisations=[row])
        self.planner.register.became(planned.match, row.pk)
        return row

    # ---- membership, figures, money ----

    def _open(self, organisation: Organisation) -> Membership:
        return Membership.objects.select_related("category").get(organisation=organisation, until=None)

    def _category(self, name: str) -> Any:
        return self.planner.coming.categories.get(fold(name)) or self.planner.coming.category(name)

    def _membership(self, organisation: Organisation, change: Change) -> None:
        _head, _dot, what = change.what.partition(".")
        if what == "":
            name, since, number = change.value
            row = belonging.begin(
                organisation, self._saved(self._category(name)), since=since, by=self.by, number=number
            )
            self._made(row)
        elif what == "past":
            name, since, until, number = change.value
            row = Membership.objects.create(
                organisation=organisation,
                category=self._saved(self._category(name)),
                since=since,
                until=until,
                number=number,
                begun_by=self.by,
            )
            self._made(row)
            record("membership.begun", row, actor=self.by, organisations=[organisation])
        elif what == "until":
            row = (
                Membership.objects.filter(organisation=organisation, since=change.value[0])
                .order_by("pk")
                .first()
            )
            if row is not None:
                self._set(row, {"until": change.value[1]})
                belonging.keep_in_step(organisation)
        elif what == "category":
            old = self._open(organisation)
            new = belonging.change_category(old, self._saved(self._category(change.value)), by=self.by)
            if new is not None:
                self.did["changed"].append(
                    [old._meta.label_lower, str(old.pk), "until", None, timezone.localdate().isoformat()]
                )
                self.did["changed"].append([old._meta.label_lower, str(old.pk), "end_reason", "", "changed"])
                self._made(new)
        else:
            self._set(self._open(organisation), {what: change.value})

    def _saved(self, category: Any) -> Any:
        if category._state.adding:
            category.save()
            self._made(category)
        return category

    def _figure(self, organisation: Organisation, change: Change, *, new: bool) -> None:
        key, year, amount, currency = change.value
        figure = self.planner.coming.figures[key]
        row = None
        if not new:
            row = FigureValue.objects.filter(organisation=organisation, figure=figure, year=year).first()
        if row is None:
            row = FigureValue.objects.create(
                organisation=organisation,
                figure=figure,
                year=year,
                amount=amount,
                currency=currency,
                source="imported",
                by=self.by,
            )
            self._made(row)
        else:
            self._set(row, {"amount": amount, "currency": currency, "source": "imported"})

    def _balance(self, organisation: Organisation, line: ImportLine, change: Change) -> None:
        amount, currency = change.value
        cause = f"opening:{organisation.pk}:{currency}"
        if Entry.objects.filter(cause=cause).exists():  # one that was taken back
            cause += f":{line.pk}"
        entry = book(
            organisation, amount, currency, kind="opening", about=organisation, cause=cause, by=self.by
        )
        if entry is not None:
            self._made(entry)

    # ---- people ----

    def _person(self, organisation: Organisation, planned: Planned, known: Any, change: Change) -> None:
        said = planned.said.people[change.person]
        there = find_person(said, known)
        if there is None or there.key is None:
            self._new_person(organisation, said, there)
            return
        head, _dot, what = change.what.partition(".")
        if head == "own":
            self._own(self._record(there.key), change)
        elif change.what == "function":
            self._function(Affiliation.objects.get(pk=there.affiliation), change.value)
        elif what == "title":
            self._set(Affiliation.objects.get(pk=there.affiliation), {"title": change.value})
        elif what in ("name", "language"):
            self._set(Person.objects.get(pk=there.key), {what: change.value})
        elif what in ("email", "phone"):
            self._set(self._record(there.key), {what: change.value})

    def _new_person(self, organisation: Organisation, said: Any, there: Any) -> None:
        """Somebody new here: a contact, unless this network knows the address. `there` is what planning noted of them."""
        register = self.planner.register
        key, before = register.person_called(said.email), None
        if key is None:
            language = said.language or self.found.options.get("language") or "en"
            person, noted = add_contact(
                said.name or said.email.split("@")[0], said.email, said.phone, language
            )
            if said.own:
                noted.own = dict(said.own)
                noted.save(update_fields=["own"])
            self._made(person)
            self._made(noted)
            if said.email:
                register.people[said.email.casefold()] = person.pk
        else:
            person = Person.objects.get(pk=key)
            before = Affiliation.objects.filter(person=person, organisation=organisation, until=None).first()
        affiliation = before or affiliate(person, organisation, title=said.title, by=self.by)
        if before is None:
            self._made(affiliation)
        for kind in sorted(said.functions):
            self._function(affiliation, kind, known=before is not None)
        if there is not None:
            there.key, there.affiliation = person.pk, affiliation.pk

    def _record(self, person: Any) -> PersonRecord:
        row = PersonRecord.objects.filter(person=person).first()
        if row is None:
            row = PersonRecord.objects.create(person_id=person)
            self._made(row)
        return row

    def _function(self, affiliation: Affiliation, kind: str, *, known: bool = True) -> None:
        """Somebody acts for their organisation. Whose affiliation is new (not `known`) has no function yet."""
        if not known or not Function.objects.now().filter(affiliation=affiliation, kind=kind).exists():
            row = Function.objects.create(affiliation=affiliation, kind=kind)
            self._made(row)
            record("function.given", affiliation, actor=self.by, organisations=[affiliation.organisation])

    def _own(self, row: Any, change: Change) -> None:
        key = change.what.split(".")[2]
        if (row.own or {}).get(key) != change.value:
            self._set(row, {"own": dict(row.own or {}) | {key: change.value}})


def plain(value: Any) -> Any:
    """A value as the note keeps it: JSON."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
