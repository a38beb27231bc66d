"""Pages of a network with ten organisations and with ten thousand: number of queries, and time of the server.

python -m tests.bench.pages --organisations 10 10000

A request is answered by the whole program in one process, without a network between. The bars: as many queries, a median within
20 %, at most 20 ms. What fills the network stands in filling.py; another page is another line of PAGES.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.live_server import ROOT, own_database

# What it is called in the figures → the name of its URL, of a page below /{network}/ that needs nothing else.
PAGES = {
    "home": "network-home",
    "organisations": "organisations",
    "people": "people",
    "sessions": "sessions",
    "invitations": "invitations",
    "newcomers": "newcomers",
    "referrals": "referrals",
    "notices": "notices",
    "levels": "levels",
}
PUBLIC = {"public page": "public-page", "public members": "public-members"}  # in a language of the network
WARM = 5  # requests before the first that counts
WITHIN, MOST = 1.2, 20.0  # times the median with few organisations, and milliseconds


def addresses() -> dict[str, str]:
    """The pages that are there (a room may be missing), and of one organisation and one session."""
    from django.urls import NoReverseMatch, reverse

    from networks.base.tenancy import in_network
    from networks.meet.sessions.models import Session
    from networks.people.models import Network, Organisation

    found = {}
    for title, name in PAGES.items():
        try:
            found[title] = reverse(name, args=["ponte"])
        except NoReverseMatch:
            print(f"no page {name}", file=sys.stderr)
    found |= {title: reverse(name, args=["ponte", "en"]) for title, name in PUBLIC.items()}
    with in_network(Network.objects.get()):
        for title, rows in {"organisation": Organisation.objects, "session": Session.objects}.items():
            found[f"one {title}"] = reverse(title, args=["ponte", rows.order_by("pk")[0].pk])
    return found


def measure(repeat: int) -> dict:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from networks.people.models import Person

    client = Client()
    client.force_login(
        Person.objects.get(email="ilse@ponte.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    figures = {}
    for title, address in addresses().items():
        answer = client.get(address, follow=True)  # a room may keep a better list, to which the other leads
        address = answer.request["PATH_INFO"]
        for _warm in range(WARM):
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
            asked = len(queries)
        times, worked = [], []
        for _time in range(repeat):
            began, before = time.perf_counter(), time.process_time()
            client.get(address)
            times.append(1000 * (time.perf_counter() - began))
            worked.append(1000 * (time.process_time() - before))
        figures[title] = {
            "queries": asked,
            "median ms": round(statistics.median(times), 1),
            "processor ms": round(statistics.median(worked), 1),
            "least": round(min(worked), 1),
            "kB": round(len(answer.content) / 1024),
        }
    return figures


def counted(connection) -> None:
    """The rows are counted, as PostgreSQL does by itself within minutes and the program for SQLite every six hours."""
    from networks.base.statistics import gather

    if not gather(None):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def inside(organisations: int, repeat: int) -> None:
    """In a process of its own, on its own data."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from tests.bench.filling import fill

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0, interactive=False)
    fill(organisations)
    counted(connection)
    print(json.dumps(measure(repeat)))


def measured(number: int, repeat: int) -> dict:
    with tempfile.TemporaryDirectory() as name, own_database(Path(name)) as settings:
        environment = {
            **os.environ,
            "NETWORKS_DATA": name,
            "NETWORKS_EMBEDDED": "1",
            "JOBS_IN_SERVER": "0",
            "DJANGO_SETTINGS_MODULE": "networks.web.settings",
            **settings,
        }
        command = [sys.executable, "-m", "tests.bench.pages", "--inside"]
        command += ["--organisations", str(number), "--repeat", str(repeat)]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900)
        if done.returncode:
            raise SystemExit(done.stderr[-3000:])
        return json.loads(done.stdout.strip().split("\n")[-1])


def row(title: str, few: dict, many: dict) -> str:
    """One line of the table, and what it misses."""
    missed = []
    if few["queries"] != many["queries"]:
        missed.append("queries")
    if many["median ms"] > WITHIN * few["median ms"]:
        missed.append(f"{many['median ms'] / few['median ms'] - 1:+.0%}")
    if many["median ms"] > MOST:
        missed.append(f"over {MOST:.0f} ms")
    cells = [
        f"{few[what]} → {many[what]}".rjust(width)
        for what, width in (("queries", 10), ("median ms", 16), ("processor ms", 16), ("kB", 12))
    ]
    return f"{title:18}{''.join(cells)}   {', '.join(missed) or 'held'}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, nargs=2, default=[10, 10_000], metavar=("FEW", "MANY"))
    parser.add_argument("--repeat", type=int, default=60)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = sys.argv[1:]
    if "--inside" in arguments:
        at = arguments.index("--organisations")
        inside(int(arguments[at + 1]), int(arguments[arguments.index("--repeat") + 1]))
        return
    chosen = parser.parse_args()
    few, many = (measured(number, chosen.repeat) for number in chosen.organisations)
    print(f"{'page':18}{'queries':>10}{'median ms':>16}{'processor ms':>16}{'kB':>12}   the bar")
    for title, figures in few.items():
        print(row(title, figures, many[title]))


if __name__ == "__main__":
    main()
