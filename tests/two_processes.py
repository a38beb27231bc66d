"""Two server processes behind nginx, on PostgreSQL, serve one session. One is killed. Nothing is lost, and everybody is back at once.

bin/two-processes shows it; tests/end_to_end/test_two_processes.py asserts it. The configuration of nginx is the one of
docs/examples/nginx.conf, with other ports and without encryption.
"""

import argparse
import asyncio
import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from networks.meet.sessions.rehearsal.phone import Phone
from tests.live_server import ROOT, LiveServer, free_port, own_database, with_a_session
from tests.run import postgresql, where

OVER = (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError)
KEPT = """
import json
from networks.base.tenancy import across_networks
from networks.meet.sessions.models import Answer, Session
with across_networks("a test"):
    print(json.dumps([[str(k) for k in Answer.objects.values_list("key", flat=True)], Session.objects.get().update_number]))
"""


def configuration(folder: Path, port: int, servers: list[int]) -> str:
    """What nginx is told: our example, for this port, these servers, in this folder, without encryption."""
    text = (ROOT / "docs" / "examples" / "nginx.conf").read_text()
    upstream = text[text.index("upstream") : text.index("server {")]
    first = next(line for line in upstream.splitlines() if line.strip().startswith("server 127.0.0.1:8001"))
    lines = "\n".join(first.replace("8001", str(each)) for each in servers)
    upstream = re.sub(r"( *server 127\.0\.0\.1:\d+.*\n)+", lines + "\n", upstream)
    server = text[text.rindex("\nserver {") :]
    server = re.sub(r" *(listen|http2|ssl_\w+) .*\n", "", server).replace(
        "server {", f"server {{\n    listen 127.0.0.1:{port};", 1
    )
    server = re.sub(r" *location /static/ \{[^}]*\}\n", "", server)
    user = "user root;\n" if os.geteuid() == 0 else ""
    paths = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"{user}daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/nginx.log;\nworker_processes 2;\n"
        f"events {{ worker_connections 4096; }}\nhttp {{\naccess_log off;\n{paths}{upstream}{server}\n}}\n"
    )


@contextmanager
def nginx(folder: Path, port: int, servers: list[int]) -> Iterator[str]:
    """Run nginx before `servers`; yield its address."""
    path = folder / "nginx.conf"
    path.write_text(configuration(folder, port, servers))
    process = subprocess.Popen(
        [where("nginx"), "-c", str(path), "-p", str(folder)], stderr=subprocess.DEVNULL
    )
    try:
        for _try in range(100):
            if process.poll() is not None:
                raise RuntimeError((folder / "nginx.log").read_text())
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


class Person:
    """Follows the session and answers now and then, as a phone does: what is not confirmed is sent again, with its key."""

    def __init__(self, address: str, code: str, part: str, secret: str, chance: random.Random):
        self.phone, self.base, self.part, self.chance = Phone(address), f"/j/{code}/", part, chance
        self.phone.cookies["seat"] = secret
        self.number, self.there = -1, False
        self.broke_at: float | None = None
        self.away: list[float] = []  # seconds without a stream
        self.twice = 0
        self.confirmed: set[str] = set()

    async def follow(self) -> None:
        while True:
            try:
                async for message in self.phone.follow(f"{self.base}stream?from={self.number}"):
                    self.twice += not message.get("whole") and message["n"] <= self.number
                    self.number, self.there = message["n"], True
                    if self.broke_at is not None:
                        self.away.append(time.monotonic() - self.broke_at)
                        self.broke_at = None
            except OVER:
                pass
            self.there = False
            self.broke_at = self.broke_at or time.monotonic()
            await asyncio.sleep(self.chance.uniform(1, 3))  # as live/stream.js

    async def write(self, a_second: float, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await asyncio.sleep(self.chance.uniform(0.5, 1.5) / a_second)
            key = str(uuid4())
            for _again in range(60):
                try:
                    content = {"part": self.part, "key": key, "text": f"answer {key}", "language": "en"}
                    _status, told = await self.phone.send(f"{self.base}answers/", content)
                    if told.get("state"):
                        self.confirmed.add(key)
                        break
                except OVER:
                    pass
                await asyncio.sleep(self.chance.uniform(0.2, 0.6))


async def story(
    address: str, first: LiveServer, code: str, part: str, secrets: list[str], seconds: float, say
) -> list[Person]:
    """People follow and write; after a third of the time the first server is killed; until everybody is back and told all."""
    chance = random.Random(1)
    people = [Person(address, code, part, secret, random.Random(chance.random())) for secret in secrets]
    following = [asyncio.create_task(person.follow()) for person in people]
    stop = asyncio.Event()
    try:
        async with asyncio.timeout(60):
            while not all(person.there for person in people):
                await asyncio.sleep(0.05)
        say(f"{len(people)} people follow one session through {address}.")
        writing = [asyncio.create_task(person.write(1, stop)) for person in people[::3]]
        await asyncio.sleep(seconds / 3)
        first.kill()
        say(f"Killed (SIGKILL): the server on port {first.port}.")
        await asyncio.sleep(2 * seconds / 3)
        stop.set()
        await asyncio.gather(*writing)
        async with asyncio.timeout(60):
            while not all(p.there and p.number == max(q.number for q in people) for p in people):
                await asyncio.sleep(0.1)
        await asyncio.sleep(2.5)
    finally:
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    return people


def play(
    folder: Path, settings: dict[str, str], people: int = 60, seconds: float = 12, say=lambda _text: None
) -> dict:
    """Run the story in `folder` on the PostgreSQL of `settings`; return what came of it."""
    first, second = (LiveServer(folder, BEHIND_PROXY="1", **settings) for _ in range(2))
    code, part, secrets = with_a_session(first, people)
    try:
        first.start()
        second.start()
        with nginx(folder, free_port(), [first.port, second.port]) as address:
            crowd = asyncio.run(story(address, first, code, part, secrets, seconds, say))
        kept, number = json.loads(second.script(KEPT))
    finally:
        first.kill()
        second.kill()
    confirmed = set().union(*(person.confirmed for person in crowd))
    away = sorted(gap for person in crowd for gap in person.away)
    return {
        "confirmed": len(confirmed),
        "lost": len(confirmed - set(kept)),
        "doubled": len(kept) - len(set(kept)),
        "not told all": sum(person.number != number for person in crowd),
        "told twice": sum(person.twice for person in crowd),
        "lines broken": len(away),
        "back after, s": [round(gap, 1) for gap in away],
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/two-processes", description=__doc__)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=15)
    chosen = parser.parse_args()
    for program, package in (("nginx", "nginx"), ("initdb", "postgresql")):
        if not where(program):
            print(f"{package} is missing: sudo apt-get install --yes {package}")
            return 1
    with postgresql(durable=True) as environment, tempfile.TemporaryDirectory() as folder:
        os.environ.update(environment)
        with own_database(Path(folder)) as settings:
            came = play(Path(folder), settings, chosen.people, chosen.seconds, print)
    back = came.pop("back after, s")
    print(", ".join(f"{name}: {value}" for name, value in came.items()))
    print(
        f"Back after {back[0]} to {back[-1]} seconds."
        if back
        else "No line broke: nobody was on that server."
    )
    wrong = came["lost"] or came["doubled"] or came["not told all"] or not back or back[-1] > 5
    print(
        "That is not as it should be."
        if wrong
        else "Nothing was lost, nothing doubled, everybody was back within 5 seconds."
    )
    return bool(wrong)


if __name__ == "__main__":
    import signal

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
