"""Who was at a session: measured from presence when it ends, listed, exported. What follows from it is in benefits.py."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from networks.base.jobs import ask, job
from networks.base.tenancy import in_network
from networks.meet.sessions.models import SeatPresence, Session
from networks.meet.sessions.models.planning import SessionState
from networks.meet.sessions.rules import benefits
from networks.participation.occasions import attending
from networks.participation.occasions.attending import Stretch
from networks.participation.occasions.models import Attendance
from networks.people.models import Affiliation
from networks.record.rules import record

log = logging.getLogger(__name__)
LAST_WRITING = timedelta(seconds=20)  # presence is written for all at once, every few seconds
FORGOTTEN = timedelta(hours=6)


def session_ended(session: Session) -> None:
    """Called in the transaction in which a session ends: measure now, and once more when the last presence is written."""
    measure(session)
    ask("sessions.attendance", after=LAST_WRITING, session=str(session.pk))


@job("sessions.attendance")
def attendance_job(row, session: str) -> int:
    """Measure once more, and settle what organisations gained, unless it goes on."""
    found = Session.objects.select_related("occasion").filter(pk=session).first()
    if found is None:
        return 0
    count = measure(found)
    if found.state == SessionState.ENDED:
        benefits.settle(found)
    return count


@transaction.atomic
def measure(session: Session) -> int:
    """Write the attendance of `session` from who was heard from while it ran. A rehearsal has none. Twice is once."""
    if session.rehearsal or session.started_at is None:
        return 0
    begun, ended = session.started_at, session.ended_at or timezone.now()
    rows = (
        SeatPresence.objects.filter(
            seat__session=session, seat__simulated=False, since__lt=ended, until__gt=begun
        )
        .select_related("seat__person", "seat__organisation")
        .order_by("since")
    )
    return attending.measure(
        session.occasion,
        [
            Stretch(
                row.seat_id,
                max(row.since, begun),
                min(row.until, ended),
                row.seat.person,
                row.seat.organisation,
                row.seat.country or (row.seat.organisation.country if row.seat.organisation else ""),
            )
            for row in rows
            if min(row.until, ended) > max(row.since, begun)
        ],
    )


@job("sessions.forgotten", every=timedelta(hours=1))
def forgotten_job(row) -> int:
    """Measure sessions that nobody ended although everybody has left, so that who was there is not lost."""
    count = 0
    now = timezone.now()
    for session in Session.everywhere.filter(
        state=SessionState.LIVE, rehearsal=False, binned_at=None, started_at__lt=now - FORGOTTEN
    ).select_related("occasion"):
        with in_network(session.network_id):
            here = SeatPresence.objects.filter(seat__session=session, until__gt=now - FORGOTTEN)
            if not here.exists():
                count += measure(session)
    return count


# ---- corrections ----


@transaction.atomic
def add(session: Session, values, by) -> Attendance:
    """Write somebody onto the list. A person without an organisation is there for their own, where they have one only."""
    person = values.get("person")
    if person and not values.get("organisation"):
        houses = Affiliation.objects.now().filter(person=person).select_related("organisation")[:2]
        if len(houses) == 1:
            house = houses[0].organisation
            values = {**values, "organisation": house, "country": values.get("country") or house.country}
    made = attending.add(session.occasion, values, by=by)
    _settled(session, by)
    return made


@transaction.atomic
def correct(session: Session, row: Attendance, values, by) -> Attendance:
    made = attending.correct(row, values, by=by)
    _settled(session, by)
    return made


@transaction.atomic
def remove(session: Session, row: Attendance, by) -> None:
    attending.remove(row, by=by)
    _settled(session, by)


def _settled(session: Session, by) -> None:
    record("attendance.corrected", session, actor=by)
    if session.state == SessionState.ENDED:
        benefits.settle(session)
