"""Bodies in the demonstration: Ponte's assembly, its board and a working group on buying together."""

from datetime import timedelta
from typing import Any

from networks.meet.meetings.models import Body, BodyKind, SeatRole
from networks.meet.meetings.rules import bodies

ASSEMBLY = {
    "en": ("General assembly", "All members decide together, once a year at least."),
    "fr": ("Assemblée générale", "Tous les membres décident ensemble, au moins une fois par an."),
}
BOARD = {
    "en": ("Board", "Leads Ponte between two assemblies."),
    "fr": ("Conseil d’administration", "Dirige Ponte entre deux assemblées."),
}
BUYING = {
    "en": ("Buying together", "Finds out what members buy, and where buying together saves money."),
    "fr": (
        "Acheter ensemble",
        "Cherche ce que les membres achètent, et où acheter ensemble fait économiser.",
    ),
}


def fill(made: Any) -> None:
    """Three bodies with people in them."""
    ilse = made.people["ilse"]
    day = made.now.date() - timedelta(days=300)
    people = list(dict.fromkeys([ilse, *(p for key, p in made.people.items() if _may_sit(made, key))]))
    assembly = _body(BodyKind.ASSEMBLY, ASSEMBLY, ilse)
    board = _body(BodyKind.BOARD, BOARD, ilse)
    buying = _body(BodyKind.WORKING_GROUP, BUYING, ilse)
    bodies.give_seat(assembly, people[1], SeatRole.CHAIR, since=day, by=ilse)
    bodies.give_seat(assembly, ilse, SeatRole.SECRETARY, since=day, by=ilse)
    roles = [SeatRole.CHAIR, SeatRole.VICE, SeatRole.SECRETARY, SeatRole.MEMBER, SeatRole.MEMBER]
    for person, role in zip([people[1], people[2], ilse, *people[3:]], roles, strict=False):
        bodies.give_seat(board, person, role, since=day, by=ilse)
    for person in people[2:6]:
        bodies.give_seat(buying, person, since=day, by=ilse)


def _may_sit(made: Any, key: str) -> bool:
    return made.affiliations[key].audience in ("staff", "board")


def _body(kind: str, texts: dict[str, tuple[str, str]], by: Any) -> Body:
    body = bodies.make(kind, texts["en"][0], purpose=texts["en"][1], by=by)
    body.put_version("name", "fr", texts["fr"][0], author=by)
    body.put_version("purpose", "fr", texts["fr"][1], author=by)
    return body
