"""What a count of an election gives: stages that can be shown in a table, who is elected, what was decided by a rule for ties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from networks.meet.meetings.counting.limits import Limits
from networks.meet.meetings.counting.ties import Broken, Ties, Undecided


@dataclass(frozen=True)
class Stage:
    """One step of a count. Votes are in units: divided by the unit of the count they are votes."""

    what: str  # first, surplus, exclusion, last_seats, votes, runoff
    votes: Mapping[str, int]
    whose: tuple[str, ...] = ()  # whose papers were transferred
    exhausted: int = 0  # on papers that name nobody who is left
    lost: int = 0  # by leaving out what comes after the fifth decimal
    elected: tuple[str, ...] = ()  # at this stage
    skipped: tuple[str, ...] = ()  # whom the limits leave no seat from here on


@dataclass(frozen=True)
class Count:
    """The whole count."""

    method: str
    rule: str  # under which name the rule is published
    seats: int
    papers: int  # that count
    blank: int = 0
    needed: int = 0  # the quota or the majority, in units
    unit: int = 1
    stages: tuple[Stage, ...] = ()
    elected: tuple[str, ...] = ()
    level: tuple[str, ...] = ()  # somebody has to decide between them
    asks: str = ""  # by which rule: the chair, or a new round
    goes_on: tuple[str, ...] = ()  # whom the next round is between
    ties: tuple[Broken, ...] = ()
    skipped: tuple[str, ...] = field(default=())  # would have been elected but for the limits

    @property
    def is_final(self) -> bool:
        return not self.level and not self.goes_on

    def as_facts(self) -> dict[str, Any]:
        """The count as it is kept, in plain lists and figures."""
        return _plain(asdict(self))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def levels(votes: Mapping[str, int]) -> Iterator[tuple[int, list[str]]]:
    """Candidates with the same number of votes together, the most first."""
    for count in sorted(set(votes.values()), reverse=True):
        yield count, sorted(one for one in votes if votes[one] == count)


def filled(
    votes: Mapping[str, int], seats: int, limits: Limits, ties: Ties, *, above: int = 0
) -> tuple[list[str], list[str]]:
    """Seats for those with the most votes, within the limits; whoever has no more than `above` votes gets none. Also: who was skipped.

    Ties are broken only where they decide something. Raises Undecided where somebody has to choose.
    """
    elected: list[str] = []
    skipped: list[str] = []
    left = {one for one, count in votes.items() if count > above}
    for count, level in levels(votes):
        if count <= above or len(elected) == seats:
            break
        can = [one for one in level if limits.may(one, elected, left)]
        together = len(elected) + len(can) <= seats and limits.hold([*elected, *can], left - set(level))
        try:
            order = can if together else ties.order(can)
        except Undecided as undecided:
            undecided.elected = tuple(elected)
            raise
        for one in order:
            if len(elected) < seats and limits.may(one, elected, left):
                elected.append(one)
            elif len(elected) < seats:
                skipped.append(one)
            left.discard(one)
        skipped += [one for one in level if one not in can]
        left -= set(level)
    return elected, skipped
