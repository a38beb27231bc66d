"""Answers that arrive within a few milliseconds are committed in one transaction; each is confirmed after it, never before.

One lock of the part, one number, one flush to the disk for all of them: that is what 200 answers a second cost little by.
"""

import asyncio
import logging
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import close_old_connections

from networks.base.tenancy import in_network
from networks.meet.sessions.models import Session
from networks.meet.sessions.rules import answering, seating
from networks.meet.sessions.rules.answering import Draft, Outcome
from networks.meet.sessions.words import Words, words_for

log = logging.getLogger(__name__)
GATHER, LONGEST = 0.02, 0.1  # seconds that answers are gathered: as long as no other waits, and at most
REST = 3  # times what the last transaction took; so that writing takes a quarter of the time, and pages and streams the rest
MOST = 200  # answers in one transaction
A_MINUTE = 60  # answers that one seat may send in a minute
KNOWN = 2.0  # seconds for which a code is remembered


@dataclass
class Entry:
    code: str
    draft: Draft
    done: asyncio.Future


class Committer:
    """Takes answers of all sessions in one event loop. One thread writes; while it does, the next ones gather."""

    def __init__(self):
        self.waiting: list[Entry] = []
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="answers")
        self.task: asyncio.Task | None = None
        self.sent: Counter[str] = Counter()  # by seat, in this minute
        self.minute = 0

    async def accept(self, code: str, draft: Draft) -> tuple[Outcome, Words]:
        """Return what became of `draft`, once that is durable."""
        if self._too_many(draft.secret):
            return Outcome(draft, refused="too_many"), Words("en", {})
        done = asyncio.get_running_loop().create_future()
        self.waiting.append(Entry(code, draft, done))
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._run())
        return await done

    def _too_many(self, secret: str) -> bool:
        minute = int(time.monotonic() // 60)
        if minute != self.minute:
            self.minute = minute
            self.sent.clear()
        self.sent[secret] += 1
        return self.sent[secret] > A_MINUTE

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        gather = GATHER
        while self.waiting:
            await asyncio.sleep(gather)
            batch, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
            began = loop.time()
            results = await loop.run_in_executor(self.thread, commit, batch)
            gather = min(LONGEST, max(GATHER, REST * (loop.time() - began)))
            for entry, result in zip(batch, results, strict=True):
                if entry.done.done():  # the phone hung up; it will ask again, with the same key
                    continue
                if isinstance(result, Exception):
                    entry.done.set_exception(result)
                else:
                    entry.done.set_result(result)


def commit(batch: list[Entry]) -> list[Any]:
    """Commit the answers of `batch`, those of each session together; return for each its outcome and words, or an error."""
    results: dict[int, Any] = {}
    by_code: dict[str, list[int]] = {}
    for index, entry in enumerate(batch):
        by_code.setdefault(entry.code, []).append(index)
    try:
        for code, indexes in by_code.items():
            results |= zip(indexes, _commit(code, [batch[i] for i in indexes]), strict=True)
    finally:
        close_old_connections()
    return [results[index] for index in range(len(batch))]


_sessions: dict[str, tuple[float, Session]] = {}


def _session(code: str, secret: str) -> Session | None:
    """Find a session by its code (remembered for a moment), or by a seat of it where its code has died."""
    known = _sessions.get(code)
    if known and known[0] > time.monotonic():
        return known[1]
    found = seating.find_session(code)
    if found is None:
        seat = seating.find_seat(secret)
        return seat.session if seat else None
    if len(_sessions) > 200:
        _sessions.clear()
    _sessions[code] = (time.monotonic() + KNOWN, found)
    return found


def _commit(code: str, entries: list[Entry]) -> list[Any]:
    try:
        session = _session(code, entries[0].draft.secret)
        if len(entries) > 1 and code not in _sessions:  # a dead code: each one's seat says where it leads
            return [result for entry in entries for result in _commit(code, [entry])]
        if session is None:
            return [(Outcome(entry.draft, refused="gone"), Words("en", {})) for entry in entries]
        with in_network(session.network_id):
            # State is read in the transaction, so that an answer is judged by what holds when it is written.
            fresh = Session.objects.select_related("network").get(pk=session.pk)
            outcomes = answering.accept(fresh, [entry.draft for entry in entries])
            return [(outcome, _words(outcome, fresh)) for outcome in outcomes]
    except Exception as error:
        if len(entries) == 1:
            log.exception("an answer was not accepted")
            return [error]
        log.warning("answers are accepted one by one, because together: %s", type(error).__name__)
        return [result for entry in entries for result in _commit(code, [entry])]


def _words(outcome: Outcome, session: Session) -> Words:
    seat = outcome.draft.seat
    return words_for(session.network_id, seat.language if seat else "en")
