"""A bare ASGI program with the same streams and nothing behind them: what the server alone takes on this machine (tests.bench.live --bare).

As many updates a second as BARE_UPDATES says, of BARE_BYTES each, to every stream; of the session's addresses it knows only this one.
"""

import asyncio
import contextlib
import os
import time
from pathlib import Path

BODY = '{"n": %d, "add": {"others": ["' + "x" * int(os.environ["BARE_BYTES"]) + '"]}}'
HEADERS = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
OK = [(b"content-length", b"2")]


class Sender:
    """One message for all, a few times a second, once the file BARE_STARTED is there."""

    def __init__(self):
        self.number, self.event, self.changed = 0, b"", asyncio.Event()

    async def run(self) -> None:
        notes = open(os.environ["BENCH_NOTES"], "a", buffering=1)  # noqa: SIM115
        pause, started = 1 / float(os.environ["BARE_UPDATES"]), Path(os.environ["BARE_STARTED"])
        while True:
            await asyncio.sleep(pause)
            if not started.exists():
                continue
            self.number += 1
            body = BODY % self.number
            self.event = f"id: {self.number}\ndata: {body}\n\n".encode()
            notes.write(f"published {self.number} {time.monotonic():.6f}\n")
            before, self.changed = self.changed, asyncio.Event()
            before.set()


sender: Sender | None = None
task: asyncio.Task | None = None


async def application(scope, receive, send):
    global sender, task
    if scope["type"] == "lifespan":
        await receive()
        sender = Sender()
        task = asyncio.create_task(sender.run())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["path"].endswith("/stream"):
        with contextlib.suppress(OSError):
            await stream(send)
    else:
        await send({"type": "http.response.start", "status": 200, "headers": OK})
        await send({"type": "http.response.body", "body": b"ok"})


async def stream(send) -> None:
    assert sender is not None
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": b"retry: 2000\n\n", "more_body": True})
    while True:
        await sender.changed.wait()
        await send({"type": "http.response.body", "body": sender.event, "more_body": True})
