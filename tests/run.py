"""Install what the tests need and run them. Uses only Python's own library: it runs before anything is installed.

First on SQLite, then the browser tests, then everything on a PostgreSQL that is started for it and stopped after. The last
line is pytest's closing line over all of them. With CI set in the environment, nothing may be missing.
"""

import argparse
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from networks.web.starting.install import ROOT, CannotInstall, install, python_of, say

CI = os.environ.get("CI", "").lower() not in ("", "0", "false")
# What the tests use of the system: the Debian package, and a program that shows it is there.
BROWSER = "chromium-headless-shell"
PARTS = {
    BROWSER: ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
    "postgresql": ("initdb",),
    "gettext": ("msgfmt",),
    "nginx": ("nginx",),
    "poppler-utils": ("pdftotext",),
}
# What PostgreSQL would not show anything new of (pyproject.toml says what each means): it ran on SQLite a moment before. A test
# `without_database` is one that asks for none and so is refused any: it does the same whichever is there.
SAME_ON_SQLITE = ("sqlite", "either", "without_database")
# Processes that run tests: one more than there are cores, as tests wait for servers, browsers and databases.
WORKERS = str(min(8, (os.cpu_count() or 2) + 1))
# Seconds that one run of pytest may take. A single test may take less: faulthandler_timeout in pyproject.toml.
LIMIT = 25 * 60
# A failed command names what went wrong; these are the counts in pytest's closing line.
COUNTS = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "errors", "warnings")


def where(program: str) -> str | None:
    """Find a program, also where Debian hides PostgreSQL's and the administrator's."""
    folders = [
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        Path("/usr/sbin"),
        Path("/sbin"),
    ]
    if program in ("initdb", "pg_ctl", "postgres"):  # the real one, not a wrapper of some installation
        for folder in folders:
            if (folder / program).exists():
                return str(folder / program)
    return shutil.which(program) or shutil.which(program, path=os.pathsep.join(map(str, folders)))


def missing_parts() -> list[str]:
    return [package for package, names in PARTS.items() if not any(map(where, names))]


def add_parts() -> list[str]:
    """Install what is missing of the system where we may; return what is still missing."""
    missing = missing_parts()
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {', '.join(missing)}.")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        wait = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
        subprocess.run([*wait, "update"], env=quiet, stdout=subprocess.DEVNULL)
        with no_new_services():
            subprocess.run(
                [*wait, "install", "--yes", "--no-install-recommends", *missing],
                env=quiet,
                stdout=subprocess.DEVNULL,
            )
        missing = missing_parts()
    return missing


@contextlib.contextmanager
def no_new_services() -> Iterator[None]:
    """Keep Debian from starting the services it installs: the tests start their own."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists():
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink(missing_ok=True)


def as_nobody_special(folder: Path) -> list[str]:
    """The words before a command that run it as somebody who is not root: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    import pwd

    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            os.chown(folder, user.pw_uid, user.pw_gid)
            return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    raise CannotInstall("There is no user that PostgreSQL could run as.")


@contextlib.contextmanager
def postgresql(durable: bool = False) -> Iterator[dict[str, str]]:
    """Start a PostgreSQL of our own in a temporary folder; give the environment that leads to it; stop and remove it.

    Tests do without what only a loss of power would show; what is measured is `durable`, as an installation is.
    """
    folder = Path(tempfile.mkdtemp(prefix="nw-pg-"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir()
    data.chmod(0o700)
    somebody = as_nobody_special(folder)
    if somebody:
        os.chown(data, folder.stat().st_uid, folder.stat().st_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    power = ["fsync", "synchronous_commit", "full_page_writes"]
    settings = [f"{name}={'on' if durable else 'off'}" for name in power]
    settings += [
        "listen_addresses=''",
        f"port={port}",
        f"unix_socket_directories={folder}",
        "max_connections=200",
        "shared_buffers=128MB",
    ]
    if (
        not durable
    ):  # tables of tests hold a few rows for a moment: nothing to plan for, compile, tidy or hand on
        settings += ["jit=off", "autovacuum=off", "wal_level=minimal", "max_wal_senders=0"]
    started = False
    try:
        run = {"check": True, "cwd": folder, "stdout": subprocess.DEVNULL}
        subprocess.run(
            [
                *somebody,
                where("initdb"),
                "-D",
                data,
                "-U",
                "networks",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ],
            **run,
        )
        chosen = " ".join(f"-c {setting}" for setting in settings)
        started = True
        pg_ctl = [*somebody, where("pg_ctl"), "-D", data, "-w", "-t", "60"]
        subprocess.run([*pg_ctl, "-o", chosen, "-l", folder / "log", "start"], **run)
        yield {
            "DATABASE_URL": "postgres:///networks",
            "PGHOST": str(folder),
            "PGPORT": str(port),
            "PGUSER": "networks",
            "PGDATABASE": "networks",
        }
    finally:
        if started:
            subprocess.run([*somebody, where("pg_ctl"), "-D", data, "-m", "immediate", "stop"], cwd="/")
        shutil.rmtree(folder, ignore_errors=True)


def end(process: subprocess.Popen) -> None:
    """End a process that leads a group, and the group: asked first, killed where it does not follow."""
    for how, seconds in ((signal.SIGINT, 20), (signal.SIGKILL, 10)):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            if how == signal.SIGKILL:
                return


class Run:
    """The runs of pytest, added up."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys(COUNTS, 0)
        self.began = time.monotonic()
        self.code = 0
        self.lines: list[str] = []

    def pytest(self, title: str, *arguments: str, **environment: str) -> None:
        """Run pytest in a fresh folder of data and add what its closing line says."""
        say("", f"── {title} ──")
        python = str(python_of(environment_folder()))
        closing = ""
        with tempfile.TemporaryDirectory(prefix="net-works-test-") as data:
            inherited = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "SITE_ADDRESS")}
            process = subprocess.Popen(
                [python, "-m", "pytest", "-q", "--color=no", "--dist=worksteal", *arguments],
                cwd=ROOT,
                env={**inherited, "NETWORKS_DATA": data, **environment},
                stdout=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,  # so that it can be ended with all that it started
            )
            limit = threading.Timer(LIMIT, end, [process])
            limit.start()
            try:
                for line in process.stdout:
                    sys.stdout.write(line)
                    sys.stdout.flush()
                    if re.search(r"\bin [\d.]+s\b", line) and re.search(r"\d+ \w+|no tests ran", line):
                        closing = line.strip("= \n")
                process.wait()
            finally:
                limit.cancel()
                end(process)  # with what it left behind
        for number, kind in re.findall(r"(\d+) (\w+)", closing.split(" in ")[0]):
            kind = {"error": "errors", "warning": "warnings"}.get(kind, kind)
            if kind in self.counts:
                self.counts[kind] += int(number)
        self.lines.append(f"{title}: {closing or f'ended without a result (exit code {process.returncode})'}")
        if process.returncode not in (0, 5):  # 5: nothing was selected
            self.code = self.code or process.returncode

    def close(self) -> int:
        """Print every closing line, then one over all of them."""
        say("", *self.lines)
        self.counts["deselected"] = 0  # of one run, covered by another
        parts = [f"{number} {kind}" for kind, number in self.counts.items() if number]
        took = time.monotonic() - self.began
        say(f"===== {', '.join(parts) or 'no tests ran'} in {took:.2f}s =====")
        return self.code


def environment_folder() -> Path:
    """Where the Python packages are; NETWORKS_VENV names an environment that others look after."""
    return Path(os.environ.get("NETWORKS_VENV") or ROOT / ".venv")


def options(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description="Run the tests. Other arguments are handed to pytest, such as the path of one test file.",
    )
    parser.add_argument("--quick", action="store_true", help="SQLite only, without browser and slow tests")
    parser.add_argument("--prepare", action="store_true", help="install what is needed and stop")
    return parser.parse_known_args(arguments)


def main(arguments: list[str]) -> int:
    chosen, rest = options(arguments)
    try:
        if not os.environ.get("NETWORKS_VENV"):
            install(ROOT / "requirements" / "test.txt", ROOT / ".venv")
    except CannotInstall as why:
        say(str(why))
        return 1
    if chosen.quick:
        runs = Run()
        runs.pytest("SQLite, quick", "-n", WORKERS, "-m", "not browser and not slow and not postgres", *rest)
        return runs.close()
    missing = add_parts()
    command = f"sudo apt-get install --yes {' '.join(missing)}"
    if missing and CI:
        say(f"Missing, and nothing may be skipped here: {', '.join(missing)}. This adds it: {command}")
        return 1
    if chosen.prepare:
        return 0
    runs = Run()
    runs.pytest("SQLite", "-n", WORKERS, "-m", "not browser and not postgres", *rest)
    if BROWSER not in missing:
        runs.pytest("Browser, SQLite", "-n", WORKERS, "-m", "browser", *rest)
    if "postgresql" not in missing:
        with postgresql() as environment:
            runs.pytest(
                "PostgreSQL",
                "-n",
                WORKERS,
                "-m",
                f"not browser and not alone and {' and '.join(f'not {mark}' for mark in SAME_ON_SQLITE)}",
                *rest,
                **environment,
            )
            single = "alone" if BROWSER in missing else "alone or (browser and both)"
            runs.pytest("PostgreSQL, one after another", "-m", single, *rest, **environment)
    if missing:
        say("", f"Skipped for want of {', '.join(missing)}. This adds it: {command}")
    return runs.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped and removed
    sys.exit(main(sys.argv[1:]))
