"""An import of ten thousand organisations with people, memberships, figures and own fields: compared, done, compared again, taken back.

python -m tests.bench.membership_import --organisations 10000
"""

import argparse
import json
import resource
import tempfile
import time
from pathlib import Path

from tests.bench.membership_lists import apart
from tests.live_server import own_database


def spreadsheet(organisations: int) -> bytes:
    """Two columns of people and fourteen in all, in Slovak."""
    from networks.network.membership.tests.spreadsheets import as_csv, row

    return as_csv([row(n) for n in range(organisations)])


def inside(organisations: int) -> None:
    """In a process of its own, on its own data."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from networks.base import jobs
    from networks.base.tenancy import in_network
    from networks.network.membership.models import Import
    from networks.network.membership.rules.importing import applying, planning, reading, undoing
    from networks.people.models import Network, Organisation, Person, Role, RoleKind

    network = Network.objects.create(name="Ponte", slug="ponte", languages=["sk"])
    figures: dict[str, object] = {"organisations": organisations}
    with in_network(network):
        person = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=person, kind=RoleKind.COORDINATOR)
        data = spreadsheet(organisations)
        figures["file kB"] = len(data) // 1024
        for name in ("first", "again"):
            began = time.monotonic()
            found = reading.read_file("members.csv", data, by=person, languages=["sk"])
            figures[f"{name}: read s"] = round(time.monotonic() - began, 1)
            began = time.monotonic()
            planning.plan(found)
            jobs.run_all()
            found.refresh_from_db()
            figures[f"{name}: compare s"] = round(time.monotonic() - began, 1)
            figures[f"{name}: says"] = found.counts
            if name == "first":
                began = time.monotonic()
                applying.confirm(found, by=person)
                jobs.run_all()
                figures["import s"] = round(time.monotonic() - began, 1)
                first = found
        assert Organisation.objects.count() == organisations, Organisation.objects.count()
        began = time.monotonic()
        undoing.undo(Import.objects.get(pk=first.pk), by=person)
        jobs.run_all()
        figures["take back s"] = round(time.monotonic() - began, 1)
        assert not Organisation.objects.exists()
    figures["memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(figures))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, default=10_000)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        inside(chosen.organisations)
        return
    with tempfile.TemporaryDirectory() as name, own_database(Path(name)) as settings:
        out = apart("tests.bench.membership_import", "--inside", "--organisations", str(chosen.organisations), folder=name, **settings)  # fmt: skip
    for key, value in json.loads(out.strip().split("\n")[-1]).items():
        print(f"{key}: {value}")


if __name__ == "__main__":
    main()
