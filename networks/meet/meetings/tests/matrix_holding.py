"""Meetings as they are held: who may open the addresses."""

from networks.meet.meetings.models import Meeting, MeetingState, Presence, Proxy
from networks.meet.meetings.rules import following, holding, meetings
from networks.meet.meetings.rules.attending import note_guest
from networks.meet.meetings.tests.matrix_bodies import closed
from tests.security.rules import Filled, May

READS = LEADS = frozenset({"coordinator", "board"})


def key(name: str, parameter: str):
    return lambda filled: {parameter: filled.things[name].pk}


def named(kwargs, name: str):
    return lambda filled: {**kwargs(filled), "name": name}


MEETING, ITEM = key("open meeting", "meeting"), key("open item", "item")
ACTION, PROXY = key("meeting action", "action"), key("proxy", "proxy")

MATRIX = {
    "meeting-opening": May(LEADS, key("convened", "meeting"), shows=True),
    "meeting-closing": May(LEADS, MEETING, shows=True),
    "meeting-minutes": May(READS, MEETING, shows=True),
    "meeting-file": May(READS, named(MEETING, "minutes.docx")),
    "item-minutes": May(LEADS, ITEM, shows=True),
    "minutes-approval": May(LEADS, ITEM, method="post"),
    "meeting-attendance": May(READS, MEETING, shows=True),
    "meeting-noting": May(LEADS, MEETING, method="post", data=lambda f: {"name": "Guest", "how": "online"}),
    "meeting-check-in": May(READS, MEETING, shows=True),
    "meeting-desk": May(LEADS, MEETING, shows=True),
    "meeting-code": May(LEADS, MEETING, shows=True),
    "presence-leaving": May(LEADS, key("presence", "presence"), method="post"),
    "proxy-new": May(READS, MEETING, shows=True),
    "proxy-revocation": May(LEADS, PROXY, shows=True),
    "decision-new": May(LEADS, ITEM, shows=True),
    "decision": May(READS, key("decision", "decision"), shows=True),
    "body-decisions": May(READS, closed, shows=True),
    "body-decisions-file": May(READS, named(closed, "decisions.docx")),
    "action-new": May(LEADS, ITEM, shows=True),
    "body-actions": May(READS, closed, shows=True),
    "action-edit": May(LEADS, ACTION, shows=True),
    "action-finishing": May(LEADS, ACTION, method="post"),
    "action-dropping": May(LEADS, ACTION, shows=True),
    "action-reopening": May(LEADS, ACTION, method="post"),
}


def fill(filled: Filled) -> None:
    """A meeting of the closed board that was convened, and one that is open, with what comes out of it."""
    word, by, body = filled.word, filled.people["board"], filled.things["closed body"]
    for name, state in (("convened", MeetingState.CONVENED), ("open meeting", MeetingState.CONVENED)):
        made = meetings.plan(body, title=f"{name} {word}", language="en", zone="Europe/Brussels", by=by)
        Meeting.objects.filter(pk=made.pk).update(state=state, convened_at=made.created_at)
        made.refresh_from_db()
        filled.things[name] = made
    meeting = filled.things["open meeting"]
    item = meetings.add_item(meeting, title=f"Open item {word}", by=by)
    holding.open_meeting(meeting, without_quorum=True, by=by)
    holding.write_notes(item, "", f"Notes {word}", by=by)
    filled.things |= {
        "open item": item,
        "presence": note_guest(meeting, f"Guest {word}", "online", by=by),
        "proxy": Proxy.objects.create(
            meeting=meeting, person=by, holder=filled.people["coordinator"], instructions=f"Vote {word}"
        ),
        "decision": following.register_decision(
            item, f"Decided {word}", adopted=True, decided_by="agreement", kind="ordinary", facts={}, by=by
        ),
        "meeting action": following.give_action(item, f"Do {word}", owner=by, by=by),
    }
    assert Presence.objects.exists()
