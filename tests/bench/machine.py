"""What the machine did meanwhile: processor time by group of processes, and memory. Read from /proc, so Linux only."""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
NOBODY = (FileNotFoundError, ProcessLookupError)


def memory(pid: int) -> dict[str, int]:
    """Of one process, MB: its share where pages are shared (Pss), what is there now (VmRSS), and at most so far (VmHWM)."""
    found = {}
    for name, wanted in (("smaps_rollup", ("Pss",)), ("status", ("VmRSS", "VmHWM"))):
        for line in Path(f"/proc/{pid}/{name}").read_text().splitlines():
            key, _colon, value = line.partition(":")
            if key in wanted:
                found[key] = int(value.split()[0]) // 1024
    return found


def below(pid: int) -> list[int]:
    """A process and all below it."""
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(*NOBODY):
            for child in children.read_text().split():
                found += below(int(child))
    return found


def seconds_of(pid: int, *, waited_for: bool = False) -> float:
    """Processor seconds of one process so far, of its children that ended too where they are `waited_for`."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except NOBODY:
        return 0.0
    return sum(int(value) for value in fields[11 : 15 if waited_for else 13]) / TICKS


def whole() -> tuple[float, float]:
    """Processor seconds of the machine so far: worked, and idle."""
    first = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
    user, nice, system, idle, waiting, irq, softirq, stolen = (int(value) / TICKS for value in first)
    return user + nice + system + irq + softirq + stolen, idle + waiting


class Shares:
    """How many processors each group of processes used, and all others together, between two moments."""

    def __init__(self, groups: dict[str, Iterable[int]]):
        self.groups = {name: list(pids) for name, pids in groups.items()}
        self.began, self.before, self.worked = time.monotonic(), self._now(), whole()[0]

    def _now(self) -> dict[str, float]:
        return {
            name: sum(seconds_of(each) for pid in pids for each in below(pid))
            + sum(seconds_of(pid, waited_for=True) - seconds_of(pid) for pid in pids)
            for name, pids in self.groups.items()
        }

    def taken(self) -> dict[str, float]:
        """Processors, of those the machine has; "others" is all that belongs to no group, the kernel's own work included."""
        spent, now, worked = time.monotonic() - self.began, self._now(), whole()[0] - self.worked
        used = {name: now[name] - self.before[name] for name in now}
        shares = used | {"others": max(0.0, worked - sum(used.values()))}
        return {name: round(seconds / spent, 2) for name, seconds in shares.items()}


def postgres_pid(url: str) -> int | None:
    """The process of the PostgreSQL at `url`, where it runs on this machine."""
    if not url.startswith("postgres"):
        return None
    import psycopg

    with psycopg.connect(url, autocommit=True) as own:
        row = own.execute("SHOW data_directory").fetchone()
    return int((Path(row[0]) / "postmaster.pid").read_text().split()[0]) if row else None
