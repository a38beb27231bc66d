"""How what a network has itself and what networks below published adds up. The database counts and adds; of organisations only those are
looked at one by one that may have been counted below, too. What is small is hidden on the totals."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from networks.base.tenancy import current_network_id, in_network
from networks.network.membership.methods import levels as method
from networks.network.membership.models import Figure, FigureValue
from networks.network.membership.rules.level_totals import (
    counted_below,
    current,
    marks_in,
    marks_of,
    own_members,
    that_represent,
)
from networks.participation.feedback.suppression import LEAST
from networks.people.models import Network, Organisation

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """One part of a whole: the own members, or a network below."""

    name: str
    key: Any = None  # the member that stands for the network
    level: str = ""
    members: int | None = None
    countries: dict[str, int] = field(default_factory=dict)
    other: int = 0
    figures: dict[str, tuple[Decimal, int] | None] = field(default_factory=dict)  # None: not shown
    until: date | None = None
    made_on: date | None = None
    twice: int = 0
    profiles: list = field(default_factory=list)


@dataclass(frozen=True)
class Whole:
    """Everything that one year adds up to: parts, and over all."""

    year: int
    parts: list[Part]
    members: int
    figures: dict[str, tuple[Decimal, int] | None]  # by "figure|currency", in the order of the figures


def _counted_twice(below: Iterable[dict], networks: set[Any]) -> dict[str, set[Any]]:
    """Own members that networks below counted, too, by what they counted. Nobody is looked at where nothing was counted below."""
    taken: dict[str, set[str]] = {}
    for counted in below:
        for name in counted:
            taken.setdefault(name, set()).update(method.all_marks(marks_in(counted, name)))
    found: dict[str, set[Any]] = {}
    if any(taken.values()):
        for row in own_members().exclude(pk__in=networks):
            marks = marks_of(row)
            for name, others in taken.items():
                if marks & others:
                    found.setdefault(name, set()).add(row.pk)
    return found


def _own_sums(year: int, networks: set[Any], twice: dict[str, set[Any]]) -> dict[str, tuple[Decimal, int]]:
    """Totals of the own members by "figure|currency", each with the number of members, without those counted below. Three queries."""
    figures = dict(Figure.objects.filter(key__in=Figure.STANDARD).values_list("pk", "key"))
    # Those that do not count are few: to leave them out is quicker than to look up each that does.
    others = Organisation.everywhere.filter(
        Q(is_member=False) | Q(binned_at__isnull=False), network=current_network_id()
    )
    values = FigureValue.objects.filter(
        figure__in=figures,
        year=year,
        amount__isnull=False,
    ).exclude(organisation__in=others.values("pk"))
    represented = [pk for pk, key in figures.items() if key == "represented"]
    values = values.exclude(figure__in=represented, organisation__in=networks) if networks else values
    sums = {
        f"{figures[figure]}|{currency}": (total.quantize(CENT), count)
        for figure, currency, total, count in values.order_by()
        .values_list("figure", "currency")
        .annotate(total=Sum("amount"), count=Count("amount"))
    }
    if again := set().union(*twice.values()):
        rows = values.filter(organisation__in=again)
        for figure, currency, organisation, amount in rows.values_list(
            "figure", "currency", "organisation", "amount"
        ):
            name = f"{figures[figure]}|{currency}"
            if organisation in twice.get(name, ()):
                sums[name] = (sums[name][0] - amount, sums[name][1] - 1)
    return sums


def add_up(network: Network, year: int, *, own_name: str) -> Whole:
    """Totals of a network over its levels. What is small is not shown, also where it would show by subtraction."""
    with in_network(network):
        received = current(year)
        networks = that_represent(received)
        twice = _counted_twice(counted_below(received).values(), networks)
        own = own_members().exclude(pk__in=networks).count() - len(twice.get("members", ()))
        sums: dict[str, dict[Any, tuple[Decimal, int]]] = {
            name: {None: one} for name, one in _own_sums(year, networks, twice).items()
        }
    for row in received:
        for name, part in row.content.get("figures", {}).items():
            sums.setdefault(name, {})[row.pk] = (Decimal(part["amount"]), int(part["count"]))
    names = sorted(sums, key=lambda name: (Figure.STANDARD.index(name.split("|")[0]), name))
    shown = {
        name: method.parts_shown({str(k): count for k, (_a, count) in sums[name].items()}) for name in names
    }
    whole: dict[str, tuple[Decimal, int] | None] = {}
    for name in names:
        count = sum(number for _amount, number in sums[name].values())
        amount = sum((amount for amount, _number in sums[name].values()), Decimal(0))
        whole[name] = (amount, count) if count >= LEAST else None

    def figures_of(key: Any) -> dict[str, tuple[Decimal, int] | None]:
        return {
            name: sums[name][key] if shown[name].get(str(key)) else None
            for name in names
            if key in sums[name]
        }

    parts = [Part(own_name, members=own, figures=figures_of(None))]
    for row in received:
        content = row.content
        counts = content.get("members") or {}
        parts.append(
            Part(
                name=content.get("name") or row.organisation.name,
                key=row.organisation_id,
                level=content.get("level", ""),
                members=counts.get("total"),
                countries=counts.get("countries", {}),
                other=counts.get("other", 0),
                figures=figures_of(row.pk),
                until=row.until,
                made_on=date.fromisoformat(content["made_on"]) if content.get("made_on") else None,
                twice=content.get("twice", 0),
                profiles=content.get("profiles", []),
            )
        )
    return Whole(year, parts, sum(part.members or 0 for part in parts), whole)
