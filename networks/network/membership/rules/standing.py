"""What organisations are to the network at an instant: member, category, vote, paid up. Others ask the kernel `participation.eligibility`.

Whether it has paid is read from the notices, what was booked until that day, and what the statutes say (`FeeTerms`): rules/arrears.py.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import get_language

from networks.base.tenancy import current_network_id
from networks.base.texts import Reader
from networks.network.membership.models import Category, Membership, Terms
from networks.network.membership.rules.arrears import fee_standing
from networks.network.membership.rules.names import named
from networks.participation.eligibility.rules import Standing, provide
from networks.people.models import Network, Organisation


def standings(keys: Iterable[Any], at: datetime) -> Mapping[Any, Standing]:
    """The standing of organisations, by their keys, on the day that `at` is in the network's zone. A constant number of queries."""
    keys = list(keys)
    found = {
        row.pk: Standing(country=row.country)
        for row in Organisation.objects.filter(pk__in=keys).only("country", "network")
    }
    day = day_of(at)
    there = Membership.objects.filter(
        Q(until__isnull=True) | Q(until__gt=day), organisation__in=found, since__lte=day
    ).select_related("category")
    began = unbroken(found, day)
    memberships = list(there.order_by("since", "pk"))
    categories = {membership.category_id: membership.category for membership in memberships}
    called = _called(categories)
    for membership in memberships:
        category = membership.category
        found[membership.organisation_id] = Standing(
            member=True,
            category=category.pk,
            category_name=called[category.pk],
            kind=category.kind,
            since=began.get(membership.organisation_id, membership.since),
            votes=category.votes,
            weight=category.weight,
            country=found[membership.organisation_id].country,
        )
    for key, fees in fee_standing(found, at, day).items():
        found[key] = replace(
            found[key], paid=not fees.arrears, arrears=fees.arrears, fee=fees.fee or None,
            fee_year=fees.year, fee_net=fees.net or None,
        )  # fmt: skip
    return found


def _called(categories: Mapping[Any, Category]) -> dict[Any, Any]:
    """What categories are called, for whoever reads it. Fetched once for a language, where one is read at all."""
    read = cache(lambda language: named(categories.values(), Reader((language,))))
    return {key: lazy(lambda key: read(get_language() or "en")[key], str)(key) for key in categories}


def day_of(at: datetime) -> date:
    """The day in the network's zone, whoever asks from wherever."""
    zone = Network.objects.filter(pk=current_network_id()).values_list("zone", flat=True).first()
    return at.astimezone(ZoneInfo(zone or "UTC")).date()


def unbroken(keys: Iterable[Any], day: date) -> dict[Any, Any]:
    """Since when each has been a member without a break: a change of category is none."""
    began: dict[Any, Any] = {}
    last: dict[Any, Any] = {}
    rows = Membership.objects.filter(organisation__in=keys, since__lte=day).order_by("since", "pk")
    for key, since, until in rows.values_list("organisation", "since", "until"):
        if key not in began or (last[key] is not None and last[key] < since):
            began[key] = since
        last[key] = until
    return began


def currency() -> str:
    """The currency of the network."""
    return Terms.objects.values_list("currency", flat=True).first() or "EUR"


def declare() -> None:
    """Answer for the standing of organisations wherever it is asked."""
    provide(standings, currency)
