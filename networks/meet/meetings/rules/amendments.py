"""Amendments: proposed, written anew, taken over or voted; what is adopted changes the motion's text and carries the others along."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from networks.base.paragraphs import joined, paragraphs
from networks.meet.meetings import amending
from networks.meet.meetings.models import (
    BEFORE,
    PENDING,
    Amendment,
    AmendmentState,
    Decision,
    Meeting,
    MeetingState,
    Motion,
    MotionState,
)
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.fitting import must_fit
from networks.record.rules import record


def _locked(motion: Motion) -> Motion:
    """The motion while its text can change: nobody votes on it, and the meeting is not over."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=motion.item.meeting_id)
    if meeting.state not in (*BEFORE, MeetingState.OPEN):
        raise NotNow(_("This meeting is over: nothing can be moved in it any more."))
    found = Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
    if found.state != MotionState.DRAFT:
        raise NotNow(_("This motion was put to the vote, or withdrawn. Look at its page again."))
    return found


def tidy(text: str) -> str:
    """A text as motions keep it: one empty line between paragraphs, none at its ends."""
    return joined(paragraphs(text))


def in_order(amendments: list[Amendment]) -> list[Amendment]:
    """Amendments in the order in which they are voted: along the text, the more far-reaching first."""
    return [amendments[n] for n in amending.order([one.edits for one in amendments])]


@transaction.atomic
def propose(motion: Motion, text: str, reason: str = "", *, by: Any = None, language: str = "") -> Amendment:
    """Propose the motion's text as `text` has it."""
    found = _locked(motion)
    text = tidy(text)
    if not amending.edits(found.text, text):
        raise NotNow(_("Nothing is changed. Change the text, then send it."))
    must_fit(found, text)
    number = (found.amendments.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Amendment.objects.create(
        motion=found, number=number, base=found.text, text=text, reason=reason.strip(), moved_by=by,
        language=language or found.language,
    )  # fmt: skip
    record("amendment.made", made, actor=by)
    return made


def _pending(amendment: Amendment, *states: str) -> Amendment:
    found = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    if found.state not in states:
        raise NotNow(_("This amendment was decided, or withdrawn. Look at its page again."))
    return found


@transaction.atomic
def rewrite(amendment: Amendment, text: str, reason: str = "", *, by: Any = None) -> Amendment:
    """Write it anew, on the text as it is now."""
    motion = _locked(amendment.motion)
    found = _pending(amendment, AmendmentState.DRAFT, AmendmentState.CLASHES)
    text = tidy(text)
    if not amending.edits(motion.text, text):
        raise NotNow(_("Nothing is changed. Change the text, then send it."))
    must_fit(motion, text)
    found.base, found.text, found.reason, found.state = (
        motion.text,
        text,
        reason.strip(),
        AmendmentState.DRAFT,
    )
    found.save(update_fields=["base", "text", "reason", "state"])
    found.mark_versions_to_check("reason")
    record("amendment.changed", found, actor=by)
    return found


@transaction.atomic
def withdraw(amendment: Amendment, *, by: Any = None) -> None:
    """It is not voted. Twice is once."""
    _locked(amendment.motion)
    if Amendment.objects.filter(pk=amendment.pk, state=AmendmentState.WITHDRAWN).exists():
        return
    found = _pending(amendment, AmendmentState.DRAFT, AmendmentState.CLASHES)
    Amendment.objects.filter(pk=found.pk).update(state=AmendmentState.WITHDRAWN)
    record("amendment.withdrawn", found, actor=by)


@transaction.atomic
def take_over(amendment: Amendment, *, by: Any = None) -> None:
    """Whoever moved the motion makes the change their own: no vote is needed."""
    nobody_votes_on_one(_locked(amendment.motion))
    found = _pending(amendment, AmendmentState.DRAFT)
    _adopt(found)
    record("amendment.taken_over", found, actor=by)


def settle(amendment: Amendment, decision: Decision) -> None:
    """A decision on it was written down, in the transaction of the rule that calls this."""
    Amendment.objects.filter(pk=amendment.pk).update(decision=decision)
    if decision.adopted:
        _adopt(Amendment.objects.get(pk=amendment.pk))
    else:
        Amendment.objects.filter(pk=amendment.pk).update(state=AmendmentState.REJECTED)


def _adopt(amendment: Amendment) -> None:
    motion = Motion.objects.select_for_update(of=("self",)).get(pk=amendment.motion_id)
    Amendment.objects.filter(pk=amendment.pk).update(state=AmendmentState.ADOPTED)
    changed(motion, amendment.text, adopted=amendment)


def changed(motion: Motion, text: str, *, adopted: Amendment | None = None) -> None:
    """The motion's text is another one from now on; amendments to it follow, or say that they do not fit any more."""
    before, made = motion.text, amending.edits(motion.text, text)
    motion.first_text = motion.first_text or before
    motion.text = text
    motion.save(update_fields=["text", "first_text"])
    motion.mark_versions_to_check("text")
    others = motion.amendments.filter(state__in=PENDING)
    for one in others.exclude(pk=adopted.pk) if adopted else others:
        if one.state == AmendmentState.CLASHES:
            continue
        moved = amending.rebased(one.edits, made) if one.base == before else None
        if moved is None:
            Amendment.objects.filter(pk=one.pk).update(state=AmendmentState.CLASHES)
        else:
            Amendment.objects.filter(pk=one.pk).update(base=text, text=amending.apply(text, moved))


def nobody_votes_on_one(motion: Motion) -> None:
    """The text does not change under a vote: otherwise NotNow."""
    if motion.amendments.filter(state=AmendmentState.VOTING).exists():
        raise NotNow(_("People are voting on an amendment. Close that vote first."))


def must_be_decided_first(motion: Motion) -> None:
    """A motion is decided once its amendments are: otherwise NotNow."""
    if why := why_not_yet(motion):
        raise NotNow(why)


def why_not_yet(motion: Motion) -> str:
    """Why a motion is not decided yet: amendments wait. "" where none does."""
    if motion.amendments.filter(state__in=PENDING).exists():
        return _("Decide on the amendments first: they change what is voted on.")
    return ""


def in_words(amendment: Amendment) -> str:
    """What an amendment changes, for the register: what goes, what comes."""
    said = [
        _("Amendment %(number)s to “%(title)s”.")
        % {"number": amendment.number, "title": amendment.motion.title}
    ]
    old = amending.lines_of(amendment.base)
    for edit in amendment.edits:
        gone, come = " ".join(old[edit.start : edit.end]).strip(), " ".join(edit.lines).strip()
        if gone:
            said.append(_("Struck: “%(text)s”") % {"text": gone})
        if come:
            said.append(_("Added: “%(text)s”") % {"text": come})
    return "\n\n".join(said)
