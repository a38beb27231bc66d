"""What organisations gained from a session: hours of exchange, and new contacts. Both follow from who was there.

Hours: the time that an organisation's people were present, each in their own time (the day in their own zone), added up.
Contacts: two organisations sat in one breakout group of at most eight while both were there, and had not met in 24 months.
A contact is counted once a pair and never has a price; each of the two organisations has met the other.

`settle` compares what should stand with what stands, and corrects by reversals: it may be called as often as one likes.
"""

from calendar import monthrange
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from networks.base.times import zone_of_country
from networks.meet.sessions.models import BreakoutGroup, Encounter, Session
from networks.participation.occasions.attending import merged, standing
from networks.people.models import Organisation, Person
from networks.record.models import Benefit, BenefitKind
from networks.record.rules import benefit, reverse_benefit

HOURS, MET = "present", "met_in_breakout_group"  # how each is computed
SMALL = 8  # a breakout group in which everybody speaks with everybody
MONTHS = 24
TOGETHER = timedelta(minutes=1)  # shorter than this nobody has met


@transaction.atomic
def settle(session: Session) -> None:
    """Make the benefits and encounters of `session` what its attendance says. Twice is once."""
    Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    rows = list(standing(session.occasion).select_related("person", "organisation"))
    if session.rehearsal:
        rows = []
    _settle(session, HOURS, BenefitKind.HOURS, "hours", hours(session, rows))
    _keep_encounters(session, rows)
    _settle(session, MET, BenefitKind.CONTACT, "contacts", contacts(session, rows))


def _settle(session: Session, how: str, kind: str, unit: str, wanted: dict[tuple, Decimal]) -> None:
    """Bring the benefits computed by `how` to `wanted`: (organisation key, what, day) → amount."""
    about = {"about": session.label, "about_id": session.pk, "how": how}
    rows = list(
        Benefit.objects.filter(**about, reverses=None)
        .select_related("organisation", "reversal")
        .order_by("pk")
    )
    times: dict[str, int] = defaultdict(int)
    stands: dict[str, Benefit] = {}
    for row in rows:
        base = row.cause.rsplit(":", 1)[0]
        times[base] += 1
        if not hasattr(row, "reversal"):
            stands[base] = row
    causes = {f"{how}:{session.pk}:{house}:{what}:{day}": key for key in wanted for house, what, day in [key]}
    for base, row in stands.items():
        key = causes.get(base)
        if key is None or wanted[key] != row.amount:
            reverse_benefit(row)
    houses = Organisation.everywhere.in_bulk({key[0] for key in wanted})
    for base, key in causes.items():
        row = stands.get(base)
        if wanted[key] > 0 and (row is None or row.amount != wanted[key]):
            benefit(
                houses[key[0]],
                kind,
                wanted[key],
                unit,
                how=how,
                cause=f"{base}:{times[base] + 1}",
                about=session,
                on=key[2],
                activity="sessions",
                project=(session.programme.project if session.programme else "")[:120],
            )


# ---- hours ----


def hours(session: Session, rows) -> dict[tuple, Decimal]:
    """Return (organisation key, "", day) → hours that its people were present on that day of their own."""
    spans: dict[Any, list] = defaultdict(list)
    zones: dict[Any, str] = {}
    for row in rows:
        if row.organisation_id and row.until and row.until > row.since:
            who = (row.organisation_id, row.person_id or row.seat_id or row.pk)
            spans[who].append((row.since, row.until))
            zones[who] = own_zone(row.person, row.organisation, session)
    seconds: dict[tuple, float] = defaultdict(float)
    for (house, who), found in spans.items():
        for since, until in merged(found):
            for day, part in by_day(since, until, zones[house, who]):
                seconds[house, "", day] += part
    return {
        key: (Decimal(str(n)) / 3600).quantize(Decimal("0.01"), ROUND_HALF_UP) for key, n in seconds.items()
    }


def own_zone(person: Person | None, organisation: Organisation | None, session: Session) -> str:
    """The zone of somebody's own time: theirs, else their organisation's country's, else the session's."""
    return (
        (person.zone if person else "")
        or (zone_of_country(organisation.country) if organisation else "")
        or session.occasion.zone
    )


def by_day(since: datetime, until: datetime, zone: str) -> list[tuple[date, float]]:
    """Return the seconds of a span on each day of `zone`."""
    found, here = [], ZoneInfo(zone)
    while since < until:
        local = since.astimezone(here)
        midnight = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), tzinfo=here)
        end = min(until, midnight.astimezone(since.tzinfo))
        if end <= since:  # clocks that change at midnight
            end = until
        found.append((local.date(), (end - since).total_seconds()))
        since = end
    return found


# ---- contacts ----


def held_on(session: Session) -> date:
    """The day of the session where it was planned to be."""
    return (session.started_at or timezone.now()).astimezone(ZoneInfo(session.occasion.zone)).date()


def tables(session: Session, rows) -> list[tuple[BreakoutGroup, list]]:
    """Return each breakout group that was, with its seats of which somebody was there while it lasted."""
    spans = defaultdict(list)
    for row in rows:
        if row.until:
            for key in {row.seat_id, row.person_id} - {None}:
                spans[key].append((row.since, row.until))
    groups = (
        BreakoutGroup.objects.filter(plan__part__session=session, plan__published_at__isnull=False)
        .select_related("plan")
        .prefetch_related("places__seat__organisation", "places__seat__person")
        .order_by("plan__published_at", "number")
    )
    found = []
    for group in groups:
        begun = group.plan.published_at
        ended = group.plan.ended_at or session.ended_at or timezone.now()
        there = []
        for place in group.places.all():
            seat = place.seat
            end = min(ended, place.left_at or ended)
            mine = merged(spans[seat.pk] + (spans[seat.person_id] if seat.person_id else []))
            together = sum((max(min(u, end) - max(s, begun), timedelta()) for s, u in mine), timedelta())
            if together >= TOGETHER and not seat.simulated:
                there.append(seat)
        found.append((group, sorted(there, key=lambda seat: seat.pk)))
    return found


def _keep_encounters(session: Session, rows) -> None:
    """Make the encounters of `session` those of its breakout groups, by attendance."""
    wanted = {}
    day = held_on(session)
    for group, seats in tables(session, rows):
        people = {seat.person_id: seat for seat in seats if seat.person_id}
        for a, b in combinations(sorted(people), 2):
            wanted[group.pk, a, b] = Encounter(
                network_id=session.network_id,
                session=session,
                group=group,
                a=people[a].person,
                b=people[b].person,
                a_organisation=people[a].organisation,
                b_organisation=people[b].organisation,
                met_on=day,
            )
    there = {(row.group_id, row.a_id, row.b_id): row for row in Encounter.objects.filter(session=session)}
    gone = [row.pk for key, row in there.items() if key not in wanted and key[0] is not None]
    Encounter.objects.filter(pk__in=gone).delete()
    Encounter.objects.bulk_create([row for key, row in wanted.items() if key not in there], batch_size=500)


def contacts(session: Session, rows) -> dict[tuple, Decimal]:
    """Return (organisation key, key of whom it met, day) → 1 for every pair that met here for the first time in 24 months."""
    pairs = set()
    for _group, seats in tables(session, rows):
        if len(seats) <= SMALL:
            houses = sorted({seat.organisation_id for seat in seats if seat.organisation_id})
            pairs.update(combinations(houses, 2))
    day = held_on(session)
    new = pairs - _met_before(session, {house for pair in pairs for house in pair}, day)
    return {key: Decimal(1) for a, b in new for key in ((a, b, day), (b, a, day))}


def _met_before(session: Session, houses: set, day: date) -> set[tuple]:
    """Return the pairs among `houses` that met in the 24 months before `session` began. Two queries, however many there are."""
    before = Session.everywhere.filter(started_at__lt=session.started_at, network=session.network_id)
    since = months_before(day, MONTHS)
    met = {
        tuple(sorted(pair))
        for pair in Encounter.objects.filter(
            session__in=before, met_on__gt=since, a_organisation__in=houses, b_organisation__in=houses
        ).values_list("a_organisation", "b_organisation")
    }
    # Guests are in no encounter; that their organisations met is remembered by the benefit.
    for house, cause in Benefit.objects.filter(
        organisation__in=houses, how=MET, happened_on__gt=since, reverses=None, reversal=None,
        about=session.label, about_id__in=before.values("pk"),
    ).values_list("organisation", "cause"):  # fmt: skip
        met.add(tuple(sorted((house, UUID(cause.split(":")[3])))))
    return met


def months_before(day: date, months: int) -> date:
    """Return the same day some months earlier, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
