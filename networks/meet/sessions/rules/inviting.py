"""Sessions take place: what occasions need to know of them, and inviting to them."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from networks.meet.sessions.models import Session
from networks.meet.sessions.models.planning import SessionRole, SessionState
from networks.participation.occasions import rules as occasions
from networks.participation.occasions.kinds import Kind, register
from networks.participation.occasions.models import Arrangement, Occasion
from networks.participation.occasions.words import clock, day, zone_words
from networks.record.rules import record

LABEL = "meet_sessions.session"


def to_come():
    """The occasions of sessions that are to take place."""
    return Occasion.objects.filter(
        about=LABEL, session__state=SessionState.PLANNED, session__binned_at=None, session__rehearsal=False
    )


def public():
    """The occasions of public programmes."""
    return Occasion.objects.filter(
        about=LABEL, session__binned_at=None, session__rehearsal=False,
        session__programme__is_public=True, session__programme__binned_at=None,
    ).exclude(starts_at=None)  # fmt: skip


def joins(occasion: Occasion) -> str:
    """The address at which one joins the session of `occasion`, or "" where nobody can join any more."""
    session = Session.objects.filter(occasion=occasion).first()
    return (
        settings.SITE_ADDRESS + reverse("join-session", args=[session.code])
        if session and session.code
        else ""
    )


def notice(occasion: Occasion) -> str:
    """How to join, for messages and calendar entries; and how to answer without coming."""
    if address := joins(occasion):
        text = _("To join on the day, from a phone or a computer, without an account:") + f"\n{address}"
        return "\n\n".join(filter(None, (text, without_coming(occasion)[0])))
    return ""


def without_coming(occasion: Occasion) -> tuple[str, str]:
    """How whoever cannot come answers the questions ahead of the session: a sentence, and where, once that is open."""
    session = Session.objects.filter(occasion=occasion, state=SessionState.PLANNED).first()
    if session is None or session.ahead_from is None or not session.code:
        return "", ""
    if session.answering_open():
        return _("You cannot come? You can answer the questions now, until the session begins."), joins(
            occasion
        )
    start = session.ahead_from.astimezone(ZoneInfo(occasion.zone))
    words = {"day": day(start), "time": clock(start), "zone": zone_words(occasion.zone, start)}
    text = _("You cannot come? From %(day)s, %(time)s (%(zone)s) on you can answer the questions ahead.")
    return text % words, ""


def places(occasion: Occasion) -> int | None:
    """The most people that its session takes."""
    return Session.objects.filter(occasion=occasion).values_list("places", flat=True).first()


register(
    Kind(
        LABEL,
        to_come=to_come,
        public=public,
        joins=joins,
        notice=notice,
        without_coming=without_coming,
        places=places,
    )
)


@transaction.atomic
def invite(session: Session, guests: list[occasions.Guest], by) -> int:
    """Invite `guests` to `session`, each once; returns how many were not invited before."""
    count = occasions.invite(session.occasion, guests, by=by)
    if count:
        houses = {guest.organisation.pk: guest.organisation for guest in guests if guest.organisation}
        record("session.invited", session, actor=by, organisations=houses.values())
    return count


def arrangements(session: Session, actor) -> list[Arrangement] | None:
    """What people need, for the facilitators of this session only; None for everybody else."""
    facilitates = any(
        role.person_id == (actor.person and actor.person.pk) and role.kind == SessionRole.Kind.FACILITATOR
        for role in session.roles.all()
    )
    if not facilitates or actor.by_card:
        return None
    found = Arrangement.objects.filter(invitee__occasion=session.occasion, invitee__withdrawn_at=None)
    return list(found.select_related("invitee__person", "invitee__organisation").order_by("created_at"))
