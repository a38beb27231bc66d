"""Two thousand streams in one process: as little Python as possible for each message, so that the client is not what is measured."""

import asyncio
import re
import time
from array import array

ANSWERS = re.compile(rb'"counts": \{[^{}]*"answers": (\d+)')


class Stream(asyncio.Protocol):
    """One participant's stream: notes when each number came."""

    def __init__(self, host: str, path: str, secret: str):
        self.request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: seat={secret}\r\nAccept: text/event-stream\r\n\r\n"
        self.numbers, self.times = array("q"), array("d")
        self.answers = 0
        self.status = 0
        self.bytes = 0
        self.lost_line = False
        self.rest = b""
        self.ready = asyncio.get_running_loop().create_future()

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self.request.encode())

    def data_received(self, data):
        now = time.monotonic()
        self.bytes += len(data)
        data = self.rest + data
        end = data.rfind(b"\n\n")
        if not self.status and data.startswith(b"HTTP/1.1 "):
            self.status = int(data[9:12])
            if not self.ready.done():
                self.ready.set_result(self.status)
        if end < 0:
            self.rest = data
            return
        self.rest = data[end + 2 :]
        at = 0
        while (at := data.find(b"id: ", at, end)) >= 0:
            stop = data.find(b"\n", at)
            if data[at - 1 : at] == b"\n" and data[at + 4 : stop].isdigit():
                number = int(data[at + 4 : stop])
                if not (self.numbers and data.find(b"still here", max(0, at - 40), at) >= 0):
                    self.numbers.append(number)
                    self.times.append(now)
            at = stop
        found = ANSWERS.findall(data[:end])
        if found:
            self.answers = int(found[-1])

    def connection_lost(self, error):
        self.lost_line = True
        if not self.ready.done():
            self.ready.set_result(0)


async def open_all(hosts: list[str], path: str, secrets: list[str], a_second: float = 400) -> list[Stream]:
    """Open a stream for each secret, on the hosts in turn; return them once all are open."""
    loop, streams = asyncio.get_running_loop(), []
    began = loop.time()
    for n, secret in enumerate(secrets):
        host = hosts[n % len(hosts)]
        name, port = host.split(":")
        _transport, stream = await loop.create_connection(
            lambda host=host, secret=secret: Stream(host, path, secret), name, int(port)
        )
        streams.append(stream)
        await asyncio.sleep(max(0, began + n / a_second - loop.time()))
    async with asyncio.timeout(120):
        for stream in streams:
            await stream.ready
    return streams
