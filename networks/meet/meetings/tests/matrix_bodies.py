"""Bodies: who may open the addresses."""

from networks.meet.meetings.models import BodyKind, SeatRole
from networks.meet.meetings.rules import bodies
from tests.security.rules import CONFIRMED, COORDINATOR, Filled, May


def body(filled: Filled) -> dict:
    return {"body": filled.things["body"].pk}


def closed(filled: Filled) -> dict:
    """A body whose own members alone read."""
    return {"body": filled.things["closed body"].pk}


READS = frozenset({"coordinator", "board"})

MATRIX = {
    "meetings": May(CONFIRMED, shows=True),
    "bodies-bin": May(COORDINATOR),
    "body-new": May(COORDINATOR),
    "body": May(READS, closed, shows=True),
    "body-rules": May(CONFIRMED, body, shows=True),
    "body-majority": May(COORDINATOR, lambda f: {**body(f), "kind": "statutes"}, shows=True),
    "body-edit": May(COORDINATOR, body, shows=True),
    "body-versions": May(COORDINATOR, body, shows=True),
    "body-fee-bands": May(COORDINATOR, body, shows=True),
    "body-removal": May(COORDINATOR, body, shows=True),
    "seat-new": May(COORDINATOR, body, shows=True),
    "seat-end": May(COORDINATOR, lambda f: {"seat": f.things["body seat"].pk}, shows=True),
}


def fill(filled: Filled) -> None:
    """An assembly that all read, and a board that only its members read; "board" is in the chair of both."""
    word, by, chair = filled.word, filled.people["coordinator"], filled.people["board"]
    open_body = bodies.make(BodyKind.ASSEMBLY, f"Assembly {word}", purpose=f"Purpose {word}", by=by)
    closed_body = bodies.make(BodyKind.BOARD, f"Board {word}", purpose=f"Purpose {word}", by=by)
    filled.things["body seat"] = bodies.give_seat(open_body, chair, SeatRole.CHAIR, by=by)
    bodies.give_seat(closed_body, chair, SeatRole.CHAIR, by=by)
    filled.things["body"], filled.things["closed body"] = open_body, closed_body
