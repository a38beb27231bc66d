"""Who is there: heard from within 45 seconds, a person and not a connection. Written for all at once, every few seconds."""

import logging
import threading
from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import close_old_connections, transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from networks.base.tenancy import in_network
from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import Seat, SeatPresence, Session
from networks.meet.sessions.models.taking_part import HERE

log = logging.getLogger(__name__)
WRITE = 5.0  # seconds between writings
CONNECTED = timedelta(seconds=25)  # heard from within a beat and a writing, with a margin
GAP = timedelta(seconds=120)  # a longer silence begins a new stretch

_heard: dict[tuple[UUID, UUID], dict[UUID, bool]] = defaultdict(dict)  # seat → whether by a page
_lately: dict[tuple[UUID, UUID], datetime] = {}  # where somebody is → when it was last looked who has left
_lock = threading.Lock()
_writer: threading.Thread | None = None
_stop = threading.Event()


def heard(session: UUID, network: UUID, seat: UUID, *, by_page: bool = False) -> None:
    """Note that a seat was heard from; it is written soon, together with others. Whoever opened a page reads it for a while,
    and perhaps without a script, so that nothing more is heard meanwhile."""
    with _lock:
        known = _heard[session, network]
        known[seat] = by_page and known.get(seat, True)


def counts(session: Session) -> tuple[int, int]:
    """Return how many are here, and how many of them are connected at this moment."""
    now = timezone.now()
    seen = Seat.objects.filter(session=session, removed_at=None).values_list("last_seen_at", flat=True)
    times = list(seen.filter(last_seen_at__gt=now - HERE))
    return len(times), sum(1 for at in times if at > now - CONNECTED)


def write() -> None:
    """Write who was heard from since the last writing."""
    with _lock:
        waiting = dict(_heard)
        _heard.clear()
    for (session, network), seats in waiting.items():
        with in_network(network):
            _write(session, network, seats)
    now = timezone.now()
    _lately.update(dict.fromkeys(waiting.keys() - _lately.keys(), now))
    for (session, network), looked in list(_lately.items()):
        with in_network(network):
            if _tell_of_leaving(session, looked, now):
                _lately[session, network] = now
            else:  # nobody is there any more
                del _lately[session, network]


@transaction.atomic
def _tell_of_leaving(session_key: UUID, looked: datetime, now: datetime) -> bool:
    """Tell those who look where somebody was last heard from so long ago, since the last look, that they count no more; return
    whether anybody is still there."""
    seats = Seat.objects.filter(session_id=session_key, removed_at=None)
    silent = [Q(last_seen_at__gt=looked - long, last_seen_at__lte=now - long) for long in (CONNECTED, HERE)]
    seen = seats.aggregate(left=Count("pk", filter=silent[0] | silent[1]), last=Max("last_seen_at"))
    if seen["left"] and (session := Session.objects.filter(pk=session_key).first()):
        tell(session, "presence")
    return seen["last"] is not None and seen["last"] > now - HERE


@transaction.atomic
def _write(session_key: UUID, network: UUID, heard_by_page: dict[UUID, bool]) -> None:
    now = timezone.now()
    seats = sorted(heard_by_page)
    until = {seat: now + HERE if by_page else now for seat, by_page in heard_by_page.items()}
    rows = Seat.objects.filter(session_id=session_key, pk__in=seats)
    back = rows.filter(last_seen_at__lte=now - HERE).count()
    rows.update(last_seen_at=now)
    stretches = SeatPresence.objects.filter(seat_id__in=seats, until__gt=now - GAP)
    going_on = dict(stretches.values_list("seat_id", "pk"))
    for moment in set(until.values()):
        keys = [key for seat, key in going_on.items() if until[seat] == moment]
        SeatPresence.objects.filter(pk__in=keys).update(until=moment)
    known = set(rows.values_list("pk", flat=True))
    SeatPresence.everywhere.bulk_create(
        SeatPresence(network_id=network, seat_id=seat, since=now, until=until[seat])
        for seat in seats
        if seat in known and seat not in going_on
    )
    if back and (session := Session.objects.filter(pk=session_key).first()):
        tell(session, "presence")


def start() -> None:
    """Write every few seconds, from now on."""
    global _writer
    _stop.clear()
    if _writer is None or not _writer.is_alive():
        _writer = threading.Thread(target=_write_and_rest, name="presence", daemon=True)
        _writer.start()


def stop() -> None:
    """Write what waits, and write no more."""
    _stop.set()
    if _writer is not None:
        _writer.join(2)


def _write_and_rest() -> None:
    while not _stop.is_set():
        _stop.wait(WRITE)
        try:
            write()
        except Exception:
            log.exception("presence was not written")
        finally:
            close_old_connections()
