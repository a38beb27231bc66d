"""What membership costs in a year, for whoever thinks of joining: from the adopted schedule of fees, as a range where it depends on figures that are not known."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from networks.network.membership.methods import fees
from networks.network.membership.models import Category, FeeRuleRow, FeeSchedule, Terms
from networks.network.membership.rules.estimate import BANDS, Profile
from networks.network.membership.rules.estimate_words import money

VAST = Decimal(10) ** 12  # more than any member's turnover
SMALLEST = Decimal("0.01")  # as exactly as figures are kept


@dataclass(frozen=True)
class Cost:
    """A year's fee: from `low` to `high` (None: without an upper bound)."""

    low: Decimal
    high: Decimal | None
    currency: str
    year: int


def costs(categories: Iterable[Category], profile: Profile | None = None) -> dict[Any, Cost]:
    """The cost of each category that the adopted schedule names, by key. Empty where the network has no fees. Four queries."""
    if not Terms.objects.filter(uses_fees=True).exists():
        return {}
    schedule = (
        FeeSchedule.objects.filter(state="adopted", year__lte=timezone.localdate().year + 1)
        .order_by("-year", "-version")
        .prefetch_related("rules__figure")
        .first()
    )
    if schedule is None:
        return {}
    rows = {row.category_id: row for row in schedule.rules.all()}
    found = {}
    for category in categories:
        row = rows.get(category.pk) or rows.get(None)
        cost = cost_of(row, schedule, profile) if row else None
        if cost is not None:
            found[category.pk] = cost
    return found


def cost_of(row: FeeRuleRow, schedule: FeeSchedule, profile: Profile | None) -> Cost | None:
    """What one line of a schedule comes to for this profile, a whole year; None where it says nothing about it."""
    rule = _rule(row, schedule)
    ends, is_open = _figures(row, profile)
    countries = _countries(row, profile)
    amounts = []
    for figure in ends:
        for country in countries:
            try:
                amounts.append(
                    fees.fee(
                        rule, schedule.currency, figure=figure, country=country, year=schedule.year
                    ).amount
                )
            except fees.FeeError:
                continue
    if not amounts:
        return None
    high = None if is_open and row.cap is None and _grows(row) else max(amounts)
    return Cost(min(amounts), high, schedule.currency, schedule.year)


def _rule(row: FeeRuleRow, schedule: FeeSchedule) -> fees.FeeRule:
    return fees.FeeRule(
        basis=row.basis,
        amount=row.amount,
        bands=tuple(
            fees.Band(
                Decimal(str(b["from"])), Decimal(str(b.get("amount", 0))), Decimal(str(b.get("rate", 0)))
            )
            for b in row.bands
        ),
        marginal=row.marginal,
        groups=tuple(
            fees.CountryGroup(g["name"], Decimal(str(g["amount"])), frozenset(g.get("countries", ())))
            for g in row.groups
        ),
        minimum=row.minimum,
        cap=row.cap,
        index=schedule.index,
        round_to=schedule.round_to,
        rounding=schedule.rounding,
    )


def _figures(row: FeeRuleRow, profile: Profile | None) -> tuple[list[Decimal | None], bool]:
    """The figures at which the fee is worked out, and whether larger ones are possible: where bands begin, and both ends."""
    if row.basis != "figure":
        return [None], False
    least, most = Decimal(0), None
    if profile is not None and row.figure is not None and row.figure.key == "staff":
        _key, first, last, _name = next(band for band in BANDS if band[0] == profile.band)
        least, most = Decimal(first), None if last is None else Decimal(last)
    starts = sorted(Decimal(str(band["from"])) for band in row.bands)
    inside = [at for at in starts if at >= least and (most is None or at <= most)]
    before = [at - SMALLEST for at in inside if at - SMALLEST >= least]
    return [
        least,
        *before,
        *inside,
        VAST if most is None and row.cap is not None else most or (inside or [least])[-1],
    ], most is None


def _grows(row: FeeRuleRow) -> bool:
    """Whether the last band goes on growing with the figure."""
    last = max(row.bands, key=lambda band: Decimal(str(band["from"])), default={})
    return Decimal(str(last.get("rate", 0))) > 0


def _countries(row: FeeRuleRow, profile: Profile | None) -> list[str]:
    if profile is not None and profile.country:
        return [profile.country]
    if row.basis != "country":
        return [""]
    return [next(iter(group["countries"]), "") for group in row.groups]


def in_words(cost: Cost | None, language: str) -> str:
    """A cost as its readers write it; empty where nothing is set."""
    if cost is None:
        return ""
    low = money(cost.low, cost.currency, language)
    if cost.high is None:
        return _("from %(low)s a year") % {"low": low}
    if cost.low == cost.high:
        return _("%(low)s a year") % {"low": low}
    return _("%(low)s to %(high)s a year") % {"low": low, "high": money(cost.high, cost.currency, language)}
