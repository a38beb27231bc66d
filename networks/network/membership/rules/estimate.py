"""What joining would bring to an organisation of a kind, size and country, from the benefits that are recorded of comparable members.

The method stands in `methods/estimate.py` and is explained in docs/methods.md. Where nothing is known, that is said.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from django.db.models import Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from networks.network.membership.methods.estimate import Range, circle, spread
from networks.network.membership.models import Admission, FeeRuleRow, FigureValue
from networks.participation.eligibility.rules import standings
from networks.people.models import Organisation
from networks.record.models import Benefit, BenefitKind

# Sizes by staff (head count), the usual bounds of the European Union's statistics.
BANDS: tuple[tuple[str, int, int | None, Promise], ...] = (
    ("micro", 0, 9, _("up to 9 people")),
    ("small", 10, 49, _("10 to 49 people")),
    ("medium", 50, 249, _("50 to 249 people")),
    ("large", 250, None, _("250 people or more")),
)
WINDOWS = ((365, 1), (3 * 365, 3))  # days, years
# What is said of a kind of benefit, with its unit.
NAMES = {
    BenefitKind.MONEY_SAVED: _("Money saved"),
    BenefitKind.MONEY_WON: _("Money won for projects"),
    BenefitKind.HOURS: _("Hours of learning and exchange"),
    BenefitKind.KNOWLEDGE: _("Knowledge of others used"),
    BenefitKind.HELP: _("Help received"),
    BenefitKind.CONTACT: _("New contacts"),
    BenefitKind.VOICE: _("Positions taken together"),
    BenefitKind.VISIBILITY: _("Times it was shown to others"),
}
CIRCLES = (
    _("organisations of this kind and size, in the same group of countries"),
    _("organisations of this kind and size, in all countries"),
    _("organisations of this kind, of this size and the sizes next to it, in all countries"),
)


NOTHING = Admission()  # a network that has set nothing: every kind of organisation may ask
KEPT = 600  # seconds: the page is for everybody, and benefits change slowly


@dataclass(frozen=True)
class Profile:
    """Whom the estimate is for."""

    kind: str
    band: str
    country: str


@dataclass(frozen=True)
class Gain:
    """What joining brings of one kind, or that it is not known yet."""

    kind: str
    name: Any
    unit: str
    range: Range | None = None
    circle: int = 0  # of CIRCLES: among whom it was found
    years: int = 1  # the window; amounts are a year's

    @property
    def among(self) -> Any:
        return CIRCLES[self.circle]


def band_of(staff: Any) -> str:
    """The size of an organisation with so many people."""
    count = int(staff)
    return next(
        key for key, least, most, _name in BANDS if count >= least and (most is None or count <= most)
    )


def _next_to(band: str) -> set[str]:
    keys = [row[0] for row in BANDS]
    at = keys.index(band)
    return set(keys[max(0, at - 1) : at + 2])


def countries_like(country: str) -> frozenset[str]:
    """The group of countries that the network's fees put this one in; where they know no groups, the country alone."""
    rows = FeeRuleRow.objects.filter(basis="country", schedule__state="adopted").order_by("-schedule__year")
    for row in rows:
        for group in row.groups:
            if country in group.get("countries", ()):
                return frozenset(group["countries"])
    return frozenset({country})


def estimate(profile: Profile, today: date | None = None) -> list[Gain]:
    """One entry a kind of benefit, in a fixed order; without a range where it is not known yet. A constant number of queries."""
    today = today or timezone.localdate()
    members = _members(profile, today)
    known: dict[tuple[str, str], Gain] = {}
    for days, years in WINDOWS:
        begin = today - timedelta(days=days)
        there = {key: row for key, row in members.items() if row[2] <= begin}
        circles = _circles(there, profile)
        at = circle(circles)
        if at is None:
            continue
        for (kind, unit), got in _got(there, begin, today).items():
            if (kind, unit) in known:
                continue
            found = spread([Decimal(got.get(key, 0)) / years for key in circles[at]])
            if found is not None:
                known[kind, unit] = Gain(kind, NAMES[BenefitKind(kind)], unit, found, at, years)
    shown = [gain for kind in BenefitKind for (other, _u), gain in sorted(known.items()) if other == kind]
    missing = [kind for kind in BenefitKind if kind not in {gain.kind for gain in shown}]
    return [*shown, *(Gain(kind, NAMES[kind], "") for kind in missing)]


def estimated(network: Any, profile: Profile) -> list[Gain]:
    """The same, worked out at most every ten minutes for each profile."""
    key = f"estimate:{network.pk}:{profile.kind}:{profile.band}:{profile.country}"
    found = cache.get(key)
    if found is None:
        found = [(g.kind, g.unit, g.range, g.circle, g.years) for g in estimate(profile)]
        cache.set(key, found, KEPT)
    return [
        Gain(kind, NAMES[BenefitKind(kind)], unit, spread_, at, years)
        for kind, unit, spread_, at, years in found
    ]


def _members(profile: Profile, today: date) -> dict[Any, tuple[str, str, date]]:
    """Members of the same kind whose size is known: key → (country, band, member since)."""
    countries = dict(
        Organisation.objects.filter(kind=profile.kind, is_member=True).values_list("pk", "country")
    )
    staff = dict(
        FigureValue.objects.filter(
            figure__key="staff", organisation__kind=profile.kind, organisation__is_member=True, amount__gte=0
        )
        .order_by("year")
        .values_list("organisation", "amount")
    )
    since = standings([key for key in countries if key in staff])
    return {
        key: (countries[key], band_of(staff[key]), standing.since)
        for key, standing in since.items()
        if standing.member and standing.since is not None
    }


def _circles(members: dict[Any, tuple[str, str, date]], profile: Profile) -> list[frozenset]:
    group, near = countries_like(profile.country), _next_to(profile.band)
    same = frozenset(key for key, (_c, band, _s) in members.items() if band == profile.band)
    return [
        frozenset(key for key in same if members[key][0] in group),
        same,
        frozenset(key for key, (_c, band, _s) in members.items() if band in near),
    ]


def _got(members: dict, begin: date, today: date) -> dict[tuple[str, str], dict[Any, Decimal]]:
    """What each got in the window, by kind and unit. Reversals count, so what was taken back is gone."""
    rows = (
        Benefit.objects.filter(happened_on__gt=begin, happened_on__lte=today, organisation__is_member=True)
        .values_list("organisation", "kind", "unit")
        .annotate(sum=Sum("amount"))
        .order_by()
    )
    found: dict[tuple[str, str], dict[Any, Decimal]] = defaultdict(dict)
    for organisation, kind, unit, amount in rows:
        if organisation in members and kind in NAMES:
            found[kind, unit][organisation] = amount
    return found
