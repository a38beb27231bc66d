"""What a network publishes to one above it, and how that adds up there.

Where somebody counts once. A member of the network above that is counted in what a network below published, too, is left out of the direct
sum above. A member of two networks below is counted in the one that published first. A total that came from further below cannot be taken
apart any more: how many of it may be counted twice is said beside it.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.jobs import job
from networks.base.models import Job
from networks.base.tenancy import across_networks, in_network
from networks.base.texts import Reader
from networks.network.membership.methods import levels as method
from networks.network.membership.methods.levels import Marks, Sum
from networks.network.membership.models import Figure, FigureValue, Publication, Received
from networks.network.membership.rules import public_page
from networks.participation.feedback.suppression import LEAST
from networks.people.models import Network, Organisation, Person
from networks.record.rules import record

MOST_DAYS = 366 * 3
MOST_PROFILES = 5000


class CannotPublish(Exception):
    """Nothing was published; the message says why."""


# ---- who is who ----


def marks_of(row: Organisation) -> Marks:
    """By what an organisation is recognised in another network: its numbers and its web address. Nobody can read them back."""
    numbers = row.numbers if isinstance(row.numbers, dict) else {}
    texts = {
        f"{kind}:{_bare(value)}" for kind, value in numbers.items() if kind != "registration" and _bare(value)
    }
    if _bare(numbers.get("registration", "")) and row.country:
        texts.add(f"registration:{row.country}:{_bare(numbers['registration'])}")
    if row.website and (host := urlsplit(row.website).hostname):
        texts.add(f"web:{host.removeprefix('www.')}")
    if not texts:
        texts = {f"row:{row.pk}"}
    key = settings.SECRET_KEY.encode()
    return frozenset(hmac.digest(key, text.encode(), "sha256").hex()[:24] for text in texts)


def _bare(value: Any) -> str:
    return "".join(ch for ch in str(value or "").upper() if ch.isalnum())


# ---- what there is in one network ----


@dataclass
class Have:
    """What a network has of one year: its own members and what networks below let it know."""

    members: dict[Any, Marks] = field(default_factory=dict)  # own members → marks
    country: dict[Any, str] = field(default_factory=dict)
    values: dict[tuple[str, str], dict[Any, Decimal]] = field(
        default_factory=dict
    )  # (figure, currency) → own values
    received: list[Received] = field(default_factory=list)
    counted_below: dict[Any, dict] = field(default_factory=dict)  # receipt → marks by what was counted


def have(network: Network, year: int) -> Have:
    """Read it; five queries."""
    with in_network(network):
        found = Have(received=current(year))
        rows = list(own_members())
        figures = {row.pk: row.key for row in Figure.objects.filter(key__in=Figure.STANDARD)}
        values = list(
            FigureValue.objects.filter(
                figure__in=figures, year=year, amount__isnull=False, organisation__in=[row.pk for row in rows]
            ).values_list("figure", "currency", "organisation", "amount")
        )
    found.counted_below = counted_below(found.received)
    networks = that_represent(found.received)
    for row in rows:
        if row.pk not in networks:  # it counts by those it represents
            found.members[row.pk] = marks_of(row)
            found.country[row.pk] = row.country
    for figure, currency, organisation, amount in values:
        key = figures[figure]
        if organisation in found.members or key != "represented":
            found.values.setdefault((key, currency), {})[organisation] = amount
    return found


def current(year: int) -> list[Received]:
    """What the current network was let know, of one year, and may know today."""
    rows = Received.objects.filter(year=year, until__gte=timezone.localdate(), organisation__binned_at=None)
    return list(rows.select_related("organisation").order_by("organisation__name", "pk"))


def own_members() -> QuerySet[Organisation]:
    """Members of the current network, with what they are recognised by."""
    return Organisation.objects.filter(is_member=True).only("network", "country", "numbers", "website")


def that_represent(received: Iterable[Received]) -> set[Any]:
    """Members that count by those they represent, not by themselves."""
    return {row.organisation_id for row in received if "members" in row.content}


def counted_below(received: list[Received]) -> dict[Any, dict]:
    """Receipt → marks by what was counted."""
    with across_networks("who was counted below, as marks that nobody can read"):
        origins = Publication.everywhere.filter(pk__in=[row.origin for row in received])
        counted = dict(origins.values_list("pk", "counted"))
    return {row.pk: counted.get(row.origin, {}) for row in received}


def marks_in(counted: dict, name: str) -> list[Marks]:
    return [frozenset(marks) for marks in counted.get(name, [])]


# ---- publishing ----


def draft(
    lower: Network, upper: Network, year: int, kinds: Iterable[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What would be published now: the content, and the marks of who is in it. Shown before anybody agrees to it."""
    kinds = [kind for kind in Publication.KINDS if kind in set(kinds)]
    there = have(lower, year)
    elsewhere = _published_by_others(lower, upper, year)
    before = _before(lower, upper, year)
    content: dict[str, Any] = {
        "name": lower.name,
        "level": lower.level,
        "made_on": timezone.localdate().isoformat(),
    }
    counted: dict[str, Any] = {}
    twice = 0
    if "members" in kinds:
        content["members"], counted["members"], twice = _members(there, elsewhere)
    if "figures" in kinds:
        content["figures"] = {}
        for name, (total, who, again) in _figures(there, elsewhere).items():
            shown: dict[str, Any] = {"amount": str(total.amount), "count": total.count}
            old = (before.content.get("figures", {}).get(name) if before else None) or None
            if old and not method.may_replace(marks_in(before.counted, name), who):
                shown, who = (
                    old,
                    marks_in(before.counted, name),
                )  # else one member's figure would show by subtraction
            if int(shown["count"]) >= LEAST:
                content["figures"][name] = shown
                counted[name] = [sorted(marks) for marks in who]
                twice = max(twice, again)
    if "profiles" in kinds:
        content["profiles"] = _profiles(lower)
    if twice:
        content["twice"] = twice
    return content, counted


def _published_by_others(lower: Network, upper: Network, year: int) -> dict[str, set[str]]:
    """The marks of who is counted already in what others published to the same network, by what they are counted in."""
    with across_networks("nobody counts twice"):
        rows = Publication.everywhere.filter(
            to=upper, year=year, withdrawn_at=None, until__gte=timezone.localdate()
        ).exclude(network=lower)
        found: dict[str, set[str]] = {}
        for counted in rows.values_list("counted", flat=True):
            for name, who in counted.items():
                found.setdefault(name, set()).update(mark for marks in who for mark in marks)
        return found


def _before(lower: Network, upper: Network, year: int) -> Publication | None:
    """The last publication of that year, also a withdrawn one: whoever saw it can subtract."""
    with in_network(lower):
        return Publication.objects.filter(to=upper, year=year).order_by("-created_at", "-pk").first()


def _members(there: Have, elsewhere: dict[str, set[str]]) -> tuple[dict, list, int]:
    taken = elsewhere.get("members", set())
    counts: dict[str, int] = {}
    who: list[Marks] = []
    below = method.all_marks(
        marks for counted in there.counted_below.values() for marks in marks_in(counted, "members")
    )
    for key, marks in there.members.items():
        if marks & taken or marks & below:
            continue
        who.append(marks)
        counts[there.country[key]] = counts.get(there.country[key], 0) + 1
    rest = twice = 0
    for row in there.received:
        part = row.content.get("members")
        if part:
            for code, number in part["countries"].items():
                counts[code] = counts.get(code, 0) + number
            rest += part["other"]
            whose = marks_in(there.counted_below[row.pk], "members")
            twice += method.overlap(whose, taken)
            who += whose
    shown, other = method.countries_shown(counts)
    content = {"total": sum(counts.values()) + rest, "countries": shown, "other": other + rest}
    return content, [sorted(marks) for marks in who], twice


def _figures(there: Have, elsewhere: dict[str, set[str]]) -> dict[str, tuple[Sum, list[Marks], int]]:
    """Totals by "figure|currency", with whose they are and how many may be counted twice."""
    sums: dict[str, Sum] = {}
    again: dict[str, int] = {}
    for row in there.received:
        for name, part in row.content.get("figures", {}).items():
            whose = marks_in(there.counted_below[row.pk], name)
            sums.setdefault(name, Sum()).add(Decimal(part["amount"]), whose, part["count"])
            again[name] = again.get(name, 0) + method.overlap(whose, elsewhere.get(name, set()))
    for (key, currency), values in there.values.items():
        name = f"{key}|{currency}"
        total = sums.setdefault(name, Sum())
        below = method.all_marks(total.who)
        taken = elsewhere.get(name, set())
        for organisation, amount in values.items():
            marks = there.members.get(organisation, frozenset({f"row:{organisation}"}))
            if not (marks & below or marks & taken):
                total.add(amount, [marks])
    return {name: (total, total.who, again.get(name, 0)) for name, total in sums.items()}


def _profiles(lower: Network) -> list[dict[str, str]]:
    """What members marked as public of themselves, as everybody could read it."""
    with in_network(lower):
        rows = public_page.public_members(
            public_page.public_rows().order_by("name", "pk")[:MOST_PROFILES], Reader((lower.language,))
        )
    return [
        {
            "name": one.name,
            "country": one.country,
            "place": one.place,
            "website": one.website,
            "description": one.description.text if one.description else "",
            "language": one.description.language if one.description else "",
        }
        for one in rows
    ]


@transaction.atomic
def publish(seat: Organisation, year: int, kinds: Iterable[str], until: date, by: Person) -> Publication:
    """Let the network above know; what was published of that year before is replaced. Raises CannotPublish."""
    lower, upper = seat.stands_for, seat.network
    if lower is None:
        raise CannotPublish(_("Your network is no member there any more."))
    today = timezone.localdate()
    if not today <= until <= today + timedelta(days=MOST_DAYS):
        raise CannotPublish(_("Choose a day in the next three years."))
    kinds = [kind for kind in Publication.KINDS if kind in set(kinds)]
    if not kinds:
        raise CannotPublish(_("Choose at least one thing that you let the other network know."))
    Network.objects.select_for_update().get(pk=upper.pk)  # of two networks below at once one counts first
    content, counted = draft(lower, upper, year, kinds)
    with in_network(lower):
        old = Publication.objects.filter(to=upper, year=year, withdrawn_at=None).first()
        if old is not None:
            _take_back(old, seat)
        made = Publication.objects.create(
            to=upper, year=year, kinds=kinds, until=until, allowed_by=by, content=content, counted=counted
        )
        record("publication.made", made, actor=by)
    with in_network(upper):
        Received.objects.create(organisation=seat, origin=made.pk, year=year, until=until, content=content)
        _represented(seat, year, content)
        record("publication.received", seat, organisations=[seat], year=year)
    return made


def _represented(seat: Organisation, year: int, content: dict) -> None:
    """How many members the network represents is a figure of the member above, unless it declared one."""
    figure = Figure.objects.filter(key="represented").first()
    total = content.get("members", {}).get("total")
    if figure is not None and total is not None:
        row, made = FigureValue.objects.get_or_create(
            organisation=seat, figure=figure, year=year, defaults={"amount": total, "source": "entered"}
        )
        if not made and row.source == "entered" and row.by_id is None:
            row.amount = total
            row.save(update_fields=["amount"])


@transaction.atomic
def withdraw(publication: Publication, by: Person | None = None) -> bool:
    """Take back what was published: the copy above is deleted that moment. Twice is once."""
    with across_networks("the copy in the network above"):
        seat = Organisation.everywhere.filter(
            network=publication.to_id, stands_for=publication.network_id
        ).first()
    with in_network(publication.network_id):
        if not _take_back(publication, seat):
            return False
        record("publication.withdrawn", publication, actor=by)
    return True


def _take_back(publication: Publication, seat: Organisation | None) -> bool:
    won = Publication.objects.filter(pk=publication.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
    with in_network(publication.to_id):
        Received.objects.filter(origin=publication.pk).delete()
        if seat is not None:
            FigureValue.objects.filter(
                organisation=seat, figure__key="represented", year=publication.year, source="entered", by=None
            ).delete()
    return bool(won)


@job("levels.ended", every=timedelta(hours=12))
def delete_ended(row: Job | None = None) -> int:
    """Copies whose time is over are deleted."""
    with across_networks("copies whose time is over"):
        return Received.everywhere.filter(until__lt=timezone.localdate()).delete()[0]
