"""What the words of a motion do to what was asked about: whether others could take effect, and which amounts they change."""

from dataclasses import dataclass
from typing import Any

from networks.meet.meetings.models import Motion
from networks.meet.meetings.rules.errors import NotNow
from networks.participation.referrals import rules as referrals
from networks.participation.referrals.rules import Question


class DoesNotFit(NotNow):
    """Adopted in these words, it could not take effect. Said beside the text."""


@dataclass(frozen=True)
class Changed:
    """An amount that is another one."""

    what: str
    before: str
    after: str


def _asked(motion: Motion) -> tuple[Question | None, Any]:
    if motion.referral is None:
        return None, None
    question = referrals.question_of(motion.referral)
    return question, referrals.thing_of(motion.referral) if question else None


def must_fit(motion: Motion, text: str) -> None:
    """Raise DoesNotFit where what was asked about could not follow `text`."""
    question, thing = _asked(motion)
    if question is None or question.fits is None or thing is None:
        return
    try:
        question.fits(thing, motion.text, text)
    except referrals.NotNow as why:
        raise DoesNotFit(why.message) from None


def words_only(motion: Motion) -> bool:
    """Whether it answers a question about something that an amendment of words does not change."""
    if motion.referral is None:
        return False
    question, _thing = _asked(motion)
    if question is None or question.reword is None:
        return True
    return question.figures is not None and not of_amounts(motion)


def of_amounts(motion: Motion) -> bool:
    """Whether its words say amounts that an amendment changes."""
    question, thing = _asked(motion)
    return bool(question and question.figures and thing is not None and question.figures(thing, motion.text))


def amounts_changed(motion: Motion, before: str, after: str) -> list[Changed]:
    """The amounts that differ between two texts of a motion, where it is about amounts."""
    question, thing = _asked(motion) if before != after else (None, None)
    if question is None or question.figures is None or thing is None:
        return []
    had, have = question.figures(thing, before), question.figures(thing, after)
    if len(had) != len(have):
        return []
    return [
        Changed(what, old, new) for (what, old), (_what, new) in zip(had, have, strict=True) if old != new
    ]
