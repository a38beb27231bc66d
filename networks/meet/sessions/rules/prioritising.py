"""Prioritising: people say what matters, on a part's statements or themes; the result is computed beside, never in a request.

Statements given to the part come first; a part without them prioritises its themes. A voter is the seat in named parts and a random key
of the browser in anonymous ones. The latest counts once; what was said before is kept in named parts only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import ask, job
from networks.base.lots import by_lot
from networks.base.models import Job
from networks.base.texts import Reader, Version, load_versions
from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import (
    AgreementVote,
    Answer,
    Ballot,
    Given,
    Part,
    PriorityResult,
    Seat,
    Session,
    Theme,
)
from networks.meet.sessions.models.planning import PartState, PriorityMethod, Stage
from networks.meet.sessions.rules import computing_priorities
from networks.meet.sessions.rules.errors import NotNow
from networks.record.rules import record

EVERY = timedelta(seconds=2)  # between two computations of one part
GRADES = (1, 2, 3, 4, 5)
VOTERS_BESIDES = 20  # anonymous voters are not people: more of them than this and twice the seats are refused


class CannotVote(Exception):
    """A choice that is not taken. `word` is the key of the sentence that says why (see words.py)."""

    def __init__(self, word: str):
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class Target:
    """What is prioritised: a statement or option, or a theme. `origin`: organiser · participant · theme."""

    key: str
    record: Given | Theme
    origin: str

    def shown(self, reader: Reader) -> Version:
        """Its words in the version that this reader understands best."""
        return self.record.version_for("text" if isinstance(self.record, Given) else "name", reader)


def targets(part: Part) -> list[Target]:
    """What the part's people prioritise, with all versions loaded. A statement is gone when its answer was hidden or taken back."""
    given = [g for g in part.given.select_related("from_answer") if not _is_out(g)]
    records: list = given or list(part.themes.filter(removed_at=None, merged_into=None))
    load_versions(records)
    return [Target(str(one.pk), one, _origin(one)) for one in records]


def _is_out(given: Given) -> bool:
    answer = given.from_answer
    return bool(given.withdrawn_at or (answer and (answer.hidden_at or answer.withdrawn_at)))


def _origin(one: Given | Theme) -> str:
    if isinstance(one, Theme):
        return "theme"
    return "participant" if one.from_answer_id else "organiser"


def in_own_order(found: list[Target], voter: UUID) -> list[Target]:
    """The targets in the order that this voter sees: another one for each, always the same for one."""
    place = {key: n for n, key in enumerate(by_lot([t.key for t in found], str(voter)))}
    return sorted(found, key=lambda t: place[t.key])


def takes_votes(part: Part) -> bool:
    """Whether choices are taken now: from the moment the facilitator goes to this stage until they go on."""
    return bool(
        part.priority_method
        and part.stage == Stage.PRIORITIES
        and part.state in (PartState.OPEN, PartState.CLOSED)
        and part.session.is_live
    )


def voter_of(part: Part, seat: Seat, sent: Any = None) -> UUID | None:
    """The key under which a participant votes: the seat's, or in an anonymous part the one that their browser sent."""
    if not part.anonymous:
        return seat.pk
    try:
        return UUID(str(sent))
    except ValueError:
        return None


# ---- choosing ----


@transaction.atomic
def vote(part: Part, target: str, value: int, voter: UUID | None, seat: Seat) -> None:
    """Agree (1), disagree (-1) or pass (0) on one target. Again with another value changes it. Raises CannotVote."""
    part = _locked(part, PriorityMethod.AGREEMENT, voter)
    found = next((t for t in targets(part) if t.key == str(target)), None)
    if found is None or value not in (1, 0, -1):
        raise CannotVote("gone")
    on = {"given": found.record} if isinstance(found.record, Given) else {"theme": found.record}
    rows = AgreementVote.objects.filter(part=part, voter=voter, replaced=False, **on)
    before = rows.first()
    if before is not None and before.value == value:
        return
    if before is not None and part.anonymous:
        rows.update(value=value)
    else:
        rows.update(replaced=True)
        AgreementVote.objects.create(
            part=part, voter=voter, seat=None if part.anonymous else seat, value=value, **on
        )
    _tell_and_ask(part)


@transaction.atomic
def cast(part: Part, content: dict, voter: UUID | None, seat: Seat) -> None:
    """Take a ballot: {"approved": [keys]}, {"order": [keys]} or {"grades": {key: 1–5}}; the latest replaces the one before.

    An empty one counts as taking part. Raises CannotVote.
    """
    part = _locked(part, part.priority_method, voter)
    known = [t.key for t in targets(part)]
    clean = _clean(part.priority_method, content, known)
    row = Ballot.objects.filter(part=part, voter=voter).first()
    if row is None:
        Ballot.objects.create(part=part, voter=voter, seat=None if part.anonymous else seat, content=clean)
    elif row.content != clean:
        Ballot.objects.filter(pk=row.pk).update(content=clean)
    else:
        return
    _tell_and_ask(part)


def _clean(method: str, content: dict, known: list[str]) -> dict:
    if method == PriorityMethod.APPROVAL:
        return {"approved": [key for key in known if key in content.get("approved", ())]}
    if method == PriorityMethod.RANKING:
        order = [key for key in content.get("order", ()) if key in known]
        if len(set(order)) != len(order):
            raise CannotVote("vote_wrong")
        return {"order": order}
    if method == PriorityMethod.RATING:
        grades = content.get("grades", {})
        return {"grades": {key: grades[key] for key in known if grades.get(key) in GRADES}}
    raise CannotVote("vote_over")


def _locked(part: Part, method: str, voter: UUID | None) -> Part:
    session = part.session
    locked = Part.objects.select_for_update().get(pk=part.pk)
    locked.session = session
    if not takes_votes(locked) or locked.priority_method != method:
        raise CannotVote("vote_over")
    if voter is None:
        raise CannotVote("gone")
    if locked.anonymous:
        _refuse_a_crowd(locked, voter)
    return locked


def _refuse_a_crowd(part: Part, voter: UUID) -> None:
    """Nobody can tell whether one browser votes under many keys; but not under many more than there are people."""
    rows = AgreementVote if part.priority_method == PriorityMethod.AGREEMENT else Ballot
    if rows.objects.filter(part=part, voter=voter).exists():
        return
    voters = rows.objects.filter(part=part).values("voter").distinct().count()
    seats = Seat.objects.filter(session=part.session_id, removed_at=None).count()
    if voters >= max(VOTERS_BESIDES, 2 * seats):
        raise CannotVote("too_many")


def _tell_and_ask(part: Part) -> None:
    ask_to_compute(part)
    tell(part.session, "vote", part)


def own_votes(part: Part, voter: UUID | None) -> dict[str, int]:
    """What this voter said to each target."""
    rows = AgreementVote.objects.filter(part=part, voter=voter, replaced=False) if voter else ()
    return {str(row.given_id or row.theme_id): row.value for row in rows}


def own_ballot(part: Part, voter: UUID | None) -> dict | None:
    """This voter's ballot, or None where there is none."""
    row = Ballot.objects.filter(part=part, voter=voter).first() if voter else None
    return row.content if row else None


def next_target(part: Part, found: list[Target], votes: dict[str, int], voter: UUID) -> Target | None:
    """The statement that this person is shown next: drawn by what a vote on it would tell; None when all were seen.

    The draw depends on the person and on how far they are, so that looking again shows the same.
    """
    from networks.meet.sessions.methods.statement_routing import next_statement, priority

    row = PriorityResult.objects.filter(part=part).only("result").first()
    counts = row.result.get("counts", {}) if row else {}
    far = row.result.get("extremity", {}) if row else {}
    weights = {}
    for target in found:
        agree, passed, disagree = counts.get(target.key, (0, 0, 0))
        seen = agree + passed + disagree
        weights[target.key] = priority(agree, passed, seen, far.get(target.key, 0.0))
    chosen = next_statement(weights, votes, Random(f"{voter}:{len(votes)}"))  # noqa: S311 (a draw, no secret)
    return next((t for t in found if t.key == chosen), None)


# ---- computing ----


def ask_to_compute(part: Part) -> None:
    """Have the result computed in two seconds, with whatever is voted until then. Asked many times is once."""
    ask("sessions.priorities", key=f"priorities:{part.pk}", after=EVERY, part=str(part.pk))


@job("sessions.priorities")
def compute_job(row: Job, part: str) -> int | None:
    """Compute the result of a part. A vote that comes while this runs asks anew, so nothing stays out."""
    Job.objects.filter(pk=row.pk).update(key=None)
    found = Part.objects.select_related("session").filter(pk=part).first()
    return compute(found) if found and found.priority_method else None


def compute(part: Part) -> int:
    """Compute and keep the result of `part`; return the number of the update whose votes it used. A newer result stays."""
    used = Session.objects.values_list("update_number", flat=True).get(pk=part.session_id)
    before = PriorityResult.objects.filter(part=part).first()
    found = targets(part)
    memory = before.memory if before and before.method == part.priority_method else {}
    result, memory = computing_priorities.compute(
        part.priority_method, [t.key for t in found], _choices(part), memory,
        places=part.priority_places, seed=str(part.pk), used=used,
        hidden=[str(g.pk) for g in part.given.select_related("from_answer") if _is_out(g)],
    )  # fmt: skip
    with transaction.atomic():
        locked = Part.objects.select_for_update().get(pk=part.pk)
        row = PriorityResult.objects.filter(part=part).first() or PriorityResult(part=locked)
        if row.used_update > used and row.method == part.priority_method:
            return row.used_update
        row.method, row.used_update, row.result, row.memory = part.priority_method, used, result, memory
        row.computed_at = timezone.now()
        row.save()
        tell(part.session, "result", part, used=used)
    return used


def _choices(part: Part) -> list[tuple]:
    """(voter, target, value) of every vote that counts, or (voter, content) of every ballot; in no order that tells who was first."""
    if part.priority_method == PriorityMethod.AGREEMENT:
        rows = AgreementVote.objects.filter(part=part, replaced=False).order_by("id")
        return [
            (str(voter), str(given or theme), value)
            for voter, given, theme, value in rows.values_list("voter", "given_id", "theme_id", "value")
        ]
    rows = Ballot.objects.filter(part=part).order_by("id")
    return [(str(voter), content) for voter, content in rows.values_list("voter", "content")]


def said_to(part: Part, answers: Iterable[Answer]) -> dict[UUID, tuple[int, int, int]]:
    """What people said to those of `answers` that became statements: (agree, pass, disagree) by the key of the answer.

    For the author; like every result, only once it is shown.
    """
    keys = [answer.pk for answer in answers]
    if not keys or part.priority_method != PriorityMethod.AGREEMENT:
        return {}
    found = result_of(part)
    if found is None:
        return {}
    counts = found.result.get("counts", {})
    statements = part.given.filter(from_answer__in=keys, withdrawn_at=None)
    return {
        answer: tuple(counts[str(given)])
        for given, answer in statements.values_list("pk", "from_answer")
        if str(given) in counts
    }


def result_of(part: Part, *, hidden_too: bool = False) -> PriorityResult | None:
    """The result as last computed; None where there is none, or where it is not shown and `hidden_too` is not set.

    Pages, streams, the big screen and exports all ask here.
    """
    if not (part.results_shown or hidden_too):
        return None
    return PriorityResult.objects.filter(part=part, method=part.priority_method).first()


# ---- statements, by the facilitator ----


def _still_prepared(part: Part) -> None:
    """What people chose among, and how many places there were, stays as it was once the part is concluded: its result rests on it."""
    if part.state == PartState.CONCLUDED:
        raise NotNow(
            _(
                "This part is concluded: what people chose among stays as it was. Reopen the part to change it."
            )
        )


def write_statement(part: Part, text: str, language: str, by, *, answer: Answer | None = None) -> Given:
    """Give the part a statement: written now, or the words of an `answer` (the same answer twice is once)."""
    text = text.strip()[:1000]
    if not text:
        raise NotNow(_("Write the statement first."))
    with transaction.atomic():
        _still_prepared(Part.objects.select_for_update().get(pk=part.pk))
        if answer is not None:
            known = Given.objects.filter(part=part, from_answer=answer).first()
            if known is not None:
                Given.objects.filter(pk=known.pk).update(withdrawn_at=None)
                return known
        last = part.given.aggregate(last=Max("position"))["last"] or 0
        made = Given.objects.create(
            part=part, text=text, language=language, position=last + 1, from_answer=answer
        )
        if answer is not None:
            _copy_versions(answer, made)
        record("statement.made", part, actor=by)
        tell(part.session, "priorities", part, statement=str(made.pk))
    return made


def _copy_versions(answer: Answer, made: Given) -> None:
    for version in answer.versions():
        made.put_version("text", version.language, version.text, plain=version.plain, machine=version.machine)


def take_answers(part: Part, answers: Iterable[Answer], by) -> int:
    """Take answers as statements; return how many there are now."""
    if part.confidential:
        raise NotNow(_("Answers given in confidence are not shown to others."))
    return len([write_statement(part, a.text, a.language, by, answer=a) for a in answers if a.text])


@transaction.atomic
def take_forward(part: Part, places: int, by) -> None:
    """Change how many are taken forward; the result is computed anew."""
    _still_prepared(Part.objects.select_for_update().get(pk=part.pk))
    Part.objects.filter(pk=part.pk).update(priority_places=places)
    part.priority_places = places
    record("part.priority_places", part, actor=by, places=places)
    ask_to_compute(part)
    tell(part.session, "priorities", part)


@transaction.atomic
def withdraw_statement(given: Given, by) -> None:
    """Take a statement out: it is neither shown nor counted any more. Votes on it are kept."""
    _still_prepared(Part.objects.select_for_update().get(pk=given.part_id))
    if Given.objects.filter(pk=given.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        record("statement.withdrawn", given.part, actor=by)
        ask_to_compute(given.part)
        tell(given.part.session, "priorities", given.part, statement=str(given.pk))
