"""The map on the public page. The database counts members by what they show of their place; the map of the same counts is drawn once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Aggregate, QuerySet, TextField, Value

from networks.network.membership.methods import towns
from networks.network.membership.methods.map_projection import View, view_for
from networks.network.membership.models import MapPosition
from networks.people.models import Organisation

LEAST_WIDE, MARGIN = 520, 90  # of the map, in its own units
NEAR = 16  # knots that lie nearer than this on the map are one
MOST_NAMES = 12  # of a knot
BETWEEN = "\x1f"  # names


class Names(Aggregate):
    """All names of a group, as one text."""

    function = "GROUP_CONCAT"
    output_field = TextField()

    def __init__(self, expression: Any, **extra: Any) -> None:
        super().__init__(expression, Value(BETWEEN), **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **extra)


class Spot(NamedTuple):
    """Members that show the same of their place, as far as they made it public."""

    said: str  # the country, where it is public itself
    country: str  # also where only the place is public
    place: str
    names: str
    by_hand: tuple[float, float] | None = None

    @property
    def how_many(self) -> int:
        return self.names.count(BETWEEN) + 1


def _spot(listed: list[str], country: str, place: str, names: str, at: tuple[Any, Any] | None = None) -> Spot:
    return Spot(
        country if "country" in listed else "",
        country if "country" in listed or "place" in listed else "",
        place if "place" in listed else "",
        names,
        (float(at[0]), float(at[1])) if at and ("place" in listed or "address" in listed) else None,
    )


def spots(rows: QuerySet[Organisation]) -> tuple[Spot, ...]:
    """Where members lie, those together that show the same. Three queries at most, whose answers grow with the places, not with the members."""
    set_by_hand = MapPosition.objects.values("organisation") if MapPosition.objects.exists() else ()
    groups = (
        rows.exclude(pk__in=set_by_hand)
        .order_by()
        .values_list("public", "country", "place")
        .annotate(names=Names("name"))
        .order_by("country", "place", "names")
    )
    hand = rows.filter(pk__in=set_by_hand).order_by("name", "pk")
    return (
        *(_spot(*group) for group in groups if isinstance(group[0], list)),
        *(
            _spot(*row[:4], at=row[4:])
            for row in hand.values_list(
                "public", "country", "place", "name", "map_position__latitude", "map_position__longitude"
            )
            if isinstance(row[0], list)
        ),
    )


def lies(country: str, place: str) -> tuple[tuple[float, float], bool] | None:
    """Where a place lies, and whether exactly: its town, or the middle of its country."""
    if place and (found := towns.town(country, place)):
        return found, True
    return (found, False) if (found := towns.middle(country)) else None


def where_is(
    row: Organisation, by_hand: dict[Any, tuple[float, float]]
) -> tuple[tuple[float, float], bool] | None:
    """Where a member lies, and whether exactly: as set by hand, its town, the middle of its country. Only what it made public counts."""
    spot = _spot(row.public, row.country, row.place, row.name, by_hand.get(row.pk))
    return (spot.by_hand, True) if spot.by_hand else lies(spot.country, spot.place)


def hand_set(rows: Iterable[Organisation]) -> dict[Any, tuple[float, float]]:
    """Positions that somebody set by hand, by organisation."""
    return {
        row.organisation_id: (float(row.latitude), float(row.longitude))
        for row in MapPosition.objects.filter(organisation__in=[one.pk for one in rows])
    }


@dataclass
class Knot:
    """Members that lie at one place of the map."""

    x: float
    y: float
    names: list[str] = field(default_factory=list)  # the first of them
    count: int = 0
    exact: bool = True  # False: only the country is known

    @property
    def radius(self) -> float:
        return min(26.0, 8 + 2.2 * (self.count - 1) ** 0.7)


@dataclass(frozen=True)
class Map:
    """Members on a map, and how many of them are on it."""

    view: View
    knots: list[Knot]
    placed: int

    @property
    def rings(self) -> bool:
        """Whether somebody stands in the middle of a country, because the town is not known."""
        return any(not knot.exact for knot in self.knots)

    @property
    def box(self) -> tuple[int, int, int, int]:
        """What is shown of the map: around the members, never less than a good part of it. Left, top, width, height."""
        xs, ys = [knot.x for knot in self.knots], [knot.y for knot in self.knots]
        width = min(self.view.width, max(LEAST_WIDE, max(xs) - min(xs) + 2 * MARGIN))
        height = min(self.view.height, max(LEAST_WIDE * 0.6, max(ys) - min(ys) + 2 * MARGIN))
        left = min(max(0, (max(xs) + min(xs) - width) / 2), self.view.width - width)
        top = min(max(0, (max(ys) + min(ys) - height) / 2), self.view.height - height)
        return round(left), round(top), round(width), round(height)


@lru_cache(maxsize=32)
def map_of(found: tuple[Spot, ...]) -> Map | None:
    """The map of members: near ones are one knot. None where nobody can be placed. The same spots are the same map: it is kept."""
    placed = [
        (spot, where)
        for spot in found
        if (where := (spot.by_hand, True) if spot.by_hand else lies(spot.country, spot.place))
    ]
    if not placed:
        return None
    view = view_for([place for _spot, (place, _exact) in placed])
    knots: list[Knot] = []
    grid: dict[tuple[int, int], list[Knot]] = {}
    for spot, (place, exact) in placed:
        x, y = view.project(*place)
        cell = (int(x // NEAR), int(y // NEAR))
        near = [
            k for dx in (-1, 0, 1) for dy in (-1, 0, 1) for k in grid.get((cell[0] + dx, cell[1] + dy), [])
        ]
        knot = next((k for k in near if (k.x - x) ** 2 + (k.y - y) ** 2 < NEAR**2 and k.exact == exact), None)
        if knot is None:
            knot = Knot(round(x, 1), round(y, 1), exact=exact)
            knots.append(knot)
            grid.setdefault(cell, []).append(knot)
        knot.names = sorted([*knot.names, *spot.names.split(BETWEEN)])[:MOST_NAMES]
        knot.count += spot.how_many
    return Map(
        view, sorted(knots, key=lambda one: -one.radius), sum(spot.how_many for spot, _where in placed)
    )
