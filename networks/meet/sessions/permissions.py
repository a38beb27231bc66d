"""Who may do what with programmes and sessions."""

from networks.meet.sessions.models import Session
from networks.meet.sessions.models.planning import SessionRole
from networks.people.permissions import belongs, confirmed, facilitates

__all__ = ["belongs", "confirmed", "may_conclude", "may_plan", "may_run", "may_scribe", "may_see", "plans"]


def _has(actor, session: Session, *kinds: str) -> bool:
    return (
        actor.person is not None
        and not actor.by_card
        and any(r.person_id == actor.person.pk and r.kind in kinds for r in session.roles.all())
    )


def plans(actor, thing=None) -> bool:
    """Coordinators and facilitators of the network plan programmes and sessions."""
    return facilitates(actor)


def may_see(actor, session: Session | None = None) -> bool:
    """Whoever belongs to the network sees what is planned."""
    return actor.belongs


def may_plan(actor, session: Session) -> bool:
    """Coordinators and facilitators of the network, and the facilitators of this session."""
    return facilitates(actor) or _has(actor, session, SessionRole.Kind.FACILITATOR)


def may_run(actor, session: Session) -> bool:
    """The same people run it."""
    return may_plan(actor, session)


def may_conclude(actor, session: Session) -> bool:
    """Facilitators and the rapporteur write conclusions."""
    return may_run(actor, session) or _has(actor, session, SessionRole.Kind.RAPPORTEUR)


def may_scribe(actor, session: Session) -> bool:
    """Facilitators, the rapporteur and scribes write down what others say."""
    return may_conclude(actor, session) or _has(actor, session, SessionRole.Kind.SCRIBE)
