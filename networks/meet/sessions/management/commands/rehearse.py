"""bin/networks rehearse SESSION --people 200: simulated participants take part in a session; --reset puts it back."""

import asyncio
import random
import resource
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from networks.base.tenancy import in_network
from networks.meet.sessions.models import Part, Session
from networks.meet.sessions.models.planning import PartState
from networks.meet.sessions.rules.errors import NotNow

MOST = 5_000
BESIDE = 200  # files that are open besides streams and answers


class Command(BaseCommand):
    help = (
        "Let simulated participants take part in a session, over HTTP, on the server that runs on this machine. The session becomes a "
        "rehearsal, of which nothing is counted; --reset puts it back to nothing. The facilitator runs it on the console meanwhile, or --lead does."
    )

    def add_arguments(self, parser):
        parser.add_argument("session", help="its code, or its key as in its address")
        parser.add_argument("--people", type=int, default=200, help=f"how many (at most {MOST})")
        parser.add_argument("--minutes", type=float, default=5, help="for how long")
        parser.add_argument("--languages", default="", help="such as en,fr; the session's where left out")
        parser.add_argument("--pace", type=float, default=1, help="1: as people are; 10: ten times as quick")
        parser.add_argument(
            "--lead", action="store_true", help="begin the session and open its parts in turn, and end it"
        )
        parser.add_argument("--address", default="", help="of the server, such as http://localhost:8000")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--reset", action="store_true", help="put the rehearsal back to nothing")

    def handle(self, *, session, people, minutes, languages, pace, lead, address, seed, reset, **options):
        from networks.meet.sessions.rehearsal.phone import NotHere, host_and_port
        from networks.meet.sessions.rules import rehearsing

        if not 1 <= people <= MOST or not 0 < minutes <= 240 or not 0 < pace <= 100:
            raise CommandError(f"1 to {MOST} people, at most 240 minutes, a pace of at most 100.")
        found = find(session)
        with in_network(found.network_id):
            try:
                if reset:
                    gone = rehearsing.reset(found)
                    self.stdout.write("Gone: " + ", ".join(f"{n} {name}" for name, n in gone.items()))
                    return
                address = address or default_address()
                host_and_port(address)
                self._room_for(people)
                rehearsing.begin(found)
            except (NotNow, NotHere) as error:
                raise CommandError(str(getattr(error, "message", error))) from None
            spoken = [code for code in languages.split(",") if code] or found.languages or ["en"]
            secrets = [""] * people
            if not found.guests_welcome:
                secrets = [self._seat(found, code) for code in (spoken * people)[:people]]
            self._play(found, address, secrets, spoken, minutes, pace, lead, seed)

    def _play(self, session, address, secrets, spoken, minutes, pace, lead, seed):
        from networks.meet.sessions.rehearsal.people import Participant, Tally, play

        chance, tally = random.Random(seed), Tally()  # noqa: S311
        participants = [
            Participant(
                address,
                session.code,
                spoken[n % len(spoken)],
                tally,
                random.Random(chance.random()),  # noqa: S311
                pace,
                secret,
            )
            for n, secret in enumerate(secrets)
        ]
        self.stdout.write(
            f"{len(secrets)} participants join {address}/j/{session.code}/ for {minutes:g} minutes."
        )
        if not lead and not session.is_live:
            self.stdout.write("They wait in the lobby until the session is begun on its console.")
        seconds = minutes * 60
        stories = [self._watch(tally, seconds)]
        if lead:
            stories.append(lead_session(session, seconds))
        try:
            asyncio.run(play(participants, seconds, *stories))
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
        if lead:
            finish(session)
        self._tell(tally)
        self.stdout.write(f"bin/networks rehearse {session.pk} --reset puts the session back.")

    def _tell(self, tally) -> None:
        done = ", ".join(f"{n} {name}" for name, n in sorted(tally.counts.items()))
        self.stdout.write(f"Done: {done or 'nothing'}")
        if not tally.seconds:
            self.stdout.write("Nobody answered: open a part on the console meanwhile, or add --lead.")
        else:
            self.stdout.write(
                f"From sending an answer to its confirmation: half within {tally.at(0.5)} ms, 95 % within {tally.at(0.95)}, "
                f"all within {tally.at(1)}."
            )
        for trouble, n in tally.troubles.most_common(8):
            self.stdout.write(f"Trouble: {trouble} ({n})")

    async def _watch(self, tally, seconds: float) -> None:
        for _look in range(int(seconds // 10)):
            await asyncio.sleep(10)
            self.stdout.write(", ".join(f"{n} {name}" for name, n in sorted(tally.counts.items())))
            self.stdout.flush()

    def _room_for(self, people: int) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * people + BESIDE
        if hard != resource.RLIM_INFINITY and hard < wanted:
            raise CommandError(
                f"{people} participants need {wanted} open files, and only {hard} are allowed here (ulimit -n)."
            )
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

    def _seat(self, session: Session, language: str) -> str:
        """A seat where guests may not join: it is given by hand, and the phone comes by its personal link."""
        from networks.base.keys import hashed, token
        from networks.meet.sessions.models import Seat

        secret = token()
        Seat.objects.create(
            session=session, name="–", language=language, secret_hash=hashed(secret), simulated=True
        )
        return secret


def find(typed: str) -> Session:
    rows = Session.everywhere.filter(binned_at=None).select_related("network", "occasion")
    found = rows.filter(code=typed.upper()).first() if len(typed) <= 8 else None
    if found is None:
        try:
            found = rows.filter(pk=UUID(typed)).first()
        except ValueError:
            found = None
    if found is None:
        raise CommandError(f"There is no session “{typed}”. Name its code, or its key as in its address.")
    return found


def default_address() -> str:
    """The server on this machine: the address people use where it is here, else the first port of the documentation."""
    here = settings.SITE_ADDRESS.startswith(("http://localhost", "http://127.0.0.1"))
    return settings.SITE_ADDRESS if here else "http://127.0.0.1:8001"


async def lead_session(session: Session, seconds: float) -> None:
    """Begin the session and open one part after another, each for its share of the time, as a facilitator would."""
    from networks.meet.sessions.rules import running

    def move(part: Part, command: str, *states: str) -> None:
        part.refresh_from_db()
        part.session = session
        if part.state in states:
            running.move(part, command, None, seen=part.state)

    await sync_to_async(running.begin)(session, None)
    parts = await sync_to_async(lambda: list(Part.objects.filter(session=session)))()
    share = 0.85 * seconds / max(1, len(parts))
    for part in parts:
        await sync_to_async(move)(part, "open", PartState.PLANNED)
        await asyncio.sleep(share)
        await sync_to_async(move)(part, "close", PartState.OPEN, PartState.PAUSED)
    await sync_to_async(running.end)(session, None)


def finish(session: Session) -> None:
    """End what --lead began, where time was over first."""
    from networks.meet.sessions.rules import running

    session.refresh_from_db()
    if session.is_live:
        running.end(session, None)
