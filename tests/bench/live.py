"""A rough measure of the live room: people connected, answers committed, and how long until all are told.

    python -m tests.bench.live --people 2000 --answers 200 --seconds 20

Starts a server of its own (SQLite, or DATABASE_URL) and clients in this process, on 127.0.0.1 only. Two clocks are told
apart: from sending an answer to its confirmation, and from committing a mark (a change of the timer) to its arrival.
"""

import argparse
import asyncio
import json
import resource
import statistics
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import aiohttp

from tests.live_server import LiveServer, own_database, with_a_session


def at(values: list[float], share: float) -> float:
    """The value (milliseconds) that a share of `values` (seconds) does not exceed."""
    ordered = sorted(values)
    return (
        round(1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)
        if ordered
        else float("nan")
    )


class Room:
    def __init__(self, address: str, code: str, part: str, secrets: list[str]):
        self.base, self.part, self.secrets = f"{address}/j/{code}/", part, secrets
        self.open = 0
        self.arrived: dict[str, list[float]] = {}  # an answer's text → when each stream had it
        self.confirmed: dict[str, tuple[float, float]] = {}
        self.numbers: list[int] = []
        self.bytes = 0
        self.refused = 0

    async def listen(self, http: aiohttp.ClientSession, secret: str) -> None:
        timeout = aiohttp.ClientTimeout(total=None)
        url = f"{self.base}stream?from=-1"
        async with http.get(url, cookies={"seat": secret}, timeout=timeout) as stream:
            self.open += 1
            index = len(self.numbers)
            self.numbers.append(0)
            async for line in stream.content:
                self.bytes += len(line)
                if line.startswith(b"id: "):
                    self.numbers[index] = int(line[4:])
                elif line.startswith(b"data: {"):
                    now = time.perf_counter()
                    if b'"whole"' in line:
                        continue
                    for text in line.split(b"mark-")[1:]:
                        self.arrived.setdefault(text[:36].decode(), []).append(now)

    async def answer(self, http: aiohttp.ClientSession, secret: str) -> None:
        key = str(uuid4())
        body = {"part": self.part, "key": key, "text": f"mark-{key}", "language": "en"}
        began = time.perf_counter()
        try:
            async with http.post(
                f"{self.base}answers/", json=body, cookies={"seat": secret}, headers={"X-Net-Works": "1"}
            ) as reply:
                if (await reply.json()).get("state") != "arrived":
                    self.refused += 1
                    return
        except (aiohttp.ClientError, TimeoutError):
            self.refused += 1
            return
        self.confirmed[key] = (began, time.perf_counter())

    async def write(self, http: aiohttp.ClientSession, a_second: float, seconds: float) -> None:
        tasks, began = [], time.perf_counter()
        for n in range(int(a_second * seconds)):
            await asyncio.sleep(max(0, began + n / a_second - time.perf_counter()))
            tasks.append(asyncio.create_task(self.answer(http, self.secrets[n % len(self.secrets)])))
        await asyncio.gather(*tasks)


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def memory(pid: int) -> int:
    line = next(
        row for row in Path(f"/proc/{pid}/status").read_text().splitlines() if row.startswith("VmRSS")
    )
    return int(line.split()[1]) // 1024


async def measure(server: LiveServer, room: Room, people: int, answers: float, seconds: float) -> dict:
    pid = server.process.pid
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
        began = time.perf_counter()
        streams = []
        for n in range(people):
            streams.append(asyncio.create_task(room.listen(http, room.secrets[n])))
            if n % 50 == 49:
                await asyncio.sleep(0.05)
        while room.open < people and time.perf_counter() - began < 60:
            await asyncio.sleep(0.05)
        connected = time.perf_counter() - began
        cpu = processor_seconds(pid)
        await asyncio.sleep(1)
        began = time.perf_counter()
        await room.write(http, answers, seconds)
        spent = time.perf_counter() - began
        cpu = processor_seconds(pid) - cpu
        await asyncio.sleep(2)
        behind = max(room.numbers) - min(room.numbers) if room.numbers else 0
        for task in streams:
            task.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
    confirm = [end - start for start, end in room.confirmed.values()]
    told = [
        when - room.confirmed[key][1]
        for key, times in room.arrived.items()
        if key in room.confirmed
        for when in times
    ]
    return {
        "people": people,
        "connected in s": round(connected, 1),
        "answers confirmed": len(room.confirmed),
        "refused": room.refused,
        "answers a second": round(len(room.confirmed) / spent, 1),
        "confirm ms p50 p95 p99": [at(confirm, s) for s in (0.5, 0.95, 0.99)],
        "confirmation to screen ms p50 p95 p99": [at(told, s) for s in (0.5, 0.95, 0.99)],
        "answers shown on streams": len(room.arrived),
        "each shown to (median)": statistics.median(map(len, room.arrived.values())) if room.arrived else 0,
        "updates between first and last stream": behind,
        "server cpu share": round(cpu / spent, 2),
        "server MB": memory(pid),
        "MB sent": round(room.bytes / 1e6, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--answers", type=float, default=20, help="a second")
    parser.add_argument("--seconds", type=float, default=10)
    chosen = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * chosen.people + 500
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(soft, wanted), hard), hard))
    if hard < chosen.people + 500:
        raise SystemExit(
            f"Only {hard} files may be open here (ulimit -n); {chosen.people} people need {chosen.people + 500}."
        )
    with tempfile.TemporaryDirectory() as folder, own_database(Path(folder)) as settings:
        server = LiveServer(Path(folder), **settings)
        code, part, secrets = with_a_session(server, chosen.people)
        server.start()
        try:
            room = Room(server.address, code, part, secrets)
            figures = asyncio.run(measure(server, room, chosen.people, chosen.answers, chosen.seconds))
        finally:
            server.kill()
        print(json.dumps(figures, indent=1))
        log = (Path(folder) / "server.log").read_text()
        if log:
            print(log[-2000:])


if __name__ == "__main__":
    main()
