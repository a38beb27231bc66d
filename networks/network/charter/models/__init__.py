"""The data of this room: lines of the charter with their versions, what is said about them, what carries them; the self-assessment."""

from networks.network.charter.models.assessment import Answered, Objective, Round
from networks.network.charter.models.lines import (
    Carrier,
    Comment,
    Line,
    LineState,
    Section,
    View,
    Whom,
    Wording,
    WordingState,
)

__all__ = [
    "Answered", "Carrier", "Comment", "Line", "LineState", "Objective", "Round", "Section", "View", "Whom", "Wording", "WordingState",
]  # fmt: skip
