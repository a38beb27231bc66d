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

__all__ = [
    "LEADS", "SHARES", "Body", "BodyKind", "BodySeat", "DecisionKind", "Initiative", "MajorityOf", "MajorityRule", "QuorumOf",
    "Readers", "SeatRole", "Voters",
]  # fmt: skip
