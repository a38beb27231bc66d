"""A live session for tests, made without its planning pages."""

from datetime import datetime

from django.utils import timezone

from networks.meet.sessions.models import Part, Session
from networks.meet.sessions.rules import running, seating
from networks.participation.occasions.models import Occasion
from networks.people.actors import Actor

QUESTION = "Why would you join a network?"


def a_session(*, live=True, **fields) -> Session:
    """A session of the current network, live unless told otherwise."""
    occasion = Occasion.objects.create(about="meet_sessions.session", starts_local=datetime(2026, 9, 13, 14))
    fields.setdefault("code", Session.new_code())
    session = Session.objects.create(
        title="What joining brings", occasion=occasion, languages=["en"], **fields
    )
    if live:
        running.begin(session, None)
    return session


def a_part(session: Session, *, open=True, **fields) -> Part:
    """A part of `session`, open unless told otherwise."""
    fields.setdefault("question", QUESTION)
    fields.setdefault("stages", ["answer", "grouping", "conclusions"])
    part = Part.objects.create(session=session, position=session.parts.count() + 1, **fields)
    part.session = session
    if open:
        running.move(part, "open", None, seen="planned")
    return part


def a_guest(session: Session, name="Ana", **details):
    """A guest's seat, and its secret."""
    return seating.sit_down(session, Actor(None, session.network), seating.Details(name=name, **details))


def close(part: Part, ago=None) -> None:
    """Close `part`; with `ago` (a timedelta) as if it had been then."""
    running.move(part, "close", None, seen=part.state)
    if ago is not None:
        Part.objects.filter(pk=part.pk).update(closed_at=timezone.now() - ago)
        part.refresh_from_db()
