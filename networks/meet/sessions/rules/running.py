"""Running a session: it begins and ends; a part goes planned → open ⇄ paused → closed → concluded, and may be reopened.

Every command carries the state its author saw. If that is no longer so, `SomeoneWasQuicker` says who did what.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import Answer, Part, Session
from networks.meet.sessions.models.planning import PartState, SessionState, Stage
from networks.meet.sessions.rules.attending import session_ended
from networks.meet.sessions.rules.errors import NotNow, SomeoneWasQuicker
from networks.meet.sessions.rules.sealing import ask_to_seal
from networks.meet.sessions.rules.steps import step
from networks.record.rules import record

# command → (states it may start from, state it leads to)
MOVES = {
    "open": ({PartState.PLANNED}, PartState.OPEN),
    "pause": ({PartState.OPEN}, PartState.PAUSED),
    "resume": ({PartState.PAUSED}, PartState.OPEN),
    "close": ({PartState.OPEN, PartState.PAUSED}, PartState.CLOSED),
    "reopen": ({PartState.CLOSED, PartState.CONCLUDED}, PartState.OPEN),
    "conclude": ({PartState.CLOSED}, PartState.CONCLUDED),
}


@transaction.atomic
def begin(session: Session, by) -> None:
    """Begin `session`: people who have joined see the first part when it opens. Twice is once."""
    if session.state == SessionState.CANCELLED:
        raise NotNow(_("This session was cancelled. Plan it again first."))
    now = timezone.now()
    changed = (
        Session.objects.filter(pk=session.pk)
        .exclude(state=SessionState.LIVE)
        .update(
            state=SessionState.LIVE,
            started_at=session.started_at or now,
            ended_at=None,
            code=session.code or Session.new_code(),
        )
    )
    session.refresh_from_db()
    if changed:
        if not session.rehearsal:
            record("session.begun", session, actor=by)
        tell(session, "state")


@transaction.atomic
def end(session: Session, by) -> None:
    """End `session`: open parts are closed, the code dies. Twice is once."""
    for part in session.parts.filter(state__in=[PartState.OPEN, PartState.PAUSED]):
        move(part, "close", by, seen=part.state)
    changed = Session.objects.filter(pk=session.pk, state=SessionState.LIVE).update(
        state=SessionState.ENDED, ended_at=timezone.now(), code="", current_part=None
    )
    session.refresh_from_db()
    if changed:
        session_ended(session)
        if not session.rehearsal:
            record("session.ended", session, actor=by)
        tell(session, "state")


@transaction.atomic
def move(part: Part, command: str, by, *, seen: str) -> None:
    """Do `command` (a key of MOVES) with `part`, which its author saw in the state `seen`.

    Raises SomeoneWasQuicker where the part is in another state by now, NotNow where the command does not fit.
    """
    starts, target = MOVES[command]
    if seen not in starts:
        raise NotNow(_("This part is %(state)s.") % {"state": PartState(seen).label})
    if not part.session.is_live and command in ("open", "resume", "reopen"):
        raise NotNow(_("Begin the session first."))
    now = timezone.now()
    changes = {"state": target}
    if command == "open":
        changes |= {
            "opened_at": now,
            "ends_at": now + timedelta(minutes=part.minutes),
            "stage": part.stages[0],
        }
    elif command == "pause":
        left = part.time_left(now)
        changes |= {"seconds_left": max(0, int(left.total_seconds())) if left else None, "ends_at": None}
    elif command == "resume":
        changes |= {
            "ends_at": now + timedelta(seconds=part.seconds_left) if part.seconds_left is not None else None,
            "seconds_left": None,
        }
    elif command == "close":
        changes |= {"closed_at": now, "ends_at": None, "seconds_left": None}
    elif command == "reopen":
        changes |= {
            "times_reopened": part.times_reopened + 1,
            "closed_at": None,
            "stage": Stage.ANSWER if Stage.ANSWER in part.stages else part.stages[0],
        }
    session = part.session
    with step(session, f"part.{command}", by, part) as kept:
        kept.watch(Part.objects.get(pk=part.pk), session)
        if not Part.objects.filter(pk=part.pk, state=seen).update(**changes):
            raise SomeoneWasQuicker(*_who_did_what(part))
        part.refresh_from_db()
        if target == PartState.OPEN and session.current_part_id != part.pk:
            Session.objects.filter(pk=session.pk).update(current_part=part)
            session.current_part = part
        if command in ("close", "conclude"):  # choices are also made between the two
            ask_to_seal(part)
        if command == "conclude":  # nobody changes an answer any more
            Answer.objects.filter(part=part).exclude(editing_hash="").update(editing_hash="")
        record(f"part.{command}", part, actor=by, state=target)
        tell(session, "state", part, state=target)


def _who_did_what(part: Part) -> tuple[str, str]:
    from networks.record.models import Event

    event = (
        Event.objects.filter(about=part.label, about_id=part.pk, verb__startswith="part.")
        .order_by("-created_at")
        .select_related("actor")
        .first()
    )
    if event is None or event.actor is None:
        return "", ""
    return event.actor.shown_name, str(PartState(event.facts.get("state", part.state)).label)
