"""What no backup may hold: anonymous answers of a part that is not sealed, with everything that hangs on them.

While such a part is open a reader of the database could hold the order of its rows against who was present when (see sealing.py), and a
backup is read for longer than a part is open.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Q

from networks.base.models import Job, TextVersion
from networks.base.tenancy import across_networks
from networks.meet.sessions.models import (
    AgreementVote,
    Answer,
    AnswerVector,
    Ballot,
    Citation,
    MeToo,
    Part,
    Placement,
    PriorityResult,
    Step,
    Update,
)
from networks.meet.sessions.models.planning import Naming, PartState
from networks.record.models import Event, Link

SEALS = "sessions.seal"
ABOUT = "meet_sessions.answer"


def open_parts() -> list[UUID]:
    """The keys of anonymous parts that are not sealed, or whose sealing is not done, in all networks. Call across networks."""
    waiting = Job.objects.filter(
        kind=SEALS, state__in=[Job.State.WAITING, Job.State.RUNNING, Job.State.FAILED]
    )
    to_seal = [UUID(found["part"]) for found in waiting.values_list("arguments", flat=True)]
    sealed = Q(state__in=[PartState.CLOSED, PartState.CONCLUDED], sealed_at__isnull=False)
    anonymous = Part.objects.filter(naming=Naming.ANONYMOUS)
    return list(anonymous.filter(~sealed | Q(pk__in=to_seal)).values_list("pk", flat=True))


def withheld() -> Iterator[tuple[Any, list]]:
    """Yield (model, keys) of the rows that a backup leaves out."""
    with across_networks("a backup"):
        parts = open_parts()
        answers = list(Answer.objects.filter(part__in=parts).values_list("pk", flat=True))
        for model, of in (
            (Answer, Q(part__in=parts)),
            (Placement, Q(answer__part__in=parts)),
            (AnswerVector, Q(answer__part__in=parts)),
            (MeToo, Q(answer__part__in=parts)),
            (Citation, Q(answer__part__in=parts)),
            (AgreementVote, Q(part__in=parts)),
            (Ballot, Q(part__in=parts)),
            (PriorityResult, Q(part__in=parts)),
            (Update, Q(part__in=parts)),
            (Step, Q(part__in=parts)),
            (TextVersion, Q(about=ABOUT, about_id__in=answers)),
            (Event, Q(about=ABOUT, about_id__in=answers)),
            (Link, Q(source=ABOUT, source_id__in=answers) | Q(target=ABOUT, target_id__in=answers)),
        ):
            yield model, list(model.objects.filter(of).values_list("pk", flat=True))
        yield Job, _jobs({str(part) for part in parts}, {str(answer) for answer in answers})


def _jobs(parts: set[str], answers: set[str]) -> list:
    """Jobs that name those answers; a sealing stays to be done."""
    rows = Job.objects.filter(kind__startswith="sessions.").exclude(kind=SEALS)
    return [
        row.pk for row in rows if any(key in str(row.arguments) + str(row.result) for key in parts | answers)
    ]
