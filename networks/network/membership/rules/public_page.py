"""The public page: publishing and withdrawing it, and what stands on it. Of an organisation everybody sees those fields only that
it marked as public (`Organisation.public`), and nothing where its name is not among them; a logo only with consent."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.places import country_name
from networks.base.rooms import Coming, Offer, PublicPart, rooms
from networks.base.texts import Reader, Version, load_versions
from networks.network.membership.methods import towns
from networks.network.membership.methods.map_projection import View, view_for
from networks.network.membership.methods.sectors import sector_names
from networks.network.membership.models import MapPosition, PublicPage
from networks.network.membership.rules import offerings
from networks.people.models import Network, Organisation, Person
from networks.record.rules import record

NUMBERS = {
    "registration": _("Registration"),
    "vat": "VAT",
    "pic": "PIC",
    "oid": "OID",
    "transparency": _("Transparency Register"),
}
MOST_LISTED = 200  # above that the list has pages of its own
LEAST_WIDE, MARGIN = 520, 90  # of the map, in its own units
NEAR = 16  # knots that lie nearer than this on the map are one


class NothingToShow(Exception):
    """A page without any section, or in no language, cannot be published."""

    message = _("Choose at least one part that the page shows.")


def page_of(network: Network) -> PublicPage:
    """The public page of the current network; made when first asked for, not published."""
    found = PublicPage.objects.first()
    if found is None:
        found, _made = PublicPage.objects.get_or_create(
            defaults={
                "language": network.language,
                "sections": [name for name in PublicPage.SECTIONS if name not in PublicPage.CHOSEN],
            }
        )
    return found


@transaction.atomic
def publish(page: PublicPage, by: Person | None = None) -> bool:
    """Show the page to everybody; return whether it was not shown before."""
    if not page.shown:
        raise NothingToShow
    won = PublicPage.objects.filter(pk=page.pk, published_at=None).update(
        published_at=timezone.now(), published_by=by
    )
    if won:
        page.refresh_from_db()
        record("public.published", page, actor=by)
    return bool(won)


@transaction.atomic
def withdraw(page: PublicPage, by: Person | None = None) -> bool:
    """Show the page to nobody any more; return whether it was shown."""
    won = PublicPage.objects.filter(pk=page.pk, published_at__isnull=False).update(published_at=None)
    if won:
        page.refresh_from_db()
        record("public.withdrawn", page, actor=by)
    return bool(won)


@transaction.atomic
def change(page: PublicPage, by: Person | None = None, **changes: Any) -> bool:
    """Change what is shown and how; return whether anything changed."""
    changed = [name for name, value in changes.items() if getattr(page, name) != value]
    if not changed:
        return False
    for name in changed:
        setattr(page, name, changes[name])
    page.save(update_fields=changed)
    for name in {*changed} & {*page.TEXTS}:
        page.mark_versions_to_check(name)
    record("public.changed", page, actor=by)
    return True


# ---- members ----


@dataclass(frozen=True)
class PublicMember:
    """What everybody may see of a member."""

    key: Any
    name: str
    country: str = ""
    place: str = ""
    description: Version | None = None
    website: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    founded: int | None = None
    legal_name: str = ""
    kind: str = ""
    sectors: str = ""
    numbers: str = ""
    logo: bool = False

    @property
    def country_name(self) -> str:
        return country_name(self.country)


def public_member(row: Organisation, reader: Reader) -> PublicMember | None:
    """What everybody may see of an organisation: what it lists, and nothing without its name."""
    listed = set(row.public) if isinstance(row.public, list) else set()
    if "name" not in listed:
        return None
    plain = ("country", "place", "website", "email", "phone", "address", "founded", "legal_name")
    return PublicMember(
        key=row.pk,
        name=row.name,
        description=row.version_for("description", reader)
        if "description" in listed and row.description
        else None,
        logo="logo" in listed and bool(row.logo) and row.logo_consent_at is not None,
        kind=row.get_kind_display() if "kind" in listed else "",
        sectors=", ".join(sector_names(row.sectors)) if "sectors" in listed else "",
        numbers=" · ".join(
            f"{NUMBERS[name]} {row.numbers[name]}"
            for name in NUMBERS
            if name in listed and row.numbers.get(name)
        ),
        **{name: getattr(row, name) for name in plain if name in listed},
    )


def public_rows():
    """Members of which something may be public."""
    return Organisation.objects.filter(is_member=True).exclude(public=[])


def public_members(rows: Iterable[Organisation], reader: Reader) -> list[PublicMember]:
    """What everybody may see of `rows`, in their order. One query for all texts."""
    rows = [row for row in rows if isinstance(row.public, list) and "name" in row.public]
    load_versions([row for row in rows if "description" in row.public and row.description])
    return [found for row in rows if (found := public_member(row, reader))]


# ---- the map ----


@dataclass
class Knot:
    """Members that lie at one place of the map."""

    x: float
    y: float
    names: list[str] = field(default_factory=list)
    exact: bool = True  # False: only the country is known

    @property
    def radius(self) -> float:
        return min(26.0, 8 + 2.2 * (len(self.names) - 1) ** 0.7)


def where_is(
    row: Organisation, by_hand: dict[Any, tuple[float, float]]
) -> tuple[tuple[float, float], bool] | None:
    """Where a member lies, and whether exactly: as set by hand, its town, the middle of its country. Only what it made public counts."""
    listed = set(row.public)
    if row.pk in by_hand and listed & {"place", "address"}:
        return by_hand[row.pk], True
    if "country" not in listed and "place" not in listed:
        return None
    if "place" in listed and row.place and (found := towns.town(row.country, row.place)):
        return found, True
    return (found, False) if (found := towns.middle(row.country)) else None


def hand_set(rows: Iterable[Organisation]) -> dict[Any, tuple[float, float]]:
    """Positions that somebody set by hand, by organisation."""
    return {
        row.organisation_id: (float(row.latitude), float(row.longitude))
        for row in MapPosition.objects.filter(organisation__in=[one.pk for one in rows])
    }


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


def map_of(rows: list[Organisation]) -> Map | None:
    """The map of members: near ones are one knot. None where nobody can be placed."""
    rows = [row for row in rows if isinstance(row.public, list) and "name" in row.public]
    by_hand = hand_set(rows)
    found = [(row, where) for row in rows if (where := where_is(row, by_hand))]
    if not found:
        return None
    view = view_for([place for _row, (place, _exact) in found])
    knots: list[Knot] = []
    grid: dict[tuple[int, int], list[Knot]] = {}
    for row, (place, exact) in found:
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
        knot.names.append(row.name)
    return Map(view, sorted(knots, key=lambda one: -one.radius), len(found))


# ---- the whole page ----


@dataclass(frozen=True)
class Shown:
    """Everything that stands on the page, for one reader."""

    name: str
    purpose: Version
    about: Version
    join: Version
    sections: list[str]
    members: list[PublicMember]
    by_country: list[tuple[str, list[PublicMember]]]
    more_members: bool
    count: int  # all members, also those that show nothing of themselves
    countries: int
    map: Map | None
    offers: list[Offer]
    coming: list[Coming]
    stands: list[PublicPart]
    email: str


def shown(network: Network, page: PublicPage, reader: Reader) -> Shown:
    """Put the page together. The number of queries does not grow with the number of members."""
    load_versions([network, page])
    sections = page.shown
    rows: list[Organisation] = []
    count = countries = 0
    if "members" in sections:
        rows = [
            row
            for row in public_rows().order_by("country", "name", "pk")
            if isinstance(row.public, list) and "name" in row.public
        ]
        count = Organisation.objects.filter(is_member=True).count()
        countries = len(
            {row.country for row in rows if row.country and {"country", "place"} & set(row.public)}
        )
    members = public_members(rows[:MOST_LISTED], reader)
    return Shown(
        name=network.name,
        purpose=network.version_for("purpose", reader),
        about=page.version_for("about", reader),
        join=page.version_for("join", reader),
        sections=sections,
        members=members,
        by_country=_by_country(members),
        more_members=len(rows) > MOST_LISTED,
        count=count,
        countries=countries,
        map=map_of(rows) if rows else None,
        offers=offerings.offers(reader) if "offers" in sections else [],
        coming=_coming(reader) if "coming" in sections else [],
        stands=_stands_for(reader) if "stands" in sections else [],
        email=page.email,
    )


def _by_country(members: list[PublicMember]) -> list[tuple[str, list[PublicMember]]]:
    """Members under the name of their country, those who do not show it last."""
    found: dict[str, list[PublicMember]] = {}
    for member in members:
        found.setdefault(member.country, []).append(member)
    return sorted(
        ((country_name(code), rows) for code, rows in found.items()), key=lambda one: (one[0] == "", one[0])
    )


def _coming(reader: Reader) -> list[Coming]:
    found = [one for room in rooms() if room.public_coming for one in room.public_coming(reader)]
    return sorted(found, key=lambda one: one.starts_at)[:10]


def _stands_for(reader: Reader) -> list[PublicPart]:
    return [one for room in rooms() if room.public_parts for one in room.public_parts(reader)]
