"""Streams of server-sent events, for participants, consoles and big screens.

    return stream(request, session, Looker("console", "en"), allowed=lambda: may_run(actor, session))

A message is one JSON object: `n` the number it leads to · `put` {region: html} · `add` {region: [html, the newest first]} ·
`counts` {name: number} · `whole` where it replaces everything. An event `end` says that the stream is over, and why.
"""

import random
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from django.http import HttpRequest, StreamingHttpResponse

from networks.meet.sessions.live.hub import BEAT, Hub, hubs
from networks.meet.sessions.live.moment import Looker
from networks.meet.sessions.models import Seat, Session

SLOWEST = 20.0  # seconds that a reader may take for one message: the server keeps 64 kB for them, then they start anew
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "X-Content-Type-Options": "nosniff"}


def start_number(last_event_id: str, asked: str) -> int:
    """Return the number that a reader knows: the last message they got, else the one their page was drawn at; -1: none."""
    for text in (last_event_id, asked):
        if text.isdecimal() and len(text) < 16:
            return int(text)
    return -1


async def events(
    hub: Hub,
    looker: Looker,
    since: int,
    *,
    seat: Seat | None = None,
    allowed: Callable[[], bool] | None = None,
) -> AsyncIterator[bytes]:
    """Yield what `looker` has to be told from `since` on, until the seat is removed, the server stops or the reader is too slow."""
    yield f"retry: {random.randint(1000, 5000)}\n\n".encode()  # noqa: S311
    beat = checked = time.monotonic()
    while True:
        changed = hub.changed  # taken before looking: nothing that comes meanwhile is slept through
        if hub.ended:
            yield b"event: end\ndata: restart\n\n"
            return
        if seat is not None and seat.pk in hub.removed:
            yield b"event: end\ndata: removed\n\n"
            return
        since, message = await hub.message(looker, since)
        now = time.monotonic()
        if allowed is not None and now - checked >= BEAT * 0.9:
            checked = now
            if not await sync_to_async(_asked)(allowed):
                yield b"event: end\ndata: removed\n\n"
                return
        if message is not None:
            yield message.event
        elif now - beat >= BEAT * 0.9:
            beat = now
            yield f": still here\nevent: beat\nid: {since}\ndata: {since}\n\n".encode()
        if time.monotonic() - now > SLOWEST:
            return
        await changed.wait()


async def _give_back() -> None:
    """Give the request's database connection back: Django would keep it until the stream ends."""
    await sync_to_async(close_old_connections)()


def _asked(allowed: Callable[[], bool]) -> bool:
    try:
        return allowed()
    finally:
        close_old_connections()


async def followed(
    session: Session,
    looker: Looker,
    since: int,
    *,
    seat: Seat | None = None,
    allowed: Callable[[], bool] | None = None,
) -> AsyncIterator[bytes]:
    """The same, with the hub kept running."""
    async with hubs().of(session).followed(seat.pk if seat else None) as hub:
        async for chunk in events(hub, looker, since, seat=seat, allowed=allowed):
            yield chunk


def stream(
    request: HttpRequest,
    session: Session,
    looker: Looker,
    *,
    seat: Seat | None = None,
    allowed: Callable[[], bool] | None = None,
) -> StreamingHttpResponse:
    """The response of an async view that streams. `allowed` is asked again at every beat."""
    since = start_number(request.headers.get("Last-Event-ID", ""), request.GET.get("from", ""))

    async def chunks() -> AsyncIterator[bytes]:
        await _give_back()
        async with aclosing(followed(session, looker, since, seat=seat, allowed=allowed)) as told:
            async for chunk in told:
                yield chunk

    return StreamingHttpResponse(chunks(), content_type="text/event-stream", headers=HEADERS)


async def state(session: Session, looker: Looker, since: int, seat: Seat | None = None) -> str:
    """The same once, for pages that ask again and again."""
    await _give_back()
    async with hubs().of(session).followed(seat.pk if seat else None) as hub:
        number, message = await hub.message(looker, since)
    return message.body if message else f'{{"n": {number}}}'
