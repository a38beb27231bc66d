"""Who was there, from–to: measured, or written by a person; corrected by hand, with who did it. A removed row stays to be seen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from networks.participation.occasions.models import Attendance, Occasion
from networks.people.models import Organisation, Person

GAP = 120  # seconds: a measured stretch that begins within this after the last one is the same stretch


@dataclass(frozen=True)
class Stretch:
    """Somebody was seen from–to. `seat` names who it was, also where nobody knows their name."""

    seat: UUID
    since: datetime
    until: datetime
    person: Person | None = None
    organisation: Organisation | None = None
    country: str = ""


def standing(occasion: Occasion) -> QuerySet[Attendance]:
    """The list as it holds now."""
    return Attendance.objects.filter(occasion=occasion, removed_at=None)


@transaction.atomic
def measure(occasion: Occasion, stretches: Iterable[Stretch]) -> int:
    """Bring the measured rows up to date with `stretches`; what a person corrected stays as they left it. Twice is once.

    Returns how many rows were made or made longer.
    """
    Occasion.objects.select_for_update().get(pk=occasion.pk)
    of_seat: dict[Any, list[Attendance]] = defaultdict(list)
    for row in Attendance.objects.filter(occasion=occasion, seat_id__isnull=False).order_by("since"):
        of_seat[row.seat_id].append(row)
    changed, new = 0, []
    for stretch in sorted(stretches, key=lambda s: (s.seat, s.since)):
        rows = of_seat[stretch.seat]
        if any(row.corrected_at or row.removed_at for row in rows):
            continue  # somebody has looked at this one
        last = rows[-1] if rows else None
        if last and (stretch.since - last.until).total_seconds() <= GAP:
            if stretch.until > last.until:
                last.until = stretch.until
                if not last._state.adding:
                    last.save(update_fields=["until"])
                changed += 1
            continue
        row = Attendance(
            network_id=occasion.network_id,
            occasion=occasion,
            person=stretch.person,
            organisation=stretch.organisation,
            name=stretch.person.shown_name[:120] if stretch.person else "",
            country=stretch.country,
            seat_id=stretch.seat,
            since=stretch.since,
            until=stretch.until,
        )
        rows.append(row)
        new.append(row)
    Attendance.objects.bulk_create(new, batch_size=500)
    return changed + len(new)


FIELDS = ("person", "organisation", "country", "since", "until")


@transaction.atomic
def add(occasion: Occasion, values: Mapping[str, Any], *, by: Person) -> Attendance:
    """Write somebody onto the list by hand."""
    person = values.get("person")
    return Attendance.objects.create(
        occasion=occasion,
        name=person.shown_name[:120] if person else "",
        measured=False,
        corrected_by=by,
        corrected_at=timezone.now(),
        **{name: values.get(name) or None if name != "country" else values.get(name, "") for name in FIELDS},
    )


@transaction.atomic
def correct(row: Attendance, values: Mapping[str, Any], *, by: Person) -> Attendance:
    """Correct a row: the old one is removed and stays to be seen, the new one says who corrected it."""
    made = add(row.occasion, values, by=by)
    Attendance.objects.filter(pk=made.pk).update(seat_id=row.seat_id)
    remove(row, by=by)
    made.seat_id = row.seat_id
    return made


@transaction.atomic
def remove(row: Attendance, *, by: Person) -> None:
    """Take a row off the list. Twice is once."""
    Attendance.objects.filter(pk=row.pk, removed_at=None).update(
        removed_at=timezone.now(), corrected_by=by, corrected_at=timezone.now()
    )


def present(rows: Iterable[Attendance]) -> dict[Any, list[tuple[datetime, datetime]]]:
    """Return, for each who was there (person, seat, or row where neither is known), when: merged, so that nothing counts twice."""
    spans: dict[Any, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in rows:
        if row.until and row.until > row.since:
            spans[row.person_id or row.seat_id or row.pk].append((row.since, row.until))
    return {who: merged(found) for who, found in spans.items()}


def merged(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Return spans in order, those that overlap or touch as one."""
    done: list[tuple[datetime, datetime]] = []
    for since, until in sorted(spans):
        if done and since <= done[-1][1]:
            done[-1] = (done[-1][0], max(done[-1][1], until))
        else:
            done.append((since, until))
    return done
