"""The holding of a vote: prepared, opened with a frozen electorate, each vote counted once, closed with a result that anybody can count again."""

from networks.meet.meetings.rules.voting.casting import cast, check_choice, late, may_cast_now, still_holds
from networks.meet.meetings.rules.voting.closing import AFTER, COUNTS, annul, close_ballot
from networks.meet.meetings.rules.voting.due import close_what_is_over, remind_voters
from networks.meet.meetings.rules.voting.opening import OPENING, open_ballot, prepare, why_not_put

__all__ = [
    "AFTER", "COUNTS", "OPENING", "annul", "cast", "check_choice", "close_ballot", "close_what_is_over", "late", "may_cast_now",
    "open_ballot", "prepare", "remind_voters", "still_holds", "why_not_put",
]  # fmt: skip
