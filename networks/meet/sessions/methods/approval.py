"""Choosing several by approval: each person marks what they support, and the chosen represent everyone in proportion.

Three rules: plain counts; sequential Phragmén (E. Phragmén 1894; Brill, Freeman, Janson, Lackner, "Phragmén's voting
methods and justified representation", 2017); the method of equal shares (Peters and Skowron, "Proportionality and the
limits of welfarism", 2020), completed by Phragmén with the money that is left. All with exact fractions.

Equal shares in a sentence: everybody gets the same share of the places as money, a place costs 1, and an option is bought
when its supporters can pay it together; first the one that costs each of them least.

A ballot without a mark counts as taking part. An option that nobody marked is never chosen: places may stay empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from networks.base.lots import lot

Option = Hashable
Committee = frozenset

MOST_WAYS = 5_000  # states of a count looked at when listing all tied results,
MOST_WORK = 500_000  # and marks read while doing so: about a second


class InvalidBallot(ValueError):
    """A ballot names something that is not an option, or the number of places is impossible."""


@dataclass(frozen=True)
class Round:
    """One place given. `cost` is what each supporter paid at most (equal shares) or the load they then carry (Phragmén).

    `level` are the options that did equally well in this round, the chosen one among them: more than one means a lot.
    """

    chosen: Option
    cost: Fraction
    level: frozenset
    completing: bool  # by Phragmén, after equal shares could buy no more


@dataclass(frozen=True)
class Chosen:
    """A result, with everything that a sentence about it needs.

    `chosen` in the order of choice, ties by lot with `seed`. `tied` holds every result that the rule allows; in all of
    them are the options `certain`; `by_lot` are in some only, and `places_by_lot` is how many of the chosen came so.
    `tied_complete` is false when there were too many ways to list. `represented` people support at least one of the
    chosen; `unrepresented` are the places in the list of ballots of those who support some option, but none chosen.
    """

    rule: str
    ballots: int
    blank: int
    places: int
    counts: Mapping[Option, int]
    chosen: tuple
    rounds: tuple[Round, ...]
    tied: tuple[frozenset, ...]
    tied_complete: bool
    seed: str
    represented: int
    unrepresented: tuple[int, ...]

    @property
    def certain(self) -> frozenset:
        return frozenset.intersection(*self.tied)

    @property
    def by_lot(self) -> frozenset:
        return frozenset.union(*self.tied) - self.certain

    @property
    def places_by_lot(self) -> int:
        return len(set(self.chosen) - self.certain)

    @property
    def empty_places(self) -> int:
        return self.places - len(self.chosen)


@dataclass(frozen=True)
class _State:
    """Where a count stands: who was chosen, and what each kind of ballot has (money) or carries (load)."""

    chosen: frozenset
    purse: tuple[Fraction, ...]
    completing: bool


class _Count:
    """Ballots gathered by kind: people with the same marks always pay the same."""

    def __init__(self, ballots: Sequence[Collection[Option]], options: Iterable[Option], places: int):
        self.options = list(dict.fromkeys(options))
        known = set(self.options)
        for number, ballot in enumerate(ballots):
            strange = [option for option in ballot if option not in known]
            if strange:
                raise InvalidBallot(f"Ballot {number + 1} names {strange[0]!r}, which is not an option.")
        if places < 1:
            raise InvalidBallot("At least one place has to be given.")
        self.ballots = [frozenset(ballot) for ballot in ballots]
        self.places = places
        kinds = Counter(self.ballots)
        self.kinds = list(kinds)
        self.weights = [kinds[kind] for kind in self.kinds]
        self.supporters = {
            option: [at for at, kind in enumerate(self.kinds) if option in kind] for option in self.options
        }
        self.counts = {
            option: sum(self.weights[at] for at in self.supporters[option]) for option in self.options
        }
        self.choosable = [option for option in self.options if self.counts[option]]


def plain_counts(ballots: Sequence[Collection], options: Iterable, places: int, *, seed: str) -> Chosen:
    """The options with the most marks. The larger half may take every place."""
    count = _Count(ballots, options, places)

    def best(state: _State) -> tuple[Fraction, list]:
        left = [option for option in count.choosable if option not in state.chosen]
        most = max(count.counts[option] for option in left)
        return Fraction(most), [option for option in left if count.counts[option] == most]

    return _result("plain counts", count, (), best, lambda state, option, cost: state.purse, seed)


def phragmen(ballots: Sequence[Collection], options: Iterable, places: int, *, seed: str) -> Chosen:
    """Sequential Phragmén: each place is a load of 1 carried by its supporters; the heaviest load stays least."""
    count = _Count(ballots, options, places)
    start = (Fraction(0),) * len(count.kinds)
    return _result(
        "phragmen",
        count,
        start,
        lambda s: _lightest(count, s),
        lambda s, o, c: _carried(count, s, o, c),
        seed,
    )


def equal_shares(ballots: Sequence[Collection], options: Iterable, places: int, *, seed: str) -> Chosen:
    """The method of equal shares, completed by Phragmén. A group of a share of the people gets its share of places."""
    count = _Count(ballots, options, places)
    share = Fraction(places, len(count.ballots)) if count.ballots else Fraction(0)

    def best(state: _State) -> tuple[Fraction, list]:
        if state.completing:
            return _lightest(count, state)
        affordable: dict[Option, Fraction] = {}
        for option in count.choosable:
            if option not in state.chosen:
                cost = _share_of_cost(count, state.purse, option)
                if cost is not None:
                    affordable[option] = cost
        if not affordable:
            return Fraction(-1), []
        least = min(affordable.values())
        return least, [option for option, cost in affordable.items() if cost == least]

    def pay(state: _State, option: Option, cost: Fraction) -> tuple[Fraction, ...]:
        if state.completing:
            return _carried(count, state, option, cost)
        purse = list(state.purse)
        for at in count.supporters[option]:
            purse[at] -= min(purse[at], cost)
        return tuple(purse)

    return _result("equal shares", count, (share,) * len(count.kinds), best, pay, seed)


def _share_of_cost(count: _Count, purse: tuple[Fraction, ...], option: Option) -> Fraction | None:
    """The least cost with which the supporters can pay 1 together, each giving that much or all they have."""
    payers = sorted(
        ((purse[at], count.weights[at]) for at in count.supporters[option]), key=lambda payer: payer[0]
    )
    missing, people = Fraction(1), sum(weight for _, weight in payers)
    for money, weight in payers:
        if money * people >= missing:
            return missing / people
        missing -= money * weight
        people -= weight
    return None


def _lightest(count: _Count, state: _State) -> tuple[Fraction, list]:
    loads: dict[Option, Fraction] = {}
    for option in count.choosable:
        if option not in state.chosen:
            carried = sum(
                (state.purse[at] * count.weights[at] for at in count.supporters[option]), Fraction(1)
            )
            loads[option] = carried / count.counts[option]
    least = min(loads.values())
    return least, [option for option, load in loads.items() if load == least]


def _carried(count: _Count, state: _State, option: Option, load: Fraction) -> tuple[Fraction, ...]:
    purse = list(state.purse)
    for at in count.supporters[option]:
        purse[at] = load
    return tuple(purse)


Best = Callable[[_State], tuple[Fraction, list]]
Pay = Callable[[_State, Option, Fraction], tuple[Fraction, ...]]


def _result(rule: str, count: _Count, start: tuple[Fraction, ...], best: Best, pay: Pay, seed: str) -> Chosen:
    """Run the rule once with lots, and once through every way that ties leave open."""
    wanted = min(count.places, len(count.choosable))
    first = _State(frozenset(), start, completing=False)

    def options_in(state: _State) -> tuple[_State, Fraction, list]:
        cost, level = best(state)
        if not level:
            # no money left for any place: what people still have lightens the load they start Phragmén with
            state = _State(state.chosen, tuple(-money for money in state.purse), completing=True)
            cost, level = best(state)
        return state, cost, level

    rounds = []
    state = first
    while len(state.chosen) < wanted:
        state, cost, level = options_in(state)
        option = min(level, key=lambda each: lot(each, seed))
        rounds.append(Round(option, cost, frozenset(level), state.completing))
        state = _State(state.chosen | {option}, pay(state, option, cost), state.completing)
    chosen = tuple(each.chosen for each in rounds)

    tied: set[frozenset] = {frozenset(chosen)}
    seen: set[_State] = {first}
    waiting = [first]
    marks = sum(len(supporters) for supporters in count.supporters.values())
    most = max(2 * wanted, min(MOST_WAYS, MOST_WORK // max(1, marks)))
    while waiting and len(seen) <= most:
        state = waiting.pop()
        if len(state.chosen) == wanted:
            tied.add(state.chosen)
            continue
        state, cost, level = options_in(state)
        for option in level:
            following = _State(state.chosen | {option}, pay(state, option, cost), state.completing)
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    winners = set(chosen)
    nothing = tuple(at for at, ballot in enumerate(count.ballots) if ballot and not ballot & winners)
    return Chosen(
        rule=rule,
        ballots=len(count.ballots),
        blank=sum(1 for ballot in count.ballots if not ballot),
        places=count.places,
        counts=count.counts,
        chosen=chosen,
        rounds=tuple(rounds),
        tied=tuple(sorted(tied, key=lambda each: sorted(map(str, each)))),
        tied_complete=not waiting,
        seed=seed,
        represented=sum(1 for ballot in count.ballots if ballot & winners),
        unrepresented=nothing,
    )
