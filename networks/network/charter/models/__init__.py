"""The data of this room: lines of the charter with their versions, what is said about them, what carries them."""

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
    "Carrier", "Comment", "Line", "LineState", "Section", "View", "Whom", "Wording", "WordingState",
]  # fmt: skip
