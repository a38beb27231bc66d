"""What would happen to each line: compared with the register and with the lines before it. Changes nothing but the lines' plans."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.jobs import ask, job, progress
from networks.network.membership.methods.headings import fold
from networks.network.membership.methods.likeness import plain_name
from networks.network.membership.models import Import, ImportLine, ImportState, LineChoice, LineOutcome
from networks.network.membership.rules.importing import preparing, reading
from networks.network.membership.rules.importing.changes import Change, find_person, take_in
from networks.network.membership.rules.importing.known import Known, Register
from networks.network.membership.rules.importing.parsing import Columns, Parsed, ParsedPerson, parse
from networks.network.membership.rules.importing.wording import (
    EMPTY,
    LABELS,
    NUMBERS,
    day,
    money,
    own,
    shown,
)
from networks.people.mail import in_language
from networks.people.models import FunctionKind

BATCH = 200
AT_ONCE = 400  # lines that are compared while one waits
WHY = {
    "key": gettext_lazy("the same key"),
    "number": gettext_lazy("the same number"),
    "name": gettext_lazy("the same name"),
    "domain": gettext_lazy("the same website or e-mail domain"),
    "like": gettext_lazy("a name that is much alike"),
}


@dataclass
class Planned:
    """What happens to one line."""

    outcome: str
    said: Parsed
    match: Any = None  # key of an organisation, or "line:12"
    certain: bool = True
    why: str = ""
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Planner:
    """Plans lines one after another; what a line would make, the next ones know."""

    def __init__(self, found: Import) -> None:
        self.found = found
        self.register = Register()
        self.styles = reading.styles(found)
        self.coming = preparing.Coming(found, self.register)
        self.members = self.coming.default_category()
        self.has_categories = any("membership.category" in sheet["targets"] for sheet in found.sheets)

    def columns(self, sheet: int) -> Columns:
        said = self.found.sheets[sheet]
        own = {n: style for (s, n), style in self.styles.items() if s == sheet}
        return Columns(
            said["header"],
            self.coming.targets[sheet],
            own,
            self.coming.fields,
            self.found.options.get("currency", ""),
        )

    def plan_all(self, lines: list[ImportLine]) -> list[tuple[ImportLine, Planned]]:
        """Plan a batch: the queries are the same for one line as for many."""
        columns = {n: self.columns(n) for n in {line.sheet for line in lines}}
        said = [parse(line.cells, columns[line.sheet]) for line in lines]
        matched = [self.register.find(one) for one in said]
        self.register.load(found.key for found in matched if found)
        return [(line, self.plan(line, one)) for line, one in zip(lines, said, strict=True)]

    def plan_line(self, line: ImportLine) -> Planned:
        """Plan one line alone."""
        return self.plan(line, parse(line.cells, self.columns(line.sheet)))

    def plan(self, line: ImportLine, said: Parsed) -> Planned:
        if not any(self.coming.targets[line.sheet]):
            return Planned(LineOutcome.LEFT, Parsed())
        if said.wrong:
            return Planned(LineOutcome.WRONG, said)
        if line.choice == LineChoice.SKIP:
            return Planned(LineOutcome.LEFT, said)
        found = self.register.find(said)
        if found is None and not said.names:
            said.wrong.append(_("No organisation here has this key. Write the name beside it."))
            return Planned(LineOutcome.WRONG, said)
        if found is None or line.choice == LineChoice.SEPARATE:
            return self._new(line, said)
        self.register.load([found.key])
        known = self.register.known[found.key]
        planned = Planned(LineOutcome.SAME, said, found.key, found.certain, found.why)
        planned.changes = self.compare(said, known, planned.notes, sheet=line.sheet)
        if not found.certain and line.choice != LineChoice.MERGE:
            planned.outcome = LineOutcome.ASKED
            return planned
        if planned.changes:
            planned.outcome = LineOutcome.CHANGES
            take_in(known, said, planned.changes)
        return planned

    def _new(self, line: ImportLine, said: Parsed) -> Planned:
        known = Known(f"line:{line.position}", line.line)
        planned = Planned(LineOutcome.NEW, said, known.key)
        planned.changes = self.compare(said, known, planned.notes, sheet=line.sheet)
        take_in(known, said, planned.changes)
        self.register.add(known)
        return planned

    # ---- comparing ----

    def compare(self, said: Parsed, known: Known, notes: list[str], sheet: int = 0) -> list[Change]:
        """What of a line is otherwise than known."""
        changes: list[Change] = []
        for name, value in said.organisation.items():
            if name == "numbers":
                for kind, number in value.items():
                    if known.numbers.get(kind, "") != number:
                        changes.append(
                            Change(
                                f"number.{kind}",
                                NUMBERS.get(kind, kind),
                                known.numbers.get(kind, ""),
                                number,
                                number,
                            )
                        )
            elif (known.values.get(name) or EMPTY.get(name, "")) != value and not (
                name == "name" and self._only_a_case(known, value)
            ):
                changes.append(
                    Change(
                        f"organisation.{name}",
                        LABELS(name),
                        shown(name, known.values.get(name)),
                        shown(name, value),
                        value,
                    )
                )
        for key, value in said.own.items():
            self._own(changes, "organisation", key, known.own.get(key), value)
        self._membership(said, known, notes, changes, sheet)
        for (key, year), (amount, currency) in said.figures.items():
            figure = self.coming.figures.get(key)
            if figure is None:
                continue
            currency = currency or self.coming.currency if figure.unit == "money" else ""
            there = known.figures.get((key, year))
            if there is None or there[0] != amount or (there[1] or currency) != currency:
                changes.append(
                    Change(
                        "figure",
                        f"{figure.name} {year}",
                        money(*there) if there else "",
                        money(amount, currency),
                        (key, year, amount, currency),
                    )
                )
        for number, person in enumerate(said.people):
            self._person(person, number, known, changes)
        return changes

    @staticmethod
    def _only_a_case(known: Known, name: str) -> bool:
        """Whether a name is the same but for capitals, signs and the legal form: then the register's stays."""
        return plain_name(str(known.values.get("name", ""))) == plain_name(name)

    def _own(self, changes: list[Change], about: str, key: str, old: Any, new: Any, person: int = -1) -> None:
        if old != new:
            kept = self.coming.fields[about, key]
            changes.append(
                Change(f"own.{about}.{key}", kept.name, own(kept, old), own(kept, new), new, person)
            )

    def _membership(
        self, said: Parsed, known: Known, notes: list[str], changes: list[Change], sheet: int
    ) -> None:
        wanted = said.membership
        named = wanted.get("category", "")
        if not named and not self._member_by_default(said, known, sheet):
            if wanted and known.open_membership is None:
                notes.append(_("No category is named: the organisation does not become a member."))
            if known.open_membership is None:
                return
        category = self.coming.category(named) if named else self.members
        since, until = wanted.get("since"), wanted.get("until")
        if until and until <= timezone.localdate():
            self._past(known, category, wanted, changes)
            return
        there = known.open_membership
        if there is None:
            if category is not None:
                words = category.name + (f", {date_format(since, 'DATE_FORMAT')}" if since else "")
                changes.append(
                    Change(
                        "membership",
                        _("membership"),
                        "",
                        words,
                        (category.name, since, wanted.get("number", "")),
                    )
                )
        else:
            if named and category is not None and there.category != fold(category.name):
                changes.append(
                    Change(
                        "membership.category",
                        _("category"),
                        there.category_name,
                        category.name,
                        category.name,
                    )
                )
            if since and since not in known.since_when():
                changes.append(
                    Change("membership.since", _("member since"), day(there.since), day(since), since)
                )
            if wanted.get("number") and there.number != wanted["number"]:
                changes.append(
                    Change(
                        "membership.number",
                        _("member number"),
                        there.number,
                        wanted["number"],
                        wanted["number"],
                    )
                )
        for key, value in wanted.get("own", {}).items():
            self._own(changes, "membership", key, there.own.get(key) if there else None, value)
        if "balance" in wanted:
            self._balance(wanted["balance"], known, notes, changes)

    def _member_by_default(self, said: Parsed, known: Known, sheet: int) -> bool:
        """Whether the file is of members, and this line may make one: not a list of people, and no column that would say otherwise."""
        if self.members is None or known.open_membership is not None or known.memberships:
            return False
        if self.has_categories:
            return bool(said.membership.get("since") or said.membership.get("number"))
        about_people = any(t.startswith("contact.") for t in self.coming.targets[sheet]) and not isinstance(
            known.key, str
        )
        return not about_people

    def _past(self, known: Known, category: Any, wanted: dict, changes: list[Change]) -> None:
        for there in known.memberships:
            if there.since == wanted.get("since") and (
                category is None or there.category == fold(category.name)
            ):
                if there.until != wanted["until"]:
                    changes.append(
                        Change(
                            "membership.until",
                            _("member until"),
                            day(there.until),
                            day(wanted["until"]),
                            (there.since, wanted["until"]),
                        )
                    )
                return
        if category is not None and wanted.get("since"):
            words = f"{category.name}, {day(wanted['since'])} – {day(wanted['until'])}"
            changes.append(
                Change(
                    "membership.past",
                    _("earlier membership"),
                    "",
                    words,
                    (category.name, wanted["since"], wanted["until"], wanted.get("number", "")),
                )
            )

    def _balance(
        self, said: tuple[Decimal, str], known: Known, notes: list[str], changes: list[Change]
    ) -> None:
        amount, currency = said[0], said[1] or self.coming.currency
        there = known.opening.get(currency)
        if there is not None:
            if there != amount:
                notes.append(
                    _("An opening balance of %(amount)s is there already: it stays.")
                    % {"amount": money(there, currency)}
                )
        elif amount:
            if amount != amount.quantize(Decimal("0.01")) or abs(amount) >= 10**10:
                notes.append(_("The opening balance has more than two decimals: it is left out."))
                return
            changes.append(
                Change("balance", _("opening balance"), "", money(amount, currency), (amount, currency))
            )

    def _person(self, said: ParsedPerson, number: int, known: Known, changes: list[Change]) -> None:
        there = find_person(said, known)
        who = said.shown
        if there is None:
            held = ", ".join(str(FunctionKind(kind).label) for kind in sorted(said.functions))
            changes.append(
                Change("person", _("person"), "", f"{who} ({held})" if held else who, None, number)
            )
            for key, value in said.own.items():
                self._own(changes, "person", key, None, value, number)
            return
        theirs = there.key in self.register.signing_in
        for what, label in (
            ("name", _("name")),
            ("email", _("e-mail")),
            ("phone", _("telephone")),
            ("title", _("what they do")),
            ("language", _("language")),
        ):
            old, new = getattr(there, what), getattr(said, what)
            if new and old != new and not (theirs and what in ("name", "email", "language")):
                changes.append(
                    Change(f"person.{what}", f"{there.name or there.email}: {label}", old, new, new, number)
                )
        for kind in sorted(said.functions - there.functions):
            changes.append(
                Change(
                    "function",
                    _("%(person)s: function") % {"person": there.name or there.email},
                    "",
                    str(FunctionKind(kind).label),
                    kind,
                    number,
                )
            )
        for key, value in said.own.items():
            self._own(changes, "person", key, there.own.get(key), value, number)


# ---- a whole file ----


def plan(found: Import) -> None:
    """Compare every line: at once where they are few, else by a job. Twice is once."""
    won = Import.objects.filter(pk=found.pk, state__in=[ImportState.READ, ImportState.PLANNED]).update(
        state=ImportState.PLANNING
    )
    if not won:
        return
    if found.lines_of <= AT_ONCE:
        _plan_lines(Import.objects.get(pk=found.pk), None)
    else:
        ask("membership.import.plan", key=f"import-plan:{found.pk}", found=str(found.pk))


@job("membership.import.plan", slow=True)
def plan_job(row: Any, found: str) -> None:
    """Compare the lines of a long file."""
    one = Import.objects.filter(pk=found, state=ImportState.PLANNING).first()
    if one is not None:
        with in_language(one.made_by.language if one.made_by else "en"):
            _plan_lines(one, row)


def _plan_lines(found: Import, row: Any) -> None:
    planner = Planner(found)
    counts: Counter[str] = Counter()
    done = 0
    lines = found.lines.order_by("position")
    last = -1
    while batch := list(lines.filter(position__gt=last)[:BATCH]):
        last = batch[-1].position
        for line, planned in planner.plan_all(batch):
            keep(line, planned, planner)
            counts[line.outcome] += 1
        ImportLine.objects.bulk_update(batch, ["outcome", "title", "plan"], batch_size=100)
        done += len(batch)
        if row is not None:
            progress(row, done, found.lines_of)
    with transaction.atomic():
        Import.objects.filter(pk=found.pk, state=ImportState.PLANNING).update(
            state=ImportState.PLANNED, counts=dict(counts)
        )


def keep(line: ImportLine, planned: Planned, planner: Planner) -> None:
    """Write a plan into its line, in the words of whoever imports."""
    said = planned.said
    known = planner.register.known.get(planned.match) if planned.outcome != LineOutcome.NEW else None
    line.outcome = planned.outcome
    names = said.names or ([str(known.values.get("name", ""))] if known else [])
    people = " · ".join(person.shown for person in said.people[:2]) if not names else ""
    line.title = (names[0] if names else people or next((cell for cell in line.cells if cell), ""))[:200]
    line.plan = {
        "match": "" if planned.match is None or isinstance(planned.match, str) else str(planned.match),
        "match_name": str(known.values.get("name", "")) if known else "",
        "match_line": known.line if known else 0,
        "certain": planned.certain,
        "why": str(WHY.get(planned.why, "")),
        "changes": [[str(change.label), change.old, change.new] for change in planned.changes]
        if planned.outcome != LineOutcome.WRONG
        else [],
        "wrong": said.wrong,
        "notes": planned.notes,
    }
