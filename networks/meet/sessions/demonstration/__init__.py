"""The demonstration's programme of five sessions: the first two held, the third ready to start right now.

What the second session said stands in told.json. Everything goes through the rules that people's own actions go through.
"""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from networks.base.keys import clear_code, hashed, token
from networks.meet.sessions.demonstration import voting
from networks.meet.sessions.models import (
    Answer,
    Conclusion,
    Document,
    MeToo,
    Part,
    Placement,
    Programme,
    Report,
    Seat,
    SeatPresence,
    Session,
    SessionHost,
    SessionRole,
    Step,
    Theme,
    Update,
)
from networks.meet.sessions.models.planning import PartState, SessionState, Stage
from networks.meet.sessions.rules import attending, benefits, concluding, evaluating, planning, prioritising
from networks.participation.feedback import rules as feedback
from networks.participation.occasions.models import Invitee, Occasion
from networks.record.models import Event

TOLD = Path(__file__).parent / "told.json"
ZONE = "Europe/Brussels"


def fill(made: Any) -> None:
    """Fill the room: `made` is the house's Demonstration (network, organisations, people, affiliations, now)."""
    ilse, radu = made.people["ilse"], made.people["radu"]
    programme = planning.plan_programme(
        title="Founding our network",
        aim="Five sessions in which members find out, together, what their network is for.",
        language="en",
        languages=["en", "fr", "it", "pt", "ro"],
        template="founding",
        zone=ZONE,
        project="Net-Works: building networks of work-based education providers",
        by=ilse,
    )
    Programme.objects.filter(pk=programme.pk).update(is_public=True)
    programme.put_version("title", "fr", "Fonder notre réseau", author=ilse)
    first, second, third, fourth, _fifth = programme.sessions.order_by("position")
    for session in programme.sessions.all():
        SessionRole.objects.create(session=session, person=radu, kind=SessionRole.Kind.FACILITATOR)
        SessionRole.objects.create(
            session=session, person=made.people["amelie"], kind=SessionRole.Kind.RAPPORTEUR
        )
        Session.objects.filter(pk=session.pk).update(code=_spoken_code(session))
    _dates(made, first, second, third, fourth, ilse)
    for session in (first, second, third):
        SessionHost.objects.create(session=session, organisation=made.organisations["leie"])
        _invite(made, session)
    Document.objects.create(
        session=third,
        title="What the second session concluded",
        link="https://ponte.example/report",
        language="en",
    )
    _first_session(made, first)
    _second_session(made, second)
    _forget_how_it_was_made(programme)


def _spoken_code(session: Session) -> str:
    while Session.everywhere.filter(code=(code := clear_code(6))).exists():
        pass
    return code


def _dates(made, first, second, third, fourth, by) -> None:
    local = made.now.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None, second=0, microsecond=0)
    year = local.year if (local.month, local.day) > (9, 13) else local.year - 1
    soon = local + timedelta(minutes=20 - local.minute % 5)
    when = [
        (first, datetime(year, 6, 16, 14), "online", ""),
        (second, datetime(year, 9, 13, 14), "online", ""),
        (third, soon, "online", ""),
        (
            fourth,
            soon.replace(hour=14, minute=0) + timedelta(days=42),
            "hybrid",
            "Long Walk Workshops, Galway. Level entrance in the yard.",
        ),
    ]
    for session, starts, mode, venue in when:
        planning.change_session(
            session,
            {"starts_local": starts, "mode": mode, "venue": venue, "link": "https://meet.example.org/ponte"},
            by,
        )


def _invite(made, session: Session) -> None:
    """Everyone of the demonstration is invited; most say yes."""
    for number, (key, person) in enumerate(made.people.items()):
        affiliation = made.affiliations[key]
        reply = "yes" if number % 9 else ("perhaps" if number % 2 else "no")
        Invitee.objects.create(
            occasion=session.occasion,
            person=person,
            organisation=affiliation.organisation,
            language=person.language,
            reply="" if number in (13, 21) else reply,
            replied_at=session.occasion.starts_at - timedelta(days=9),
            invited_at=session.occasion.starts_at - timedelta(days=21),
            told_sequence=session.occasion.sequence,
        )


def _seats(made, session: Session, guests: tuple[str, ...] = ()) -> dict[str, Seat]:
    """Everyone who came, from a little before the beginning to the end."""
    begin = session.occasion.starts_at
    end = begin + timedelta(minutes=session.occasion.minutes)
    seats: dict[str, Seat] = {}
    for number, (key, person) in enumerate(made.people.items()):
        if number in (9, 18):
            continue  # two could not come
        place = made.affiliations[key]
        seats[key] = Seat.objects.create(
            session=session,
            person=person,
            name=person.name,
            organisation=place.organisation,
            country=place.organisation.country,
            audience=place.audience,
            language=person.language,
            understands=["en"] if number % 3 else [],
            secret_hash=hashed(token()),
            created_at=begin - timedelta(minutes=5),
            last_seen_at=end,
        )
    for country in guests:
        seats[f"guest:{country}"] = Seat.objects.create(
            session=session,
            country=country,
            language="en",
            secret_hash=hashed(token()),
            created_at=begin,
            last_seen_at=end,
        )
    SeatPresence.objects.bulk_create(
        SeatPresence(
            network_id=session.network_id,
            seat=seat,
            since=begin - timedelta(minutes=number % 6),
            until=end - timedelta(minutes=number % 4),
        )
        for number, seat in enumerate(seats.values())
    )
    return seats


def _held(session: Session) -> None:
    """The session was held at the time it was planned for."""
    begin = session.occasion.starts_at
    end = begin + timedelta(minutes=session.occasion.minutes)
    Session.objects.filter(pk=session.pk).update(
        state=SessionState.ENDED, started_at=begin, ended_at=end, code="", current_part=None
    )
    session.refresh_from_db()
    attending.measure(session)
    benefits.settle(session)


def _first_session(made, session: Session) -> None:
    """The first session: held, with its conclusions."""
    _seats(made, session)
    _held(session)
    texts = [
        (
            "why",
            "Each of us began because somebody was refused work, and nobody else would do anything about it.",
        ),
        ("why", "What we share: work is for people, not people for work."),
        ("tip", "Begin each meeting with a worker’s story. It keeps the rest honest."),
    ]
    part = session.parts.first()
    Part.objects.filter(session=session).update(
        state=PartState.CONCLUDED, results_shown=True, stage=Stage.CONCLUSIONS
    )
    for kind, text in texts:
        conclusion = concluding.conclude(
            part, made.people["amelie"], text=text, kind=kind, unsupported=True, no_dissent=True
        )
        _in_french(made, conclusion, "text")
        concluding.publish(conclusion, made.people["ilse"])


def _second_session(made, session: Session) -> None:
    """The second session: its three questions, answers, themes, priorities, conclusions and evaluation."""
    told = json.loads(TOLD.read_text())
    seats = _seats(made, session, ("BE", "SK"))
    session.occasion.refresh_from_db()
    session.state = SessionState.LIVE
    for part, content in zip(session.parts.order_by("position"), told["parts"], strict=True):
        part.session = session
        _answers_and_themes(made, part, content, seats)
    _held(session)
    for part, content in zip(session.parts.order_by("position"), told["parts"], strict=True):
        voting.vote(part, content, list(seats.values()))
        Part.objects.filter(pk=part.pk).update(
            state=PartState.CONCLUDED, stage=Stage.CONCLUSIONS, results_shown=True
        )
        part.refresh_from_db()
        if Stage.PRIORITIES in part.stages:
            prioritising.compute(part)
        _conclusions(made, part, content, list(seats.values()))
    _evaluation(session, told["evaluation"])
    report, _ = Report.objects.get_or_create(session=session, defaults={"language": "en"})
    Report.objects.filter(pk=report.pk).update(
        plain_text=told["plain"],
        plain_confirmed_by=made.people["amelie"],
        plain_confirmed_at=session.ended_at + timedelta(days=3),
    )
    report.refresh_from_db()
    report.put_version("plain_text", "fr", told["plain_french"], author=made.people["amelie"])


def _answers_and_themes(made, part: Part, content: dict, seats: dict[str, Seat]) -> None:
    begin = part.session.occasion.starts_at + timedelta(minutes=10 + 45 * (part.position - 1))
    themes = {
        key: Theme.objects.create(
            part=part, position=n, name=name, language="en", named_by=made.people["radu"]
        )
        for n, (key, name) in enumerate(content["themes"].items(), start=1)
    }
    for theme in themes.values():
        _in_french(made, theme, "name")
    for number, row in enumerate(content["answers"], start=1):
        seat = seats.get(row["who"]) or seats["guest:BE"]
        answer = Answer.objects.create(
            part=part,
            key=uuid5(part.pk, str(number)),
            number=number,
            text=row["text"],
            language=row["language"],
            seat=seat,
            person=seat.person,
            organisation=seat.organisation,
            country=seat.country,
            audience=seat.audience,
            named=seat.person is not None and number % 7 != 0,
            written_at=begin + timedelta(seconds=37 * number),
            checked_at=begin + timedelta(seconds=37 * number),
        )
        content_me_toos = [s for s in seats.values() if s != seat][number : number + row["me_toos"]]
        MeToo.objects.bulk_create(
            MeToo(network_id=part.network_id, answer=answer, seat=s) for s in content_me_toos
        )
        Answer.objects.filter(pk=answer.pk).update(me_toos=len(content_me_toos))
        if row["english"]:
            answer.put_version("text", "en", row["english"], author=made.people["amelie"])
        if row["theme"]:
            Placement.objects.create(
                answer=answer,
                theme=themes[row["theme"]],
                by=made.people["radu"],
                by_person=True,
                placed_at=begin + timedelta(minutes=25),
            )
    Part.objects.filter(pk=part.pk).update(
        answer_number=len(content["answers"]),
        opened_at=begin,
        closed_at=begin + timedelta(minutes=30),
        state=PartState.CLOSED,
    )


def _in_french(made, thing: Theme | Conclusion, *fields: str) -> None:
    """What Amélie made of the words of a theme or a conclusion."""
    french = json.loads(TOLD.read_text())["french"]
    for field in fields:
        if words := getattr(thing, field):
            thing.put_version(field, "fr", french[words], author=made.people["amelie"])


def _conclusions(made, part: Part, content: dict, seats: list[Seat]) -> None:
    themes = dict(zip(content["themes"], part.themes.order_by("position"), strict=True))
    answers = list(part.answers.order_by("number"))
    day = (part.session.ended_at + timedelta(days=90)).date()
    chance = random.Random(part.position)  # noqa: S311 - invented figures, the same each time
    for row in content["conclusions"]:
        more: dict[str, Any] = {"no_dissent": not row["dissent"], "dissent": row["dissent"]}
        if row["kind"] == "challenge":
            more["country"] = row["of"]
        elif row["kind"] == "approach":
            more["done_by"] = made.organisations[row["of"]]
        elif row["kind"] == "action":
            more |= {"owner": made.people[row["of"]], "due": day}
        conclusion = concluding.conclude(
            part,
            made.people["amelie"],
            kind=row["kind"],
            text=row["text"],
            language="en",
            themes=[themes[key] for key in row["themes"]],
            answers=[answers[index] for index in row["answers"]],
            **more,
        )
        _in_french(made, conclusion, "text", "dissent")
        concluding.publish(conclusion, made.people["radu"])
        if row["kind"] not in ("challenge", "action"):
            for seat in seats[:24]:
                concluding.agree(conclusion, seat, chance.random() < (0.8 if row["dissent"] else 0.95))
    Conclusion.objects.filter(part=part).update(
        published_at=part.session.ended_at, changed_at=part.session.ended_at
    )


def _evaluation(session: Session, rows: list[dict]) -> None:
    questionnaire = evaluating.questionnaire_of(session)
    for row in rows:
        country, language = row.pop("country"), row.pop("language")
        feedback.respond(
            questionnaire, feedback.key_from(token(), questionnaire), row, language=language, country=country
        )


def _forget_how_it_was_made(programme: Programme) -> None:
    """Its history is that of the sessions, not that of the minute in which the demonstration was built."""
    for session in programme.sessions.select_related("occasion"):
        session.plan_changes.filter(field__startswith="part").delete()
        Update.objects.filter(session=session).delete()
        Step.objects.filter(session=session).delete()
        Session.objects.filter(pk=session.pk).update(update_number=0)
        if session.state == SessionState.ENDED:
            about = [
                session.pk,
                *session.parts.values_list("pk", flat=True),
                *Conclusion.objects.filter(part__session=session).values_list("pk", flat=True),
            ]
            Event.objects.filter(about_id__in=about).update(created_at=session.ended_at)
            session.plan_changes.update(created_at=session.occasion.starts_at - timedelta(days=30))
    Occasion.objects.filter(session__programme=programme).update(sequence=0)
