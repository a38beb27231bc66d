"""Whom this room tells of what. People invited to a session get messages of its own about changes: these are on the page only."""

from django.utils.translation import gettext_lazy as _

from networks.meet.sessions.models import Conclusion, Seat, Session
from networks.meet.sessions.rules.planning import TOLD as MUST_KNOW
from networks.notices.models import Notification
from networks.notices.telling import Told
from networks.participation.occasions.models import Invitee
from networks.record.models import Event

KIND = "sessions"


def invited(event: Event, session: Session):
    """Who is invited to the session."""
    return Invitee.objects.filter(
        occasion=session.occasion_id, withdrawn_at=None, person__isnull=False
    ).values_list("person", flat=True)


def newly_invited(event: Event, session: Session):
    """Who is invited and was not told of it before."""
    before = Notification.objects.filter(event__verb=event.verb, event__about_id=session.pk)
    return invited(event, session).exclude(person__in=before.values("person"))


def of_the_change(event: Event, session: Session):
    """Who is invited, where something changed that they must know."""
    return invited(event, session) if set(event.facts.get("fields", ())) & MUST_KNOW else ()


def took_part(event: Event, session: Session):
    """Who is invited or took part."""
    seats = Seat.objects.filter(session=session, person__isnull=False, removed_at=None)
    return {*invited(event, session), *seats.values_list("person", flat=True)}


def owner(event: Event, conclusion: Conclusion):
    """Who is to do the action that a conclusion says."""
    return [conclusion.owner_id] if conclusion.kind == Conclusion.Kind.ACTION else []


TOLD = {
    "session.invited": Told(newly_invited, _("{who} invited you to {what}"), KIND, mail=False),
    "session.changed": Told(of_the_change, _("{who} changed the plan of {what}"), KIND, mail=False),
    "session.cancelled": Told(invited, _("{who} cancelled {what}"), KIND, mail=False),
    "report.published": Told(took_part, _("The report of {what} is there"), KIND),
    "conclusion.published": Told(owner, _("{who} gave you something to do: {what}"), KIND),
}
