"""A session that was held, with everything that may stand in its report and everything that may not (each such text begins with SECRET)."""

from datetime import date, timedelta

from django.utils import timezone

from networks.base.keys import uuid7
from networks.meet.sessions.models import Answer, Conclusion, Given, Part, Placement, Session, Theme
from networks.meet.sessions.models.planning import SessionHost
from networks.meet.sessions.rules import concluding
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.people.models import Organisation, Person

ARABIC = "نريد أن يُسمع صوتنا"
HEBREW = "לבד אף אחד לא שומע אותנו"
GREEK = "Μαζί έχουμε δύναμη"
SERBIAN = "Заједно смо јачи"
FORMULA = "=HYPERLINK(1+1)"


def say(part: Part, text: str, number: int, **fields) -> Answer:
    fields.setdefault("language", "en")
    return Answer.objects.create(part=part, key=uuid7(), text=text, number=number, **fields)


def held(coordinator, *, programme=None) -> Session:
    """Two open questions, one in confidence, one anonymous; six published conclusions and one that is not."""
    session = a_session(programme=programme)
    house = Organisation.objects.create(name="Atelierul Arin", country="RO")
    SessionHost.objects.create(session=session, organisation=house)
    session.roles.create(person=coordinator, kind="facilitator")
    seat, _secret = a_guest(session, "Radu Nameson", country="RO")
    seat.organisation = house
    seat.save()
    quiet, _secret = a_guest(session, "Quiet Personson", country="MT")

    why = a_part(session, question="Why would you join?", naming="choice")
    why.put_version("question", "fr", "Pourquoi adhérer ?")
    voice = say(
        why,
        "Singuri nu ne aude nimeni.",
        1,
        language="ro",
        seat=seat,
        organisation=house,
        country="RO",
        me_toos=1,
    )
    voice.put_version("text", "en", "Alone nobody hears us.", author=coordinator)
    buy = say(why, FORMULA, 2, seat=quiet, named=False)
    say(why, f"{ARABIC} 😀", 3, language="ar")
    say(why, HEBREW, 4, language="he")
    say(why, GREEK, 5, language="el")
    serbian = say(why, SERBIAN, 6, language="sr")
    serbian.put_version("text", "en", "Together we are stronger", machine=True)
    say(why, "SECRET hidden words", 7, hidden_at=timezone.now(), hidden_why="SECRET reason")
    say(why, "SECRET late words", 8, late=True)
    say(why, "SECRET withdrawn words", 9, withdrawn_at=timezone.now())
    heard = Theme.objects.create(part=why, name="A voice that is heard", position=1)
    own = Theme.objects.create(part=why, name="SECRET hidden words", suggested=True, position=2)
    for answer in Answer.objects.filter(part=why, number__in=(1, 3, 4)):
        Placement.objects.create(answer=answer, theme=heard)
    for answer in Answer.objects.filter(part=why, number__in=(2, 7)):
        Placement.objects.create(answer=answer, theme=own)

    trust = a_part(session, question="What troubles you?", confidential=True)
    troubled = say(trust, "SECRET told in confidence", 1, seat=seat)
    secret_theme = Theme.objects.create(part=trust, name="SECRET theme")

    secretly = a_part(session, question="What should change?", naming="anonymous", asks_country=True)
    say(secretly, "Pay people on time", 1, country="DE")
    checked = a_part(session, question="Which one?", showing="checked", answer_kind="options")
    option = Given.objects.create(part=checked, text="Trainings")
    say(checked, "", 1, given=option, checked_at=timezone.now())
    say(checked, "SECRET not checked", 2, given=option)
    unshown = a_part(session, question="What else?", showing="hidden")
    say(unshown, "SECRET never shown", 1)
    Theme.objects.create(part=unshown, name="SECRET unshown theme")
    still_open = a_part(session, question="And now?")
    say(still_open, "SECRET still open", 1)

    Part.objects.filter(pk__in=[why.pk, trust.pk, secretly.pk, checked.pk]).update(
        state="concluded", sealed_at=timezone.now()
    )
    Part.objects.filter(pk=unshown.pk).update(state="closed")
    why.refresh_from_db()
    concluded = [
        {"kind": "why", "text": "A network gives its members one voice.", "answers": [voice, buy], "themes": [heard],
         "dissent": "Two of us speak for ourselves."},
        {"kind": "challenge", "text": "Workshops are not paid in time.", "country": "RO", "answers": [voice], "no_dissent": True},
        {"kind": "approach", "text": "A shared shop.", "done_by": house, "unsupported": True, "no_dissent": True},
        {"kind": "tip", "text": "Call before you write.", "unsupported": True, "no_dissent": True},
        {"kind": "action", "text": "Ask the ministry.", "owner_name": "Owner Nameson", "due": date(2027, 6, 30),
         "unsupported": True, "no_dissent": True},
    ]  # fmt: skip
    for fields in concluded:
        made = concluding.conclude(why, coordinator, **fields)
        concluding.publish(made, coordinator)
    first = Conclusion.objects.order_by("position").first()
    first.put_version("text", "en", "Together we are heard.", plain=True, author=coordinator)
    concluding.agree(first, seat, True)
    concluding.agree(first, quiet, False)
    concluding.conclude(why, coordinator, kind="why", text="SECRET draft conclusion", unsupported=True)
    told = concluding.conclude(
        trust, coordinator, kind="whom", text="People with troubles are listened to.", no_dissent=True,
        answers=[troubled], themes=[secret_theme],
    )  # fmt: skip
    concluding.publish(told, coordinator)
    Session.objects.filter(pk=session.pk).update(
        state="ended", ended_at=timezone.now() - timedelta(minutes=1)
    )
    session.refresh_from_db()
    return session


def a_member(network, name="Maria Member") -> Person:
    """Somebody of a member organisation."""
    from networks.people.belonging import affiliate

    person = Person.objects.create_user(f"{name.split()[0].lower()}@member.example", name)
    affiliate(person, Organisation.objects.first(), "staff")
    return person
