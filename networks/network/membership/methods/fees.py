"""What a member owes by a fee schedule: pure functions on plain data, exact to the smallest unit of the currency.

The order is always the same, and each step that changed the amount is kept, so that a notice can show how it came about:

1. the table: a fixed amount, the amount of the country's group, or a table of bands applied to a figure of an earlier year;
2. not less than the minimum, not more than the cap;
3. times the index (a consumer price index since the table was decided): the table, the minimum and the cap move together;
4. rounded as the schedule says (such as to whole euros);
5. pro rata for who joined in the year: the part of the year that is left, by months, quarters or days;
6. a reduction that was granted: a share, or an amount; never below zero.

Results of steps 5 and 6 are rounded to the smallest unit of the currency, half away from zero.

A table of bands is read in one of two ways. *Whole*: the figure falls into one band, whose amount (and rate on the whole figure) is the fee.
*Marginal*: each band takes its rate of the part of the figure that lies in it, and its amount once the figure reaches it (as income taxes do).

Rule shapes that real networks publish, which the tests work through: bands of the turnover of the year before with a fixed amount each;
bands of the number of members represented, moved with the harmonised consumer price index; groups of countries by their income;
a share of turnover between a minimum and a cap; an amount for each person; reductions on request; pro rata in the year of joining.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import pairwise

from networks.participation.money.amounts import rounded

ZERO = Decimal(0)
BASES = ("fixed", "figure", "country")
PRORATA = ("none", "month", "quarter", "day")
ROUNDINGS = {"half_up": ROUND_HALF_UP, "up": ROUND_CEILING, "down": ROUND_FLOOR}


class FeeError(ValueError):
    """No fee can be worked out."""


class MissingFigure(FeeError):
    """The figure that the fee is based on is not known: missing is not zero."""


class OtherCurrency(FeeError):
    """The figure is in another currency than the schedule: the two are never mixed."""


class NoGroup(FeeError):
    """The country of the member stands in none of the groups."""


class NoBand(FeeError):
    """The figure lies below the first band."""


@dataclass(frozen=True)
class Band:
    """From `start` on (up to where the next band starts): `amount`, and `rate` for each unit of the figure."""

    start: Decimal
    amount: Decimal = ZERO
    rate: Decimal = ZERO


@dataclass(frozen=True)
class CountryGroup:
    """Countries (ISO 3166, two letters) that pay the same. A group without countries holds all others."""

    name: str
    amount: Decimal
    countries: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FeeRule:
    """What the schedule says for one category of member."""

    basis: str = "fixed"
    amount: Decimal = ZERO  # of a fixed fee
    bands: tuple[Band, ...] = ()
    marginal: bool = False
    groups: tuple[CountryGroup, ...] = ()
    minimum: Decimal | None = None
    cap: Decimal | None = None
    index: Decimal = Decimal(1)
    round_to: Decimal = Decimal("0.01")
    rounding: str = "half_up"
    prorata: str = "none"


@dataclass(frozen=True)
class Reduction:
    """A decision: so many per cent less, or so much less."""

    percent: Decimal = ZERO
    amount: Decimal = ZERO


@dataclass(frozen=True)
class Step:
    """One thing that happened to the amount: `kind` is table, minimum, cap, index, rounding, prorata or reduction."""

    kind: str
    after: Decimal
    facts: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Fee:
    """What is owed, and how it came about."""

    amount: Decimal
    steps: tuple[Step, ...]


def fee(
    rule: FeeRule,
    currency: str,
    *,
    figure: Decimal | None = None,
    figure_currency: str = "",
    country: str = "",
    year: int = 0,
    joined: date | None = None,
    reduction: Reduction | None = None,
) -> Fee:
    """Work out one member's fee for `year`.

    figure: the basis, None where it is not known; figure_currency: of an amount of money, empty for counts.
    joined: the day it became a member; of another year than `year` it changes nothing.
    Raises a FeeError that says what is missing.
    """
    if figure_currency and figure_currency != currency and rule.basis == "figure":
        raise OtherCurrency(figure_currency)
    steps: list[Step] = []

    def note(kind: str, after: Decimal, **facts) -> Decimal:
        steps.append(Step(kind, after, facts))
        return after

    amount, facts = from_table(rule, figure, country)
    amount = note("table", amount, **facts)
    if rule.minimum is not None and amount < rule.minimum:
        amount = note("minimum", rule.minimum)
    if rule.cap is not None and amount > rule.cap:
        amount = note("cap", rule.cap)
    if rule.index != 1:
        amount = note("index", amount * rule.index, factor=str(rule.index))
    full = rounded_to(amount, rule.round_to, rule.rounding, currency)
    amount = note("rounding", full, to=str(rule.round_to)) if full != amount else full
    part = part_of_year(rule.prorata, year, joined)
    if part != (1, 1):
        amount = note("prorata", rounded(amount * part[0] / part[1], currency), part=part[0], of=part[1])
    if reduction and (reduction.percent or reduction.amount):
        less = min(amount, rounded(amount * reduction.percent / 100, currency) + reduction.amount)
        amount = note("reduction", amount - less, percent=str(reduction.percent), less=str(less))
    return Fee(rounded(amount, currency), tuple(steps))


def from_table(rule: FeeRule, figure: Decimal | None, country: str) -> tuple[Decimal, dict]:
    """The amount that the table says, and what it was found by."""
    if rule.basis == "fixed":
        return rule.amount, {}
    if rule.basis == "country":
        group = next((g for g in rule.groups if country and country in g.countries), None)
        group = group or next((g for g in rule.groups if not g.countries), None)
        if group is None:
            raise NoGroup(country)
        return group.amount, {"group": group.name}
    if figure is None:
        raise MissingFigure
    return of_bands(rule.bands, figure, marginal=rule.marginal), {"figure": str(figure)}


def of_bands(bands: Sequence[Band], figure: Decimal, *, marginal: bool = False) -> Decimal:
    """What a table of bands gives for a figure; raises NoBand below the first."""
    reached = [band for band in sorted(bands, key=lambda band: band.start) if band.start <= figure]
    if not reached:
        raise NoBand(str(figure))
    if not marginal:
        return reached[-1].amount + reached[-1].rate * figure
    ends = [band.start for band in reached[1:]] + [figure]
    return sum(
        (band.amount + band.rate * (end - band.start) for band, end in zip(reached, ends, strict=True)), ZERO
    )


def rounded_to(amount: Decimal, to: Decimal, how: str, currency: str) -> Decimal:
    """`amount` to a multiple of `to`: half up, up or down; then to the smallest unit of the currency."""
    multiple = (amount / to).quantize(Decimal(1), ROUNDINGS[how]) * to
    return rounded(multiple, currency)


def part_of_year(how: str, year: int, joined: date | None) -> tuple[int, int]:
    """How much of `year` is paid by who joined in it: (so many, of so many); the month, quarter or day of joining counts."""
    if how == "none" or joined is None or joined.year != year:
        return 1, 1
    if how == "month":
        return 13 - joined.month, 12
    if how == "quarter":
        return 4 - (joined.month - 1) // 3, 4
    days = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return days - (joined - date(year, 1, 1)).days, days


def is_monotone(rule: FeeRule) -> bool:
    """Whether whoever has the larger figure never pays less: the editor warns where a table is not so."""
    bands = sorted(rule.bands, key=lambda band: band.start)
    if any(band.rate < 0 for band in bands) or (rule.marginal and any(band.amount < 0 for band in bands)):
        return False
    if rule.marginal:
        return True
    return all(
        before.amount + before.rate * after.start <= after.amount + after.rate * after.start
        for before, after in pairwise(bands)
    )
