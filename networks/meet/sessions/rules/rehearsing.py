"""Rehearsing: a session is tried out beforehand, and then put back to nothing in one go.

While `rehearsal` is set, every seat that somebody takes is one of the rehearsal (`simulated`), and nothing is measured, counted or
reported outside the session. A rehearsal begins only where nobody has taken part yet, and nobody takes part for real before it is
put back: so the two never mix.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.models import Job, TextVersion
from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import (
    AgreementVote,
    Answer,
    Ballot,
    BreakoutPlan,
    Conclusion,
    Encounter,
    Given,
    Part,
    PriorityResult,
    Report,
    Seat,
    Session,
    Step,
    Theme,
    Update,
)
from networks.meet.sessions.models.planning import PartState, SessionState, Stage
from networks.meet.sessions.rules.errors import NotNow
from networks.participation.feedback.models import Followup, Questionnaire
from networks.participation.occasions.models import Attendance
from networks.record.models import Event, Link

FRESH_SESSION = {
    "state": SessionState.PLANNED, "started_at": None, "ended_at": None, "join_locked": False, "current_part": None,
    "screen": {}, "several_audiences": False, "audience_counts": {}, "rehearsal": False, "rehearsal_from": None,
}  # fmt: skip
FRESH_PART = {
    "state": PartState.PLANNED, "results_shown": False, "ends_at": None, "seconds_left": None, "opened_at": None,
    "closed_at": None, "times_reopened": 0, "sealed_at": None, "answer_number": 0,
}  # fmt: skip
KEPT_EVENTS = (
    "session.planned",
    "session.changed",
    "session.cancelled",
    "session.invited",
)  # of the plan, whenever


@transaction.atomic
def begin(session: Session, by=None) -> None:
    """Make `session` a rehearsal, until it is put back. Twice is once. Raises NotNow where somebody has taken part already."""
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if locked.rehearsal:
        session.refresh_from_db()
        return
    if locked.state == SessionState.CANCELLED:
        raise NotNow(_("This session was cancelled. Plan it again first."))
    if locked.state != SessionState.PLANNED or takes_part(locked):
        raise NotNow(
            _(
                "People have taken part in this session, so it cannot be rehearsed. Copy it, and rehearse the copy."
            )
        )
    locked.rehearsal, locked.rehearsal_from = True, timezone.now()
    locked.code = locked.code or Session.new_code()
    locked.save(update_fields=["rehearsal", "rehearsal_from", "code"])
    tell(locked, "state")
    session.refresh_from_db()


def takes_part(session: Session) -> bool:
    """Whether somebody has taken part for real: sat down, answered or voted."""
    return (
        Seat.objects.filter(session=session, simulated=False).exists()
        or Answer.objects.filter(part__session=session).exists()
        or AgreementVote.objects.filter(part__session=session).exists()
        or Ballot.objects.filter(part__session=session).exists()
    )


def contents(session: Session) -> dict[str, int]:
    """How much a rehearsal has brought, which goes when it is put back."""
    return {
        "seats": Seat.objects.filter(session=session).count(),
        "answers": Answer.objects.filter(part__session=session).count(),
        "themes": Theme.objects.filter(part__session=session).count(),
        "conclusions": Conclusion.objects.filter(part__session=session).count(),
    }


@transaction.atomic
def reset(session: Session, by=None) -> dict[str, int]:
    """Put a rehearsal back to nothing, in one go; return what is gone. Raises NotNow where this is none.

    The plan stays: parts, questions, statements written beforehand, invitations. Numbers of updates only go up, so that every open
    page notices and shows the session as it was planned.
    """
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if not locked.rehearsal:
        raise NotNow(_("This session is not a rehearsal. Nothing was changed."))
    if Seat.objects.filter(session=locked, simulated=False).exists():
        raise NotNow(_("Somebody takes part in this session for real, so it is not put back."))
    gone = contents(locked)
    parts = list(Part.objects.filter(session=locked))
    _forget_mentions(locked, parts)
    in_session = {"part__session": locked}
    for rows in (
        Conclusion.everywhere.filter(**in_session),
        AgreementVote.objects.filter(**in_session),
        Ballot.objects.filter(**in_session),
        PriorityResult.objects.filter(**in_session),
        Given.objects.filter(**in_session, from_answer__isnull=False),
        Answer.objects.filter(**in_session),
        Theme.objects.filter(**in_session),
        BreakoutPlan.objects.filter(**in_session),
        Encounter.objects.filter(session=locked),
        Report.objects.filter(session=locked),
        Attendance.objects.filter(occasion=locked.occasion_id),
        Seat.objects.filter(session=locked),
        Step.objects.filter(session=locked),
        Update.objects.filter(session=locked),
    ):
        rows.delete()
    for part in parts:
        stage = part.stages[0] if part.stages else Stage.ANSWER
        Part.objects.filter(pk=part.pk).update(**FRESH_PART, stage=stage)
    Session.objects.filter(pk=locked.pk).update(**FRESH_SESSION)
    session.refresh_from_db()
    tell(session, "state", reset=True)
    return gone


def _forget_mentions(session: Session, parts: list[Part]) -> None:
    """Delete what others keep of the rehearsal: events, links, versions of texts, jobs, what was evaluated."""
    made = {
        model._meta.label_lower: list(model.everywhere.filter(part__in=parts).values_list("pk", flat=True))
        for model in (Answer, Theme, Conclusion)
    }
    for label, keys in made.items():
        TextVersion.objects.filter(about=label, about_id__in=keys).delete()
        Event.objects.filter(about=label, about_id__in=keys).delete()
        Link.objects.filter(
            Q(source=label, source_id__in=keys) | Q(target=label, target_id__in=keys)
        ).delete()
    since = session.rehearsal_from or session.created_at
    about = Q(about=session.label, about_id=session.pk) | Q(about_id__in=[part.pk for part in parts])
    Event.objects.filter(about, created_at__gte=since).exclude(verb__in=KEPT_EVENTS).delete()
    evaluated = {"about": session.label, "about_id": session.pk}
    Questionnaire.objects.filter(**evaluated).delete()
    Followup.objects.filter(**evaluated).delete()
    named = {
        str(session.pk),
        *(str(part.pk) for part in parts),
        *(str(key) for keys in made.values() for key in keys),
    }
    jobs = Job.objects.filter(
        network_id=session.network_id, kind__startswith="sessions.", asked_at__gte=since
    )
    Job.objects.filter(pk__in=[job.pk for job in jobs if named & _texts(job.arguments)]).delete()


def _texts(value) -> set[str]:
    """All texts within plain values."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return set().union(*map(_texts, value)) if value else set()
    return {value} if isinstance(value, str) else set()
