"""Measure: bin/bench [NAME …] [--quick]. What is measured and what came out stands in docs/performance.md."""

import argparse
import os
import platform
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.run import ROOT, postgresql, say, where

# name → (module, what it needs, its arguments, those of --quick)
LIVE = "tests.bench.live"
BENCHES: dict[str, tuple[str, str, str, str]] = {
    "live": (LIVE, "postgresql", "--people 2000 --answers 200 --seconds 120 --servers 2", "--people 200 --answers 50 --seconds 10 --servers 2"),
    "live-one-server": (LIVE, "postgresql", "--people 2000 --answers 200 --seconds 60", "--people 200 --answers 50 --seconds 10"),
    "live-sqlite": (LIVE, "", "--people 2000 --answers 200 --seconds 60", "--people 200 --answers 50 --seconds 10"),
    "live-5000": (LIVE, "postgresql", "--people 5000 --answers 1 --seconds 60 --servers 2", "--people 500 --answers 1 --seconds 10 --servers 2"),
    "pages": ("tests.bench.pages", "", "--organisations 10 10000", "--organisations 10 200 --repeat 10"),
    "pages-postgresql": ("tests.bench.pages", "postgresql", "--organisations 10 10000", "--organisations 10 200 --repeat 10"),
    "lists": ("tests.bench.membership_lists", "", "--organisations 10 10000", "--organisations 10 200 --repeat 5"),
    "lists-postgresql": ("tests.bench.membership_lists", "postgresql", "--organisations 10 10000", "--organisations 10 200 --repeat 5"),
    "import": ("tests.bench.membership_import", "", "--organisations 10000", "--organisations 100"),
    "votes": ("tests.bench.votes", "postgresql", "--people 2000 --seconds 58 --servers 2", "--people 40 --seconds 2 --servers 2"),
    "votes-sqlite": ("tests.bench.votes", "", "--people 2000 --seconds 58", "--people 40 --seconds 2"),
    "letters": ("tests.bench.letters", "", "--organisations 10000 --kills 2", "--organisations 200 --kills 1"),
    "start": ("tests.bench.start", "", "", "--repeat 2 --rest 3"),
    "opinion-groups": ("tests.bench.opinion_groups", "", "", "--people 500 --statements 50 --repeat 1"),
    "opinion-groups-compared": ("tests.bench.opinion_groups_compared", "", "", "-"),
    "themes": ("tests.bench.themes", "", "", "--answers 50 --repeat 1"),
    "themes-quality": ("tests.bench.themes", "", "--quality", "-"),
    "breakout-groups": ("tests.bench.breakout_groups", "", "", "1"),
}  # fmt: skip
FILES = 8_000


def machine() -> list[str]:
    """What it was measured on."""
    memory = next(row for row in Path("/proc/meminfo").read_text().splitlines() if row.startswith("MemTotal"))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    load = ", ".join(f"{share:.1f}" for share in os.getloadavg())
    lines = [
        f"{platform.system()} {platform.release()}, {os.cpu_count()} processors, {int(memory.split()[1]) // 2**20} GB, Python {platform.python_version()}",
        f"load before: {load} (over one, five and fifteen minutes; everything above about 0.3 is other work that disturbs)",
        f"open files allowed: {soft} now, {hard} at most (ulimit -n)",
    ]
    if hard < FILES:
        lines.append(f"That is too few for 5,000 people. As root: ulimit -n {FILES}, then bin/bench.")
    return lines


def run(name: str, quick: bool, others: list[str]) -> int:
    module, needs, usual, short = BENCHES[name]
    if quick and short == "-":
        return 0
    arguments = others or (short if quick else usual).split()
    say("", f"── {name}: python -m {module} {' '.join(arguments)}", f"   load {os.getloadavg()[0]:.1f}")
    command = [sys.executable, "-m", module, *arguments]
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"OPENBLAS_NUM_THREADS": "1"}
    began = time.monotonic()
    if needs and not where("initdb"):
        say("   left out: PostgreSQL is missing (sudo apt-get install --yes postgresql)")
        return 0
    if needs:
        with postgresql(durable=True) as own:
            say("   PostgreSQL with fsync and synchronous_commit on")
            code = subprocess.run(command, cwd=ROOT, env=environment | own).returncode
    else:
        code = subprocess.run(command, cwd=ROOT, env=environment).returncode
    say(f"   {time.monotonic() - began:.0f} s")
    return code


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument(
        "--quick",
        action="store_true",
        help="short runs, which show that the harness works and measure nothing",
    )
    chosen, others = parser.parse_known_args()
    chosen.names = [name.replace("_", "-") for name in chosen.names]
    if others and len(chosen.names) > 1:
        parser.error("other arguments are for one measure")
    if others and not chosen.names:
        parser.error(f"which measure are these for: {' '.join(others)}")
    if unknown := set(chosen.names) - set(BENCHES):
        parser.error(f"no such measure: {', '.join(unknown)} (there are {', '.join(BENCHES)})")
    say(*machine())
    failed = [name for name in chosen.names or BENCHES if run(name, chosen.quick, others)]
    if failed:
        say("", f"Failed: {', '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped and removed
    sys.exit(main())
