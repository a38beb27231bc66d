"""One winner, or an order, from rankings.

The result is by beat path (M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
single-winner election method", 2011) or by ranked pairs (T. Tideman, "Independence of clones as a criterion for voting
rules", 1987). Plurality, instant run-off, Borda and Copeland stand beside them to compare. The table of pairs is what
to show: it says, for any two options, how many people prefer which.

A ballot is a sequence of places from the best down; a place is one option, or a set of options ranked alike. Options left
out are level in the last place. An empty ballot counts as taking part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from networks.base.lots import by_lot, lot

Option = Hashable
Pair = tuple[Hashable, Hashable]
Ranking = tuple[frozenset, ...]

MOST_ORDERS = 720  # orders of equally strong pairs tried for ranked pairs: as many as six pairs have


class InvalidRanking(ValueError):
    """A ballot names something that is not an option, or names one twice."""


@dataclass(frozen=True)
class Pairs:
    """How many people prefer the first of two options to the second. `ballots` is everybody, `blank` of them ranked nothing."""

    options: tuple[Option, ...]
    ballots: int
    blank: int
    preferring: Mapping[Pair, int]

    def margin(self, one: Option, other: Option) -> int:
        return self.preferring[one, other] - self.preferring[other, one]

    def beats(self, one: Option, other: Option) -> bool:
        return self.margin(one, other) > 0

    @property
    def condorcet_winner(self) -> Option | None:
        """The option that beats every other one, if there is one."""
        for option in self.options:
            if all(self.beats(option, other) for other in self.options if other != option):
                return option
        return None


@dataclass(frozen=True)
class Ranked:
    """A result. `levels` is the order, level options together; `winners` the first of them; `chosen` the winner, by lot if
    there are several. `order` is the whole order with ties by lot. `strengths` (beat path) is how strong the best chain of
    wins from one option to another is. `complete` is false when there were too many tied ways to look at all.
    """

    rule: str
    pairs: Pairs
    levels: tuple[frozenset, ...]
    winners: frozenset
    seed: str
    strengths: Mapping[Pair, int] | None = None
    complete: bool = True

    @property
    def chosen(self) -> Option | None:
        return next(iter(by_lot(self.winners, self.seed)), None)

    @property
    def order(self) -> tuple[Option, ...]:
        return tuple(option for level in self.levels for option in by_lot(level, self.seed))


def places(ballot: Sequence, options: Collection[Option]) -> Ranking:
    """A ballot as sets from the best down, options left out last. Raises InvalidRanking."""
    ranking = [
        frozenset(place) if isinstance(place, set | frozenset) else frozenset([place]) for place in ballot
    ]
    named = [option for place in ranking for option in place]
    strange = [option for option in named if option not in options]
    if strange:
        raise InvalidRanking(f"{strange[0]!r} is not an option.")
    if len(set(named)) != len(named):
        raise InvalidRanking("An option is ranked twice.")
    rest = frozenset(options) - set(named)
    return tuple(place for place in [*ranking, rest] if place)


def count_pairs(ballots: Sequence[Sequence], options: Iterable[Option]) -> Pairs:
    """Compare every two options on every ballot."""
    options = tuple(dict.fromkeys(options))
    known = set(options)
    preferring = dict.fromkeys(permutations(options, 2), 0)
    kinds = Counter(places(ballot, known) for ballot in ballots)
    for ranking, people in kinds.items():
        below = set(known)
        for place in ranking:
            below -= place
            for option in place:
                for worse in below:
                    preferring[option, worse] += people
    blank = sum(1 for ballot in ballots if not ballot)
    return Pairs(options, len(ballots), blank, preferring)


def beat_path(ballots: Sequence[Sequence], options: Iterable[Option], *, seed: str) -> Ranked:
    """Schulze's order: one option is before another if its strongest chain of wins is stronger than the way back.

    A win counts with the number of people who prefer the winner; a chain is as strong as its weakest win.
    """
    pairs = count_pairs(ballots, options)
    strength = {
        (one, other): people if pairs.beats(one, other) else 0
        for (one, other), people in pairs.preferring.items()
    }
    for through in pairs.options:
        for start in pairs.options:
            for end in pairs.options:
                if len({through, start, end}) == 3:
                    detour = min(strength[start, through], strength[through, end])
                    strength[start, end] = max(strength[start, end], detour)
    levels = _levels(pairs.options, lambda one, other: strength[one, other] > strength[other, one])
    return Ranked("beat path", pairs, levels, _first(levels), seed, strengths=strength)


def ranked_pairs(ballots: Sequence[Sequence], options: Iterable[Option], *, seed: str) -> Ranked:
    """Tideman's order: wins are locked in from the strongest down, skipping what would close a circle.

    Strength is the number of people who prefer the winner, then the fewest against. Wins of equal strength are locked in by
    lot; `winners` lists those of all orders that could have been drawn.
    """
    pairs = count_pairs(ballots, options)
    wins = [pair for pair in pairs.preferring if pairs.beats(*pair)]
    by_strength: dict[tuple[int, int], list[Pair]] = {}
    for one, other in wins:
        by_strength.setdefault((pairs.preferring[one, other], -pairs.preferring[other, one]), []).append(
            (one, other)
        )
    groups = [by_strength[strength] for strength in sorted(by_strength, reverse=True)]

    nothing: Locked = {}
    drawn = nothing
    for group in groups:
        drawn, _ = _locked(drawn, sorted(group, key=lambda pair: (lot(pair[0], seed), lot(pair[1], seed))))
    levels = _levels(pairs.options, lambda one, other: other in drawn.get(one, ()))

    ways = [nothing]
    tries = 0
    complete = True
    for group in groups:
        following: list[Locked] = []
        for locked in ways:
            # a pair that closes a circle with what is locked already is out in every order
            open_pairs = [(one, other) for one, other in group if one not in locked.get(other, ())]
            together, without_circle = _locked(locked, open_pairs)
            if without_circle:
                following.append(together)  # so their order does not matter
                continue
            for number, order in enumerate(permutations(open_pairs)):
                if number and tries >= MOST_ORDERS:
                    complete = False
                    break
                tries += 1
                way, _ = _locked(locked, order)
                if way not in following:
                    following.append(way)
        ways = following
    winners = _first(levels)
    for locked in ways:
        winners |= frozenset(pairs.options) - {loser for losers in locked.values() for loser in losers}
    return Ranked("ranked pairs", pairs, levels, winners, seed, complete=complete)


Locked = dict[Hashable, frozenset]  # an option → all that it is before, directly or through others


def _locked(locked: Locked, order: Iterable[Pair]) -> tuple[Locked, bool]:
    """Lock in these wins one after the other; and whether none of them would have closed a circle."""
    locked, all_in = dict(locked), True
    for one, other in order:
        if one in locked.get(other, ()):
            all_in = False
            continue
        gained = locked.get(other, frozenset()) | {other}
        for option in [o for o, losers in locked.items() if one in losers] + [one]:
            locked[option] = locked.get(option, frozenset()) | gained
    return locked, all_in


def _levels(options: Iterable[Option], before) -> tuple[frozenset, ...]:
    """Take off those that nothing left is before, again and again."""
    left = list(options)
    levels = []
    while left:
        level = frozenset(
            one for one in left if not any(before(other, one) for other in left if other != one)
        )
        levels.append(level)
        left = [option for option in left if option not in level]
    return tuple(levels)


def _first(levels: tuple[frozenset, ...]) -> frozenset:
    return levels[0] if levels else frozenset()


def plurality(ballots: Sequence[Sequence], options: Iterable[Option]) -> dict[Option, Fraction]:
    """First places. Several options in the first place share the voice; a blank ballot gives none."""
    options = tuple(dict.fromkeys(options))
    return _first_places([places(ballot, set(options)) for ballot in ballots if ballot], frozenset(options))


def _first_places(rankings: Iterable[Ranking], left: frozenset) -> dict[Option, Fraction]:
    voices = dict.fromkeys(left, Fraction(0))
    for ranking in rankings:
        first = next((place & left for place in ranking if place & left), frozenset())
        for option in first:
            voices[option] += Fraction(1, len(first))
    return voices


def borda(ballots: Sequence[Sequence], options: Iterable[Option]) -> dict[Option, Fraction]:
    """A point for every option ranked below, half a point for every one beside."""
    options = tuple(dict.fromkeys(options))
    points = dict.fromkeys(options, Fraction(0))
    for ballot in ballots:
        below = len(options)
        for place in places(ballot, set(options)):
            below -= len(place)
            for option in place:
                points[option] += below + Fraction(len(place) - 1, 2)
    return points


def copeland(pairs: Pairs) -> dict[Option, int]:
    """Options beaten minus options beaten by."""
    return {
        option: sum(
            (pairs.margin(option, other) > 0) - (pairs.margin(option, other) < 0)
            for other in pairs.options
            if other != option
        )
        for option in pairs.options
    }


def instant_runoff(
    ballots: Sequence[Sequence], options: Iterable[Option], *, together: bool = True
) -> frozenset:
    """The winners by instant run-off: whoever has fewest first places is out, until one is left.

    Of several with the fewest all go `together`, unless they are all that is left, who then are level. Otherwise
    each of them may go alone, and the winners of all such ways are given. The two can disagree: Schulze's 45 ballots give A
    together and C one by one.
    """
    known = frozenset(options)
    rankings = [places(ballot, known) for ballot in ballots if ballot]
    winners: set[Option] = set()
    waiting, seen = [known], {known}
    while waiting:
        left = waiting.pop()
        if len(left) <= 1:
            winners |= left
            continue
        voices = _first_places(rankings, left)
        fewest = frozenset(option for option in left if voices[option] == min(voices.values()))
        if together and fewest == left:
            winners |= left
            continue
        for out in [fewest] if together else [frozenset([option]) for option in fewest]:
            if left - out not in seen:
                seen.add(left - out)
                waiting.append(left - out)
    return frozenset(winners)
