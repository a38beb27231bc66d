"""First stage: which language each person speaks today, how many groups each language has, and a first valid plan.

A mixed-integer programme solved by HiGHS (Huangfu and Hall 2018, through `scipy.optimize.milp`), with units (people
who stay together) in place of persons and languages in place of groups, so that it stays small: 200 people and
40 groups take a few hundredths of a second. Groups are then filled at random within each language. Where keeping apart or
large units make that fail, a second, exact programme places units in groups one by one.

Solver limits are counted in nodes, with a time limit only as an emergency brake, so that the same input gives the same plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .gathering import Gathering

DEAR = 10_000.0  # one rule that gives way, against everything that is merely wished for
UNKNOWN_PAIR = 10.0  # what two people who always end in the same groups will cost in later sessions


class NoPlan(Exception):
    """No valid plan. `proven`: the solver showed that there is none, rather than stopping at its limit."""

    def __init__(self, proven: bool) -> None:
        super().__init__("no valid plan")
        self.proven = proven


@dataclass
class Programme:
    """A mixed-integer programme that grows variable by variable and row by row."""

    def __post_init__(self) -> None:
        self.costs: list[float] = []
        self.highest: list[float] = []
        self.rows: list[tuple[list[int], list[float], float, float]] = []

    def variable(self, cost: float = 0.0, highest: float = 1.0) -> int:
        self.costs.append(cost)
        self.highest.append(highest)
        return len(self.costs) - 1

    def row(self, columns: list[int], factors: list[float], lowest: float, highest: float) -> None:
        self.rows.append((columns, factors, lowest, highest))

    def solve(self, nodes: int = 2_000, gap: float = 0.01, seconds: float = 20.0) -> np.ndarray:
        """Values of the variables, whole numbers. Raises NoPlan."""
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        columns = [c for row in self.rows for c in row[0]]
        factors = [f for row in self.rows for f in row[1]]
        starts = np.cumsum([0, *(len(row[0]) for row in self.rows)])
        matrix = csr_array((factors, columns, starts), shape=(len(self.rows), len(self.costs)))
        options: dict[str, Any] = {"node_limit": nodes, "mip_rel_gap": gap, "time_limit": seconds}
        answer = milp(
            np.array(self.costs),
            integrality=np.ones(len(self.costs)),
            bounds=Bounds(0, np.array(self.highest)),
            constraints=LinearConstraint(
                matrix, [row[2] for row in self.rows], [row[3] for row in self.rows]
            ),
            options=options,
        )
        if answer.x is None:
            raise NoPlan(proven=answer.status == 2)
        return np.rint(answer.x).astype(np.int64)


@dataclass
class Languages:
    """Answer of the first programme: the language of each unit, and for each language the sizes of its groups."""

    of_unit: np.ndarray
    sizes: list[tuple[int, int]]  # (language, size) of each group
    lacking: list[
        int
    ]  # people who do not understand the language they were given (only where that may give way)


def share_out_languages(
    gathering: Gathering, *, language_gives_way: bool = False, sizes_give_way: bool = False
) -> Languages:
    """A language for each unit and sizes for the groups of each language.

    Wishes, small against the rules: few people at once who can only be with one another (counting what they would
    cost each other and how often they met), rapporteurs spread, preferred languages. Raises NoPlan; when this
    programme has no solution there is no plan, since it only leaves rules out (who is in which group).
    """
    g, programme = gathering, Programme()
    knows, weight = g.unit_understands(), np.array([len(unit) for unit in g.units])
    rank = g.language_rank()
    language_count, group_count = len(g.languages), g.group_count
    even, more = divmod(g.count, group_count)
    usual = range(even, even + 1 + bool(more))
    allowed = range(g.smallest, g.largest + 1)
    if sizes_give_way:
        allowed = range(min(2, even), g.count + 1)

    # whoever speaks what many speak is the last to be given an interpreter
    speakers = g.understands.sum(axis=0)
    common = 1 + 10 * (g.understands * speakers).max(axis=1) / max(1, g.count)

    # who can only be in one language, and what being in it with them costs
    single = [
        [u for u in range(len(g.units)) if knows[u].sum() == 1 and knows[u, j]] for j in range(language_count)
    ]
    members = [[i for u in units for i in g.units[u]] for units in single]

    speaks: dict[tuple[int, int], int] = {}
    for u, unit in enumerate(g.units):
        for j in range(language_count):
            lack = float(common[unit][~g.understands[unit, j]].sum())
            if lack and not language_gives_way:
                continue
            among = members[j]
            nearby = (
                g.cost[np.ix_(unit, among)].sum() / max(1, len(among))
                if among and knows[u].sum() > 1
                else 0.0
            )
            liked = float(np.minimum(rank[unit, j], 5).sum())
            speaks[u, j] = programme.variable(DEAR * lack + nearby + 0.5 * liked)
        columns = [speaks[u, j] for j in range(language_count) if (u, j) in speaks]
        if not columns:
            raise NoPlan(proven=True)
        programme.row(columns, [1.0] * len(columns), 1, 1)

    counts: dict[tuple[int, int], int] = {}
    for j in range(language_count):
        for size in allowed:
            outside = max(0, usual.start - size, size - usual[-1])
            counts[j, size] = programme.variable(DEAR / 10 * outside**2, highest=group_count)
    programme.row(list(counts.values()), [1.0] * len(counts), group_count, group_count)

    cliques = cliques_apart(g)
    bulky = [u for u in range(len(g.units)) if 2 * weight[u] > allowed[-1] and weight[u] > 1]
    rapporteurs = [u for u, unit in enumerate(g.units) if any(g.people[i].rapporteur for i in unit)]
    for j in range(language_count):
        here = [(u, speaks[u, j]) for u in range(len(g.units)) if (u, j) in speaks]
        groups = [counts[j, size] for size in allowed]
        programme.row(
            [c for _, c in here] + groups,
            [float(weight[u]) for u, _ in here] + [-float(size) for size in allowed],
            0,
            0,
        )
        for u, column in here:
            if weight[u] > 1:  # some group has room for all of them
                fitting = [counts[j, size] for size in allowed if size >= weight[u]]
                programme.row([column, *fitting], [1.0] + [-1.0] * len(fitting), -np.inf, 0)
        for units in [*cliques, *([bulky] if len(bulky) > 1 else [])]:
            columns = [speaks[u, j] for u in units if (u, j) in speaks]
            if len(columns) > 1:
                programme.row(columns + groups, [1.0] * len(columns) + [-1.0] * len(groups), -np.inf, 0)
        columns = [speaks[u, j] for u in rapporteurs if (u, j) in speaks]
        if columns:
            covered = programme.variable(-DEAR / 100, highest=group_count)
            programme.row([covered, *columns], [1.0] + [-1.0] * len(columns), -np.inf, 0)
            programme.row([covered, *groups], [1.0] + [-1.0] * len(groups), -np.inf, 0)
        if len(members[j]) > 1 and group_count > 1:
            # expected cost among those who have this language alone, if it has 0, 1, 2 … groups
            among = members[j]
            pairs = g.cost[np.ix_(among, among)].sum() / 2 + UNKNOWN_PAIR * len(among) * (len(among) - 1) / 2
            size = max(2, even)
            choice = [
                programme.variable(pairs * (size - 1) / (size * max(1, many) - 1))
                for many in range(group_count + 1)
            ]
            programme.row(choice, [1.0] * len(choice), 1, 1)
            programme.row(
                choice + groups, [float(many) for many in range(group_count + 1)] + [-1.0] * len(groups), 0, 0
            )

    values = programme.solve(gap=0.0 if language_gives_way or sizes_give_way else 0.01)
    of_unit = np.array(
        [
            next(j for j in range(language_count) if (u, j) in speaks and values[speaks[u, j]])
            for u in range(len(g.units))
        ]
    )
    return Languages(
        of_unit=of_unit,
        sizes=[(j, size) for (j, size), column in counts.items() for _ in range(values[column])],
        lacking=[i for u, unit in enumerate(g.units) for i in unit if not g.understands[i, of_unit[u]]],
    )


def cliques_apart(gathering: Gathering) -> list[list[int]]:
    """Sets of units of which any two are kept apart, found greedily: a group holds at most one of each set."""
    pairs = gathering.units_apart()
    neighbours: dict[int, set[int]] = {}
    for a, b in pairs:
        neighbours.setdefault(a, set()).add(b)
        neighbours.setdefault(b, set()).add(a)
    cliques: set[tuple[int, ...]] = set()
    for a, b in pairs:
        clique = [a, b]
        for c in sorted(neighbours[a] & neighbours[b]):
            if all(c in neighbours[d] for d in clique):
                clique.append(c)
        cliques.add(tuple(sorted(clique)))
    return [list(clique) for clique in sorted(cliques)]


def fill_groups(
    gathering: Gathering, languages: Languages, random: np.random.Generator
) -> list[list[int]] | None:
    """Place units at random in the groups of their language: the bulky and the locked first. None if stuck."""
    g = gathering
    neighbours: dict[int, set[int]] = {}
    for a, b in g.units_apart():
        neighbours.setdefault(a, set()).add(b)
        neighbours.setdefault(b, set()).add(a)
    room = [size for _, size in languages.sizes]
    inside: list[list[int]] = [[] for _ in room]
    rapporteurs = [0] * len(room)
    of_language: dict[int, list[int]] = {}
    for k, (j, _) in enumerate(languages.sizes):
        of_language.setdefault(j, []).append(k)
    shuffled = random.permutation(len(g.units))
    lead = [sum(g.people[i].rapporteur for i in unit) for unit in g.units]
    for u in sorted(shuffled, key=lambda u: (-len(g.units[u]), -len(neighbours.get(u, ())), -lead[u])):
        fits = [
            k
            for k in of_language.get(int(languages.of_unit[u]), [])
            if room[k] >= len(g.units[u]) and not neighbours.get(u, set()) & set(inside[k])
        ]
        if not fits:
            return None
        if lead[u]:
            fits = [k for k in fits if not rapporteurs[k]] or fits
        k = fits[int(random.integers(len(fits)))]
        inside[k].append(int(u))
        room[k] -= len(g.units[u])
        rapporteurs[k] += lead[u]
    return [sorted(i for u in units for i in g.units[u]) for units in inside]


def place_exactly(
    gathering: Gathering,
    languages: Languages | None = None,
    *,
    language_gives_way: bool = False,
    sizes_give_way: bool = False,
) -> tuple[list[list[int]], list[int]]:
    """Groups by a programme that places each unit in one group; (groups, people without the language of theirs).

    With `languages`, the languages and sizes of the groups are kept, which makes it far easier but proves nothing
    when it fails. Raises NoPlan.
    """
    g, programme = gathering, Programme()
    knows = g.unit_understands()
    units, groups, language_count = range(len(g.units)), range(g.group_count), len(g.languages)
    even, more = divmod(g.count, g.group_count)
    low, high = (min(2, even), g.count) if sizes_give_way else (g.smallest, g.largest)
    inside = {(u, k): programme.variable() for u in units for k in groups}
    for u in units:
        programme.row([inside[u, k] for k in groups], [1.0] * g.group_count, 1, 1)
    for k in groups:
        columns, factors = [inside[u, k] for u in units], [float(len(g.units[u])) for u in units]
        if languages:
            programme.row(columns, factors, languages.sizes[k][1], languages.sizes[k][1])
        elif sizes_give_way:
            below, above = (programme.variable(DEAR / 10, highest=g.count) for _ in range(2))
            programme.row([*columns, below], [*factors, 1.0], even, np.inf)
            programme.row([*columns, above], [*factors, -1.0], -np.inf, even + bool(more))
            programme.row(columns, factors, low, high)
        else:
            programme.row(columns, factors, low, high)
        if languages:
            for u in units:
                if not knows[u, languages.sizes[k][0]]:
                    programme.highest[inside[u, k]] = 0.0
        else:
            speaks = [programme.variable() for _ in range(language_count)]
            programme.row(speaks, [1.0] * language_count, 1, 1)
            for u in units:
                known = [speaks[j] for j in range(language_count) if knows[u, j]]
                extra = [programme.variable(DEAR * len(g.units[u]))] if language_gives_way else []
                programme.row(
                    [inside[u, k], *known, *extra], [1.0] + [-1.0] * (len(known) + len(extra)), -np.inf, 0
                )
        for clique in cliques_apart(g):
            programme.row([inside[u, k] for u in clique], [1.0] * len(clique), -np.inf, 1)
    if not languages:
        # groups are alike: the first unit is in the first, the second in one of the first two …
        for u in range(min(len(units), g.group_count)):
            for k in range(u + 1, g.group_count):
                programme.highest[inside[u, k]] = 0.0
    values = programme.solve(nodes=20_000, gap=0.0, seconds=4.0)
    placed = [sorted(i for u in units if values[inside[u, k]] for i in g.units[u]) for k in groups]
    return placed, [i for members in placed for i in lacking_in(g, members)]


def lacking_in(gathering: Gathering, members: list[int]) -> list[int]:
    """Who does not understand the language that most of these people understand; nobody if all share one."""
    if not members:
        return []
    known = gathering.understands[members]
    best = int(known.sum(axis=0).argmax())
    return [i for i, yes in zip(members, known[:, best], strict=True) if not yes]


def colourable(gathering: Gathering) -> list[int]:
    """Units that cannot all be kept apart in this number of groups; empty if they can.

    Greedy colouring by saturation (Brélaz 1979) first; where it fails, the exact programme decides.
    """
    g = gathering
    neighbours: dict[int, set[int]] = {}
    for a, b in g.units_apart():
        neighbours.setdefault(a, set()).add(b)
        neighbours.setdefault(b, set()).add(a)
    colour: dict[int, int] = {}
    while len(colour) < len(neighbours):
        u = max(
            (u for u in neighbours if u not in colour),
            key=lambda u: (len({colour[v] for v in neighbours[u] if v in colour}), len(neighbours[u]), -u),
        )
        used = {colour[v] for v in neighbours[u] if v in colour}
        colour[u] = next(c for c in range(len(neighbours)) if c not in used)
    if not colour or max(colour.values()) < g.group_count:
        return []
    clique = max(cliques_apart(g), key=len)
    if len(clique) > g.group_count:
        return clique
    programme = Programme()
    cells = {(u, k): programme.variable() for u in neighbours for k in range(g.group_count)}
    for u in neighbours:
        programme.row([cells[u, k] for k in range(g.group_count)], [1.0] * g.group_count, 1, 1)
    for a, b in g.units_apart():
        for k in range(g.group_count):
            programme.row([cells[a, k], cells[b, k]], [1.0, 1.0], -np.inf, 1)
    try:
        programme.solve(nodes=20_000, seconds=4.0)
    except NoPlan:
        return sorted(neighbours)
    return []


def first_plans(gathering: Gathering, random: np.random.Generator, how_many: int) -> list[list[list[int]]]:
    """Up to `how_many` valid plans to start from, at least one. Raises NoPlan."""
    languages = share_out_languages(gathering)
    plans = []
    for _ in range(max(how_many, 50)):
        plan = fill_groups(gathering, languages, random)
        if plan is not None:
            plans.append(plan)
        if len(plans) == how_many:
            break
    if plans:
        return plans
    try:
        return [place_exactly(gathering, languages)[0]]
    except NoPlan:
        return [place_exactly(gathering)[0]]
