"""What a round adds up to: by country and by kind of membership, never so that one member's own figure could be worked out."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from networks.base.places import country_name
from networks.base.texts import Reader
from networks.network.membership.models import (
    Asked,
    DeclarationState,
    Declared,
    FigureUnit,
    Membership,
    Round,
)
from networks.network.membership.rules.figures import Cell, totals
from networks.network.membership.rules.names import category_names


@dataclass(frozen=True)
class Total:
    """One figure: over all, and by group."""

    asked: Asked
    currency: str
    whole: Cell
    cells: dict[str, Cell]  # by group, in the order of the groups
    unknown: int  # members that declared, and do not know this figure

    @property
    def is_money(self) -> bool:
        return self.asked.figure.unit == FigureUnit.MONEY


@dataclass(frozen=True)
class Totals:
    """All figures of a round, by one way of grouping."""

    groups: list[tuple[str, str]]  # (key, name)
    rows: list[Total]
    declared: int
    expected: int


WAYS = ("country", "category")


def totals_of(found: Round, way: str = "country", reader: Reader | None = None) -> Totals:
    """Totals of what was declared, by `way` (one of WAYS), groups named for `reader`. A constant number of queries."""
    counts = found.declarations.filter(organisation__binned_at=None).aggregate(
        expected=Count("pk"), declared=Count("pk", filter=Q(state=DeclarationState.DECLARED))
    )
    given = list(
        Declared.objects.filter(
            declaration__round=found,
            declaration__state=DeclarationState.DECLARED,
            declaration__organisation__binned_at=None,
        ).values_list(
            "asked",
            "currency",
            "amount",
            "unknown",
            "declaration__organisation",
            "declaration__organisation__country",
        )
    )
    names: dict[str, str] = {}
    group_of: dict[Any, str] = {}
    if way == "category":
        rows = (
            Membership.objects.now()
            .filter(organisation__in={row[4] for row in given})
            .select_related("category")
        )
        shown = category_names(reader or Reader(("en",)))
        for membership in rows:
            group_of[membership.organisation_id] = str(membership.category_id)
            names[str(membership.category_id)] = shown[membership.category_id]
    else:
        for *_rest, organisation, country in given:
            group_of[organisation] = country
            names[country] = country_name(country)
    found_totals = []
    for asked in found.asked.select_related("figure").order_by("position", "pk"):
        own = [row for row in given if row[0] == asked.pk]
        currencies = sorted({row[1] for row in own if row[2] is not None}) or [""]
        for currency in currencies:
            pairs: list[tuple[str, Decimal]] = [
                (group_of.get(row[4], ""), row[2]) for row in own if row[2] is not None and row[1] == currency
            ]
            cells, whole = totals(pairs)
            found_totals.append(Total(asked, currency, whole, cells, sum(1 for row in own if row[3])))
    keys = sorted(
        {key for total in found_totals for key in total.cells},
        key=lambda key: (key == "", names.get(key, key)),
    )
    return Totals(
        [(key, names.get(key, "")) for key in keys], found_totals, counts["declared"], counts["expected"]
    )
