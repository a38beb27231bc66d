"""Steering: the timer, what is shown, the big screen, the door, and who is in the room. Each can be undone."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import Answer, Part, Seat, Session
from networks.meet.sessions.models.planning import PartState, Stage
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.sealing import ask_to_seal
from networks.meet.sessions.rules.steps import step
from networks.record.rules import record

HIDDEN = gettext_lazy("This answer is hidden.")
RESULTS_HIDDEN = gettext_lazy("Results are hidden. Show them first, then put them on the big screen.")
STAYS_SEALED = gettext_lazy(
    "The part is open again. The anonymous answers given before stay cut from their authors: that is not undone."
)
NO_ANSWERS_AFTERWARDS = gettext_lazy(
    "A part that is concluded takes no answers after the session. If people should still answer it, undo this and leave it closed."
)
CHOOSE_THEME = gettext_lazy("Choose a theme, or give a new one a name.")


def go_to_part(session: Session, part: Part, by) -> None:
    """Let everyone look at another part, without opening or closing anything."""
    if part.session_id != session.pk:
        raise NotNow(_("This part belongs to another session."))
    if not session.is_live:
        raise NotNow(_("Begin the session first."))
    if session.current_part_id == part.pk:
        return
    with step(session, "part.current", by, part) as kept:
        kept.watch(session)
        session.current_part = part
        session.save(update_fields=["current_part"])
        record("part.current", part, actor=by)
        tell(session, "state", part)


def go_to_stage(part: Part, stage: str, by) -> None:
    """Let everyone work on another stage of `part`."""
    if stage not in part.stages:
        raise NotNow(_("This part has no such stage."))
    with step(part.session, "part.stage", by, part) as kept:
        kept.watch(part)
        put_on_stage(part, stage, by)


def put_on_stage(part: Part, stage: str, by) -> None:
    """The same as part of another step."""
    left, part.stage = part.stage, stage
    part.save(update_fields=["stage"])
    if left == Stage.PRIORITIES and part.state == PartState.CLOSED:
        ask_to_seal(part)  # nobody can connect the choices that were made since it closed
    record("part.stage", part, actor=by, stage=Stage(stage).value)
    tell(part.session, "state", part, stage=stage)


def more_time(part: Part, minutes: int, by) -> None:
    """Give everyone `minutes` more; a timer that ran out starts again from now."""
    if part.state not in (PartState.OPEN, PartState.PAUSED) or not 1 <= minutes <= 120:
        raise NotNow(_("No timer runs in this part."))
    with step(part.session, "timer", by, part) as kept:
        kept.watch(part)
        if part.state == PartState.PAUSED:
            part.seconds_left = (part.seconds_left or 0) + 60 * minutes
        else:
            part.ends_at = max(part.ends_at or timezone.now(), timezone.now()) + timedelta(minutes=minutes)
        part.save(update_fields=["ends_at", "seconds_left"])
        tell(part.session, "timer", part)


def show_results(part: Part, shown: bool, by) -> None:
    """Show answers, themes and results of `part` to participants, or hide them again, everywhere at once."""
    with step(part.session, "part.results", by, part) as kept:
        kept.watch(part)
        part.results_shown = shown
        part.save(update_fields=["results_shown"])
        record("part.results", part, actor=by, shown=shown)
        tell(part.session, "state", part, results=shown)


def hide_answer(answer: Answer, why: str, by) -> None:
    """Hide an answer from everyone but its author, who reads `why` and may change it."""
    if not why.strip():
        raise NotNow(_("Say why. The author reads it."))
    with step(answer.part.session, "answer.hidden", by, answer.part) as kept:
        kept.watch(answer)
        answer.hidden_at, answer.hidden_why = timezone.now(), why.strip()[:300]
        answer.save(update_fields=["hidden_at", "hidden_why"])
        record("answer.hidden", answer.part, actor=by)
        if answer.part.session.screen.get("answer") == str(answer.pk):
            _screen(answer.part.session, {}, kept)
        tell(answer.part.session, "answer", answer.part, answer=str(answer.pk), hidden=True)


def show_answer(answer: Answer, by) -> None:
    """Show an answer: after checking, after hiding, or one that came late."""
    with step(answer.part.session, "answer.shown", by, answer.part) as kept:
        kept.watch(answer)
        answer.hidden_at, answer.hidden_why, answer.late = None, "", False
        answer.checked_at = timezone.now()
        answer.save(update_fields=["hidden_at", "hidden_why", "late", "checked_at"])
        record("answer.shown", answer.part, actor=by)
        tell(answer.part.session, "answer", answer.part, answer=str(answer.pk), hidden=False)


def put_on_screen(session: Session, screen: dict, by) -> None:
    """Put something on the big screen: {"view": "answer", "answer": key}, "themes", "results", "conclusions", "blank" or nothing (follow the part).

    What is there already is taken off instead: pressing it again is the way back.
    """
    with step(session, "screen", by) as kept:
        kept.watch(session)
        _screen(session, {} if session.screen == screen else screen, kept=None)
        tell(session, "screen")


def _screen(session: Session, screen: dict, kept) -> None:
    if kept is not None:
        kept.watch(session)
    session.screen = screen
    session.save(update_fields=["screen"])


def lock_joining(session: Session, locked: bool, by) -> None:
    """Let nobody new in, or open the door again. Whoever is in stays in."""
    with step(session, "joining.locked", by) as kept:
        kept.watch(session)
        session.join_locked = locked
        session.save(update_fields=["join_locked"])
        tell(session, "door", locked=locked)


def remove_seat(seat: Seat, by) -> None:
    """Remove a participant: their page says so, their stream ends; what they wrote stays."""
    with step(seat.session, "seat.removed", by) as kept:
        kept.watch(seat)
        seat.removed_at = timezone.now()
        seat.save(update_fields=["removed_at"])
        record("seat.removed", seat.session, actor=by)
        tell(seat.session, "seat", seat=str(seat.pk), removed=True)


def let_back_in(seat: Seat, by) -> None:
    """Let somebody who was removed take part again."""
    with step(seat.session, "seat.removed", by) as kept:
        kept.watch(seat)
        seat.removed_at = None
        seat.save(update_fields=["removed_at"])
        record("seat.let_back_in", seat.session, actor=by)
        tell(seat.session, "seat", seat=str(seat.pk), removed=False)


def give_extra_time(seat: Seat, minutes: int, by) -> None:
    """Give one participant more time, silently."""
    seat.extra_seconds = max(0, min(minutes, 120)) * 60
    seat.save(update_fields=["extra_seconds"])
