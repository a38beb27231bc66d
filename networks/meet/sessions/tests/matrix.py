"""Who may open the addresses of sessions: a programme with a session, its part, a document and a conclusion."""

from datetime import datetime

from django.utils import timezone

from networks.base.keys import uuid7
from networks.meet.sessions.models import Answer, BreakoutPlan, Conclusion, Document, Given, Seat, Theme
from networks.meet.sessions.rules import planning
from networks.meet.sessions.tests import a_running_session
from networks.meet.sessions.tests.a_running_session import EDITING_KEY, at, sits
from networks.participation.occasions.models import Attendance, Invitee
from tests.security.rules import (
    CONFIRMED,
    COORDINATOR,
    EVERYBODY,
    FACILITATORS,
    MEMBERS,
    Filled,
    May,
    Way,
    elsewhere,
)

PUBLIC = "networks/meet/sessions/tests/test_reporting.py: everybody, but only what is published"
SEAT = "networks/meet/sessions/tests/test_joining.py and test_answering.py: whoever has a seat, not who is signed in"


def fill(filled: Filled) -> None:
    """Everything that a session is made of, with the network's word in every text."""
    now = timezone.now()
    word, by = filled.word, filled.people["coordinator"]
    common = {"language": "en", "languages": ["en"], "zone": "Europe/Brussels", "by": by}
    programme = planning.plan_programme(title=f"Programme {word}", aim=f"Aim {word}", **common)
    session = planning.plan_session(
        title=f"Session {word}", aim=f"Aim {word}", programme=programme, minutes=60, **common
    )
    planning.change_session(session, {"starts_local": datetime(2030, 5, 5, 14)}, by)
    part = planning.add_part(
        session,
        by,
        question=f"Question {word}",
        stages=["answer", "grouping", "priorities", "conclusions"],
        priority_method="approval",
    )
    seat = Seat.objects.create(session=session, name=f"Guest {word}", secret_hash=word)
    answer = Answer.objects.create(part=part, key=uuid7(), number=1, text=f"Answer {word}", seat=seat)
    filled.things.update(
        seat=seat,
        answer=answer,
        theme=Theme.objects.create(part=part, name=f"Theme {word}"),
        programme=programme,
        session=session,
        part=part,
        attendance=Attendance.objects.create(
            occasion=session.occasion, organisation=filled.organisation, since=now, until=now
        ),
        session_invitee=Invitee.objects.create(
            occasion=session.occasion, email=f"guest@{word.lower()}.example", name=f"Guest {word}"
        ),
        document=Document.objects.create(
            session=session, title=f"Document {word}", link=f"https://example.org/{word}"
        ),
        plan=BreakoutPlan.objects.create(part=part, explained={"state": "nobody"}),
        given=Given.objects.create(part=part, text=f"Statement {word}"),
        conclusion=Conclusion.objects.create(part=part, text=f"Conclusion {word}", unsupported=True),
        published=Conclusion.objects.create(
            part=part, text=f"Published {word}", unsupported=True, published_at=timezone.now()
        ),
    )
    a_running_session.fill(filled)


def of(name: str, parameter: str = ""):
    return lambda filled: {parameter or name: filled.things[name].pk}


def attendance(filled: Filled) -> dict:
    return {"session": filled.things["session"].pk, "row": filled.things["attendance"].pk}


def invitee(filled: Filled) -> dict:
    return {"session": filled.things["session"].pk, "invitee": filled.things["session_invitee"].pk}


PROGRAMME, SESSION, PART, DOCUMENT, CONCLUSION = map(
    of, ("programme", "session", "part", "document", "conclusion")
)
ANSWER, SEAT_KEY, THEME = map(of, ("answer", "seat", "theme"))


def post(kwargs, **data) -> May:
    """A command of whoever runs a session. The object is found and the asker judged before anything is done."""
    return May(FACILITATORS, kwargs, method="post", data=lambda f: data, good=(302,))


STREAM = "networks/meet/sessions/tests/test_following.py: streams, which have no end"


def seated(name: str, **things) -> Way:
    """As somebody with the seat called `name`; `things` name what else the address needs."""
    return Way(at(name, **things), before=sits(name))


def runs(kwargs, **more) -> Way:
    return Way(kwargs, "facilitator", **more)


def of_screen(filled: Filled) -> dict:
    return {"secret": filled.things["session"].screen_secret}


def of_report(view: str = "", **more):
    def kwargs(filled: Filled) -> dict:
        which = (
            {"secret": filled.things["report"].public_secret}
            if view == "secret"
            else {"session": filled.things["held"].pk}
        )
        return {"language": "en", **which, **more}

    return kwargs


OTHERS = seated("running", answer="other_answer")
OWN = seated("running", answer="own_answer")
# Whoever has a seat: how each address is opened.
SEATED = {
    **{
        name: seated("running")
        for name in (
            "join-session", "join-me", "join-settings", "join-easy", "join-line", "join-answers",
            "join-similar", "join-group", "join-group-place", "join-group-help", "join-group-report", "join-group-answers",
        )
    },
    "join-move": Way(lambda f: {**at("running")(f), "secret": f.things["secrets"]["running"]}),
    **{name: Way(at("running"), before=sits("running"), gives_back=True) for name in ("join-stream", "join-state")},
    "join-mine": seated("running", part="running_part"),
    "join-answer": OWN,
    "join-answer-withdrawal": OWN,
    "join-me-too": OTHERS,
    "join-group-reported": OWN,
    "join-scribe": seated("scribe"),
    "join-answer-key": Way(
        lambda f: {**at("anonymous", answer="anonymous_answer")(f), "key": EDITING_KEY}, before=sits("anonymous")
    ),
    "join-priorities": seated("choosing"),
    "join-priority-result": seated("choosing", part="chosen_part"),
    "join-evaluation": Way(lambda f: {"code": str(f.things["held"].pk)}, before=sits("held")),
}  # fmt: skip
# Further pages of participants: before they sit down, where nobody knows who wrote, where people choose.
ELSEWHERE_SEATED = {
    "join-session": (
        Way(at("running")),
        seated("scribe"),
        seated("anonymous"),
        seated("choosing"),
        seated("held"),
    ),
}
RUNNING = {
    "console": May(FACILITATORS, SESSION, shows=True, ways=(runs(of("running", "session")),)),
    "console-stream": elsewhere(STREAM, runs(of("running", "session"), gives_back=True)),
    "console-state": elsewhere(STREAM, runs(of("running", "session"), gives_back=True)),
    "board-stream": elsewhere(STREAM, runs(PART, gives_back=True)),
    "board-state": elsewhere(STREAM, runs(PART, gives_back=True)),
    "session-present": May(FACILITATORS, SESSION, shows=True),
    "session-beginning": post(SESSION),
    "session-ending": post(SESSION),
    "session-current-part": May(
        FACILITATORS, SESSION, method="post", data=lambda f: {"part": str(f.things["part"].pk)}, good=(302,)
    ),
    "session-screen": post(SESSION, view="blank"),
    "session-door": post(SESSION, locked="1"),
    "session-undoing": elsewhere(
        "networks/meet/sessions/tests/test_console.py: needs a step that can be undone",
        Way(of("running", "session"), "facilitator", data=lambda f: {"step": str(f.things["step"].pk)}),
    ),
    "part-opening": post(PART, seen="planned"),
    "part-pause": post(PART, seen="open"),
    "part-resumption": post(PART, seen="paused"),
    "part-closing": post(PART, seen="open"),
    "part-reopening": post(PART, seen="closed"),
    "part-completion": post(PART, seen="closed"),
    "part-stage": post(PART, stage="grouping"),
    "part-time": post(PART, minutes="5"),
    "part-results": post(PART, shown="1"),
    "answer-hiding": post(ANSWER, why="It names a person"),
    "answer-showing": post(ANSWER),
    "answer-theme": post(ANSWER, name="A theme"),
    "seat-removal": post(SEAT_KEY),
    "seat-extra-time": post(SEAT_KEY, minutes="5"),
    "board": May(FACILITATORS, PART, shows=True),
    "theme-new": post(PART, name="A theme"),
    "placing": May(
        FACILITATORS, PART, method="post", good=(302,),
        data=lambda f: {"answers": str(f.things["answer"].pk), "theme": str(f.things["theme"].pk)},
    ),
    "theme-order": post(PART, places="1"),
    "theme-suggestion": post(PART),
    "theme-new-answers": post(PART),
    "theme-name": post(THEME, name="Another name"),
    "theme-merging": May(
        FACILITATORS, THEME, method="post", data=lambda f: {"into": str(f.things["theme"].pk)}, good=(302,)
    ),
    "theme-splitting": post(THEME, name="Another theme"),
    "theme-removal": post(THEME),
    "theme-history": May(FACILITATORS, THEME, shows=True),
    "big-screen": May(EVERYBODY, of_screen, shows=True),
    "big-screen-stream": elsewhere(STREAM, Way(of_screen, gives_back=True)),
    "big-screen-state": elsewhere("networks/meet/sessions/tests/test_big_screen.py", Way(of_screen, gives_back=True)),
}  # fmt: skip
MATRIX = {
    **RUNNING,
    "sessions": May(MEMBERS, shows=True),
    "sessions-bin": May(FACILITATORS),
    "programme": May(MEMBERS, PROGRAMME, shows=True),
    "programme-history": May(MEMBERS, PROGRAMME, shows=True),
    "learned": May(MEMBERS, PROGRAMME, shows=True),
    "programme-new": May(FACILITATORS),
    "programme-edit": May(FACILITATORS, PROGRAMME, shows=True),
    "programme-order": May(FACILITATORS, PROGRAMME, method="post"),
    "programme-removal": May(FACILITATORS, PROGRAMME, method="post"),
    "programme-session-new": May(FACILITATORS, PROGRAMME),
    "session": May(MEMBERS, SESSION, shows=True),
    "attendance": May(FACILITATORS, SESSION, shows=True),
    "attendance-new": May(FACILITATORS, SESSION, shows=True),
    "attendance-change": May(FACILITATORS, attendance, shows=True),
    "attendance-removal": May(FACILITATORS, attendance, method="post"),
    "attendance-export": May(FACILITATORS, lambda f: {**SESSION(f), "kind": "xlsx"}),
    "session-calendar": May(MEMBERS, SESSION, shows=True),
    "session-invitations": May(FACILITATORS, SESSION, shows=True),
    "session-invitation-new": May(FACILITATORS, SESSION, shows=True),
    "session-invitations-again": May(FACILITATORS, SESSION, method="post"),
    "session-invitation-withdrawal": May(FACILITATORS, invitee, method="post"),
    "session-new": May(FACILITATORS),
    "session-edit": May(FACILITATORS, SESSION, shows=True),
    "session-people": May(FACILITATORS, SESSION),
    "session-cancellation": May(FACILITATORS, SESSION, method="post"),
    "session-removal": May(FACILITATORS, SESSION, method="post"),
    "session-rehearsal": May(FACILITATORS, SESSION),
    "session-rehearsal-end": post(SESSION),
    "part-new": May(FACILITATORS, SESSION),
    "part-edit": May(FACILITATORS, PART, shows=True),
    "part-position": May(FACILITATORS, PART, method="post", data=lambda f: {"places": 1}, good=(302,)),
    "part-removal": May(FACILITATORS, PART, method="post"),
    "document": May(MEMBERS, DOCUMENT),
    "document-new": May(FACILITATORS, SESSION),
    "document-removal": May(FACILITATORS, DOCUMENT, method="post"),
    "conclusions": May(MEMBERS, SESSION, shows=True),
    "conclusion-new": May(FACILITATORS, PART),
    "conclusion-edit": May(FACILITATORS, CONCLUSION, shows=True),
    "conclusion-words": May(FACILITATORS, CONCLUSION, shows=True),
    "theme-words": May(FACILITATORS, lambda f: {"theme": f.things["theme"].pk}, shows=True),
    "conclusion-publication": May(FACILITATORS, CONCLUSION, method="post"),
    "conclusion-removal": May(FACILITATORS, CONCLUSION, method="post"),
    "report": May(MEMBERS, SESSION, shows=True),
    "report-file": May(MEMBERS, lambda f: {**SESSION(f), "name": "report.json"}, shows=True),
    "report-plain": May(FACILITATORS, SESSION, shows=True),
    "report-publication": May(FACILITATORS, SESSION, shows=True),
    "translations": May(CONFIRMED, SESSION),
    "translations-by-machine": May(FACILITATORS, PART, method="post", query="?language=fr"),
    "translation": May(FACILITATORS, lambda f: {"answer": f.things["answer"].pk}, shows=True, query="?language=fr"),
    "conclusion-path": May(MEMBERS, lambda f: {"conclusion": f.things["published"].pk}, shows=True),
    "public-report": elsewhere(PUBLIC, Way(of_report())),
    "public-report-file": elsewhere(PUBLIC, Way(of_report(name="report.json"))),
    "secret-report": elsewhere(PUBLIC, Way(of_report("secret"))),
    "secret-report-file": elsewhere(PUBLIC, Way(of_report("secret", name="report.json"))),
    "evaluation": May(MEMBERS, SESSION),
    "participant-words": May(COORDINATOR),
    "priorities": May(MEMBERS, PART, shows=True),
    "priorities-showing": May(FACILITATORS, PART, method="post"),
    "priorities-places": May(FACILITATORS, PART, method="post", data=lambda f: {"places": 2}),
    "statements": May(FACILITATORS, PART, method="post", data=lambda f: {"text": "One thought"}),
    "statement-withdrawal": May(FACILITATORS, lambda f: {"given": f.things["given"].pk}, method="post"),
    "methods": May(EVERYBODY),
    "breakout": May(FACILITATORS, PART, shows=True),
    **{
        f"breakout-{name}": May(FACILITATORS, lambda f: {"plan": f.things["plan"].pk}, method="post", good=(302,))
        for name in ("concession", "publication", "ending", "time", "links", "move", "late", "departure", "merging", "undoing", "helped")
    },
    "join": May(EVERYBODY),
    **{name: elsewhere(SEAT, way, *ELSEWHERE_SEATED.get(name, ())) for name, way in SEATED.items()},
}  # fmt: skip
