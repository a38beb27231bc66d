"""From question to action: what led to an object and what it led to, along the links of all rooms. Only what somebody linked.

Forwards and backwards breadth first: a query for each distance, each thing once. What a reader may not see keeps its place on the way, without
its words (`describe_for` in base/rooms.py).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from networks.base.rooms import Described, describe_for
from networks.record.models import Link

FARTHEST = 6  # steps from where one stands
MOST = 60  # things on a page
Thing = tuple[str, UUID]


@dataclass(frozen=True)
class Step:
    """A thing on the way: how it came about from the one before (`origin`), when that was said, and how far it is."""

    thing: Described
    kind: str  # of the link
    when: datetime
    far: int  # steps from where one stands; backwards below zero
    key: Thing
    origin: Thing


def led_to(start: Any, actor: Any, *, without: Collection[str] = ()) -> list[Step]:
    """What `start` (a record) led to, the near things first. `without`: kinds of links that are not followed."""
    return _shown(_walk((start.label, start.pk), True, without), actor)


def led_from(start: Any, actor: Any, *, without: Collection[str] = ()) -> list[Step]:
    """What led to `start`, the near things first."""
    return _shown(_walk((start.label, start.pk), False, without), actor)


Found = list[tuple[Thing, Link, int, Thing]]


def _walk(start: Thing, forwards: bool, without: Collection[str]) -> Found:
    here, there = ("source", "target") if forwards else ("target", "source")
    edge: set[Thing] = {start}
    seen = set(edge)
    found: Found = []
    for far in range(1, FARTHEST + 1):
        rows = Link.objects.filter(**{f"{here}_id__in": [key for _label, key in edge]}).exclude(
            kind__in=without
        )
        nearest: set[Thing] = set()
        for row in rows.order_by("created_at", "pk")[: 10 * MOST]:
            origin: Thing = (getattr(row, here), getattr(row, f"{here}_id"))
            thing: Thing = (getattr(row, there), getattr(row, f"{there}_id"))
            if origin in edge and thing not in seen:
                seen.add(thing)
                nearest.add(thing)
                found.append((thing, row, far if forwards else -far, origin))
        if not nearest or len(found) >= MOST:
            break
        edge = nearest
    return found[:MOST]


def _shown(found: Iterable[tuple[Thing, Link, int, Thing]], actor: Any) -> list[Step]:
    rows = list(found)
    shown = describe_for((thing for thing, _row, _far, _origin in rows), actor)
    return [
        Step(shown[thing], row.kind, row.created_at, far, thing, origin) for thing, row, far, origin in rows
    ]
