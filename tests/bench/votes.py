"""An assembly votes: 2,000 members cast a secret vote within one minute; none is lost, none counted twice, the result is exact.

    python -m tests.bench.votes --people 2000 --seconds 58 --servers 2

Starts servers of its own (SQLite, or the PostgreSQL of DATABASE_URL) on 127.0.0.1 only. Every delegate is signed in, has checked in, and sends their vote at a moment drawn at random within
the time, as a form of the page does, and reads the page that follows. One in twenty sends it twice. Afterwards a chair closes the vote, and
what the result says is compared with what was sent.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import aiohttp

from tests.bench.live import spread
from tests.bench.machine import Shares, memory
from tests.live_server import LiveServer, free_port, own_database

ASSEMBLY = """
import secrets
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from networks.base.tenancy import in_network
from networks.meet.meetings.models import Meeting, Presence
from networks.meet.meetings.rules import bodies, holding, meetings, motions, voting
from networks.people.models import Affiliation, Function, Network, Organisation, Person, Role
network = Network.objects.create(name="Ponte", slug="ponte", languages=["en"])
with in_network(network):
    ilse = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
    Role.objects.create(person=ilse, kind="coordinator")
    houses = [Organisation(name=f"Member {n:05}", country="BE", is_member=True) for n in range(PEOPLE)]
    Organisation.objects.bulk_create(houses, batch_size=500)
    people = [Person(email=f"p{n}@ponte.example", name=f"Delegate {n:05}") for n in range(PEOPLE)]
    Person.objects.bulk_create(people, batch_size=500)
    places = [Affiliation(person=who, organisation=house, audience="staff") for who, house in zip(people, houses)]
    Affiliation.objects.bulk_create(places, batch_size=500)
    Function.objects.bulk_create([Function(affiliation=one, kind="delegate") for one in places], batch_size=500)
    body = bodies.make("assembly", "General assembly", by=ilse, needs_paid=False)
    meeting = meetings.plan(body, title="Assembly", language="en", zone="Europe/Brussels", by=ilse)
    item = meetings.add_item(meeting, title="Budget", kind="decision", by=ilse)
    now = timezone.now()
    Meeting.objects.filter(pk=meeting.pk).update(state="convened", convened_at=now)
    meeting.refresh_from_db()
    Presence.objects.bulk_create([
        Presence(network=network, meeting=meeting, person=who, organisation=house, how="online", arrived_at=now)
        for who, house in zip(people, houses)
    ], batch_size=500)
    holding.open_meeting(meeting, by=ilse)
    motion = motions.move(item, "Budget", "We spend 4,000 euros.", by=ilse)
    ballot = voting.open_ballot(voting.prepare(item, motion=motion, form="secret", by=ilse), by=ilse)
    entries = dict(ballot.roll.values_list("organisation", "pk"))
    store, rows, devices = SessionStore(), [], []
    for who, house in zip([ilse, *people], [None, *houses]):
        signed_in = {
            SESSION_KEY: str(who.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: who.get_session_auth_hash(),
        }
        rows.append(store.model(
            session_key=secrets.token_hex(16), session_data=store.encode(signed_in), expire_date=store.get_expiry_date(),
        ))
        devices.append(UserSession(user=who, session_key=rows[-1].session_key, ip="127.0.0.1", user_agent="BROWSER"))
        print(rows[-1].session_key, entries.get(house.pk) if house else ballot.pk)
    store.model.objects.bulk_create(rows, batch_size=500)
    UserSession.objects.bulk_create(devices, batch_size=500)
"""
COUNTED = """
import json
from networks.base.tenancy import across_networks
from networks.meet.meetings.models import Ballot, Paper, RollEntry
with across_networks("a measure"):
    print(json.dumps([
        Ballot.objects.get().result, Paper.objects.count(), RollEntry.objects.filter(voted=True).count(),
        RollEntry.objects.exclude(receipt="").values("receipt").distinct().count(),
    ]))
"""
CLOSE = """
from networks.base.tenancy import in_network
from networks.meet.meetings.models import Ballot
from networks.meet.meetings.rules import voting
from networks.people.models import Network, Person
network = Network.objects.get()
with in_network(network):
    voting.close_ballot(Ballot.objects.get(), by=Person.objects.get(name__startswith="Ilse"))
"""
CHOICES = ("yes", "no", "abstain")
TOKEN = "b" * 32
BROWSER = "bench"
PATIENCE = 30  # seconds that a voter waits for an answer: the measure ends by itself
BEGAN = time.monotonic()


async def vote(
    addresses: list[str], ballot: str, voters: list[tuple[str, str]], seconds: float, chance
) -> tuple[list[dict], Counter]:
    """Everybody votes once, one in twenty twice; what each sent, when, and how long it took; and what never got an answer, by its error."""
    sent: list[dict] = []
    failed: Counter = Counter()
    connector = aiohttp.TCPConnector(
        limit=0, force_close=True
    )  # a kept connection may be closed at the other end
    async with aiohttp.ClientSession(
        connector=connector, timeout=aiohttp.ClientTimeout(total=PATIENCE), headers={"User-Agent": BROWSER}
    ) as client:

        async def send(base: str, key: str, entry: str, choice: str) -> dict:
            start = time.monotonic()
            async with client.post(
                f"{base}/ponte/meet/meetings/ballots/{ballot}/votes/new/",
                data={"entry": entry, "choice": choice, "csrfmiddlewaretoken": TOKEN},
                headers={"Cookie": f"sessionid={key}; csrftoken={TOKEN}"},
                allow_redirects=False,
            ) as answer:
                await answer.read()
                confirmed = time.monotonic()
                status, where = answer.status, answer.headers.get("Location", "")
                cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in answer.cookies.items())
            async with client.get(
                base + where, headers={"Cookie": f"sessionid={key}; csrftoken={TOKEN}; {cookies}"}
            ) as page:
                shown = await page.text()
            return {
                "choice": choice, "status": status, "took": confirmed - start,
                "page": time.monotonic() - confirmed, "in box": "Your receipt" in shown,
            }  # fmt: skip

        for base in addresses:  # a server that has shown the page before, as in a meeting that goes on
            async with client.get(
                f"{base}/ponte/meet/meetings/ballots/{ballot}/",
                headers={"Cookie": f"sessionid={voters[0][0]}"},
            ) as page:
                await page.read()
        began = time.monotonic()

        async def one(number: int, key: str, entry: str) -> None:
            choice = chance.choice(CHOICES)
            await asyncio.sleep(chance.random() * seconds)
            for again in range(2 if number % 20 == 0 else 1):
                at = time.monotonic() - began
                try:
                    answer = await send(addresses[(number + again) % len(addresses)], key, entry, choice)
                except (aiohttp.ClientError, TimeoutError) as error:
                    failed[type(error).__name__] += 1
                else:
                    sent.append({**answer, "again": bool(again), "at": at})

        await asyncio.gather(*(one(number, *pair) for number, pair in enumerate(voters)))
    return sent, failed


def stage(text: str) -> None:
    """How far it is, for whoever waits."""
    print(f"   {time.monotonic() - BEGAN:6.1f} s  {text}", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seconds", type=float, default=58)
    parser.add_argument("--servers", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        settings = stack.enter_context(own_database(folder))
        secret = {"SECRET_KEY": "bench" * 12}
        servers = [LiveServer(folder, free_port(), **settings, **secret) for _ in range(chosen.servers)]
        stage("the tables")
        servers[0].run("migrate", "-v0")
        stage(f"{chosen.people} members, present, and a vote that is open")
        lines = (
            servers[0]
            .script(ASSEMBLY.replace("PEOPLE", str(chosen.people)).replace("BROWSER", BROWSER))
            .split()
        )
        pairs = list(zip(lines[::2], lines[1::2], strict=True))
        (_chair, ballot), voters = pairs[0], pairs[1:]
        for server in servers:
            stack.callback(server.stop)
            server.start()
        stage(f"the votes: {chosen.seconds:g} seconds, and what is late")
        pids = [server.process.pid for server in servers if server.process]
        shares = Shares({"servers": pids, "client": []})
        chance = random.Random(7)
        sent, failed = asyncio.run(
            vote([server.address for server in servers], ballot, voters, chosen.seconds, chance)
        )
        used = shares.taken()
        stage("the count")
        servers[0].script(CLOSE)
        result, papers, voted, receipts = json.loads(servers[0].script(COUNTED))
        first = [one for one in sent if not one["again"]]
        asked = Counter(one["choice"] for one in first)
        exact = all(result[choice] == asked[choice] for choice in CHOICES)
        stage("done")
        print(
            json.dumps(
                {
                    "votes": len(voters), "sent twice": len(sent) - len(first), "within, s": round(max(one["at"] + one["took"] for one in sent), 1),
                    "without an answer": dict(failed), "answers": dict(Counter(one["status"] for one in sent)),
                    "confirmed": sum(one["status"] == 302 and one["in box"] for one in first),
                    "papers, voters, receipts": [papers, voted, receipts], "result exact": exact,
                    "to confirm, ms": spread(one["took"] for one in sent), "the page after, ms": spread(one["page"] for one in sent),
                    "processors": used, "memory, MB": [memory(pid) for pid in pids],
                },
                indent=1,
            )
        )  # fmt: skip
        if any(one["status"] >= 500 for one in sent):
            print((folder / "server.log").read_text()[-3000:], file=sys.stderr)
        through = sum(one["status"] == 302 for one in first)
        if papers != voted or receipts != voted or voted < through or (through == len(voters) and not exact):
            raise SystemExit("A vote was lost, or counted twice.")
        if through < len(voters):
            raise SystemExit(
                f"{len(voters) - through} votes got no answer in time: too slow. What was answered was counted."
            )


if __name__ == "__main__":
    main()
