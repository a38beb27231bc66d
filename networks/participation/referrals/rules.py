"""How a thing asks for a decision, and how the answer takes effect: in one transaction.

A room says when it starts what may be asked about its records:

    register(Question("network_membership.application", "admission", {"admitted": admit, "refused": refuse}, undo={"admitted": unadmit}))

and asks with `refer(application, "admission", by=person)`. Whoever may decide answers with `answer(referral, "admitted", by=person)`,
which calls `admit(application, referral)`. A meeting answers the same way. Rooms know referrals, never meetings.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.participation.referrals.models import Answer, Referral, State
from networks.record.rules import record

Rule = Callable[[Any, Referral], Any]  # (the thing, the referral) → whatever


@dataclass(frozen=True)
class Question:
    """What may be asked about one kind of record."""

    label: str
    name: str
    outcomes: Mapping[str, Rule]  # outcome → the thing's rule that it calls
    undo: Mapping[str, Rule] = field(default_factory=dict)  # outcome → the inverse, where it can be reopened
    words: Mapping[str, Any] = field(default_factory=dict)  # outcome → what the choice says, translated
    title: Any = ""  # what is asked, translated, with {what}
    reasons: tuple[str, ...] = ()  # the outcomes that need a reason
    matter: str = (
        "ordinary"  # what kind of decision it is, for bodies whose majorities differ: admission, fees, …
    )
    # Where words are what is decided: thing → these words and their language; and what takes them in as a body amended them, before the
    # outcome. Without these, an amendment changes nothing but the words of the decision.
    text: Callable[[Any], tuple[str, str]] | None = None
    reword: Callable[[Any, str], Any] | None = None
    # Whether words as somebody wants them could be taken in: (thing, words as they stand, as they would be), NotNow where not. And the
    # amounts that words say: (thing, words) → (what, how much), so that both can be shown side by side.
    fits: Callable[[Any, str, str], Any] | None = None
    figures: Callable[[Any, str], Sequence[tuple[str, str]]] | None = None
    known: bool = False  # whoever belongs to the network may know how it was decided, on the thing's own page
    # For the page of whoever decides; each is given (the thing, the actor).
    facts: Callable[[Any, Any], Iterable[tuple[Any, Any]]] = lambda thing, actor: ()  # (term, value)
    papers: Callable[[Any, Any], Iterable[tuple[str, str]]] = lambda thing, actor: ()  # (title, address)
    voices: Callable[[Any, Any], Iterable["Voice"]] = lambda thing, actor: ()


@dataclass(frozen=True)
class Voice:
    """What somebody says about the question, such as a board member's opinion."""

    who: str
    view: str  # in one or two words
    text: str = ""
    language: str = ""


_questions: dict[tuple[str, str], Question] = {}


class AlreadyAnswered(Exception):
    """Somebody was quicker: the referral is not open any more."""

    def __init__(self, referral: Referral):
        super().__init__(_("This was decided already."))
        self.referral = referral


class CannotReopen(Exception):
    """The outcome has no inverse, or the room that asked is gone."""


class NotNow(Exception):
    """Raised by the thing's rule where the outcome cannot take effect: nothing is answered, `message` says what to do."""

    def __init__(self, message: Any):
        super().__init__(message)
        self.message = message


def register(question: Question) -> None:
    """Make a question known; again replaces it."""
    _questions[question.label, question.name] = question


def question_of(referral: Referral) -> Question | None:
    """Return what is asked, or None where its room is not installed."""
    return _questions.get((referral.about, referral.question))


def thing_of(referral: Referral) -> Any:
    """Return the record that a referral is about, or None where it is gone."""
    try:
        model = apps.get_model(referral.about)
    except LookupError:
        return None
    return model.objects.filter(pk=referral.about_id).first()


@transaction.atomic
def refer(
    thing: Any,
    question: str,
    *,
    by=None,
    to: str = "coordinator",
    to_id=None,
    due_at=None,
    note: str = "",
    language: str = "",
) -> Referral:
    """Put a question about `thing` to whoever decides. While one is open, the same question again is that one."""
    if (thing.label, question) not in _questions:
        raise LookupError(f"Nobody declared the question {question!r} about {thing.label}")
    where = {"about": thing.label, "about_id": thing.pk, "question": question}
    asked = {"to": to, "to_id": to_id, "due_at": due_at, "note": note, "note_language": language}
    for _attempt in range(5):
        try:
            with transaction.atomic():
                made = Referral.objects.create(**where, **asked, asked_by=by)
        except IntegrityError:
            there = Referral.objects.filter(**where, state=State.OPEN).first()
            if there is not None:
                return there
            continue  # it was answered this moment
        record("referral.made", made, actor=by)
        return made
    raise IntegrityError("five others were quicker")


def open_referral(thing: Any, question: str) -> Referral | None:
    """The question about `thing` that waits for an answer, if there is one."""
    return Referral.objects.filter(
        about=thing.label, about_id=thing.pk, question=question, state=State.OPEN
    ).first()


@transaction.atomic
def answer(
    referral: Referral,
    outcome: str,
    *,
    by=None,
    reason: str = "",
    language: str = "",
    decided_in: Any = None,
    text: str = "",
) -> Referral:
    """Answer an open referral: keeps the answer, calls the thing's rule, records it. One of two wins; the other gets AlreadyAnswered.

    `text`: the words that were decided, where words are (`Question.text`): where they differ from the thing's own, it takes them in.
    Where the thing is gone, or its rule says NotNow, nothing is answered.
    """
    question = question_of(referral)
    if question is None or outcome not in question.outcomes:
        raise LookupError(f"{outcome!r} is no answer to {referral.question!r}")
    thing = thing_of(referral)
    if thing is None:
        raise NotNow(_("What this was about is no longer here. There is nothing to decide."))
    now = timezone.now()
    won = Referral.objects.filter(pk=referral.pk, state=State.OPEN).update(
        state=State.ANSWERED,
        outcome=outcome,
        reason=reason,
        language=language,
        answered_by=by,
        answered_at=now,
        decided_in=decided_in.label if decided_in else "",
        decided_in_id=decided_in.pk if decided_in else None,
    )
    referral.refresh_from_db()
    if not won:
        raise AlreadyAnswered(referral)
    Answer.objects.create(
        referral=referral,
        outcome=outcome,
        reason=reason,
        language=language,
        by=by,
        decided_in=referral.decided_in,
        decided_in_id=referral.decided_in_id,
    )
    if text and question.text and question.reword and text != question.text(thing)[0]:
        question.reword(thing, text)
    question.outcomes[outcome](thing, referral)
    record("referral.answered", referral, actor=by, outcome=outcome)
    return referral


@transaction.atomic
def reopen(referral: Referral, *, by=None, because: str = "") -> Referral:
    """Take the last answer back: calls the inverse of its rule; the answer stays to be seen. Raises CannotReopen."""
    question = question_of(referral)
    outcome = referral.outcome
    thing = thing_of(referral)
    if question is None or thing is None or outcome not in question.undo:
        raise CannotReopen(outcome)
    try:
        with transaction.atomic():
            won = Referral.objects.filter(pk=referral.pk, state=State.ANSWERED, outcome=outcome).update(
                state=State.OPEN,
                outcome="",
                reason="",
                language="",
                answered_by=None,
                answered_at=None,
                decided_in="",
                decided_in_id=None,
            )
    except IntegrityError:  # the same question was put again meanwhile
        raise CannotReopen(outcome) from None
    if not won:
        referral.refresh_from_db()
        raise AlreadyAnswered(referral)
    last = referral.answers.filter(reopened_at=None).order_by("created_at", "pk").last()
    if last is not None:
        last.reopened_at, last.reopened_by, last.reopened_because = timezone.now(), by, because
        last.save(update_fields=["reopened_at", "reopened_by", "reopened_because"])
    referral.refresh_from_db()
    question.undo[outcome](thing, referral)
    record("referral.reopened", referral, actor=by)
    return referral


@transaction.atomic
def hand_on(referral: Referral, to: str, to_id: Any = None, *, by=None) -> Referral:
    """Have somebody else decide an open question. Raises AlreadyAnswered where it is not open any more."""
    won = Referral.objects.filter(pk=referral.pk, state=State.OPEN).update(to=to, to_id=to_id)
    referral.refresh_from_db()
    if not won:
        raise AlreadyAnswered(referral)
    record("referral.handed_on", referral, actor=by, to=to)
    return referral


@transaction.atomic
def withdraw(referral: Referral, *, by=None) -> bool:
    """Ask no longer; return whether it was still open."""
    won = Referral.objects.filter(pk=referral.pk, state=State.OPEN).update(state=State.WITHDRAWN)
    if won:
        record("referral.withdrawn", referral, actor=by)
    return bool(won)
