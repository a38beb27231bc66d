"""Motions: written, changed and withdrawn until they are put to the vote; what an outcome does to the referral that they answer."""

import logging
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from networks.meet.meetings.models import (
    BEFORE,
    Decision,
    DecisionKind,
    Item,
    Meeting,
    MeetingState,
    Motion,
    MotionState,
)
from networks.meet.meetings.rules import amendments
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.fitting import must_fit
from networks.meet.meetings.words import counted
from networks.participation.referrals import rules as referrals
from networks.participation.referrals.models import State
from networks.record.rules import record

logger = logging.getLogger(__name__)


def _locked_item(item: Item) -> Meeting:
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    if meeting.state not in (*BEFORE, MeetingState.OPEN):
        raise NotNow(_("This meeting is over: nothing can be moved in it any more."))
    return meeting


@transaction.atomic
def move(
    item: Item, title: str, text: str, *, kind: str = DecisionKind.ORDINARY, language: str = "", by: Any = None, **fields: Any
) -> Motion:  # fmt: skip
    """Put a motion on an item, after those that are there."""
    _locked_item(item)
    last = item.motions.aggregate(last=Max("position"))["last"] or 0
    made = Motion.objects.create(
        item=item, position=last + 1, title=" ".join(title.split())[:200], text=amendments.tidy(text), kind=kind,
        language=language or item.language, moved_by=by, **fields,
    )  # fmt: skip
    record("motion.made", made, actor=by, kind=kind)
    return made


def _draft(motion: Motion) -> Motion:
    found = Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
    if found.state != MotionState.DRAFT:
        raise NotNow(_("This motion was put to the vote, or withdrawn. Look at its page again."))
    return found


@transaction.atomic
def change(motion: Motion, values: dict[str, Any], *, by: Any = None) -> list[str]:
    """Change title, text or kind, until it is put to the vote. Returns what changed."""
    _locked_item(motion.item)
    found = _draft(motion)
    if "text" in values:
        values = {**values, "text": amendments.tidy(values["text"])}
    changed = [name for name, value in values.items() if getattr(found, name) != value]
    if changed:
        for name in set(changed) - {"text"}:
            setattr(found, name, values[name])
            found.save(update_fields=[name])
        if "text" in changed:
            must_fit(found, values["text"])
            amendments.nobody_votes_on_one(found)
            amendments.changed(found, values["text"])
        if "title" in changed:
            found.mark_versions_to_check("title")
        record("motion.changed", found, actor=by, fields=sorted(changed))
    motion.refresh_from_db()
    return changed


@transaction.atomic
def withdraw(motion: Motion, *, by: Any = None) -> None:
    """It is not put to the vote. Twice is once; once a vote has begun it is too late."""
    found = Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
    if found.state == MotionState.WITHDRAWN:
        return
    _draft(found)
    Motion.objects.filter(pk=found.pk).update(state=MotionState.WITHDRAWN)
    motion.refresh_from_db()
    record("motion.withdrawn", motion, actor=by)


def must_be_ready(motion: Motion) -> Motion:
    """A motion that can be decided now: nobody votes on it, and it was not withdrawn. Otherwise NotNow."""
    found = _draft(motion)
    amendments.must_be_decided_first(found)
    return found


def settle(motion: Motion, decision: Decision, *, by: Any = None) -> None:
    """A decision on the motion was written down: it is adopted or rejected, and its referral is answered, in the same transaction.

    Where the thing that was asked about can no longer follow, the decision stands all the same, and says why nothing followed.
    """
    state = MotionState.ADOPTED if decision.adopted else MotionState.REJECTED
    Motion.objects.filter(pk=motion.pk).update(state=state)
    motion.refresh_from_db()
    if why_not := _answer(motion, decision, by):
        decision.facts = {**decision.facts, "no_effect": why_not}
        decision.save(update_fields=["facts"])
        record("decision.without_effect", decision)  # by nobody: whoever closed the vote is told too


def _answer(motion: Motion, decision: Decision, by: Any) -> str:
    """Answer the motion's referral; returns why that had no effect, or ""."""
    outcome = motion.if_adopted if decision.adopted else motion.if_rejected
    if motion.referral is None or not outcome:
        return ""
    try:
        with transaction.atomic():
            referrals.answer(
                motion.referral,
                outcome,
                by=by,
                reason=decision.text if decision.adopted else counted(decision),
                language=decision.language,
                decided_in=decision,
                text=motion.text if decision.adopted else "",
            )
    except referrals.NotNow as why:
        return str(why.message)
    except referrals.AlreadyAnswered as other:
        if other.referral.state == State.WITHDRAWN:
            return _("Whoever asked for this decision has withdrawn the question.")
        return _("This was decided already.")
    except LookupError:
        return _("What this was about is no longer here. There is nothing to decide.")
    except OperationalError:  # the database is busy or gone: nothing was decided, it is tried again
        raise
    except Exception:  # a fault of the room that asked never undoes what people voted
        logger.exception("what was decided could not take effect: %s", motion.referral.about)
        return _("The program could not carry it out. Ask whoever looks after it; the decision stands.")
    return ""
