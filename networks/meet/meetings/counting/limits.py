"""Parity and other limits: how many of the elected may, or must, be of a group that candidates declare.

"At most half of one gender, rounded up", "at least one for each country". A candidate is skipped where the seats could not be filled within
the limits any more once it is elected, and is kept in the count where they could not be filled without it: guarding and dooming, as in
I. D. Hill, "STV with constraints", Voting matters 9, 1998, and in the Church of England's rules for elections with constraints.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True)
class Limit:
    """Of the elected, at least `least` and at most `most` (None: any number) are of `group`."""

    group: str
    least: int = 0
    most: int | None = None


def half_at_most(groups: Iterable[str], seats: int) -> list[Limit]:
    """Parity: none of these groups has more than half of the seats, rounded up."""
    return [Limit(group, most=-(-seats // 2)) for group in sorted(groups)]


class Limits:
    """The limits of one election: who can still be elected, and who has to be."""

    def __init__(self, limits: Sequence[Limit], groups: Mapping[str, Collection[str]], seats: int):
        self.limits, self.groups, self.seats = tuple(limits), groups, seats
        named = [limit.group for limit in limits]
        self.cells = {one: tuple(group in groups.get(one, ()) for group in named) for one in groups}

    def _cell(self, candidate: str) -> tuple[bool, ...]:
        return self.cells.get(candidate, (False,) * len(self.limits))

    def at_most(self) -> Limits:
        """The same without what they ask at least: where seats may stay empty."""
        return Limits([Limit(one.group, 0, one.most) for one in self.limits], self.groups, self.seats)

    def hold(self, elected: Collection[str], others: Collection[str]) -> bool:
        """Whether the seats can be filled within the limits: all of `elected`, and whoever is needed of `others`."""
        open_seats = self.seats - len(elected)
        if open_seats < 0:
            return False
        if not self.limits:
            return True
        have = [sum(self._cell(one)[number] for one in elected) for number in range(len(self.limits))]
        if any(limit.most is not None and n > limit.most for limit, n in zip(self.limits, have, strict=True)):
            return False
        cells = sorted(Counter(self._cell(one) for one in others if one not in elected).items())
        wanted = min(open_seats, sum(count for _cell, count in cells))

        @cache
        def fits(number: int, left: int, counts: tuple[int, ...]) -> bool:
            if number == len(cells):
                return left == 0 and all(
                    count >= limit.least for limit, count in zip(self.limits, counts, strict=True)
                )
            cell, there = cells[number]
            for taken in range(min(there, left) + 1):
                after = tuple(count + taken * inside for count, inside in zip(counts, cell, strict=True))
                over = any(
                    limit.most is not None and n > limit.most
                    for limit, n in zip(self.limits, after, strict=True)
                )
                if not over and fits(number + 1, left - taken, after):
                    return True
            return False

        return fits(0, wanted, tuple(have))

    def may(self, candidate: str, elected: Collection[str], others: Collection[str]) -> bool:
        """Whether this candidate can be elected beside `elected`."""
        return self.hold([*elected, candidate], [one for one in others if one != candidate])

    def needs(self, candidate: str, elected: Collection[str], others: Collection[str]) -> bool:
        """Whether the limits cannot be kept without this candidate."""
        return not self.hold(elected, [one for one in others if one != candidate])
