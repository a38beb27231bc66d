"""The first steps of a new network: rooms declare them, each with a rule that says whether it is done. A step can be put aside."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from networks.base.rooms import Step, rooms
from networks.people.models import PutAside


@dataclass(frozen=True)
class Line:
    """One step, as it stands."""

    step: Step
    done: bool = False
    aside: bool = False

    @property
    def open(self) -> bool:
        return not self.done and not self.aside


def checklist(actor: Any) -> list[Line]:
    """All first steps in order. What was put aside is not asked again; a query or so for each of the others."""
    aside = set(PutAside.objects.values_list("step", flat=True))
    steps = sorted(
        (step for room in rooms() if room.steps for step in room.steps(actor)), key=lambda s: s.order
    )
    return [
        Line(step, aside=True) if step.key in aside else Line(step, done=_is_done(step, actor))
        for step in steps
    ]


def _is_done(step: Step, actor: Any) -> bool:
    if step.asked and actor.waiting is not None:
        return actor.may_wait(step.key)
    return bool(step.done())


def known(actor: Any, key: str) -> bool:
    """Whether some room declares this step."""
    return any(step.key == key for room in rooms() if room.steps for step in room.steps(actor))


@transaction.atomic
def put_aside(key: str, *, by: Any = None) -> None:
    """This network does not need this step. Twice is once."""
    PutAside.objects.get_or_create(step=key, defaults={"by": by})


@transaction.atomic
def take_up(key: str) -> None:
    """It stands on the list again."""
    PutAside.objects.filter(step=key).delete()
