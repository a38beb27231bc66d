"""Meetings and agendas: who may open the addresses."""

from datetime import datetime

from networks.meet.meetings.rules import meetings
from tests.security.rules import Filled, May

READS = LEADS = frozenset({"coordinator", "board"})


def key(name: str, parameter: str):
    return lambda filled: {parameter: filled.things[name].pk}


MEETING, ITEM = key("meeting", "meeting"), key("item", "item")
BODY = key("closed body", "body")

MATRIX = {
    "meeting-new": May(LEADS, BODY, shows=True),
    "meeting": May(READS, MEETING, shows=True),
    "meeting-edit": May(LEADS, MEETING, shows=True),
    "meeting-convocation": May(LEADS, MEETING, shows=True),
    "meeting-telling": May(LEADS, MEETING, method="post"),
    "meeting-cancellation": May(LEADS, MEETING, shows=True),
    "meeting-calendar": May(READS, MEETING, shows=True),
    "item-new": May(LEADS, MEETING, shows=True),
    "item": May(READS, ITEM, shows=True),
    "item-edit": May(LEADS, ITEM, shows=True),
    "item-versions": May(LEADS, ITEM, shows=True),
    "meeting-versions": May(LEADS, MEETING, shows=True),
    "item-position": May(LEADS, ITEM, method="post"),
    "item-removal": May(LEADS, ITEM, shows=True),
    "item-paper-new": May(LEADS, ITEM, shows=True),
}


def fill(filled: Filled) -> None:
    """A meeting of the closed board, being prepared, with two items."""
    word, by = filled.word, filled.people["board"]
    meeting = meetings.plan(
        filled.things["closed body"], title=f"Meeting {word}", language="en", zone="Europe/Brussels",
        starts_local=datetime(2030, 5, 5, 14), venue=f"Venue {word}", by=by,
    )  # fmt: skip
    filled.things["meeting"] = meeting
    filled.things["item"] = meetings.add_item(meeting, title=f"Item {word}", text=f"Text {word}", by=by)
    meetings.add_item(meeting, title=f"Second {word}", by=by)
