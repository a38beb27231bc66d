"""A cost that no valid plan can go below, proven.

Take any valid plan, and for each group one language that all in it understand. Write x(u,l) = 1 when the group of u works
in l, y(u,v,l) = 1 when u and v share a group that works in l, n(l) for the number of groups that work in l. Then:

1. *Languages.* Each x(u,l) is 0 unless u understands l, the x(u,l) of a person add up to 1, the n(l) to the number of groups.
2. *Pairs.* y(u,v,l) is 0 for those who are kept apart, and y(u,v,l) = x(u,l) = x(v,l) for those who stay together.
3. *Companions.* Groups have from `smallest` to `largest` people: the y(u,v,l) over all v are at least (smallest − 1) · x(u,l) and
   at most (largest − 1) · x(u,l); the x(u,l) over all u are at least smallest · n(l) and at most largest · n(l).
4. *Crowding.* For any set Q of people, any l and any whole number t, the pairs within Q in groups of l are at least
   t · (people of Q in l) − n(l) · t(t+1)/2. For one group with s people of Q this says s(s−1)/2 ≥ t·s − t(t+1)/2, that is
   (s−t)(s−t−1) ≥ 0, true as there is no whole number between t and t+1; add over the groups. It is the pigeonhole
   principle, usable before it is known how many groups a language has. Q: everybody, each organisation, country, audience.
5. *Whole numbers.* n(l) is at least people who understand l alone ÷ largest, rounded up, and at most speakers of l ÷ smallest,
   rounded down.

The least cost under 1 to 5, fractions allowed, is therefore never above that of a valid plan. It is a linear programme; HiGHS
solves it, but its answer is not trusted: from its multipliers, rounded and with the sign they must have, the bound is computed
again by weak duality. For multipliers m of rows A·z ≥ b (m ≥ 0) and A·z = b (any m), and z within its limits, every plan costs
at least m·b + Σ min over the limits of (cost − m·A)·z: that holds for *any* multipliers. Costs are whole, so it is rounded up.

Where many people understand many languages the programme would be large: then languages are left out of it (as if one language
were understood by all), which keeps it proven and makes it weaker.

A second bound looks at one person at a time: whatever the language of u's group, u's companions are at least smallest − 1
people who understand it; the least that they can cost u, over u's languages, added over all people, counts each pair twice. The
larger of the two is returned.
"""

from __future__ import annotations

from math import ceil

import numpy as np

from .gathering import Gathering

MOST_PAIRS = 40_000  # pairs, counted once a language, up to which languages are part of the programme


def lower_bound(gathering: Gathering) -> int:
    """A cost that no plan within the hard rules (and what was conceded) can go below."""
    if gathering.count < 2:
        return 0
    return max(bound_by_person(gathering), bound_by_programme(gathering))


def bound_by_person(gathering: Gathering) -> int:
    """Half the sum of what each person's cheapest companions cost, for the best of the person's languages."""
    g, needed = gathering, gathering.smallest - 1
    if needed < 1:
        return 0
    total = 0
    for u in range(g.count):
        least = None
        possible = ~g.apart[u]
        possible[u] = False
        for j in np.nonzero(g.understands[u])[0]:
            costs = np.sort(g.cost[u, possible & g.understands[:, j]])[:needed]
            if len(costs) == needed:
                least = int(costs.sum()) if least is None else min(least, int(costs.sum()))
        total += least or 0
    return ceil(total / 2)


class Rows:
    """The programme: variables with limits, rows with signs, built piece by piece as arrays."""

    def __init__(self) -> None:
        self.cost: list[np.ndarray] = []
        self.low: list[np.ndarray] = []
        self.high: list[np.ndarray] = []
        self.width = 0
        self.entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self.needed: list[float] = []
        self.equal: list[bool] = []

    def variables(self, cost: np.ndarray, low: float = 0.0, high: float = 1.0) -> np.ndarray:
        self.cost.append(cost.astype(float))
        self.low.append(np.full(len(cost), low))
        self.high.append(np.full(len(cost), high))
        self.width += len(cost)
        return np.arange(self.width - len(cost), self.width)

    def row(self, *parts: tuple[np.ndarray | int, float], needed: float = 0.0, equal: bool = False) -> None:
        """Σ factor · variables is at least `needed`, or equal to it."""
        number = len(self.needed)
        for columns, factor in parts:
            columns = np.atleast_1d(columns)
            self.entries.append(
                (np.full(len(columns), number), columns, np.full(len(columns), float(factor)))
            )
        self.needed.append(needed)
        self.equal.append(equal)

    def bound(self) -> float:
        """A value below every solution: the solver's multipliers, checked by weak duality."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        rows, columns, factors = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        matrix = csr_array((factors, (rows, columns)), shape=(len(self.needed), self.width))
        cost, low, high = (np.concatenate(part) for part in (self.cost, self.low, self.high))
        needed, equal = np.array(self.needed), np.array(self.equal)
        answer = linprog(
            cost,
            A_ub=-matrix[~equal],
            b_ub=-needed[~equal],
            A_eq=matrix[equal],
            b_eq=needed[equal],
            bounds=np.column_stack([low, high]),
            method="highs",
        )
        if answer.status != 0:
            return 0.0
        multipliers = np.empty(len(needed))
        multipliers[~equal] = np.maximum(0.0, -answer.ineqlin.marginals)
        multipliers[equal] = answer.eqlin.marginals
        multipliers = np.round(multipliers * 4096) / 4096  # exact in binary, so that sums are too
        reduced = cost - matrix.T @ multipliers
        return float(multipliers @ needed + np.minimum(reduced * low, reduced * high).sum())


def bound_by_programme(gathering: Gathering) -> int:
    """The bound of rules 1 to 5."""
    g, programme = gathering, Rows()
    everyone = np.arange(g.count)
    speakers = [np.nonzero(g.understands[:, j])[0] for j in range(len(g.languages))]
    alone = g.understands.sum(axis=1) == 1
    limits = [
        (
            int(np.ceil(alone[members].sum() / g.largest)),
            min(g.group_count, len(members) // max(1, g.smallest)),
        )
        for members in speakers
    ]
    if sum(len(members) * (len(members) - 1) // 2 for members in speakers) > MOST_PAIRS:
        speakers, limits = [everyone], [(g.group_count, g.group_count)]

    sets = [np.ones(g.count, dtype=bool)]
    for name in ("organisation", "country", "audience"):
        values = np.array([getattr(person, name) for person in g.people], dtype=object)
        sets += [values == value for value in sorted(set(values)) if value]

    languages_of: list[list[int]] = [[] for _ in everyone]
    numbers = []
    for members, (fewest, most) in zip(speakers, limits, strict=True):
        number = programme.variables(np.zeros(1), fewest, max(fewest, most))
        numbers.append(number)
        inside = np.full(g.count, -1)
        inside[members] = programme.variables(np.zeros(len(members)))
        for u in members:
            languages_of[u].append(int(inside[u]))
        possible = np.triu(~g.apart[np.ix_(members, members)], 1)
        first, second = (members[index] for index in np.nonzero(possible))
        pair = programme.variables(g.cost[first, second])
        for u in members:
            companions = pair[(first == u) | (second == u)]
            programme.row((companions, 1), (inside[u], 1 - g.smallest))
            programme.row((companions, -1), (inside[u], g.largest - 1))
        for k in np.nonzero(g.unit_of[first] == g.unit_of[second])[0]:
            programme.row((pair[k], 1), (inside[first[k]], -1), equal=True)
            programme.row((pair[k], 1), (inside[second[k]], -1), equal=True)
        programme.row((inside[members], 1), (number, -g.smallest))
        programme.row((inside[members], -1), (number, g.largest))
        for chosen in sets:
            some, pairs = members[chosen[members]], pair[chosen[first] & chosen[second]]
            for t in range(1, min(g.largest, len(some))):
                programme.row((pairs, 1), (inside[some], -t), (number, t * (t + 1) / 2))
    for columns in languages_of:
        programme.row((np.array(columns, dtype=np.int64), 1), needed=1, equal=True)
    programme.row((np.concatenate(numbers), 1), needed=g.group_count, equal=True)
    return max(0, ceil(programme.bound() - 1e-6))
