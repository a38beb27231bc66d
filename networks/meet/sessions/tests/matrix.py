"""Who may open the addresses of sessions: a programme with a session, its part, a document and a conclusion."""

from datetime import datetime

from networks.meet.sessions.models import Conclusion, Document, Given
from networks.meet.sessions.rules import planning
from networks.participation.occasions.models import Invitee
from tests.security.rules import COORDINATOR, EVERYBODY, FACILITATORS, MEMBERS, Filled, May, elsewhere

SEAT = "networks/meet/sessions/tests/test_joining.py and test_answering.py: whoever has a seat, not who is signed in"


def fill(filled: Filled) -> None:
    """Everything that a session is made of, with the network's word in every text."""
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
    filled.things.update(
        programme=programme,
        session=session,
        part=part,
        session_invitee=Invitee.objects.create(
            occasion=session.occasion, email=f"guest@{word.lower()}.example", name=f"Guest {word}"
        ),
        document=Document.objects.create(
            session=session, title=f"Document {word}", link=f"https://example.org/{word}"
        ),
        given=Given.objects.create(part=part, text=f"Statement {word}"),
        conclusion=Conclusion.objects.create(part=part, text=f"Conclusion {word}", unsupported=True),
    )


def of(name: str):
    return lambda filled: {name: filled.things[name].pk}


def invitee(filled: Filled) -> dict:
    return {"session": filled.things["session"].pk, "invitee": filled.things["session_invitee"].pk}


PROGRAMME, SESSION, PART, DOCUMENT, CONCLUSION = map(
    of, ("programme", "session", "part", "document", "conclusion")
)
MATRIX = {
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
    "conclusion-publication": May(FACILITATORS, CONCLUSION, method="post"),
    "conclusion-removal": May(FACILITATORS, CONCLUSION, method="post"),
    "evaluation": May(MEMBERS, SESSION),
    "participant-words": May(COORDINATOR),
    "priorities": May(MEMBERS, PART, shows=True),
    "priorities-showing": May(FACILITATORS, PART, method="post"),
    "priorities-places": May(FACILITATORS, PART, method="post", data=lambda f: {"places": 2}),
    "statements": May(FACILITATORS, PART, method="post", data=lambda f: {"text": "One thought"}),
    "statement-withdrawal": May(FACILITATORS, lambda f: {"given": f.things["given"].pk}, method="post"),
    "methods": May(EVERYBODY),
    "join": May(EVERYBODY),
    **{
        name: elsewhere(SEAT)
        for name in (
            "join-session", "join-move", "join-me", "join-settings", "join-easy", "join-line", "join-state", "join-stream",
            "join-mine", "join-answers", "join-answer", "join-answer-key", "join-answer-withdrawal", "join-me-too", "join-scribe",
            "join-evaluation", "join-priorities", "join-priority-result",
        )
    },
}  # fmt: skip
