"""Streams of server-sent events, for participants, consoles and big screens.

    return stream(request, session, Looker("console", "en"), allowed=lambda: may_run(actor, session))

A message is one JSON object: `n` the number it leads to · `put` {region: html} · `add` {region: [html, the newest first]} ·
`counts` {name: number} · `whole` where it replaces everything. An event `end` says that the stream is over, and why.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse

from networks.meet.sessions.live import hub as hubs_module
from networks.meet.sessions.live.hub import BEAT, Alike, Hub, hubs
from networks.meet.sessions.live.moment import Looker
from networks.meet.sessions.models import Seat, Session

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}


def start_number(last_event_id: str, asked: str) -> int:
    """Return the number that a reader knows: the last message they got, else the one their page was drawn at; -1: none."""
    for text in (last_event_id, asked):
        if text.isdecimal() and len(text) < 16:
            return int(text)
    return -1


class Reader:
    """One page that follows: what goes over its line, one piece after another."""

    __slots__ = (
        "_allowed",
        "_beat",
        "_begun",
        "_changed",
        "_checked",
        "_given",
        "_over",
        "_seat",
        "alike",
        "hub",
        "since",
    )

    def __init__(
        self,
        hub: Hub,
        alike: Alike,
        since: int,
        *,
        seat: Seat | None = None,
        allowed: Callable[[], bool] | None = None,
    ):
        self.hub, self.alike, self.since = hub, alike, since
        self._seat, self._allowed = seat.pk if seat else None, allowed
        self._changed: asyncio.Event | None = None  # of the last look; None: look at once
        self._begun = self._over = False
        self._given: float | None = None  # when the last message was given
        self._beat = self._checked = time.monotonic()

    async def next(self) -> bytes | None:
        """Wait for something to tell and return it; None once the seat is removed, the server stops or the reader is too slow."""
        hub = self.hub
        if self._over:
            return None
        if not self._begun:
            self._begun = True
            return f"retry: {random.randint(1000, 5000)}\n\n".encode()  # noqa: S311
        if self._given is not None and time.monotonic() - self._given > hubs_module.SLOWEST:
            return None
        while True:
            if self._changed is not None:
                await self._changed.wait()
            self._changed = hub.changed  # taken before looking: nothing that comes meanwhile is slept through
            if hub.ended:
                return self._end(b"restart")
            if self._seat in hub.removed:
                return self._end(hub.removed[self._seat])
            self.since, message = await hub.message(self.alike, self.since)
            now = time.monotonic()
            if self._allowed is not None and (message is not None or now - self._checked >= BEAT * 0.9):
                self._checked = now
                if not await sync_to_async(_asked)(self._allowed):
                    return self._end(b"removed")
            if message is not None:
                self._given = now
                return message.event
            if now - self._beat >= BEAT * 0.9:
                self._beat = self._given = now
                return f": still here\nevent: beat\nid: {self.since}\ndata: {self.since}\n\n".encode()

    def _end(self, why: bytes) -> bytes:
        self._over = True
        return b"event: end\ndata: " + why + b"\n\n"


async def _give_back() -> None:
    """Give the request's database connection back: Django would keep it until the stream ends."""
    await sync_to_async(close_old_connections)()


def _asked(allowed: Callable[[], bool]) -> bool:
    try:
        return allowed()
    finally:
        close_old_connections()


@asynccontextmanager
async def reading(
    session: Session,
    looker: Looker,
    since: int,
    *,
    seat: Seat | None = None,
    allowed: Callable[[], bool] | None = None,
) -> AsyncIterator[Reader]:
    """Somebody follows: the hub is kept running, and the reader tells what to send."""
    hub = hubs().of(session)
    async with hub.followed(looker, seat.pk if seat else None) as alike:
        yield Reader(hub, alike, since, seat=seat, allowed=allowed)


def stream(
    request: HttpRequest,
    session: Session,
    looker: Looker,
    *,
    seat: Seat | None = None,
    allowed: Callable[[], bool] | None = None,
) -> StreamingHttpResponse:
    """The response of an async view that streams. `allowed` is asked again before each message, and at every beat."""
    since = start_number(request.headers.get("Last-Event-ID", ""), request.GET.get("from", ""))

    async def chunks() -> AsyncIterator[bytes]:
        await _give_back()
        async with reading(session, looker, since, seat=seat, allowed=allowed) as reader:
            while (chunk := await reader.next()) is not None:
                yield chunk

    return StreamingHttpResponse(chunks(), content_type="text/event-stream", headers=HEADERS)


async def state(session: Session, looker: Looker, since: int, seat: Seat | None = None) -> str:
    """The same once, for pages that ask again and again."""
    await _give_back()
    hub = hubs().of(session)
    async with hub.followed(looker, seat.pk if seat else None) as alike:
        number, message = await hub.message(alike, since)
    return message.body if message else f'{{"n": {number}}}'
