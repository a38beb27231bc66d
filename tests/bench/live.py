"""The live room: people connected, answers committed, and how long until all are told.

    python -m tests.bench.live --people 2000 --answers 200 --seconds 120 --servers 2

Starts servers of its own (SQLite, or the PostgreSQL of DATABASE_URL), a process that follows (streams.py) and one that writes
(writers.py), on 127.0.0.1 only. The servers note when each update was committed and when it was published, which is when it is
sent; whoever follows notes when it came; all by the one clock of the machine. A worker prepares each answer for suggested themes meanwhile,
and how many wait is reported. --bare measures a program without anything behind it.
"""

import argparse
import json
import os
import pickle
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.bench.machine import Shares, below, memory, postgres_pid
from tests.bench.streams import Told
from tests.bench.writers import Sent
from tests.live_server import ROOT, LiveServer, own_database

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


WAITING = """
from networks.base.tenancy import across_networks
from networks.meet.sessions.models import Part
from networks.meet.sessions.rules.suggesting import backlog
with across_networks("a measure"):
    part = Part.objects.get()
    print(part.answers.count(), backlog(part))
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


def reach(told: list[Told], servers: int, folder: Path, since: float) -> dict:
    """How long updates took to reach people: from being published, and from being committed (the gathering included)."""
    committed: dict[int, float] = {}
    published: list[dict[int, tuple[float, int]]] = []
    for index in range(servers):
        own, sent = notes(folder / f"notes-{index}")
        committed |= own
        numbers = [0, *(number for number, _when in sent)]
        published.append(
            {number: (when, before) for (number, when), before in zip(sent, numbers, strict=False)}
        )
    from_sent, from_commit = [], []
    for n, one in enumerate(told):
        of = published[n % servers]
        for number, came in zip(one.numbers, one.times, strict=True):
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


def client(folder: Path, module: str, **asked) -> subprocess.Popen:
    """A process of clients, told what to do; it writes what came of it to `folder`/`module`."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.bench.{module}", str(folder / module)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(asked) + "\n")
    process.stdin.flush()
    return process


def result(process: subprocess.Popen, folder: Path, module: str):
    """What a process of clients wrote, once it has ended."""
    if process.stdin:
        process.stdin.close()
    if process.wait(120):
        raise SystemExit(f"The clients failed: {module}")
    return pickle.loads((folder / module).read_bytes())


def measure(
    servers: list[LiveServer], folder: Path, code: str, part: str, secrets: list[str], chosen, worker=None
) -> dict:
    hosts = [f"127.0.0.1:{server.port}" for server in servers]
    pids = [server.process.pid for server in servers if server.process]
    rest = [memory(pid) for pid in pids]
    began = time.monotonic()
    followers = client(folder, "streams", hosts=hosts, path=f"/j/{code}/stream?from=-1", secrets=secrets)
    assert followers.stdout is not None
    if followers.stdout.readline().strip() != "open":
        raise SystemExit("Not all streams were opened.")
    connected = time.monotonic() - began
    time.sleep(2)
    database = postgres_pid(servers[0].environment["DATABASE_URL"])
    groups = {f"server {n + 1}": [pid] for n, pid in enumerate(pids)} | {"following": [followers.pid]}
    groups |= {"PostgreSQL": [database]} if database else {}
    groups |= {"preparing": [worker.pid]} if worker else {}
    since = time.monotonic()
    if chosen.bare:
        shares = Shares(groups)
        (folder / "started").touch()
        time.sleep(chosen.seconds)
        sent = Sent(seconds=time.monotonic() - since)
    else:
        asked = {"a_second": chosen.answers, "seconds": chosen.seconds}
        writing = client(folder, "writers", hosts=hosts, code=code, part=part, secrets=secrets, **asked)
        shares = Shares(groups | {"writing": [writing.pid]})
        os.waitid(os.P_PID, writing.pid, os.WEXITED | os.WNOWAIT)  # its figures stay until it is waited for
    used = shares.taken()
    if not chosen.bare:
        sent = result(writing, folder, "writers")
        waiting = servers[0].script(WAITING).split()
    (folder / "started").unlink(missing_ok=True)
    time.sleep(3)
    peak = [memory(pid) for pid in pids]
    kept = [] if chosen.bare else servers[0].script(KEPT).split("\n")
    told: list[Told] = result(followers, folder, "streams")
    of_database = [memory(pid)["Pss"] for pid in below(database)] if database else []
    return {
        "people": chosen.people,
        "servers": len(servers),
        "seconds": round(sent.seconds, 1),
        "connected in s": round(connected, 1),
        **({} if chosen.bare else durable(sent, told, kept)),
        **({} if chosen.bare else {"answers, of them not prepared at the end": waiting}),
        **reach(told, len(servers), folder, since),
        "streams that broke": sum(one.broke or one.status != 200 for one in told),
        "streams: updates told twice": sum(
            a >= b for one in told for a, b in zip(one.numbers, one.numbers[1:], strict=False)
        ),
        "processors used, of 2": used,
        "server MB at rest (PSS)": [m.get("Pss") for m in rest],
        "server MB after (PSS), at most (RSS)": [(m.get("Pss"), m.get("VmHWM")) for m in peak],
        "PostgreSQL MB after (PSS)": sum(of_database),
        "MB sent": round(sum(one.bytes for one in told) / 1e6, 1),
    }


def durable(sent: Sent, told: list[Told], kept: list[str]) -> dict:
    """What became of the answers: confirmed to their writers, in the database, and known to those who follow."""
    in_all, different, last = map(int, kept[0].split())
    return {
        "answers confirmed": len(sent.confirmed),
        "answers a second": round(len(sent.confirmed) / sent.seconds, 1),
        "refused": dict(Counter(sent.refused)),
        "sent again": sent.again,
        "confirmation, ms": spread(sent.confirmed.values()),
        "answers: confirmed and lost": len(set(sent.confirmed) - set(kept[1].split())),
        "answers: doubled": in_all - different,
        "streams: without the last update": sum(not one.numbers or one.numbers[-1] != last for one in told),
        "streams: with another count of answers": sum(one.answers != in_all for one in told) if in_all else 0,
    }


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--answers", type=float, default=20, help="a second")
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--servers", type=int, default=1, help="server processes (more than one: PostgreSQL)")
    parser.add_argument(
        "--bare", type=float, metavar="UPDATES", help="a bare program, so many updates a second"
    )
    parser.add_argument("--bytes", type=int, default=2000, help="of each update of the bare program")
    chosen = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = chosen.people + 1000  # of each process: its ends of the streams, and what else is open
    if hard < wanted:
        raise SystemExit(
            f"Only {hard} files may be open here (ulimit -n); {chosen.people} people need {wanted}."
        )
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    return chosen


def main() -> None:
    chosen = options()
    with tempfile.TemporaryDirectory() as name, own_database(Path(name)) as settings:
        folder = Path(name)
        bare = {
            "BARE_UPDATES": str(chosen.bare),
            "BARE_BYTES": str(chosen.bytes),
            "BARE_STARTED": str(folder / "started"),
        }
        servers = [
            LiveServer(folder, BENCH_NOTES=str(folder / f"notes-{n}"), TENANCY_STRICT="0", **settings, **bare)
            for n in range(chosen.servers)
        ]
        if chosen.bare:
            code, part, secrets = "bare", "", ["bare"] * chosen.people
        else:
            servers[0].run("migrate", "-v0")
            code, part, *secrets = servers[0].script(ROOM.replace("SEATS", str(chosen.people))).split()
        worker = None
        try:
            for server in servers:
                server.application = f"tests.bench.{'bare' if chosen.bare else 'measured'}:application"
                server.start()
            if not chosen.bare:
                command = [sys.executable, "-m", "networks", "work"]
                with (folder / "server.log").open("ab") as log_file:
                    worker = subprocess.Popen(
                        command, cwd=ROOT, env=servers[0].environment, stdout=log_file, stderr=log_file
                    )
            figures = measure(servers, folder, code, part, secrets, chosen, worker)
        finally:
            if worker:
                for pid in reversed(below(worker.pid)):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                worker.wait()
            for server in servers:
                server.kill()
        figures["database"] = "PostgreSQL" if "postgres" in settings["DATABASE_URL"] else "SQLite"
        print(json.dumps(figures, indent=1))
        log = "\n".join(
            line for line in (folder / "server.log").read_text().split("\n") if "INFO:" not in line
        )
        if log.strip():
            print(log[-2000:])


if __name__ == "__main__":
    main()
