"""Sends answers to a session at a steady rate, each once, whether or not the one before is confirmed.

    python -m tests.bench.writers FILE < {"hosts": […], "code": …, "part": …, "secrets": […], "a_second": 200, "seconds": 60}

A process of its own, so that it delays no stream. Writes to FILE which keys were confirmed after how long, and what was refused.
"""

import asyncio
import json
import pickle
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from uuid import uuid4

PATIENCE = 60.0  # seconds for one answer


@dataclass
class Sent:
    """What became of the answers. `confirmed`: key → seconds it took."""

    confirmed: dict[str, float] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    again: int = 0  # sent twice, as phones do, because the server closed a line that had waited
    seconds: float = 0.0


class Line(asyncio.Protocol):
    """One kept-open connection: one request at a time. Gives the body of the reply."""

    def __init__(self):
        self.reply: asyncio.Future | None = None
        self.got = b""

    def connection_made(self, transport):
        self.transport = transport

    def ask(self, request: bytes) -> asyncio.Future:
        self.reply, self.got = asyncio.get_running_loop().create_future(), b""
        self.transport.write(request)
        return self.reply

    def data_received(self, data):
        self.got += data
        head, found, body = self.got.partition(b"\r\n\r\n")
        if not found:
            return
        _name, _colon, rest = head.lower().partition(b"content-length:")
        if len(body) >= int(rest.split(b"\r\n", 1)[0]) and self.reply and not self.reply.done():
            self.reply.set_result(body)

    def connection_lost(self, error):
        if self.reply and not self.reply.done():
            self.reply.set_exception(ConnectionError("the line broke"))


class Writers:
    def __init__(self, hosts: list[str], code: str, part: str, secrets: list[str]):
        self.hosts, self.code, self.part, self.secrets = hosts, code, part, secrets
        self.idle: list[deque[Line]] = [deque() for _ in hosts]
        self.sent = Sent()

    async def answer(self, n: int) -> None:
        key, at = str(uuid4()), n % len(self.hosts)
        text = f"Answer {n}: we learn from one another, {key[:8]}"
        body = json.dumps({"part": self.part, "key": key, "text": text, "language": "en"})
        request = (
            f"POST /j/{self.code}/answers/ HTTP/1.1\r\nHost: {self.hosts[at]}\r\nX-Net-Works: 1\r\n"
            f"Cookie: seat={self.secrets[n % len(self.secrets)]}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        began = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                try:
                    reply = await self.ask(at, request.encode())
                except ConnectionError:
                    self.sent.again += 1
                    reply = await self.ask(at, request.encode())
            told = json.loads(reply)
        except (OSError, TimeoutError, ValueError) as error:
            self.sent.refused.append(type(error).__name__)
            return
        if told.get("state") == "arrived":
            self.sent.confirmed[key] = time.monotonic() - began
        else:
            self.sent.refused.append(str(told.get("refused")))

    async def ask(self, at: int, request: bytes) -> bytes:
        line = await self.line(at)
        reply = await line.ask(request)
        self.idle[at].append(line)
        return reply

    async def line(self, at: int) -> Line:
        """A connection to host `at` that waits for no reply, a new one where there is none."""
        while self.idle[at]:
            line = self.idle[at].pop()
            if not line.transport.is_closing():
                return line
        host, port = self.hosts[at].split(":")
        return (await asyncio.get_running_loop().create_connection(Line, host, int(port)))[1]

    async def write(self, a_second: float, seconds: float) -> Sent:
        tasks, began = [], time.monotonic()
        for n in range(int(a_second * seconds)):
            await asyncio.sleep(max(0, began + n / a_second - time.monotonic()))
            tasks.append(asyncio.create_task(self.answer(n)))
        await asyncio.gather(*tasks)
        self.sent.seconds = time.monotonic() - began
        return self.sent


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    writers = Writers(asked["hosts"], asked["code"], asked["part"], asked["secrets"])
    sent = asyncio.run(writers.write(asked["a_second"], asked["seconds"]))
    with open(sys.argv[1], "wb") as file:
        pickle.dump(sent, file)


if __name__ == "__main__":
    from tests.bench import writers

    writers.main()
