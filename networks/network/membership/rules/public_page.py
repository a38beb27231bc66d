"""The public page: publishing and withdrawing it, and what stands on it. Of an organisation everybody sees those fields only that
it marked as public (`Organisation.public`), and nothing where its name is not among them; a logo only with consent."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.places import country_name, language_name
from networks.base.rooms import Coming, Described, Offer, PublicPart, rooms
from networks.base.texts import Reader, Version, load_versions
from networks.network.membership.methods.regions import region_name
from networks.network.membership.methods.sectors import sector_names
from networks.network.membership.models import OwnField, PublicPage, Seen
from networks.network.membership.rules import offerings, own_fields
from networks.network.membership.rules.organisations import OWN
from networks.network.membership.rules.public_map import Map, Spot, map_of, spots
from networks.people.models import Network, Organisation, Person
from networks.record.rules import record

NUMBERS = {
    "registration": _("Registration"),
    "vat": "VAT",
    "pic": "PIC",
    "oid": "OID",
    "transparency": _("Transparency Register"),
}
MOST_LISTED = 50  # above that the list has pages of its own, and the first members stand here
A_PAGE = 25


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
    region: str = ""
    languages: str = ""
    numbers: str = ""
    logo: bool = False
    own: tuple[tuple[Version, str], ...] = ()  # the network's own fields that it shows, with their values

    @property
    def country_name(self) -> str:
        return country_name(self.country)


def public_member(row: Organisation, reader: Reader, fields: Iterable[OwnField] = ()) -> PublicMember | None:
    """What everybody may see of an organisation: what it lists, and nothing without its name. `fields`: see `public_fields`."""
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
        region=region_name(row.region) if "region" in listed and row.region else "",
        languages=", ".join(language_name(code) for code in row.languages) if "languages" in listed else "",
        numbers=" · ".join(
            f"{NUMBERS[name]} {row.numbers[name]}"
            for name in NUMBERS
            if name in listed and row.numbers.get(name)
        ),
        own=tuple(
            (field.version_for("name", reader), value)
            for field in fields
            if OWN + field.key in listed and (value := own_fields.shown(row, field))
        ),
        **{name: getattr(row, name) for name in plain if name in listed},
    )


def public_rows(country: str = "") -> QuerySet[Organisation]:
    """Members that show their name; of one country: those that show it, too."""
    rows = Organisation.objects.filter(is_member=True).alias(listed=Cast("public", TextField()))
    rows = rows.filter(listed__contains='"name"')
    return rows.filter(country=country, listed__contains='"country"') if country else rows


def countries() -> list[tuple[str, str, int]]:
    """The countries that members show, as (code, name, number of members), by their names. One query."""
    # Grouped as an index has them: of thousands of members no row itself is looked at.
    rows = public_rows().order_by().values_list("public", "country").annotate(n=Count("pk"))
    counts: Counter[str] = Counter()
    for listed, code, n in rows:
        if "country" in listed:
            counts[code] += n
    return _named(counts)


def _named(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    return sorted(
        ((code, country_name(code), n) for code, n in counts.items() if code), key=lambda one: one[1]
    )


def public_members(rows: Iterable[Organisation], reader: Reader) -> list[PublicMember]:
    """What everybody may see of `rows`, in their order. Two queries: for own fields where any are shown, and for all texts."""
    rows = [row for row in rows if isinstance(row.public, list) and "name" in row.public]
    fields = public_fields() if any(OWN in name for row in rows for name in row.public) else []
    load_versions([*fields, *(row for row in rows if "description" in row.public and row.description)])
    return [found for row in rows if (found := public_member(row, reader, fields))]


def public_fields() -> list[OwnField]:
    """The network's own fields that everybody may see of whoever ticked them. One query."""
    return [
        row for row in own_fields.fields("organisation") if row.seen_by == Seen.PUBLIC and row.kind != "file"
    ]


# ---- the whole page ----


@dataclass(frozen=True)
class Shown:
    """Everything that stands on the page, for one reader."""

    name: str
    purpose: Version
    about: Version
    join: Version
    sections: list[str]
    members: list[PublicMember]  # the first of them
    by_country: list[tuple[str, list[PublicMember]]]  # where they are few enough to stand here: all of them
    more_members: bool
    count: int  # all members, also those that show nothing of themselves
    countries: int
    in_countries: list[tuple[str, str, int]]
    map: Map | None
    offers: list[Offer]
    coming: list[Coming]
    stands: list[PublicPart]
    reads: list[Described]
    email: str


def shown(network: Network, page: PublicPage, reader: Reader) -> Shown:
    """Put the page together. The number of queries does not grow with the number of members."""
    load_versions([network, page])
    sections = page.shown
    rows: list[Organisation] = []
    found: tuple[Spot, ...] = ()
    count = 0
    if "members" in sections:
        rows = list(public_rows().order_by("name", "pk")[: MOST_LISTED + 1])
        count = Organisation.objects.filter(is_member=True).count()
        found = spots(public_rows())
    said: Counter[str] = Counter()
    for spot in found:
        said[spot.said] += spot.how_many
    more = len(rows) > MOST_LISTED
    members = public_members(rows[: min(A_PAGE, MOST_LISTED)] if more else rows, reader)
    return Shown(
        name=network.name,
        purpose=network.version_for("purpose", reader),
        about=page.version_for("about", reader),
        join=page.version_for("join", reader),
        sections=sections,
        members=members,
        by_country=[] if more else _by_country(members),
        more_members=more,
        count=count,
        countries=len({spot.country for spot in found if spot.country}),
        in_countries=_named(said) if more else [],
        map=map_of(found),
        offers=offerings.offers(reader) if "offers" in sections else [],
        coming=_coming(reader) if "coming" in sections else [],
        stands=_stands_for(reader) if "stands" in sections else [],
        reads=_reads(reader) if "coming" in sections else [],
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


def _reads(reader: Reader) -> list[Described]:
    return [one for room in rooms() if room.public_reads for one in room.public_reads(reader)]


def _stands_for(reader: Reader) -> list[PublicPart]:
    return [one for room in rooms() if room.public_parts for one in room.public_parts(reader)]
