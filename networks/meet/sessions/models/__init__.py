"""Peer sessions: programme > session > part (one question) > answer > theme > conclusion.

planning.py what is planned · taking_part.py who is there · answers.py what they said · themes.py what it amounts to ·
priorities.py what matters · conclusions.py what was concluded · breakout.py who talks with whom · live.py what pages are told
"""

from networks.meet.sessions.models.answers import Answer, AnswerVector, MeToo
from networks.meet.sessions.models.breakout import BreakoutGroup, BreakoutPlace, BreakoutPlan, Encounter
from networks.meet.sessions.models.conclusions import Citation, Conclusion, ConclusionVote, Report
from networks.meet.sessions.models.live import Step, Update
from networks.meet.sessions.models.planning import (
    Document,
    Given,
    Part,
    PlanChange,
    Programme,
    Session,
    SessionHost,
    SessionRole,
)
from networks.meet.sessions.models.priorities import AgreementVote, Ballot, PriorityResult
from networks.meet.sessions.models.taking_part import ParticipantWord, Seat, SeatPresence
from networks.meet.sessions.models.themes import Placement, Theme

__all__ = [
    "AgreementVote",
    "Answer",
    "AnswerVector",
    "Ballot",
    "BreakoutGroup",
    "BreakoutPlace",
    "BreakoutPlan",
    "Citation",
    "Conclusion",
    "ConclusionVote",
    "Document",
    "Encounter",
    "Given",
    "MeToo",
    "Part",
    "ParticipantWord",
    "Placement",
    "PlanChange",
    "PriorityResult",
    "Programme",
    "Report",
    "Seat",
    "SeatPresence",
    "Session",
    "SessionHost",
    "SessionRole",
    "Step",
    "Theme",
    "Update",
]
