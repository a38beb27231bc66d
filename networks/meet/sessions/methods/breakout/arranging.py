"""From a setting to a plan, or to what stands in the way."""

from __future__ import annotations

import numpy as np

from .bound import lower_bound
from .gathering import Gathering, conflict_of_locks, gather
from .impossible import why_impossible
from .language_stage import NoPlan, colourable, first_plans
from .plan import Plan, RandomPlans, write_plan
from .search import Walk
from .setting import Concession, Impossible, NumberOfGroups, Rule, Setting

RANDOM_PLANS = 1_000
SIDE_BY_SIDE = 4  # plans that are cooled at once
EXCHANGES = 960_000  # exchanges considered while cooling, in all plans together
MOST_STEPS = 12_000
STEPS_PER_PERSON = 120  # enough for small settings, which would otherwise take as long as large ones
HOT, COLD = 25.0, 1.0  # in units of cost


def arrange(setting: Setting, concessions: tuple[Concession, ...] = ()) -> Plan | Impossible:
    """Breakout groups for a setting: the hard rules hold, and as many as possible are new to one another and different.

    Same people, locks, meetings and seed: same plan, in whatever order they come. To go on from an `Impossible`, call again with
    one of its choices added to `concessions`.
    """
    gathering = gather(setting, concessions)
    if 0 < gathering.count < gathering.group_count:
        everyone = tuple(person.key for person in gathering.people)
        return Impossible(Rule.SIZES, everyone, (NumberOfGroups(max(1, gathering.count // 3)),))
    if not gathering.count:
        return Plan((), 0, {}, 0, RandomPlans(0, 0, 0, 0.0, 0.0, 0.0), 0, 0, 0, concessions, setting.seed)
    if conflict := conflict_of_locks(gathering):
        return conflict
    random = np.random.default_rng(setting.seed)
    try:
        if colourable(gathering):
            raise NoPlan(proven=True)
        starts = first_plans(gathering, random, 20)
    except NoPlan as refusal:
        return why_impossible(gathering, proven=refusal.proven)
    return best_plan(gathering, starts, random)


def best_plan(gathering: Gathering, starts: list[list[list[int]]], random: np.random.Generator) -> Plan:
    """Draw random valid plans, cool a few, and take the cheapest of all; none is worse than the best random one."""
    g = gathering
    drawn = Walk(g, [starts[r % len(starts)] for r in range(RANDOM_PLANS)], random)
    drawn.wander(10 * -(-g.count // g.group_count))
    costs = drawn.costs()
    again = ((g.met > 0) & ~np.eye(g.count, dtype=bool)).astype(np.int64)
    padded = np.zeros((g.count + 1, g.count + 1), dtype=np.int64)
    padded[:-1, :-1] = again
    repeats = padded[drawn.places[..., :, None], drawn.places[..., None, :]].sum(axis=(1, 2, 3)) // 2
    random_plans = RandomPlans(
        drawn=RANDOM_PLANS,
        distinct=drawn.distinct(),
        best=int(costs.min()),
        median=float(np.median(costs)),
        mean=float(costs.mean()),
        repeats=float(repeats.mean()),
    )
    best_random = drawn.plan(int(costs.argmin()))

    cooled = Walk(g, [starts[r % len(starts)] for r in range(SIDE_BY_SIDE)], random)
    if g.group_count > 1:
        steps = EXCHANGES // (SIDE_BY_SIDE * (g.group_count // 2))
        cooled.anneal(min(steps, MOST_STEPS, STEPS_PER_PERSON * g.count), HOT, COLD)
    final = Walk(g, [cooled.plan(int(cooled.costs().argmin())), best_random], random)
    for which in range(2):
        final.descend(which)
    return write_plan(g, final, int(final.costs().argmin()), random_plans, lower_bound(g))
