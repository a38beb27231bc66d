"""A page at ten organisations and at ten thousand: number of queries, and time of the server.

python -m tests.bench.pages --organisations 10 10000
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


def fill(organisations: int) -> None:
    """A network with that many organisations, each with two people, and a hundredth as many sessions."""
    from datetime import datetime

    from networks.base.tenancy import in_network
    from networks.meet.sessions.models import Session
    from networks.participation.occasions.models import Occasion
    from networks.people.models import Affiliation, Network, Organisation, Person, Role, RoleKind

    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en"])
    with in_network(network):
        person = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=person, kind=RoleKind.COORDINATOR)
        houses = [Organisation(name=f"Organisation {n:05}", country="BE") for n in range(organisations)]
        Organisation.objects.bulk_create(houses, batch_size=1000)
        people = [
            Person(email=f"p{n}@ponte.example", name=f"Person {n:05}") for n in range(2 * organisations)
        ]
        Person.objects.bulk_create(people, batch_size=1000)
        Affiliation.objects.bulk_create(
            (Affiliation(person=who, organisation=houses[n // 2]) for n, who in enumerate(people)),
            batch_size=1000,
        )
        for n in range(max(3, organisations // 100)):
            occasion = Occasion.objects.create(
                about="meet_sessions.session", starts_local=datetime(2026, 9, 1 + n % 28, 14)
            )
            Session.objects.create(title=f"Session {n}", occasion=occasion, languages=["en"])


def measure(repeat: int) -> dict:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import resolve

    from networks.people.models import Person

    client = Client()
    client.force_login(
        Person.objects.get(email="ilse@ponte.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    figures = {}
    for page in pages():
        address = f"/ponte/{page}"
        resolve(address)
        for _warm in range(3):
            answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(address)
        times = []
        for _time in range(repeat):
            began = time.perf_counter()
            client.get(address)
            times.append(1000 * (time.perf_counter() - began))
        figures[address] = {
            "queries": len(queries),
            "median ms": round(statistics.median(times), 1),
            "kB": len(answer.content) // 1024,
        }
    return figures


def pages() -> list[str]:
    from django.urls import reverse

    names = ("members", "people", "sessions")
    return ["", *(reverse(name, args=["ponte"]).removeprefix("/ponte/") for name in names)]


def inside(organisations: int, repeat: int) -> None:
    """In a process of its own, on its own data."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0, interactive=False)
    fill(organisations)
    print(json.dumps(measure(repeat)))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, nargs="+", default=[10, 10_000])
    parser.add_argument("--repeat", type=int, default=40)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        inside(chosen.organisations[0], chosen.repeat)
        return
    figures = {}
    for number in chosen.organisations:
        with tempfile.TemporaryDirectory() as name, own_database(Path(name)) as settings:
            environment = {
                **os.environ,
                "NETWORKS_DATA": name,
                "NETWORKS_EMBEDDED": "1",
                "JOBS_IN_SERVER": "0",
                **settings,
            }
            environment["DJANGO_SETTINGS_MODULE"] = "networks.web.settings"
            command = [
                sys.executable,
                "-m",
                "tests.bench.pages",
                "--inside",
                "--organisations",
                str(number),
                "--repeat",
                str(chosen.repeat),
            ]
            done = subprocess.run(
                command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900
            )
            if done.returncode:
                raise SystemExit(done.stderr[-3000:])
            figures[number] = json.loads(done.stdout.strip().split("\n")[-1])
    for address in next(iter(figures.values())):
        print(address, *(f"{number}: {found[address]}" for number, found in figures.items()), sep="\n  ")


if __name__ == "__main__":
    main()
