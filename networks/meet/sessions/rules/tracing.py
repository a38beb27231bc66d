"""From question to action: what a conclusion rests on and what it led to, as far as somebody linked it. Only what exists."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from networks.base.rooms import Described, describe
from networks.meet.sessions.models import Conclusion
from networks.record.models import Link

FARTHEST = 6  # steps from the conclusion
MOST = 60
OWN = "cited by"  # how answers and themes lead to a conclusion: the report tells that already


@dataclass(frozen=True)
class Step:
    """A thing on the way, how it came about from the one before, and when that was said."""

    thing: Described
    kind: str  # of the link
    when: datetime
    far: int  # steps from the conclusion


def led_to(conclusion: Conclusion) -> list[Step]:
    """Return what the conclusion led to, the near things first, each once."""
    return _follow(conclusion, forwards=True)


def led_from(conclusion: Conclusion) -> list[Step]:
    """Return what led to the conclusion besides its own answers and themes."""
    return _follow(conclusion, forwards=False)


def _follow(conclusion: Conclusion, *, forwards: bool) -> list[Step]:
    """Walk the links breadth first: a query for each distance."""
    here, there = ("source", "target") if forwards else ("target", "source")
    edge: set[tuple[str, UUID]] = {(conclusion.label, conclusion.pk)}
    seen = set(edge)
    found: list[tuple[tuple[str, UUID], Link, int]] = []
    for far in range(1, FARTHEST + 1):
        rows = Link.objects.filter(**{f"{here}_id__in": [key for _label, key in edge]}).exclude(kind=OWN)
        nearest: set[tuple[str, UUID]] = set()
        for row in rows.order_by("created_at", "pk"):
            start: Any = (getattr(row, here), getattr(row, f"{here}_id"))
            thing = (getattr(row, there), getattr(row, f"{there}_id"))
            if start in edge and thing not in seen:
                seen.add(thing)
                nearest.add(thing)
                found.append((thing, row, far))
        if not nearest or len(found) >= MOST:
            break
        edge = nearest
    shown = describe(thing for thing, _row, _far in found)
    return [Step(shown[thing], row.kind, row.created_at, far) for thing, row, far in found[:MOST]]
