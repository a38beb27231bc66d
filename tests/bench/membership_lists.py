"""A list of ten thousand organisations, filtered, with own fields and figures: number of queries, and time of the server.

python -m tests.bench.membership_lists --organisations 10 10000
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

ADDRESSES = (
    "organisations/",
    "organisations/?country=BE&member=yes",
    "organisations/?country=BE&own.trade=wood&columns=name,country,category,own.trade,own.vans,own.kitchen",
    "organisations/?own.kitchen=yes&sort=own.vans&columns=name,own.vans,own.kitchen,figure.turnover.2024",
    "organisations/?figure.turnover.2024.from=900000&columns=name,own.vans,figure.turnover.2024,holder.delegate",
    "people/?function=delegate&country=FR",
    "memberships/?state=now&sort=-since",
)


def fill(organisations: int) -> None:
    """That many members, with three own fields, two figures, a delegate each."""
    from networks.base.tenancy import in_network
    from networks.network.membership.models import Category, Figure, FigureValue, Membership, OwnField
    from networks.people.models import Affiliation, Function, Network, Organisation, Person, Role, RoleKind

    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en"])
    with in_network(network):
        person = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=person, kind=RoleKind.COORDINATOR)
        OwnField.objects.create(on="organisation", key="vans", name="Vans", kind="number")
        OwnField.objects.create(on="organisation", key="kitchen", name="Kitchen", kind="yes_no")
        OwnField.objects.create(
            on="organisation", key="trade", name="Trade", kind="choice", choices=["wood", "food", "care"]
        )
        category = Category.objects.create(name="Full member")
        figures = [
            Figure.objects.create(key=key, name=key.capitalize(), unit=unit)
            for key, unit in (("turnover", "money"), ("staff", "persons"))
        ]
        houses = [
            Organisation(
                name=f"Organisation {n:05}",
                country=("BE", "FR", "SK", "RO", "IT")[n % 5],
                place=f"Town {n % 97}",
                own={"vans": str(n % 40), "kitchen": n % 2 == 0, "trade": ("wood", "food", "care")[n % 3]},
            )
            for n in range(organisations)
        ]
        Organisation.objects.bulk_create(houses, batch_size=500)
        Membership.objects.bulk_create(
            (
                Membership(organisation=house, category=category, number=f"M{n}")
                for n, house in enumerate(houses)
            ),
            batch_size=500,
        )
        for figure in figures:
            FigureValue.objects.bulk_create(
                (
                    FigureValue(
                        organisation=house,
                        figure=figure,
                        year=2024,
                        amount=1_000_000 * n // organisations,
                        currency="EUR",
                    )
                    for n, house in enumerate(houses)
                ),
                batch_size=500,
            )
        people = [Person(name=f"Person {n:05}") for n in range(organisations)]
        Person.objects.bulk_create(people, batch_size=500)
        affiliations = [
            Affiliation(person=who, organisation=house) for who, house in zip(people, houses, strict=True)
        ]
        Affiliation.objects.bulk_create(affiliations, batch_size=500)
        Function.objects.bulk_create(
            (Function(affiliation=row, kind="delegate") for row in affiliations), batch_size=500
        )


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
    for page in ADDRESSES:
        address = f"/ponte/network/membership/lists/{page}"
        for _warm in range(3):
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
        figures[page] = {
            "queries": asked,
            "median ms": round(statistics.median(times), 1),
            "processor ms": round(statistics.median(worked), 1),
        }
    return figures


def inside(organisations: int, repeat: int) -> None:
    """In a process of its own, on its own data."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from tests.bench.pages import counted

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0, interactive=False)
    fill(organisations)
    counted(connection)
    print(json.dumps(measure(repeat)))


def apart(module: str, *arguments: str, folder: str, **settings: str) -> str:
    """What a part of a measure prints, run in a process of its own with the data in `folder`."""
    environment = {
        **os.environ,
        "NETWORKS_DATA": folder,
        "NETWORKS_EMBEDDED": "1",
        "JOBS_IN_SERVER": "0",
        "DJANGO_SETTINGS_MODULE": "networks.web.settings",
        **settings,
    }
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=1800,
    )
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, nargs="+", default=[10, 10_000])
    parser.add_argument("--repeat", type=int, default=30)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        inside(chosen.organisations[0], chosen.repeat)
        return
    figures = {}
    for number in chosen.organisations:
        with tempfile.TemporaryDirectory() as name, own_database(Path(name)) as settings:
            out = apart(
                "tests.bench.membership_lists", "--inside", "--organisations", str(number), "--repeat", str(chosen.repeat),
                folder=name, **settings,
            )  # fmt: skip
            figures[number] = json.loads(out.strip().split("\n")[-1])
    for address in ADDRESSES:
        print(address, *(f"{number}: {found[address]}" for number, found in figures.items()), sep="\n  ")


if __name__ == "__main__":
    main()
