"""What this room keeps."""

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
from networks.meet.meetings.models.meetings import BEFORE, Item, ItemKind, Meeting, MeetingState

__all__ = [
    "BEFORE", "LEADS", "SHARES", "Body", "BodyKind", "BodySeat", "DecisionKind", "Initiative", "Item", "ItemKind", "MajorityOf",
    "MajorityRule", "Meeting", "MeetingState", "QuorumOf", "Readers", "SeatRole", "Voters",
]  # fmt: skip
