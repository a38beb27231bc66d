"""The two addresses that a whole room uses at once, served beside Django's middleware: an answer, and the stream.

`POST /j/{code}/answers/` with JSON and `GET /j/{code}/stream` (below a personal link, too). The same rules and messages as
in the views of the same names, which go on serving everything else, forms and other servers. Nothing here reads more of a
request than the code, the seat's secret and the answer.
"""

import asyncio
import json
import logging
import signal
import time
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from networks.meet.sessions.live import presence, streams, waking
from networks.meet.sessions.live.committing import Committer
from networks.meet.sessions.live.hub import all_hubs, in_worker

log = logging.getLogger(__name__)
LARGEST = 600_000  # bytes of an answer that is read at all
_committers: dict[asyncio.AbstractEventLoop, Committer] = {}


# ---- with the server ----


async def start() -> None:
    """The server starts: be woken, write presence, and end streams as soon as it is told to stop."""
    waking.in_this_process()
    waking.by_other_processes()
    presence.start()
    _end_streams_at(signal.SIGTERM, signal.SIGINT)


async def stop() -> None:
    """The server has stopped."""
    end_streams()
    await asyncio.to_thread(presence.stop)


def end_streams() -> None:
    for hubs in all_hubs():
        if not hubs.loop.is_closed():
            hubs.loop.call_soon_threadsafe(hubs.end)


def _end_streams_at(*signals: signal.Signals) -> None:
    """A server waits for open connections before it says that it stops, so its signals are heard here first."""
    for number in signals:
        before = signal.getsignal(number)
        if not callable(before) or getattr(before, "ends_streams", False):
            continue

        def heard(received, frame, before=before):
            end_streams()
            before(received, frame)

        heard.ends_streams = True
        try:
            signal.signal(number, heard)
        except ValueError:  # not in the main thread: a server inside a test
            return


# ---- one request ----


async def serve(scope, receive, send) -> bool:
    """Serve a request if it is one of the two; return whether it was."""
    parts = scope["path"].split("/")
    if len(parts) < 4 or parts[1] != "j":
        return False
    secret = ""
    if parts[3:4] == ["me"] and len(parts) > 5:
        secret, parts = parts[4], parts[:3] + parts[5:]
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    code, rest = parts[2], parts[3:]
    if rest == ["answers", ""] and scope["method"] == "POST":
        if headers.get("content-type", "").split(";")[0] != "application/json" or not (
            headers.get("x-net-works") or secret
        ):
            return False
        await _answer(code, secret or _cookie(headers), receive, send)
        return True
    if rest == ["stream"] and scope["method"] == "GET":
        return await _stream(code, secret or _cookie(headers), headers, scope, receive, send)
    return False


def _cookie(headers: dict[str, str]) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get("seat")
    except CookieError:
        return ""
    return found.value if found else ""


async def _answer(code: str, secret: str, receive, send) -> None:
    from networks.meet.sessions.pages.participant_answers import as_json, draft_from

    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return
        body += message.get("body", b"")
        if len(body) > LARGEST:
            await _reply(send, 413, {"refused": "too_long", "say": ""})
            return
        if not message.get("more_body"):
            break
    try:
        data = json.loads(body)
        draft = draft_from(data, secret=secret) if isinstance(data, dict) else None
    except (ValueError, RecursionError):
        draft = None
    if draft is None or not secret:
        await _reply(send, 400, {"refused": "gone", "say": ""})
        return
    loop = asyncio.get_running_loop()
    committer = _committers.setdefault(loop, Committer())
    try:
        outcome, words = await committer.accept(code, draft)
    except Exception:
        await _reply(send, 503, {"refused": "not_arrived", "say": ""})
        return
    content, status = as_json(outcome, words)
    await _reply(send, status, content)


async def _reply(send, status: int, content: dict) -> None:
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _stream(code: str, secret: str, headers: dict[str, str], scope, receive, send) -> bool:
    from networks.meet.sessions.live.participants import looker_for
    from networks.meet.sessions.pages.participant_doors import stream_seat

    seat = await in_worker(stream_seat, code, secret)
    if seat is None:
        return False  # Django says why
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("from", [""])[0]
    since = streams.start_number(headers.get("last-event-id", ""), asked)
    reply = {"content-type": "text/event-stream", **streams.HEADERS}
    head = [(name.lower().encode(), value.encode()) for name, value in reply.items()]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    async with streams.reading(seat.session, looker_for(seat), since, seat=seat) as reader:
        telling = asyncio.create_task(_tell(reader, send))
        gone = asyncio.create_task(_gone(receive))
        try:
            await asyncio.wait({telling, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (telling, gone):
                task.cancel()
            await asyncio.gather(telling, gone, return_exceptions=True)
    return True


async def _tell(reader: streams.Reader, send) -> None:
    """Send what there is to tell. Whoever is too slow for one message is cut by the hub: a timer for each costs too much."""
    task, sending = asyncio.current_task(), reader.hub.sending
    assert task is not None
    while (chunk := await reader.next()) is not None:
        sending[task] = time.monotonic()
        try:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        finally:
            del sending[task]
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
