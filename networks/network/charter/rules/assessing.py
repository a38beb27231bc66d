"""The self-assessment: a round is opened, answered once by each, closed, sealed; results from five answers up; objectives chosen from them.

Who answered and what was answered are two rows that nothing joins: random keys, no time. A database remembers the order of its rows, so when the
round is closed both tables are rewritten in shuffled order, in transactions apart, and what is kept of the old rows is scrubbed. While a round is
open no backup holds either. What this does not cover: whoever administers the server while the round is open.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import ask, job
from networks.base.scrubbing import SHUFFLE, scrub
from networks.base.tenancy import across_networks, in_network
from networks.network.charter.instrument import DIMENSIONS, QUESTIONS, Dimension
from networks.network.charter.methods.spread import Spread, spread, together
from networks.network.charter.models import Answered, Objective, Round
from networks.network.charter.rules.errors import NotNow
from networks.participation.feedback import rules as feedback
from networks.participation.feedback.models import Questionnaire, Response
from networks.participation.feedback.suppression import LEAST
from networks.people.models import Affiliation
from networks.record.rules import record

REMIND_BEFORE = timedelta(days=7)


def open_round() -> Round | None:
    """The round that can be answered now."""
    return Round.objects.filter(closed_at=None).first()


@transaction.atomic
def begin(year: int, *, closes_on: date | None = None, by: Any = None) -> Round:
    """Open this year's round; all members are told. One a year, one at a time."""
    if Round.objects.filter(closed_at=None).exists():
        raise NotNow(_("A self-assessment is open. Close it first."))
    try:
        with transaction.atomic():
            made = Round.objects.create(year=year, closes_on=closes_on, opened_by=by)
    except IntegrityError:
        raise NotNow(_("There is a self-assessment of %(year)s already.") % {"year": year}) from None
    invited = Affiliation.objects.now().filter(confirmed=True).values("person").distinct().count()
    feedback.open_questionnaire(made, QUESTIONS, invited=invited)
    record("assessment.opened", made, actor=by)
    return made


def has_answered(found: Round, person: Any) -> bool:
    return Answered.objects.filter(round=found, person=person).exists()


@transaction.atomic
def answer(found: Round, person: Any, answers: dict[str, Any], *, language: str = "") -> None:
    """Keep what somebody answers, and apart from it that they did. Once only: afterwards nobody knows which answers are theirs."""
    current = Round.objects.select_for_update().get(pk=found.pk)
    if not current.is_open:
        raise NotNow(_("This self-assessment is closed."))
    if not any(answers.get(question["key"]) for question in QUESTIONS):
        raise NotNow(_("Answer one statement at least."))
    try:
        with transaction.atomic():
            Answered.objects.create(round=current, person=person)
    except IntegrityError:
        raise NotNow(
            _("You have answered already. Nobody can tell which answers are yours, so they stay.")
        ) from None
    questionnaire = feedback.questionnaire_about(current)
    feedback.respond(questionnaire, uuid4(), answers)  # without language: few read some of them


@transaction.atomic
def close(found: Round, *, by: Any = None) -> None:
    """Nobody answers any more; the answers are sealed and shown. Twice is once."""
    now = timezone.now()
    if not Round.objects.filter(pk=found.pk, closed_at=None).update(closed_at=now):
        return
    Questionnaire.objects.filter(about=found.label, about_id=found.pk).update(closed_at=now)
    found.refresh_from_db()
    record("assessment.closed", found, actor=by)
    ask("charter.seal", key=f"charter.seal:{found.pk}", found=str(found.pk))


@job("charter.seal", attempts=20)
def seal_job(row: Any, found: str) -> None:
    """Rewrite answers and roll in shuffled order, each in a transaction of its own, then scrub. Again is harmless."""
    one = Round.objects.filter(pk=found, closed_at__isnull=False).first()
    if one is None:
        return
    questionnaire = feedback.questionnaire_about(one)
    if questionnaire is not None:
        _shuffled(Response, questionnaire=questionnaire)
    _shuffled(Answered, round=one)
    scrub((Response, Answered))
    Round.objects.filter(pk=one.pk).update(sealed_at=timezone.now())


@transaction.atomic
def _shuffled(model: Any, **where: Any) -> None:
    rows = list(model.objects.select_for_update().filter(**where))
    SHUFFLE.shuffle(rows)
    model.objects.filter(**where).delete()
    for row in rows:
        row.pk, row._state.adding = uuid4(), True
        if model is Response:
            row.key = uuid4()
    model.objects.bulk_create(rows)


def withheld():
    """No backup holds the answers and the roll of a round that is not sealed: taken back, that round begins anew. Of all networks."""
    rounds = list(Round.everywhere.filter(sealed_at=None).values_list("pk", flat=True))
    asked = Questionnaire.everywhere.filter(about="network_charter.round", about_id__in=rounds)
    yield Response, Response.everywhere.filter(questionnaire__in=asked).values_list("pk", flat=True)
    yield Answered, Answered.everywhere.filter(round__in=rounds).values_list("pk", flat=True)


# ---- results ----


@dataclass
class Statement:
    """How one statement was answered; without figures below five."""

    key: str
    usual: Any
    plain: Any
    counts: dict[int, int] = field(default_factory=dict)
    spread: Spread | None = None
    before: Spread | None = None  # the last round that has results

    @property
    def change(self) -> float | None:
        return self.spread.mean - self.before.mean if self.spread and self.before else None


@dataclass
class Side:
    """One dimension."""

    dimension: Dimension
    statements: list[Statement]
    counts: dict[int, int] = field(default_factory=dict)
    spread: Spread | None = None
    before: Spread | None = None

    @property
    def change(self) -> float | None:
        return self.spread.mean - self.before.mean if self.spread and self.before else None


@dataclass
class Outcome:
    """What a round brought."""

    responses: int
    invited: int
    enough: bool
    sides: list[Side]
    before: Round | None = None

    @property
    def apart(self) -> list[Statement]:
        """Where members see it most differently: the three widest."""
        rows = [one for side in self.sides for one in side.statements if one.spread and one.spread.deviation]
        return sorted(rows, key=lambda one: -one.spread.deviation)[:3]  # type: ignore[union-attr]


def _counts(found: Round) -> tuple[dict[str, dict[int, int]], feedback.Results | None]:
    questionnaire = feedback.questionnaire_about(found)
    if questionnaire is None:
        return {}, None
    results = feedback.results(questionnaire)
    return {one.key: one.counts for one in results.questions if one.shown}, results


def outcome(found: Round) -> Outcome:
    """What a round brought, beside the last round before it that has results."""
    if found.is_open:
        questionnaire = feedback.questionnaire_about(found)
        return Outcome(found.roll.count(), questionnaire.invited if questionnaire else 0, False, [])
    counts, results = _counts(found)
    earlier: dict[str, dict[int, int]] = {}
    before = None
    for one in Round.objects.filter(year__lt=found.year, closed_at__isnull=False)[:5]:
        earlier, _results = _counts(one)
        if earlier:
            before = one
            break
    sides = []
    for dimension in DIMENSIONS:
        rows = [
            Statement(key, usual, plain, counts.get(key, {}), spread(counts.get(key, {})), spread(earlier.get(key, {})))
            for key, usual, plain in dimension.statements
        ]  # fmt: skip
        all_of_it = together([row.counts for row in rows])
        was = together([earlier[row.key] for row in rows if row.key in earlier])
        sides.append(Side(dimension, rows, all_of_it, spread(all_of_it), spread(was)))
    return Outcome(
        results.responses if results else 0,
        results.invited if results else 0,
        bool(results and results.enough),
        sides if counts else [],
        before,
    )


def not_enough() -> str:
    return _("Nothing is shown below %(least)s answers: it could tell who said what.") % {"least": LEAST}


# ---- objectives ----


@transaction.atomic
def choose(found: Round, text: str, *, dimension: str, owner: Any, due: date | None, language: str, by: Any = None) -> Objective:  # fmt: skip
    """Choose something to reach. Its owner is told, and reminded a week before the day."""
    if found.is_open:
        raise NotNow(_("Choose what to do when the round is closed and its results are there."))
    made = Objective.objects.create(
        round=found, text=text.strip(), dimension=dimension, owner=owner, due=due, language=language
    )
    record("objective.chosen", made, actor=by)
    return made


@transaction.atomic
def change(objective: Objective, values: dict[str, Any], *, by: Any = None) -> None:
    """Change it. A new owner is told."""
    changed = [name for name, value in values.items() if getattr(objective, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(objective, name, values[name])
    objective.save(update_fields=changed)
    if "text" in changed:
        objective.mark_versions_to_check("text")
    record("objective.chosen" if "owner" in changed else "objective.changed", objective, actor=by)


@transaction.atomic
def finish(objective: Objective, *, dropped_because: str = "", by: Any = None) -> None:
    """It is reached; or is not aimed at any more, with the reason. Twice is once."""
    won = Objective.objects.filter(pk=objective.pk, done_at=None).update(
        done_at=timezone.now(), dropped_because=dropped_because.strip()
    )
    if won:
        objective.refresh_from_db()
        record("objective.dropped" if objective.dropped_because else "objective.reached", objective, actor=by)


@job("charter.remind", every=timedelta(hours=6))
def remind(row: Any = None) -> int:
    """Tell owners of objectives that are due in a week or less, once for each day that one is due."""
    with across_networks("reminders of objectives"):
        rows = list(
            Objective.objects.filter(
                Q(reminded_of=None) | ~Q(reminded_of=F("due")), done_at=None, owner__isnull=False,
                network__closed_at=None, due__lte=timezone.localdate() + REMIND_BEFORE,
            )
        )  # fmt: skip
    count = 0
    for one in rows:
        with in_network(one.network_id), transaction.atomic():
            left = Objective.objects.filter(pk=one.pk, done_at=None, due=one.due).exclude(reminded_of=one.due)
            if left.update(reminded_of=one.due):
                record("objective.due", one)
                count += 1
    return count
