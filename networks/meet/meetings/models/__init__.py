"""What this room keeps."""

from networks.meet.meetings.models.amending import PENDING, Amendment, AmendmentState
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
    WeightsBy,
    WithoutFee,
)
from networks.meet.meetings.models.electing import Candidacy, Ties
from networks.meet.meetings.models.following import Action, DecidedBy, Decision
from networks.meet.meetings.models.meetings import BEFORE, Item, ItemKind, Meeting, MeetingState
from networks.meet.meetings.models.rounds import Remark, Round, RoundState, Stand, Voice
from networks.meet.meetings.models.voting import (
    ABSTAIN,
    NO,
    YES,
    Ballot,
    BallotForm,
    BallotState,
    Method,
    Motion,
    MotionState,
    Noted,
    Paper,
    RollEntry,
)

__all__ = [
    "ABSTAIN", "BEFORE", "LEADS", "NO", "PENDING", "SHARES", "THERE", "YES", "Action", "Amendment", "AmendmentState", "Ballot",
    "BallotForm", "BallotState", "Body", "BodyKind", "BodySeat", "Candidacy", "DecidedBy", "Decision", "DecisionKind", "How", "Initiative",
    "Item", "ItemKind", "MajorityOf", "MajorityRule", "Meeting", "MeetingState", "Method", "Motion", "MotionState", "Noted", "Paper", "Presence",
    "Proxy", "QuorumOf", "Readers", "Remark", "RollEntry", "Round", "RoundState", "SeatRole", "Stand", "Ties", "Voice", "Voters", "WeightsBy",
    "WithoutFee",
]  # fmt: skip
