"""What members owe by a schedule: the figures are read, the method is asked, and what is missing is named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from networks.base.texts import Written, load_versions
from networks.network.membership.methods import fees
from networks.network.membership.models import (
    FeeNotice,
    FeeReduction,
    FeeRuleRow,
    FeeSchedule,
    FigureValue,
    Membership,
    Terms,
)
from networks.network.membership.rules.fee_schedules import rule_of
from networks.network.membership.rules.standing import unbroken

PROBLEMS = {
    fees.MissingFigure: "figure",
    fees.OtherCurrency: "currency",
    fees.NoGroup: "country",
    fees.NoBand: "band",
}
EARLIER = 5  # how many years back a provisional notice looks for a figure


@dataclass
class Worked:
    """What was found for one member. `computation` is what a notice freezes."""

    membership: Membership
    state: str
    amount: Decimal | None = None
    problem: str = ""
    computation: dict[str, Any] = field(default_factory=dict)


def billed_on(schedule: FeeSchedule, issued_on: date) -> date:
    """The day whose members are billed: the day of issue, or the end of the year that is nearer to it."""
    return min(max(issued_on, date(schedule.year, 1, 1)), date(schedule.year, 12, 31))


def work_out(
    schedule: FeeSchedule, memberships: Sequence[Membership], *, provisional: bool = False
) -> list[Worked]:
    """What each of these memberships owes. A constant number of queries."""
    known = _Known(schedule, memberships)
    return [_one(schedule, membership, known, provisional) for membership in memberships]


class _Known:
    """Everything that is read beforehand for a batch of members."""

    def __init__(self, schedule: FeeSchedule, memberships: Sequence[Membership]) -> None:
        rows = list(schedule.rules.select_related("figure", "category"))
        self.rows: Mapping[Any, FeeRuleRow] = {row.category_id: row for row in rows}
        self.rules = {row.pk: rule_of(schedule, row) for row in rows}
        keys = [membership.organisation_id for membership in memberships]
        self.figures = _figures(schedule, rows, keys)
        self.joined = unbroken(keys, date(schedule.year, 12, 31))
        categories = {membership.category_id: membership.category for membership in memberships}
        figures = {row.figure_id: row.figure for row in rows if row.figure}
        load_versions([schedule, *categories.values(), *figures.values()])
        self.schedule_names = _names(schedule)
        self.category_names = {key: _names(one) for key, one in categories.items()}
        self.figure_names = {key: _names(one) for key, one in figures.items()}
        self.own_currency = Terms.current().currency
        self.reductions = {
            row.organisation_id: row
            for row in FeeReduction.objects.filter(organisation__in=keys, year=schedule.year, state="granted")
        }
        self.billed = set(
            FeeNotice.of_year(schedule.year)
            .filter(organisation__in=keys)
            .values_list("organisation", flat=True)
        )


def _names(record: Written) -> dict[str, str]:
    """A name in all its languages, the original first."""
    others = {v.language: v.text for v in record.versions() if v.field == "name" and v.text and not v.plain}
    return {record.language: record.name, **others}  # type: ignore[attr-defined]


def names_in(computation: dict[str, Any], language: str) -> dict[str, Any]:
    """A computation with the names that one language has, as a notice in it freezes them."""
    kept = {name: value for name, value in computation.items() if name != "names"}
    for what, names in computation.get("names", {}).items():
        text = next((names[tag] for tag in (language, language.split("-")[0]) if tag in names), "")
        if text and what == "figure":
            kept["basis"] = {**kept["basis"], "figure": text}
        elif text:
            kept[what] = text
    return kept


def _figures(schedule: FeeSchedule, rows: Iterable[FeeRuleRow], keys: Iterable[Any]) -> dict:
    """Known values by (organisation, figure, year); an empty value is not known."""
    wanted = {row.figure_id: row.years_before for row in rows if row.figure_id}
    if not wanted:
        return {}
    last = max(schedule.year - before for before in wanted.values())
    first = min(schedule.year - before for before in wanted.values()) - EARLIER
    values = FigureValue.objects.filter(
        organisation__in=list(keys), figure__in=wanted, year__range=(first, last), amount__isnull=False
    )
    return {(value.organisation_id, value.figure_id, value.year): value for value in values}


def _one(schedule: FeeSchedule, membership: Membership, known: _Known, provisional: bool) -> Worked:
    key = membership.organisation_id
    if key in known.billed:
        return Worked(membership, "billed")
    row = known.rows.get(membership.category_id) or known.rows.get(None)
    if row is None:
        return Worked(membership, "free", problem="rule")
    rule, year = known.rules[row.pk], schedule.year - row.years_before
    value = known.figures.get((key, row.figure_id, year)) if row.figure_id else None
    reduction = known.reductions.get(key)
    asked = {
        "year": schedule.year,
        "country": membership.organisation.country,
        "joined": known.joined.get(key),
        "reduction": fees.Reduction(reduction.percent, reduction.amount) if reduction else None,
    }
    state = "bill"
    try:
        found = fees.fee(rule, schedule.currency, **_basis(row, value, known), **asked)
    except fees.FeeError as error:
        problem = PROBLEMS[type(error)]
        if not (provisional and isinstance(error, fees.MissingFigure)):
            return Worked(membership, "missing", problem=problem)
        state = "provisional"
        value = _earlier(known.figures, key, row, year)
        try:
            if value is not None:
                found = fees.fee(rule, schedule.currency, **_basis(row, value, known), **asked)
            elif row.minimum is not None:
                lowest = fees.FeeRule(amount=row.minimum, **_same(rule))
                found = fees.fee(lowest, schedule.currency, **asked)
            else:
                return Worked(membership, "missing", problem=problem)
        except fees.FeeError as again:
            return Worked(membership, "missing", problem=PROBLEMS[type(again)])
    computation = _computation(schedule, membership, row, value, known, found)
    return Worked(membership, state if found.amount else "free", found.amount, computation=computation)


def _basis(row: FeeRuleRow, value: FigureValue | None, known: _Known) -> dict:
    if row.basis != "figure" or value is None:
        return {}
    money = row.figure is not None and row.figure.unit == "money"
    return {
        "figure": value.amount,
        "figure_currency": (value.currency or known.own_currency) if money else "",
    }


def _earlier(figures: Mapping, key: Any, row: FeeRuleRow, year: int) -> FigureValue | None:
    return next(
        (
            figures[key, row.figure_id, before]
            for before in range(year - 1, year - EARLIER - 1, -1)
            if (key, row.figure_id, before) in figures
        ),
        None,
    )


def _same(rule: fees.FeeRule) -> dict:
    return {
        "index": rule.index, "round_to": rule.round_to, "rounding": rule.rounding, "prorata": rule.prorata,
    }  # fmt: skip


def _computation(schedule, membership, row, value, known: _Known, found: fees.Fee) -> dict[str, Any]:
    """What a notice keeps for ever of how its amount came about: plain words and exact numbers as texts."""
    joined = known.joined.get(membership.organisation_id)
    basis: dict[str, Any] = {"kind": row.basis}
    if value is not None:
        basis |= {
            "figure": row.figure.name,
            "year": value.year,
            "value": f"{value.amount:f}",
            "unit": row.figure.unit,
            "currency": value.currency or known.own_currency if row.figure.unit == "money" else "",
        }
    names = {"category": known.category_names[membership.category_id], "schedule": known.schedule_names}
    if value is not None:
        names["figure"] = known.figure_names[row.figure_id]
    return {
        "names": names,
        "category": membership.category.name,
        "schedule": schedule.name,
        "version": schedule.version,
        "decision": schedule.decision,
        "decided_on": schedule.decided_on.isoformat() if schedule.decided_on else "",
        "index_text": schedule.index_text,
        "basis": basis,
        "bands": row.bands,
        "marginal": row.marginal,
        "joined": joined.isoformat() if joined and joined.year == schedule.year else "",
        "steps": [
            {"kind": step.kind, "after": f"{step.after:f}", "facts": step.facts} for step in found.steps
        ],
    }
