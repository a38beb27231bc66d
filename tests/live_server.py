"""A real server for tests: uvicorn in a process of its own, with its own data, that can be killed and started again."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.prepared_database import give_tables, template

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def own_database(folder: Path, *, prepared: bool = False) -> Iterator[dict[str, str]]:
    """Yield the settings of an empty database: a file in `folder`, or a new database beside the one of DATABASE_URL.

    `prepared`, in tests: it has its tables already, where some test made them before (tests/prepared_database.py).
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        if prepared:
            give_tables(folder / "networks.sqlite3")
        yield {"DATABASE_URL": f"sqlite:///{folder / 'networks.sqlite3'}"}
        return
    import psycopg

    name = f"test_live_{secrets.token_hex(4)}"
    beside = url.rsplit("/", 1)[0]
    with psycopg.connect(f"{beside}/postgres", autocommit=True) as own:
        kept = template() if prepared else ""
        has = prepared and own.execute("SELECT 1 FROM pg_database WHERE datname = %s", [kept]).fetchone()
        own.execute(f"CREATE DATABASE {name}" + (f" TEMPLATE {kept}" if has else ""))
        try:
            yield {"DATABASE_URL": f"{beside}/{name}"}
        finally:
            own.execute(f"DROP DATABASE {name} WITH (FORCE)")


class LiveServer:
    """Serves `ROOT` on 127.0.0.1 with the data in `folder`: on SQLite, or on the database that DATABASE_URL names."""

    application = "networks.web.asgi:application"

    def __init__(self, folder: Path, port: int | None = None, **settings: str):
        self.folder, self.port = folder, port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NETWORKS_")}
        self.environment = {
            **kept,
            "NETWORKS_DATA": str(folder),
            "NETWORKS_EMBEDDED": "1",
            "SITE_ADDRESS": self.address,
            "DJANGO_SETTINGS_MODULE": "networks.web.settings",
            "TENANCY_STRICT": "1",
            "JOBS_IN_SERVER": "0",
            "PYTHONUNBUFFERED": "1",
            **settings,
        }

    def run(self, *command: str) -> str:
        """Run `bin/networks …` on the same data; return what it prints."""
        return self._python("-m", "networks", *command)

    def script(self, code: str) -> str:
        """Run Python with the program set up, on the same data; return what it prints."""
        return self._python("-c", f"import django; django.setup()\n{code}")

    def _python(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=180,
        )
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout

    def start(self) -> "LiveServer":
        """Start and wait until it answers."""
        log = open(self.folder / "server.log", "ab")  # noqa: SIM115
        arguments = ["-m", "uvicorn", self.application, "--host", "127.0.0.1", "--backlog", "4096"]
        arguments += ["--port", str(self.port), "--timeout-graceful-shutdown", "3", "--no-access-log"]
        self.process = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=self.environment, stdout=log, stderr=log
        )
        log.close()
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{self.address}/health/", timeout=5)
                return self
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError((self.folder / "server.log").read_text()[-3000:])

    def kill(self) -> None:
        """SIGKILL: it is told nothing."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> int:
        """SIGTERM; return the exit status."""
        if self.process is None or self.process.poll() is not None:
            return 0
        self.process.terminate()
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


A_SESSION = """
from networks.base.tenancy import in_network
from networks.people.models import Network
from networks.meet.sessions.tests.a_session import a_session, a_part, a_guest
from networks.meet.sessions.models import Session
network = Network.objects.create(name="Ponte", slug="ponte", languages=["en", "fr"])
with in_network(network):
    session = a_session(places=20_000)
    part = a_part(session)
    secrets = [a_guest(session, f"Guest {n}")[1] for n in range(SEATS)]
print(session.code, part.pk, *secrets)
"""


def with_a_session(server: LiveServer, seats: int) -> tuple[str, str, list[str]]:
    """Make a live session with one open part and `seats` guests; return its code, the part's key and the guests' secrets."""
    server.run("migrate", "-v0")
    code, part, *secrets = server.script(A_SESSION.replace("SEATS", str(seats))).split()
    return code, part, secrets
