"""Sealing: from the moment an anonymous part is closed, nobody who reads database, logs and backup can tell who wrote what.

While a part is open its answers carry no person, seat, organisation or time, but a database remembers the order of its rows, and a
reader could hold that order against who was present when. So when the part is closed, all its anonymous answers, with everything
that hangs on them, are copied in shuffled order under new keys in one transaction that touches nothing else; the old rows are deleted
and what the database keeps of deleted rows is scrubbed: in SQLite by secure_delete, VACUUM and a truncating checkpoint (rowids), in
PostgreSQL by rewriting the tables (xmin, dead rows). Updates, steps and jobs that name the old keys are deleted.

What this does not cover, and pages say so: whoever administers the server while the part is open; PostgreSQL's write-ahead log and
copies of it, where an administrator archives them.
"""

import copy
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from networks.base.jobs import ask, job
from networks.base.models import Job, TextVersion
from networks.base.scrubbing import SHUFFLE, scrub
from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import (
    AgreementVote,
    Answer,
    AnswerVector,
    Ballot,
    Citation,
    Given,
    Part,
    Placement,
    Step,
    Update,
)
from networks.meet.sessions.models.planning import PartState
from networks.meet.sessions.rules.answering import accepted
from networks.record.models import Link

LATE = timedelta(seconds=75)  # after this, nothing more is accepted that was written before the close
TABLES = (
    Answer,
    Placement,
    AnswerVector,
    Citation,
    TextVersion,
    AgreementVote,
    Ballot,
    Update,
    Step,
    Job,
    Link,
)


def ask_to_seal(part: Part, *, late: bool = False) -> None:
    """Have `part` sealed as soon as this transaction is committed; for an answer that came late, again once no more can come."""
    if part.anonymous:
        ask(
            "sessions.seal",
            key=f"seal:{part.pk}:{'late' if late else part.times_reopened}",
            after=LATE if late else None,
            priority=10,
            part=str(part.pk),
        )


def _when_accepted(sender, part: Part, answers, **kwargs) -> None:
    """An anonymous answer that came after the close, or was changed then, is sealed like the others once no more can come."""
    if part.anonymous and part.state in (PartState.CLOSED, PartState.CONCLUDED):
        ask_to_seal(part, late=True)


accepted.connect(_when_accepted, dispatch_uid="seal late answers")


@job("sessions.seal", attempts=20)
def seal_job(row: Job, part: str) -> int:
    """Seal a part, then scrub what the database keeps of the old rows."""
    found = Part.objects.select_related("session").filter(pk=part).first()
    if found is None:
        return 0
    count = seal(found)
    scrub(TABLES)
    return count


@transaction.atomic
def seal(part: Part) -> int:
    """Copy the answers of an anonymous part that is closed in shuffled order under new keys; return how many. Again is harmless."""
    part = Part.objects.select_for_update(of=("self",)).select_related("session").get(pk=part.pk)
    if not part.anonymous or part.state in (PartState.OPEN, PartState.PAUSED):
        return 0
    old = list(Answer.everywhere.filter(part=part))
    SHUFFLE.shuffle(old)
    new = {answer.pk: _renewed(answer, number) for number, answer in enumerate(old, start=1)}
    Answer.everywhere.bulk_create(new.values())
    _copy_what_hangs_on(new)
    _forget_steps(part, {str(key) for key in new})
    Answer.everywhere.filter(
        pk__in=[a.pk for a in old]
    ).delete()  # with the old placements, vectors and citations
    _renew_votes(part)
    Part.objects.filter(pk=part.pk).update(sealed_at=timezone.now(), answer_number=len(old))
    session = part.session
    if (shown := session.screen.get("answer")) and (kept := new.get(UUID(shown))):
        session.screen = {**session.screen, "answer": str(kept.pk)}
        session.save(update_fields=["screen"])
    tell(session, "state", part, sealed=True)
    return len(old)


def _renewed(answer: Answer, number: int) -> Answer:
    made = copy.copy(answer)
    made._state = copy.copy(answer._state)
    made._state.adding = True
    made.pk, made.key, made.number = uuid4(), uuid4(), number
    made.seat_id = made.person_id = made.organisation_id = made.scribe_id = made.group_id = None
    made.written_at = None
    made.checked_at = None if answer.checked_at is None else _day(answer.checked_at)
    made.hidden_at = None if answer.hidden_at is None else _day(answer.hidden_at)
    made.withdrawn_at = None if answer.withdrawn_at is None else _day(answer.withdrawn_at)
    return made


def _day(moment):
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _copy_what_hangs_on(new: dict[UUID, Answer]) -> None:
    """Copy placements, vectors, citations and translations to the new answers; point links and statements to them."""
    for model in (Placement, AnswerVector, Citation):
        rows = list(model.everywhere.filter(answer__in=list(new)))
        SHUFFLE.shuffle(rows)
        model.everywhere.filter(pk__in=[row.pk for row in rows]).delete()
        for row in rows:
            row.pk, row._state.adding = uuid4(), True
            row.answer = new[row.answer_id]
            if model is Placement:
                row.placed_at = _day(row.placed_at)
        model.everywhere.bulk_create(rows)
    versions = list(TextVersion.everywhere.filter(about="meet_sessions.answer", about_id__in=list(new)))
    SHUFFLE.shuffle(versions)
    TextVersion.everywhere.filter(pk__in=[v.pk for v in versions]).delete()
    for version in versions:
        version.pk, version._state.adding = uuid4(), True
        version.about_id = new[version.about_id].pk
        version.changed_at = _day(version.changed_at)
        version.author = version.checked_by = None  # whoever translated it may have written it
    TextVersion.everywhere.bulk_create(versions)
    for given in Given.everywhere.filter(from_answer__in=list(new)):
        Given.everywhere.filter(pk=given.pk).update(from_answer=new[given.from_answer_id])
    for link in Link.everywhere.filter(source="meet_sessions.answer", source_id__in=list(new)):
        Link.everywhere.filter(pk=link.pk).update(source_id=new[link.source_id].pk)


def _forget_steps(part: Part, keys: set[str]) -> None:
    """Delete updates, undo steps and jobs that name the old keys."""

    def names(value: Any) -> bool:
        if isinstance(value, dict):
            return any(names(v) for v in value.values())
        if isinstance(value, list):
            return any(names(v) for v in value)
        return isinstance(value, str) and value in keys

    Update.everywhere.filter(part=part).exclude(kind="state").delete()
    Update.everywhere.filter(
        pk__in=[u.pk for u in Update.everywhere.filter(session=part.session) if names(u.data)]
    ).delete()
    steps = Step.everywhere.filter(session=part.session)
    Step.everywhere.filter(pk__in=[s.pk for s in steps if names(s.before) or names(s.after)]).delete()
    jobs = Job.objects.filter(network_id=part.network_id, kind__startswith="sessions.")
    Job.objects.filter(pk__in=[j.pk for j in jobs if names(j.arguments) or names(j.result)]).delete()


def _renew_votes(part: Part) -> None:
    """Votes and ballots of the part: the same shuffling, without seats. What was voted before a change of mind is deleted."""
    AgreementVote.everywhere.filter(part=part, replaced=True).delete()
    for model in (AgreementVote, Ballot):
        rows = list(model.everywhere.filter(part=part))
        SHUFFLE.shuffle(rows)
        model.everywhere.filter(part=part).delete()
        for row in rows:
            row.pk, row._state.adding, row.seat_id = uuid4(), True, None
        model.everywhere.bulk_create(rows)
