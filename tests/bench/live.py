"""The live room: people connected, answers committed, and how long until all are told.

    python -m tests.bench.live --people 2000 --answers 200 --seconds 120 --servers 2

Starts servers of its own (SQLite, or the PostgreSQL of DATABASE_URL) and clients in this process, on 127.0.0.1 only. The servers note
when each update was committed and when it was published; the clients note when it came; all by the one clock of the machine.
"""

import argparse
import asyncio
import json
import os
import resource
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import aiohttp

from tests.bench.streams import Stream, open_all
from tests.live_server import LiveServer, own_database

ROOM = """
from networks.base.keys import hashed, token
from networks.base.tenancy import in_network
from networks.meet.sessions.models import Seat
from networks.meet.sessions.tests.a_session import a_part, a_session
from networks.people.models import Network
network = Network.objects.create(name="Ponte", slug="ponte", languages=["en", "fr"])
with in_network(network):
    session = a_session(places=20_000)
    part = a_part(session)
    secrets = [token() for _ in range(SEATS)]
    Seat.objects.bulk_create(
        Seat(session=session, name=f"Guest {n}", language=("en", "fr")[n % 2], secret_hash=hashed(secret))
        for n, secret in enumerate(secrets)
    )
print(session.code, part.pk, *secrets)
"""
KEPT = """
from networks.base.tenancy import across_networks
from networks.meet.sessions.models import Answer, Session
with across_networks("a measure"):
    keys = list(Answer.objects.values_list("key", flat=True))
    print(len(keys), len(set(keys)), Session.objects.get().update_number)
    print(*keys)
"""


def at(values: list[float], share: float) -> float:
    """The value (milliseconds) that a share of `values` (seconds) does not exceed."""
    if not values:
        return float("nan")
    return round(1000 * values[min(len(values) - 1, int(share * len(values)))], 1)


def spread(values) -> dict[str, float]:
    ordered = sorted(values)
    return {
        "p50": at(ordered, 0.5),
        "p95": at(ordered, 0.95),
        "p99": at(ordered, 0.99),
        "most": at(ordered, 1),
    }


class Writers:
    """Sends answers, each once, at a steady rate, whether or not the one before is confirmed."""

    def __init__(self, hosts: list[str], code: str, part: str, secrets: list[str]):
        self.hosts, self.code, self.part, self.secrets = hosts, code, part, secrets
        self.confirmed: dict[str, float] = {}
        self.refused: list[str] = []

    async def answer(self, http: aiohttp.ClientSession, n: int) -> None:
        key = str(uuid4())
        body = {
            "part": self.part,
            "key": key,
            "text": f"Answer {n}: we learn from one another, {key[:8]}",
            "language": "en",
        }
        url = f"http://{self.hosts[n % len(self.hosts)]}/j/{self.code}/answers/"
        cookies, began = {"seat": self.secrets[n % len(self.secrets)]}, time.monotonic()
        try:
            async with http.post(url, json=body, cookies=cookies, headers={"X-Net-Works": "1"}) as reply:
                told = await reply.json()
                if told.get("state") == "arrived":
                    self.confirmed[key] = time.monotonic() - began
                else:
                    self.refused.append(str(told.get("refused")))
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            self.refused.append(type(error).__name__)

    async def write(self, http: aiohttp.ClientSession, a_second: float, seconds: float) -> float:
        tasks, began = [], time.monotonic()
        for n in range(int(a_second * seconds)):
            await asyncio.sleep(max(0, began + n / a_second - time.monotonic()))
            tasks.append(asyncio.create_task(self.answer(http, n)))
        await asyncio.gather(*tasks)
        return time.monotonic() - began


def notes(path: Path) -> tuple[dict[int, float], list[tuple[int, float]]]:
    """What a server noted: number → committed at, and (number, published at) in order."""
    committed, published = {}, []
    for line in path.read_text().splitlines():
        what, number, when = line.split()
        if what == "committed":
            committed[int(number)] = float(when)
        elif what == "published":
            published.append((int(number), float(when)))
    return committed, published


def reach(streams: list[Stream], servers: int, folder: Path, since: float) -> dict:
    """How long updates took to reach people: from being published, and from being committed (the gathering included)."""
    committed: dict[int, float] = {}
    published: list[dict[int, tuple[float, int]]] = []
    for index in range(servers):
        own, told = notes(folder / f"notes-{index}")
        committed |= own
        numbers = [0, *(number for number, _when in told)]
        published.append(
            {number: (when, before) for (number, when), before in zip(told, numbers, strict=False)}
        )
    from_sent, from_commit = [], []
    for n, stream in enumerate(streams):
        of = published[n % servers]
        for number, came in zip(stream.numbers, stream.times, strict=True):
            if number not in of or of[number][0] < since:
                continue
            when, before = of[number]
            from_sent.append(came - when)
            first = committed.get(before + 1) or committed.get(number)
            if first is not None:
                from_commit.append(came - first)
    return {
        "from sent, ms": spread(from_sent),
        "from the oldest commit in it, ms": spread(from_commit),
        "deliveries": len(from_sent),
    }


def memory(pid: int) -> dict[str, int]:
    """Of one process, MB: what it holds by itself and with shared pages divided (PSS), now and at most (RSS)."""
    found = {}
    for name, wanted in (("smaps_rollup", ("Pss",)), ("status", ("VmRSS", "VmHWM"))):
        for line in Path(f"/proc/{pid}/{name}").read_text().splitlines():
            key, _colon, value = line.partition(":")
            if key in wanted:
                found[key] = int(value.split()[0]) // 1024
    return found


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(servers: list[LiveServer], folder: Path, code, part, secrets, chosen) -> dict:
    hosts = [f"127.0.0.1:{server.port}" for server in servers]
    pids = [server.process.pid for server in servers]
    rest = [memory(pid) for pid in pids]
    began = time.monotonic()
    streams = await open_all(hosts, f"/j/{code}/stream?from=-1", secrets)
    connected = time.monotonic() - began
    await asyncio.sleep(2)
    writers = Writers(hosts, code, part, secrets)
    since, cpu, own = time.monotonic(), [processor_seconds(pid) for pid in pids], time.process_time()
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=200), cookie_jar=aiohttp.DummyCookieJar(), timeout=timeout
    ) as http:
        spent = await writers.write(http, chosen.answers, chosen.seconds)
    used = [processor_seconds(pid) - before for pid, before in zip(pids, cpu, strict=True)]
    own = time.process_time() - own
    await asyncio.sleep(4)
    peak = [memory(pid) for pid in pids]
    kept, different, last = map(int, servers[0].script(KEPT).split("\n")[0].split())
    keys = set(servers[0].script(KEPT).split("\n")[1].split())
    await asyncio.sleep(1)
    figures = {
        "people": chosen.people,
        "servers": len(servers),
        "seconds": round(spent, 1),
        "connected in s": round(connected, 1),
        "answers confirmed": len(writers.confirmed),
        "answers a second": round(len(writers.confirmed) / spent, 1),
        "refused": len(writers.refused),
        "confirmation, ms": spread(writers.confirmed.values()),
        **reach(streams, len(servers), folder, since),
        "answers: confirmed and lost": len(set(writers.confirmed) - keys),
        "answers: doubled": kept - different,
        "streams that broke": sum(s.lost_line or s.status != 200 for s in streams),
        "streams: without the last update": sum(not s.numbers or s.numbers[-1] != last for s in streams),
        "streams: with another count of answers": sum(s.answers != kept for s in streams)
        if chosen.answers
        else 0,
        "streams: updates told twice": sum(
            a >= b for s in streams for a, b in zip(s.numbers, s.numbers[1:], strict=False)
        ),
        "processor: servers, client": [*(round(u / spent, 2) for u in used), round(own / spent, 2)],
        "server MB at rest (PSS)": [m.get("Pss") for m in rest],
        "server MB after, at most (RSS)": [(m.get("Pss"), m.get("VmHWM")) for m in peak],
        "MB sent": round(sum(s.bytes for s in streams) / 1e6, 1),
    }
    for stream in streams:
        stream.transport.abort()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--answers", type=float, default=20, help="a second")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--servers", type=int, default=1, help="server processes (more than one: PostgreSQL)")
    chosen = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = chosen.people + 1000  # of each process: its ends of the streams, and what else is open
    if hard < wanted:
        raise SystemExit(
            f"Only {hard} files may be open here (ulimit -n); {chosen.people} people need {wanted}."
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    with tempfile.TemporaryDirectory() as name, own_database(Path(name)) as settings:
        folder = Path(name)
        servers = [
            LiveServer(folder, BENCH_NOTES=str(folder / f"notes-{n}"), TENANCY_STRICT="0", **settings)
            for n in range(chosen.servers)
        ]
        servers[0].run("migrate", "-v0")
        code, part, *secrets = servers[0].script(ROOM.replace("SEATS", str(chosen.people))).split()
        try:
            for server in servers:
                server.application = "tests.bench.measured:application"
                server.start()
            figures = asyncio.run(measure(servers, folder, code, part, secrets, chosen))
        finally:
            for server in servers:
                server.kill()
        figures["database"] = "PostgreSQL" if "postgres" in settings["DATABASE_URL"] else "SQLite"
        print(json.dumps(figures, indent=1))
        log = (folder / "server.log").read_text()
        if log:
            print(log[-2000:])


if __name__ == "__main__":
    main()
