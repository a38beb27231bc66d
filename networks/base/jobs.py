"""Work in the background: written with the rule that asks for it, done once, tried again, with progress shown.

    @job("report.pdf")
    def make_report(job, session): ...

    ask("report.pdf", session=str(session.pk), key=f"report:{session.pk}:{number}")

A job row is the truth. A runner takes a row by a lease; a runner that dies lets its lease run out and another takes over,
so a job may run twice and must do its work once (idempotent). The embedded default runs jobs in threads of the server.
"""

import logging
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from networks.base.models import Hold, Job
from networks.base.tenancy import across_networks, current_network_id, in_network

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
KEPT = timedelta(days=14)
_kinds: dict[str, Callable[..., Any]] = {}
_attempts: dict[str, int] = {}
_every: dict[str, timedelta] = {}
_slow: set[str] = set()
_mails: set[str] = set()
MAIL = "mail"  # the name of what is held
URGENT = 100  # priority of what somebody sits before a page and waits for
_wake = threading.Event()


def job(
    kind: str, *, attempts: int = 5, every: timedelta | None = None, slow: bool = False, mails: bool = False
) -> Callable:
    """Register a function as the work of `kind`. With `every` it is run again and again, without network.

    `slow` work has a thread of its own, so that messages and what people wait for never stand behind it.
    Work that `mails` waits while outgoing mail is held, but for what somebody sits and waits for (a code to sign in).
    """

    def register(function):
        _kinds[kind], _attempts[kind] = function, attempts
        if every:
            _every[kind] = every
        if slow:
            _slow.add(kind)
        if mails:
            _mails.add(kind)
        return function

    return register


def ask(
    kind: str,
    *,
    key: str | None = None,
    after: timedelta | None = None,
    priority: int = 0,
    by=None,
    **arguments,
) -> Job | None:
    """Write a job; it is done once the transaction is committed. The same `key` while one waits or runs is the same job.

    Returns the job, or None where one with that key is there already.
    """
    if kind not in _kinds:
        raise LookupError(f"No job is called {kind!r}")
    values = {
        "network_id": current_network_id(),
        "kind": kind,
        "arguments": arguments,
        "key": key,
        "priority": priority,
        "asked_by": by,
        "run_at": timezone.now() + (after or timedelta()),
    }
    try:
        with transaction.atomic():
            made = Job.objects.create(**values)
    except IntegrityError:
        return None
    transaction.on_commit(_wake.set)
    return made


def progress(row: Job, done: int, of: int) -> None:
    """Show how far a job is, and keep its lease."""
    row.done_so_far, row.done_of = done, of
    Job.objects.filter(pk=row.pk).update(done_so_far=done, done_of=of, lease_until=timezone.now() + LEASE)


def progress_apart(row: Job, done: int, of: int) -> None:
    """The same for work that is one transaction: shown and kept while it lasts, on a connection of its own.

    In SQLite nobody else writes during a transaction: there the cache of this process tells it to `how_far`.
    """
    if connection.vendor == "sqlite":
        cache.set(f"job:{row.pk}", (done, of), 3600)
        return

    def write() -> None:
        try:
            progress(row, done, of)
        finally:
            close_old_connections()
            connection.close()

    thread = threading.Thread(target=write, name="jobs-progress")
    thread.start()
    thread.join()


def how_far(row: Job) -> Job:
    """The job with how far it is, also where its work is one transaction."""
    row.done_so_far, row.done_of = cache.get(f"job:{row.pk}") or (row.done_so_far, row.done_of)
    return row


def take_next(kinds: list[str] | None = None, besides: list[str] | None = None) -> Job | None:
    """Take the most urgent job that waits, or whose lease ran out. Of two runners one gets it."""
    now = timezone.now()
    free = Q(state=Job.State.WAITING, run_at__lte=now) | Q(state=Job.State.RUNNING, lease_until__lt=now)
    candidates = (
        Job.objects.filter(free, kind__in=list(_kinds) if kinds is None else kinds)
        .exclude(kind__in=besides or [])
        .exclude(held_mail())
        .order_by("-priority", "run_at", "id")
    )
    for row in candidates[:5]:
        won = Job.objects.filter(free, pk=row.pk, attempts=row.attempts).update(
            state=Job.State.RUNNING, lease_until=now + LEASE, attempts=F("attempts") + 1
        )
        if won:
            row.refresh_from_db()
            return row
    return None


def held_mail() -> Q:
    """Which jobs wait because outgoing mail is held (after a backup was restored)."""
    if not Hold.objects.filter(name=MAIL).exists():
        return Q(pk__in=[])
    return Q(kind__in=list(_mails), priority__lt=URGENT)


def hold_mail() -> None:
    """Let no message leave until `release_mail`."""
    Hold.objects.get_or_create(name=MAIL)


def release_mail(discard: bool = False) -> int:
    """Let messages leave again; with `discard` those that wait are given up instead. Returns how many there were."""
    waiting = Job.objects.filter(kind__in=list(_mails), state=Job.State.WAITING)
    if discard:
        count = waiting.update(state=Job.State.FAILED, key=None, error="given up", ended_at=timezone.now())
    else:
        count = waiting.count()
    Hold.objects.filter(name=MAIL).delete()
    _wake.set()
    return count


def run(row: Job) -> None:
    """Do one job that was taken; keep its outcome, or let it be tried again later."""
    scope = in_network(row.network) if row.network_id else across_networks(f"job {row.kind}")
    try:
        with scope:
            result = _kinds[row.kind](row, **row.arguments)
        Job.objects.filter(pk=row.pk).update(
            state=Job.State.DONE, key=None, result=result, ended_at=timezone.now(), lease_until=None
        )
    except Exception:
        log.exception("job %s %s failed", row.kind, row.pk)
        again = row.attempts < _attempts.get(row.kind, 1)
        Job.objects.filter(pk=row.pk).update(
            state=Job.State.WAITING if again else Job.State.FAILED,
            key=F("key") if again else None,
            error=traceback.format_exc()[-4000:],
            run_at=timezone.now() + timedelta(seconds=min(600, 2**row.attempts)),
            lease_until=None,
            ended_at=None if again else timezone.now(),
        )


def run_all(limit: int = 1000) -> int:
    """Do everything that waits, here and now (tests, commands). Returns how many jobs ran."""
    for count in range(limit):
        row = take_next()
        if row is None:
            return count
        run(row)
    return limit


def ask_what_is_due() -> None:
    """Write the jobs that come back every so often."""
    for kind, every in _every.items():
        slot = int(time.time() // every.total_seconds())
        with across_networks("periodic jobs"), nullcontext():
            if not Job.objects.filter(kind=kind, arguments={}, asked_at__gt=timezone.now() - every).exists():
                ask(kind, key=f"{kind}:{slot}")
    Job.objects.filter(ended_at__lt=timezone.now() - KEPT).delete()


class Runner:
    """Threads that do jobs in this process until stopped: `quick` ones for what is quick, one for what is slow."""

    def __init__(self, quick: int = 1) -> None:
        self.stopping = threading.Event()
        self.threads = [
            threading.Thread(
                target=self._work, args=(slow,), daemon=True, name=f"jobs-{'slow' if slow else 'quick'}"
            )
            for slow in [False] * max(1, quick) + [True]
        ]

    def start(self) -> None:
        for thread in self.threads:
            thread.start()

    def stop(self, seconds: float = 5) -> None:
        self.stopping.set()
        _wake.set()
        for thread in self.threads:
            thread.join(seconds)

    def _work(self, slow: bool) -> None:
        looked = 0.0
        while not self.stopping.is_set():
            try:
                if not slow and time.monotonic() - looked > 30:
                    looked = time.monotonic()
                    ask_what_is_due()
                row = take_next(kinds=sorted(_slow)) if slow else take_next(besides=sorted(_slow))
                if row is not None:
                    run(row)
                    continue
            except Exception:
                log.exception("the job runner goes on")
                time.sleep(1)
            finally:
                close_old_connections()
            if slow:
                self.stopping.wait(1)
            else:
                _wake.wait(2)
                _wake.clear()
