"""How a thing asks for a decision, and how the answer takes effect: in one transaction.

A room says when it starts what may be asked about its records:

    register(Question("network_membership.application", "admission", {"admitted": admit, "refused": refuse}, undo={"admitted": unadmit}))

and asks with `refer(application, "admission", by=person)`. Whoever may decide answers with `answer(referral, "admitted", by=person)`,
which calls `admit(application, referral)`. A meeting answers the same way. Rooms know referrals, never meetings.
"""

from collections.abc import Callable, Mapping
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
    words: Mapping[str, Any] = field(default_factory=dict)  # outcome → what the button says, translated
    title: Any = ""  # what is asked, translated, with {what}


_questions: dict[tuple[str, str], Question] = {}


class AlreadyAnswered(Exception):
    """Somebody was quicker: the referral is not open any more."""

    def __init__(self, referral: Referral):
        super().__init__(_("This was decided already."))
        self.referral = referral


class CannotReopen(Exception):
    """The outcome has no inverse."""


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
    thing: Any, question: str, *, by=None, to: str = "coordinator", to_id=None, due_at=None
) -> Referral:
    """Put a question about `thing` to whoever decides. While one is open, the same question again is that one."""
    if (thing.label, question) not in _questions:
        raise LookupError(f"Nobody declared the question {question!r} about {thing.label}")
    where = {"about": thing.label, "about_id": thing.pk, "question": question}
    try:
        with transaction.atomic():
            made = Referral.objects.create(**where, to=to, to_id=to_id, due_at=due_at, asked_by=by)
    except IntegrityError:
        return Referral.objects.get(**where, state=State.OPEN)
    record("referral.made", made, actor=by)
    return made


@transaction.atomic
def answer(
    referral: Referral, outcome: str, *, by=None, reason: str = "", language: str = "", decided_in: Any = None
) -> Referral:
    """Answer an open referral: keeps the answer, calls the thing's rule, records it. One of two wins; the other gets AlreadyAnswered."""
    question = question_of(referral)
    if question is None or outcome not in question.outcomes:
        raise LookupError(f"{outcome!r} is no answer to {referral.question!r}")
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
    Answer.objects.create(referral=referral, outcome=outcome, reason=reason, by=by)
    question.outcomes[outcome](thing_of(referral), referral)
    record("referral.answered", referral, actor=by, outcome=outcome)
    return referral


@transaction.atomic
def reopen(referral: Referral, *, by=None, because: str = "") -> Referral:
    """Take the last answer back: calls the inverse of its rule; the answer stays to be seen. Raises CannotReopen."""
    question = question_of(referral)
    outcome = referral.outcome
    if question is None or outcome not in question.undo:
        raise CannotReopen(outcome)
    won = Referral.objects.filter(pk=referral.pk, state=State.ANSWERED, outcome=outcome).update(
        state=State.OPEN, outcome="", answered_by=None, answered_at=None, decided_in="", decided_in_id=None
    )
    if not won:
        raise AlreadyAnswered(referral)
    last = referral.answers.filter(reopened_at=None).order_by("created_at", "pk").last()
    if last is not None:
        last.reopened_at, last.reopened_by, last.reopened_because = timezone.now(), by, because
        last.save(update_fields=["reopened_at", "reopened_by", "reopened_because"])
    referral.refresh_from_db()
    question.undo[outcome](thing_of(referral), referral)
    record("referral.reopened", referral, actor=by)
    return referral


@transaction.atomic
def withdraw(referral: Referral, *, by=None) -> bool:
    """Ask no longer; return whether it was still open."""
    won = Referral.objects.filter(pk=referral.pk, state=State.OPEN).update(state=State.WITHDRAWN)
    if won:
        record("referral.withdrawn", referral, actor=by)
    return bool(won)
