"""A cost that no valid plan can go below, proven.

Write y(u,v) = 1 when u and v are in the same group. Every valid plan obeys:

1. *Pairs.* y(u,v) = 0 when u and v understand no common language or are kept apart, 1 when they stay together.
2. *Companions.* A group has at least `smallest` and at most `largest` people, so each person has at least smallest − 1 and at most
   largest − 1 companions.
3. *All pairs.* The number of pairs in the same group, the sum of s(s−1)/2 over the sizes s of the groups, is least when
   sizes are as even as possible (s(s−1)/2 is convex).
4. *Pigeonholes.* If people of a set Q can only be in J of the groups, at least as many pairs of them share a group as
   when Q is spread evenly over J groups (the same convexity). For any Q, J is at most the number of groups. If
   everybody in Q understands only languages of a set L, their groups work in languages of L; a group working in l holds
   at least `smallest` speakers of l, so there are at most ⌊speakers of l ÷ smallest⌋ of them, and J is at most the sum over L.

The least cost under 1 to 4, with y allowed anywhere between 0 and 1, is therefore below that of any valid plan. It is a linear
programme; HiGHS solves it, but its answer is not trusted: from its multipliers, rounded and with the sign they must have, the
bound is computed again by weak duality (for multipliers m ≥ 0 of rows A·y ≥ b, each plan costs at least
m·b + Σ over pairs of min(0, cost − m·A)), which holds for *any* multipliers. Whole costs allow rounding up.

A second bound looks at one person at a time: whatever the language of u's group, u's companions are at least smallest − 1
people who understand it; the least that they can cost u, over u's languages, added over all people, counts each pair twice. The
larger of the two is returned.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import numpy as np

from .gathering import Gathering


def lower_bound(gathering: Gathering) -> int:
    """A cost that no plan within the hard rules (and what was conceded) can go below."""
    if gathering.count < 2:
        return 0
    return max(bound_by_person(gathering), bound_by_programme(gathering))


def fewest_pairs(people: int, groups: int) -> int:
    """Pairs in the same group when `people` are spread evenly over `groups`."""
    each, more = divmod(people, groups)
    return groups * (each * (each - 1) // 2) + more * each


def possible_pairs(gathering: Gathering) -> np.ndarray:
    """people × people: may share a group, by themselves."""
    knows = gathering.understands.astype(np.int64)
    possible = (knows @ knows.T > 0) & ~gathering.apart
    possible |= gathering.unit_of[:, None] == gathering.unit_of[None, :]
    np.fill_diagonal(possible, False)
    return possible


def bound_by_person(gathering: Gathering) -> int:
    """Half the sum of what each person's cheapest companions cost, for the best of the person's languages."""
    g, needed = gathering, gathering.smallest - 1
    if needed < 1:
        return 0
    possible, total = possible_pairs(g), 0
    for u in range(g.count):
        least = None
        for j in np.nonzero(g.understands[u])[0]:
            costs = np.sort(g.cost[u, possible[u] & g.understands[:, j]])[:needed]
            if len(costs) == needed:
                least = int(costs.sum()) if least is None else min(least, int(costs.sum()))
        total += least or 0
    return ceil(total / 2)


def crowded_sets(gathering: Gathering) -> Iterator[tuple[np.ndarray, int]]:
    """(people, fewest pairs of them in the same group) for sets that cannot be spread without any such pair."""
    g = gathering
    speakers = g.understands.sum(axis=0)
    bounds_of_languages = speakers // max(1, g.smallest)
    by_languages: dict[bytes, list[int]] = {}
    for i in range(g.count):
        by_languages.setdefault(g.understands[i].tobytes(), []).append(i)
    whole = [(np.arange(g.count), g.group_count)]
    for members in by_languages.values():
        only = g.understands[members[0]]
        inside = np.nonzero(~(g.understands & ~only).any(axis=1))[0]  # everybody who understands nothing else
        whole.append((inside, min(g.group_count, max(1, int(bounds_of_languages[only].sum())))))
    seen = set()
    for people, groups in whole:
        parts = [people]
        for name in ("organisation", "country", "audience"):
            values = np.array([getattr(g.people[i], name) for i in people], dtype=object)
            parts += [people[values == value] for value in sorted(set(values)) if value]
        for part in parts:
            pairs = fewest_pairs(len(part), groups)
            if pairs and (part.tobytes(), pairs) not in seen:
                seen.add((part.tobytes(), pairs))
                yield part, pairs


def bound_by_programme(gathering: Gathering) -> int:
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    g = gathering
    possible = np.triu(possible_pairs(g))
    first, second = np.nonzero(possible)
    if not len(first):
        return 0
    cost = g.cost[first, second].astype(float)
    always = g.unit_of[first] == g.unit_of[second]
    column = np.arange(len(first))
    rows: list[np.ndarray] = []
    columns: list[np.ndarray] = []
    signs: list[np.ndarray] = []
    least: list[float] = []

    def at_least(chosen: np.ndarray, number: int, sign: float = 1.0) -> None:
        rows.append(np.full(len(chosen), len(least)))
        columns.append(chosen)
        signs.append(np.full(len(chosen), sign))
        least.append(sign * number)

    for u in range(g.count):
        companions = column[(first == u) | (second == u)]
        at_least(companions, max(0, g.smallest - 1))
        at_least(companions, g.largest - 1, -1.0)  # at most: minus the number is at least minus the most
    for people, pairs in crowded_sets(g):
        inside = np.zeros(g.count, dtype=bool)
        inside[people] = True
        at_least(column[inside[first] & inside[second]], pairs)

    matrix = csr_array(
        (np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns))),
        shape=(len(least), len(first)),
    )
    needed = np.array(least, dtype=float)
    answer = linprog(
        cost,
        A_ub=-matrix,
        b_ub=-needed,
        bounds=np.column_stack([always.astype(float), np.ones(len(first))]),
        method="highs-ds",
        options={"time_limit": 20.0},
    )
    if answer.status != 0:
        return 0
    multipliers = np.round(np.maximum(0.0, -answer.ineqlin.marginals) * 1024) / 1024  # exact in binary
    reduced = cost - matrix.T @ multipliers
    value = multipliers @ needed + np.minimum(0.0, reduced[~always]).sum() + reduced[always].sum()
    return max(0, ceil(value - 1e-6))
