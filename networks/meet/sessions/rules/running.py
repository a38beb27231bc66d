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
from networks.meet.sessions.rules import in_groups
from networks.meet.sessions.rules.attending import session_ended
from networks.meet.sessions.rules.errors import NotNow, SomeoneWasQuicker
from networks.meet.sessions.rules.sealing import ask_to_seal
from networks.meet.sessions.rules.steering import put_on_stage
from networks.meet.sessions.rules.steps import Kept, code_before_the_end, step
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
    """Begin `session`: people who have joined see the first part when it opens. Twice is once.

    Going on after the end, it has the code again that it had, so that what people have written down still leads there.
    """
    if session.state == SessionState.CANCELLED:
        raise NotNow(_("This session was cancelled. Plan it again first."))
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if locked.state != SessionState.LIVE:
        with step(locked, "session.begin", by) as kept:
            kept.watch(locked)
            code = locked.code or code_before_the_end(locked) or Session.new_code()
            Session.objects.filter(pk=locked.pk).update(
                state=SessionState.LIVE,
                started_at=locked.started_at or timezone.now(),
                ended_at=None,
                code=code,
            )
            if not locked.rehearsal:
                record("session.begun", session, actor=by)
            tell(session, "state")
    session.refresh_from_db()


@transaction.atomic
def end(session: Session, by) -> None:
    """End `session`: open parts are closed, the code dies. Twice is once; all of it is one step, which can be undone."""
    locked = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if locked.state == SessionState.LIVE:
        parts = list(locked.parts.filter(state__in=[PartState.OPEN, PartState.PAUSED]))
        with step(locked, "session.end", by) as kept:
            kept.watch(locked, *parts)
            for part in parts:
                part.session = locked
                _move(part, "close", by, seen=part.state, kept=kept)
            Session.objects.filter(pk=locked.pk).update(
                state=SessionState.ENDED, ended_at=timezone.now(), code="", current_part=None
            )
            session.refresh_from_db()
            session_ended(session)
            if not session.rehearsal:
                record("session.ended", session, actor=by)
            tell(session, "state")
    session.refresh_from_db()


@transaction.atomic
def move(part: Part, command: str, by, *, seen: str) -> None:
    """Do `command` (a key of MOVES) with `part`, which its author saw in the state `seen`.

    Raises SomeoneWasQuicker where the part is in another state by now, NotNow where the command does not fit.
    """
    with step(part.session, f"part.{command}", by, part) as kept:
        kept.watch(Part.objects.get(pk=part.pk), part.session)
        _move(part, command, by, seen=seen, kept=kept)


@transaction.atomic
def close(part: Part, by, *, seen: str) -> None:
    """Close `part`; where its answers are grouped next, everyone goes on to that. It is one step: one undo takes it back."""
    with step(part.session, "part.close", by, part) as kept:
        kept.watch(Part.objects.get(pk=part.pk), part.session)
        _move(part, "close", by, seen=seen, kept=kept)
        if part.stage == Stage.ANSWER and part.next_stage == Stage.GROUPING:
            put_on_stage(part, Stage.GROUPING, by)


def _move(part: Part, command: str, by, *, seen: str, kept: Kept) -> None:
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
            "sealed_at": None,  # until it is closed again
            "stage": Stage.ANSWER if Stage.ANSWER in part.stages else part.stages[0],
        }
    session = part.session
    if (
        command == "close" and part.in_groups
    ):  # everyone comes back, and groups tell what they wrote for the others
        in_groups.end_all(part, by, kept)
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
