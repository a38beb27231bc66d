"""Thousands of streams in one process, with as little work for each message as Python allows, so that the client is not what is measured.

    python -m tests.bench.streams FILE < {"hosts": […], "path": "/…", "secrets": […]}

Opens a stream for each secret on the hosts in turn, says "open" once all are, notes for each stream which number came when,
and writes that to FILE when its input ends.
"""

import json
import pickle
import re
import select
import socket
import sys
import time
from array import array
from dataclasses import dataclass, field

NUMBER = re.compile(rb"\nid: (\d+)\ndata: \{")  # of a message; signs of life carry no object
ANSWERS = re.compile(rb'"counts": ?\{[^{}]*"answers": ?(\d+)')
END = b"\n\n\r\n"  # of an event, and of the chunk that carries it


@dataclass(slots=True)
class Told:
    """What one participant was told: numbers and when each came (CLOCK_MONOTONIC)."""

    numbers: array = field(default_factory=lambda: array("q"))
    times: array = field(default_factory=lambda: array("d"))
    status: int = 0
    bytes: int = 0
    broke: bool = False
    answers: int = 0
    last: bytes = b""

    def hear(self, data: bytes, now: float) -> None:
        self.bytes += len(data)
        if not self.status and data.startswith(b"HTTP/1.1 "):
            self.status = int(data[9:12])
        if self.last:
            data = self.last + data
        if not data.endswith(END):
            self.last = data
            return
        self.last = b""
        for number in NUMBER.findall(data):
            self.numbers.append(int(number))
            self.times.append(now)
        if b'"counts"' in data and (found := ANSWERS.findall(data)):
            self.answers = int(found[-1])


def follow(hosts: list[str], path: str, secrets: list[str], a_second: float = 400) -> list[Told]:
    """Open all, at `a_second`, and read until standard input ends."""
    poll, told, lines = select.epoll(), [Told() for _ in secrets], {}
    poll.register(sys.stdin.fileno(), select.EPOLLIN | select.EPOLLHUP)
    began, opened, waiting = time.monotonic(), 0, True
    clock = time.monotonic
    while True:
        while opened < len(secrets) and clock() >= began + opened / a_second:
            name, port = hosts[opened % len(hosts)].split(":")
            line = socket.create_connection((name, int(port)), 30)
            head = f"GET {path} HTTP/1.1\r\nHost: {name}:{port}\r\nCookie: seat={secrets[opened]}\r\n"
            line.sendall(f"{head}Accept: text/event-stream\r\n\r\n".encode())
            line.setblocking(False)
            poll.register(line.fileno(), select.EPOLLIN)
            lines[line.fileno()] = line, told[opened]
            opened += 1
        if waiting and opened == len(secrets) and all(one.status or one.broke for one in told):
            print("open", flush=True)
            waiting = False
        for descriptor, _event in poll.poll(1 if opened == len(secrets) and not waiting else 0.002):
            if descriptor not in lines:
                return told
            line, one = lines[descriptor]
            try:
                data = line.recv(262_144)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if data:
                one.hear(data, clock())
            else:
                one.broke = True
                poll.unregister(descriptor)
                line.close()
                del lines[descriptor]


def main() -> None:
    asked = json.loads(sys.stdin.readline())
    told = follow(asked["hosts"], asked["path"], asked["secrets"])
    with open(sys.argv[1], "wb") as file:
        pickle.dump(told, file)


if __name__ == "__main__":
    from tests.bench import streams  # so that what is written names this module, not __main__

    streams.main()
