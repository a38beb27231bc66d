"""Answers: accepted once, changed or taken back by their author until a person has placed them, thought alike by others.

An answer comes as a `Draft`. `accept` takes many of one session in one transaction: the part is locked, each key is
looked up, new ones are numbered and written, one update is told. Nothing is confirmed before the transaction is committed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils import timezone

from networks.base.keys import hashed
from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import (
    Answer,
    BreakoutGroup,
    BreakoutPlace,
    Given,
    MeToo,
    Part,
    Placement,
    Seat,
    Session,
)
from networks.meet.sessions.models.planning import AnswerKind, Naming, PartState, Showing, Stage
from networks.meet.sessions.rules import seating
from networks.people.models import Audience

LIMIT = 5_000  # characters
GRACE = timedelta(seconds=60)  # for answers that were written before the part closed and came after it
MOST_VOICES = 999
# Sent inside the transaction, with part= and answers=: whoever prepares answers (vectors, translations) hooks in here.
accepted = Signal()


@dataclass
class Draft:
    """An answer as it was sent: by a seat (or a scribe's seat), with the key that the phone made."""

    part: UUID
    key: UUID
    text: str = ""
    language: str = ""
    given: UUID | None = None
    value: int | None = None
    named: bool = True
    country: str = ""
    audience: str = ""
    voices: int = 1
    editing_key: str = ""
    age: float = 0.0  # seconds between writing and sending, both by the phone's clock, however wrong that is
    scribing: bool = False  # written for others; only of a scribe it is believed
    secret: str = ""  # of the seat
    seat: Seat | None = None


@dataclass
class Outcome:
    """What became of a draft: accepted (`answer`), or refused with the key of a word and what to put into it."""

    draft: Draft
    answer: Answer | None = None
    again: bool = False  # it had been accepted before
    refused: str = ""
    values: dict = field(default_factory=dict)

    @property
    def arrived(self) -> bool:
        return self.answer is not None


def accept(session: Session, drafts: Iterable[Draft]) -> list[Outcome]:
    """Accept the `drafts` of one session, in their order, in one transaction; return what became of each."""
    outcomes = [Outcome(draft) for draft in drafts]
    with transaction.atomic():
        _find_seats(session, outcomes)
        by_part: dict[UUID, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            if not outcome.refused:
                by_part[outcome.draft.part].append(outcome)
        told = [
            news for part, group in sorted(by_part.items()) if (news := _accept_in_part(session, part, group))
        ]
        for part, data in told:  # last: from here on the session's row is locked
            tell(session, "answer", part, **data)
    return outcomes


def _find_seats(session: Session, outcomes: list[Outcome]) -> None:
    wanted = {hashed(o.draft.secret) for o in outcomes if o.draft.seat is None and o.draft.secret}
    seats = {}
    if wanted:
        rows = seating.held(Seat.objects.filter(session_id=session.pk, secret_hash__in=wanted))
        seats = {seat.secret_hash: seat for seat in rows.select_related("person", "organisation")}
    for outcome in outcomes:
        draft = outcome.draft
        if draft.seat is None:
            draft.seat = seats.get(hashed(draft.secret)) if draft.secret else None
        if draft.seat is None:
            outcome.refused = "gone"
        elif draft.seat.removed_at:
            outcome.refused = "removed"


def _accept_in_part(session: Session, key: UUID, outcomes: list[Outcome]) -> tuple[Part, dict] | None:
    part = Part.objects.select_for_update().filter(pk=key, session_id=session.pk).first()
    if part is None:
        for outcome in outcomes:
            outcome.refused = "gone"
        return None
    part.session = session
    known = {
        answer.key: answer
        for answer in Answer.objects.filter(part_id=part.pk, key__in={o.draft.key for o in outcomes})
    }
    needs_given = part.answer_kind in (AnswerKind.OPTIONS, AnswerKind.STATEMENTS)
    given = {g.pk: g for g in Given.objects.filter(part_id=part.pk, withdrawn_at=None)} if needs_given else {}
    scribes = _scribes(session, outcomes)
    groups = _groups(part, outcomes)
    now = timezone.now()
    made: list[Answer] = []
    for outcome in outcomes:
        draft = outcome.draft
        if draft.key in known:
            outcome.answer, outcome.again = known[draft.key], True
            continue
        if not _check(part, given, outcome):
            continue
        scribing = draft.scribing and draft.seat is not None and draft.seat.pk in scribes
        answer = _compose(part, given, draft, now, scribing=scribing)
        answer.group = groups.get(draft.seat.pk)
        answer.late = late(part, now, draft.age, draft.seat.extra_seconds)
        answer.number = part.answer_number + len(made) + 1
        made.append(answer)
        known[draft.key] = outcome.answer = answer
    if not made:
        return None
    Answer.objects.bulk_create(made)
    first, part.answer_number = part.answer_number + 1, part.answer_number + len(made)
    Part.objects.filter(pk=part.pk).update(answer_number=part.answer_number)
    accepted.send(Part, part=part, answers=made)
    told = {"first": first, "last": part.answer_number, "late": sum(a.late for a in made)}
    if wrote := {answer.group.number for answer in made if answer.group}:
        told["groups"] = sorted(wrote)
    return part, told


def _groups(part: Part, outcomes: list[Outcome]) -> dict[UUID, BreakoutGroup]:
    """The breakout group in which each seat is now, where the part is worked on in groups; of anonymous answers none is kept."""
    if not part.in_groups or part.anonymous:
        return {}
    places = BreakoutPlace.objects.filter(
        seat_id__in=[o.draft.seat.pk for o in outcomes if o.draft.seat],
        group__plan__part_id=part.pk,
        group__plan__published_at__isnull=False,
        group__plan__ended_at=None,
        left_at=None,
    )
    return {place.seat_id: place.group for place in places.select_related("group")}


def _scribes(session: Session, outcomes: list[Outcome]) -> set[UUID]:
    """The keys of seats, of those who say that they write for others, whose person is a scribe."""
    claims = {
        o.draft.seat.person_id: o.draft.seat.pk
        for o in outcomes
        if o.draft.scribing and o.draft.seat is not None and o.draft.seat.person_id
    }
    if not claims:
        return set()
    people = session.roles.filter(person_id__in=list(claims)).values_list("person_id", flat=True)
    return {claims[person] for person in people}


def takes_answers(part: Part, session: Session) -> bool:
    """Whether `part` takes answers, those still on their way in a pause included."""
    part.session = session
    return part.takes_answers or (part.state == PartState.PAUSED and session.is_live)


def late(part: Part, now: datetime, age: float, extra: int = 0) -> bool:
    """Whether an answer that arrives `now`, `age` seconds after it was written, is late; `extra` seconds are this person's own."""
    if part.takes_answers or part.state == PartState.PAUSED:
        return False
    if part.state == PartState.CLOSED and part.closed_at is not None:
        written = now - timedelta(seconds=min(max(age, 0.0), 86_400.0))
        closed = part.closed_at + timedelta(seconds=extra)
        return not (now <= closed + GRACE and written <= closed)
    return True


def _check(part: Part, given: dict, outcome: Outcome) -> bool:
    """Refuse what is empty, too long or not to be chosen; note why."""
    draft = outcome.draft
    draft.text = draft.text.replace("\r\n", "\n").replace("\x00", "").strip()
    if Stage.ANSWER not in part.stages or (part.state == PartState.PLANNED and not part.takes_answers):
        outcome.refused = "not_open"
    elif len(draft.text) > LIMIT:
        outcome.refused, outcome.values = "too_long", {"length": len(draft.text), "limit": LIMIT}
    elif part.answer_kind == AnswerKind.OPEN and not draft.text:
        outcome.refused = "empty"
    elif (
        (part.answer_kind == AnswerKind.OPTIONS and draft.given not in given)
        or (
            part.answer_kind == AnswerKind.STATEMENTS
            and (draft.given not in given or draft.value not in (-1, 0, 1))
        )
        or (
            part.answer_kind == AnswerKind.SCALE
            and not (draft.value is not None and 1 <= draft.value <= part.scale_most)
        )
    ):
        outcome.refused = "choose_one"
    elif not 1 <= draft.voices <= MOST_VOICES:
        outcome.refused = "scribe_number"
    return not outcome.refused


def _compose(part: Part, given: dict, draft: Draft, now: datetime, *, scribing: bool) -> Answer:
    """Make the answer. In an anonymous part nothing of who or when goes in: only what the part asks for."""
    seat = draft.seat
    assert seat is not None
    answer = Answer(
        network_id=part.network_id,
        part=part,
        key=draft.key,
        text=draft.text,
        language=draft.language or seat.language,
        given=given.get(draft.given),
        value=draft.value if part.answer_kind in (AnswerKind.SCALE, AnswerKind.STATEMENTS) else None,
    )
    if part.anonymous:
        answer.named = False
        answer.country = draft.country[:2] if part.asks_country else ""
        answer.audience = draft.audience if part.asks_audience and draft.audience in Audience.values else ""
        answer.editing_hash = hashed(draft.editing_key) if draft.editing_key else ""
        answer.voices = draft.voices if scribing else 1
        return answer
    answer.written_at = now
    answer.seat = seat
    if scribing:
        # Written for others: it is not the scribe's own, and carries only what they were told.
        answer.scribe, answer.voices, answer.named = seat.person, draft.voices, False
        answer.country = draft.country[:2]
        answer.audience = draft.audience if draft.audience in Audience.values else ""
        return answer
    answer.named = part.naming == Naming.NAMED or draft.named
    if answer.named:
        answer.person, answer.organisation = seat.person, seat.organisation
        answer.country, answer.audience = seat.country, seat.audience
    return answer


# ---- own answers ----


class CannotChange(Exception):
    """The author cannot change this answer any more. `word` is the key of the sentence that says why."""

    def __init__(self, word: str, **values):
        super().__init__(word)
        self.word, self.values = word, values


def own_answers(part: Part, seat: Seat) -> list[Answer]:
    """Return the answers of a seat to a part, in order. Of anonymous parts nobody knows: empty."""
    if part.anonymous:
        return []
    return list(Answer.objects.filter(part_id=part.pk, seat_id=seat.pk, withdrawn_at=None).order_by("number"))


def is_fixed(answer: Answer) -> bool:
    """Whether the author can no longer change `answer`: a person has placed it, or the part is concluded."""
    return (
        answer.part.state == PartState.CONCLUDED
        or Placement.objects.filter(answer_id=answer.pk, by_person=True).exists()
    )


def fixed(part: Part, answers: list[Answer]) -> set[UUID]:
    """Return the keys of those of `answers` that their author can no longer change."""
    keys = [answer.pk for answer in answers]
    if part.state == PartState.CONCLUDED:
        return set(keys)
    return set(
        Placement.objects.filter(answer_id__in=keys, by_person=True).values_list("answer_id", flat=True)
    )


def author(answer: Answer, seat: Seat | None, editing_key: str = "") -> bool:
    """Whether whoever asks wrote `answer`: by their seat, or by the key of an anonymous answer."""
    if answer.part.anonymous:
        return bool(editing_key and answer.editing_hash and hashed(editing_key) == answer.editing_hash)
    return seat is not None and answer.seat_id == seat.pk


@transaction.atomic
def change(
    answer: Answer, seat: Seat | None, text: str, *, editing_key: str = "", language: str = ""
) -> None:
    """Give an own answer another text. Raises CannotChange."""
    _lock(answer, seat, editing_key)
    text = text.replace("\r\n", "\n").strip()
    if not text and answer.part.answer_kind == AnswerKind.OPEN:
        raise CannotChange("empty")
    if len(text) > LIMIT:
        raise CannotChange("too_long", length=len(text), limit=LIMIT)
    if text == answer.text:
        return
    answer.text = text
    if language:
        answer.language = language
    answer.checked_at = None  # shown after checking: another text is checked again
    answer.save(update_fields=["text", "language", "checked_at"])
    answer.mark_versions_to_check("text")
    accepted.send(Part, part=answer.part, answers=[answer])
    tell(answer.part.session, "answer", answer.part, changed=_named_only(answer))


@transaction.atomic
def withdraw(answer: Answer, seat: Seat | None, *, editing_key: str = "") -> None:
    """Take an own answer back: its words are deleted. Twice is once. Raises CannotChange."""
    _lock(answer, seat, editing_key)
    if answer.withdrawn_at:
        return
    answer.text = ""
    answer.withdrawn_at = timezone.now() if not answer.part.anonymous else _without_time_of_day()
    answer.delete_versions()
    answer.vectors.all().delete()
    answer.save(update_fields=["text", "withdrawn_at"])
    Placement.objects.filter(answer_id=answer.pk, by_person=False).delete()
    tell(answer.part.session, "answer", answer.part, changed=_named_only(answer))


def _lock(answer: Answer, seat: Seat | None, editing_key: str) -> None:
    if not author(answer, seat, editing_key):
        raise CannotChange("not_yours")
    if seat is not None and seat.removed_at:
        raise CannotChange("removed")
    Part.objects.select_for_update().filter(pk=answer.part_id).first()
    if is_fixed(answer):
        raise CannotChange("not_any_more")


def _named_only(answer: Answer) -> str | None:
    """The key of an answer for an update; of an anonymous one none, so that no update names it."""
    return None if answer.part.anonymous else str(answer.pk)


def _without_time_of_day() -> datetime:
    return timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)


# ---- me too ----


def think_the_same(answer: Answer, seat: Seat) -> int:
    """Add a seat's "me too" to another's answer; return how many there are. Twice is once.

    In anonymous parts only the number is kept, and the browser remembers that it pressed.
    """
    with transaction.atomic():
        part = Part.objects.select_for_update().select_related(None).get(pk=answer.part_id)
        part.session = answer.part.session
        if not takes_answers(part, part.session) or not shown(part).filter(pk=answer.pk).exists():
            raise CannotChange("not_open")
        if not part.anonymous:
            if answer.seat_id == seat.pk:
                return answer.me_toos
            try:
                with transaction.atomic():
                    MeToo.objects.create(network_id=part.network_id, answer_id=answer.pk, seat_id=seat.pk)
            except IntegrityError:
                return Answer.objects.values_list("me_toos", flat=True).get(pk=answer.pk)
        return _count(answer, part, +1)


def think_otherwise(answer: Answer, seat: Seat) -> int:
    """Take a seat's "me too" back; return how many are left."""
    with transaction.atomic():
        part = Part.objects.select_for_update().get(pk=answer.part_id)
        part.session = answer.part.session
        if not part.anonymous:
            gone, _ = MeToo.objects.filter(answer_id=answer.pk, seat_id=seat.pk).delete()
            if not gone:
                return Answer.objects.values_list("me_toos", flat=True).get(pk=answer.pk)
        return _count(answer, part, -1)


def _count(answer: Answer, part: Part, by: int) -> int:
    rows = Answer.objects.filter(pk=answer.pk)
    if by > 0:
        rows.update(me_toos=F("me_toos") + 1)
    else:
        rows.filter(me_toos__gt=0).update(me_toos=F("me_toos") - 1)
    count = rows.values_list("me_toos", flat=True).get()
    tell(part.session, "metoo", part, number=answer.number)
    return count


# ---- what others see ----


def shown(part: Part):
    """Return the answers of `part` that participants may see now. Hidden ones are never in it, in any channel."""
    answers = Answer.objects.filter(Answer.standing(), part_id=part.pk)
    if part.results_shown:
        return answers if part.showing != Showing.CHECKED else answers.filter(checked_at__isnull=False)
    if part.showing == Showing.AT_ONCE:
        return answers
    if part.showing == Showing.CHECKED:
        return answers.filter(checked_at__isnull=False)
    return answers.none()


def same_words(text: str, answers: Iterable[Answer]) -> list[Answer]:
    """Return those of `answers` that have the same words as `text`, case and punctuation aside."""
    wanted = _bare(text)
    return [answer for answer in answers if wanted and _bare(answer.text) == wanted]


def _bare(text: str) -> str:
    return " ".join("".join(ch if ch.isalnum() else " " for ch in text.casefold()).split())
