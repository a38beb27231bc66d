"""What this room keeps."""

from networks.meet.meetings.models.attending import THERE, How, Presence, Proxy
from networks.meet.meetings.models.bodies import (
    LEADS,
    SHARES,
    Body,
    BodyKind,
    BodySeat,
    DecisionKind,
    Initiative,
    MajorityOf,
    MajorityRule,
    QuorumOf,
    Readers,
    SeatRole,
    Voters,
)
from networks.meet.meetings.models.following import Action, DecidedBy, Decision
from networks.meet.meetings.models.meetings import BEFORE, Item, ItemKind, Meeting, MeetingState

__all__ = [
    "BEFORE", "LEADS", "SHARES", "THERE", "Action", "Body", "BodyKind", "BodySeat", "DecidedBy", "Decision", "DecisionKind", "How",
    "Initiative", "Item", "ItemKind", "MajorityOf", "MajorityRule", "Meeting", "MeetingState", "Presence", "Proxy", "QuorumOf",
    "Readers", "SeatRole", "Voters",
]  # fmt: skip
