"""Streams of a session as tests follow them: open requests to the server, without a network between."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import copy_context
from uuid import uuid4

from django import db

from networks.base.tenancy import in_network
from networks.meet.sessions.models import Session
from networks.meet.sessions.rules import answering, running
from networks.meet.sessions.rules.answering import Draft
from networks.web.asgi import application


class Connection:
    """One open request to the server, without a network between."""

    def __init__(self, server, path, query="", cookie="", method="GET", body=b"", headers=()):
        self.sent: asyncio.Queue = asyncio.Queue()
        self.asked: asyncio.Queue = asyncio.Queue()
        self.asked.put_nowait({"type": "http.request", "body": body, "more_body": False})
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"host", b"testserver"), (b"cookie", f"seat={cookie}".encode()), *headers],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
            "scheme": "http",
            "asgi": {"version": "3.0"},
        }
        self.task = asyncio.create_task(server(scope, self.asked.get, self.sent.put))
        self.text = ""
        self.status = None

    async def chunk(self, seconds=60):
        async with asyncio.timeout(seconds):
            while True:
                message = await self.sent.get()
                if message["type"] == "http.response.start":
                    self.status = message["status"]
                    continue
                if message.get("body"):
                    return message["body"].decode()
                if not message.get("more_body"):
                    return None

    async def message(self, seconds=60):
        """The next message as an object; `None` where the stream is over; events by their name."""
        while True:
            text = await self.chunk(seconds)
            if text is None:
                return None
            fields = dict(line.split(": ", 1) for line in text.strip().split("\n") if ": " in line)
            if "event" in fields:
                return fields
            if "data" in fields:
                return json.loads(fields["data"]) | {"id": int(fields["id"])}

    async def close(self):
        self.asked.put_nowait({"type": "http.disconnect"})
        await asyncio.wait({self.task}, timeout=5)


@asynccontextmanager
async def connected(session, secret, query="", server=application, **more):
    connection = Connection(server, f"/j/{session.code}/stream", query, secret, **more)
    try:
        await connection.chunk()  # how long to wait before trying again
        yield connection
    finally:
        await connection.close()


def play(story) -> None:
    """Run a story in a thread and loop of its own, beside whatever loop a browser's tests left open."""

    async def told():
        try:
            await story()
        finally:
            db.connection.close()  # inside a loop it is another one than outside

    with ThreadPoolExecutor(1) as thread:
        thread.submit(copy_context().run, asyncio.run, told()).result()


def number_of(session) -> int:
    return Session.objects.values_list("update_number", flat=True).get(pk=session.pk)


async def do(network, function, *arguments, **more):
    """Do something as another request would: in another thread, in this network."""

    def work():
        try:
            with in_network(network):
                return function(*arguments, **more)
        finally:
            db.connection.close()

    return await asyncio.to_thread(work)


def answer(session, part, text, seat):
    return answering.accept(session, [Draft(part=part.pk, key=uuid4(), text=text, seat=seat)])[0].answer


@asynccontextmanager
async def connected_as_it_opens(network, session, part, secret, server=application):
    """Follow from now on while `part` opens: the stream, and what it told of that."""
    async with connected(session, secret, f"from={number_of(session)}", server) as stream:
        await do(network, running.move, part, "open", None, seen="planned")
        yield stream, await stream.message()
