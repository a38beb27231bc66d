"""Ten thousand merge messages to a local mail server; the program is killed in the middle and started again: who got what, how often.

python -m tests.bench.letters --organisations 10000 --kills 2
"""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from tests.bench.membership_lists import apart
from tests.live_server import ROOT, own_database

MODULE = "tests.bench.letters"


class Sink:
    """A mail server that takes everything and counts recipients and the names of messages. It speaks just enough SMTP."""

    def __init__(self) -> None:
        self.to: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.port = 0
        self.ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self.ready.wait(10)

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.ready.set()
        await server.serve_forever()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            writer.write(f"{line}\r\n".encode())

        say("220 sink")
        recipients: list[str] = []
        while line := (await reader.readline()).decode(errors="replace").strip():
            verb = line.split(" ")[0].upper()
            if verb == "RCPT":
                recipients.append(line.split("<")[1].split(">")[0].lower())
                say("250 ok")
            elif verb == "DATA":
                say("354 go on")
                name = ""
                while (part := await reader.readline()) not in (b".\r\n", b""):
                    if part.lower().startswith(b"message-id:"):
                        name = part.decode().strip()
                if not part:
                    break
                self.to.update(recipients)
                self.names[name] += 1
                recipients = []
                say("250 taken")
            elif verb == "QUIT":
                say("221 bye")
                break
            else:
                say("250 ok")
            await writer.drain()
        writer.close()


def prepare(organisations: int) -> None:
    """Organisations with a delegate each, an own field, and a letter that somebody pressed send for."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from networks.base.tenancy import in_network
    from networks.network.membership.models import OwnField, PersonRecord
    from networks.network.membership.rules.letters import sending, writing
    from networks.people.models import Affiliation, Function, Network, Organisation, Person, Role, RoleKind

    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en"])
    with in_network(network):
        person = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=person, kind=RoleKind.COORDINATOR)
        OwnField.objects.create(on="organisation", key="vans", name="Vans", kind="number")
        houses = [
            Organisation(name=f"Organisation {n:05}", own={"vans": str(n)}) for n in range(organisations)
        ]
        Organisation.objects.bulk_create(houses, batch_size=500)
        people = [Person(name=f"Person {n:05}") for n in range(organisations)]
        Person.objects.bulk_create(people, batch_size=500)
        PersonRecord.objects.bulk_create(
            (PersonRecord(person=who, email=f"p{n}@x.example") for n, who in enumerate(people)),
            batch_size=500,
        )
        rows = [
            Affiliation(person=who, organisation=house) for who, house in zip(people, houses, strict=True)
        ]
        Affiliation.objects.bulk_create(rows, batch_size=500)
        Function.objects.bulk_create(
            (Function(affiliation=row, kind="delegate") for row in rows), batch_size=500
        )
        text = {
            "subject": "Assembly of {organisation}",
            "body": "Dear {name}, {function}: {organisation.vans} vans.",
            "functions": ["delegate"],
        }
        sending.send(writing.write("organisations", "", "en", text, by=person), by=person)


def work() -> None:
    """Do the jobs that wait, as the program does; a job that was left by a killed program is taken at once."""
    import django

    django.setup()
    from networks.base import jobs
    from networks.base.models import Job

    Job.objects.filter(state=Job.State.RUNNING).update(state=Job.State.WAITING)
    jobs.run_all()


def states() -> None:
    """Print how many copies are in which state."""
    import django

    django.setup()
    from networks.base.tenancy import across_networks
    from networks.network.membership.models import LetterRecipient

    with across_networks("a measure"):
        print(json.dumps(Counter(LetterRecipient.objects.values_list("state", flat=True))))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--organisations", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--inside", default="", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.inside:
        {"prepare": lambda: prepare(chosen.organisations), "work": work, "states": states}[chosen.inside]()
        return
    sink = Sink()
    with tempfile.TemporaryDirectory() as name, own_database(Path(name)) as settings:
        settings = settings | {"EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
        apart(
            MODULE,
            "--inside",
            "prepare",
            "--organisations",
            str(chosen.organisations),
            folder=name,
            **settings,
        )
        environment = {
            **os.environ, "NETWORKS_DATA": name, "NETWORKS_EMBEDDED": "1", "JOBS_IN_SERVER": "0",
            "DJANGO_SETTINGS_MODULE": "networks.web.settings", **settings,
        }  # fmt: skip
        began = time.monotonic()
        for kill in range(chosen.kills + 1):
            worker = subprocess.Popen(
                [sys.executable, "-m", MODULE, "--inside", "work"], cwd=ROOT, env=environment
            )
            until = (kill + 1) * chosen.organisations // (chosen.kills + 1)
            while kill < chosen.kills and worker.poll() is None and sum(sink.to.values()) < until:
                time.sleep(0.01)
            if kill < chosen.kills:
                worker.send_signal(signal.SIGKILL)
                print(f"killed after {sum(sink.to.values())} messages")
            worker.wait(1800)
        seconds = time.monotonic() - began
        found = json.loads(
            apart(MODULE, "--inside", "states", folder=name, **settings).strip().split("\n")[-1]
        )
    twice = [address for address, times in sink.to.items() if times > 1]
    print(
        f"{sum(sink.to.values())} messages to {len(sink.to)} addresses in {seconds:.0f} s, {sum(sink.to.values()) / seconds:.0f} a second"
    )
    print(f"twice: {len(twice)}; copies by state: {found}")
    if twice or len(sink.to) + found.get("unclear", 0) < chosen.organisations:
        raise SystemExit("Somebody got it twice, or not at all.")


if __name__ == "__main__":
    main()
