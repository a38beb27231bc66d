"""Second stage: many plans walk at once, exchanging people only where every hard rule still holds.

Simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) on several plans side by side in numpy. In one step the groups are
paired off and each pair exchanges one person, in every plan: groups of different pairs share nobody, so the changes of cost add
up exactly. At infinite temperature the same walk draws random valid plans. Empty places are filled by nobody (the index
one past the last person), so that a group may give someone to a smaller one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from .gathering import Gathering

FORBIDDEN = 10**9  # cost of a pair that must be apart: never accepted


class Walk:
    """Plans side by side: `places` is plans × groups × places, holding indices of people or `nobody`."""

    def __init__(
        self, gathering: Gathering, plans: list[list[list[int]]], random: np.random.Generator
    ) -> None:
        g = self.gathering = gathering
        self.random = random
        self.nobody = g.count
        width = max(len(members) for plan in plans for members in plan)
        self.places = np.full((len(plans), g.group_count, width), self.nobody, dtype=np.int64)
        for r, plan in enumerate(plans):
            for k, members in enumerate(plan):
                self.places[r, k, : len(members)] = members
        self.cost = np.zeros((g.count + 1, g.count + 1), dtype=np.int64)
        self.cost[:-1, :-1] = g.cost + FORBIDDEN * g.apart
        self.any_apart = bool(g.apart.any())
        self.understands = np.ones((g.count + 1, len(g.languages)), dtype=np.int16)
        self.understands[:-1] = g.understands
        self.units = [np.array(unit) for unit in g.units if len(unit) > 1]
        self.unit_size = np.ones(g.count + 1, dtype=np.int64)
        self.unit_of = np.append(g.unit_of, -1)
        for unit in self.units:
            self.unit_size[unit] = len(unit)
        self.alone = self.unit_size == 1
        self.any_empty = bool((self.places == self.nobody).any())
        self.any_leads = bool(g.rapporteurs.any())
        self.signs = np.repeat(np.array([-1, 1]), width)
        self.leads = np.append(g.rapporteurs, False).astype(np.int16)
        self.recount()

    def recount(self) -> None:
        self.known = self.understands[self.places].sum(axis=2)
        self.sizes = (self.places != self.nobody).sum(axis=2)
        self.leading = self.leads[self.places].sum(axis=2)

    @property
    def plan_count(self) -> int:
        return len(self.places)

    def keep(self, which: np.ndarray) -> None:
        self.places = self.places[which]
        self.recount()

    def costs(self) -> np.ndarray:
        """Cost of each plan."""
        return self.cost[self.places[..., :, None], self.places[..., None, :]].sum(axis=(1, 2, 3)) // 2

    def distinct(self) -> int:
        """How many of the plans differ in who is with whom."""
        seen = set()
        for plan in np.sort(self.places, axis=2):
            seen.add(plan[np.lexsort(plan.T[::-1])].tobytes())
        return len(seen)

    def plan(self, which: int) -> list[list[int]]:
        return [[int(i) for i in row if i != self.nobody] for row in self.places[which]]

    def steps(self, temperatures: Iterable[float]) -> None:
        """At each temperature, each pair of groups considers exchanging one person for one (or for an empty place)."""
        group_count, width, random = self.gathering.group_count, self.places.shape[2], self.random
        half = group_count // 2
        if not half:
            return
        shape = (self.plan_count, half)
        rows = (np.arange(self.plan_count) * group_count * width)[:, None]
        for batch in batched(temperatures, max(1, 200_000 // (self.plan_count * group_count))):
            # random numbers for many steps at once: calling the generator costs more than the numbers
            orders = random.permuted(np.tile(np.arange(group_count), (len(batch), 1)), axis=1)
            spots = random.integers(0, width, size=(len(batch), 2, *shape))
            luck = random.standard_exponential((len(batch), *shape))
            for temperature, order, (from_spot, to_spot), chance in zip(
                batch, orders, spots, luck, strict=True
            ):
                first, second = order[:half], order[half : 2 * half]
                at_first = rows + first * width + from_spot
                at_second = rows + second * width + to_spot
                self.exchange(first, second, at_first, at_second, temperature, chance)

    def exchange(
        self,
        first: np.ndarray,
        second: np.ndarray,
        at_first: np.ndarray,
        at_second: np.ndarray,
        temperature: float,
        chance: np.ndarray,
    ) -> None:
        """One step: in each plan, group first[p] and group second[p] exchange who is at the places given, if accepted."""
        places, width = self.places.reshape(-1), self.places.shape[2]
        u, v = places.take(at_first), places.take(at_second)
        accepted = self.alone.take(u) & self.alone.take(v) & (u != v)
        if np.isfinite(temperature) or self.any_apart:
            flat = self.cost.reshape(-1)
            row_u, row_v = u * (self.nobody + 1), v * (self.nobody + 1)
            both = np.concatenate([self.places[:, first], self.places[:, second]], axis=2)
            dearer = flat.take(row_u[..., None] + both)
            dearer -= flat.take(row_v[..., None] + both)
            change = dearer @ self.signs - 2 * flat.take(row_u + v)
            if np.isfinite(temperature):
                accepted &= change <= temperature * chance
            accepted &= change < FORBIDDEN // 2
        r, p = np.nonzero(accepted)
        if not len(r):
            return
        a, b, one, other = first[p], second[p], u[r, p], v[r, p]
        gain = self.understands[other] - self.understands[one]
        ok = ((self.known[r, a] + gain) == width).any(axis=1) & ((self.known[r, b] - gain) == width).any(
            axis=1
        )
        if self.any_empty:
            sent = (one != self.nobody).astype(np.int64) - (other != self.nobody)  # from a to b: 1, 0 or -1
            ok &= (sent == 0) | (self.sizes[r, a] - sent == self.sizes[r, b])
        if self.any_leads:
            led = self.leads[other] - self.leads[one]
            before = (self.leading[r, a] > 0).astype(int) + (self.leading[r, b] > 0)
            ok &= (self.leading[r, a] + led > 0).astype(int) + (self.leading[r, b] - led > 0) >= before
        r, p, a, b, one, other, gain = (x[ok] for x in (r, p, a, b, one, other, gain))
        places[at_first[r, p]] = other
        places[at_second[r, p]] = one
        self.known[r, a] += gain
        self.known[r, b] -= gain
        if self.any_empty:
            self.sizes[r, a] -= sent[ok]
            self.sizes[r, b] += sent[ok]
        if self.any_leads:
            self.leading[r, a] += led[ok]
            self.leading[r, b] -= led[ok]

    def step_of_unit(self, temperature: float) -> None:
        """People who stay together consider changing places, all at once, with as many places of another group."""
        if not self.units or self.gathering.group_count < 2:
            return
        random, width, all_plans = self.random, self.places.shape[2], np.arange(self.plan_count)
        unit = self.units[int(random.integers(len(self.units)))]
        a = (self.places == unit[0]).any(axis=2).argmax(axis=1)
        b = (
            a + random.integers(1, self.gathering.group_count, size=self.plan_count)
        ) % self.gathering.group_count
        here, there = self.places[all_plans, a], self.places[all_plans, b]
        going = (here[:, :, None] == unit[None, None, :]).any(axis=2)
        spots = random.random(there.shape).argsort(axis=1)[:, : len(unit)]
        coming = np.take_along_axis(there, spots, 1)
        whole = (self.unit_of[coming][:, :, None] == self.unit_of[coming][:, None, :]).sum(axis=2)
        accepted = ((self.unit_size[coming] == 1) | (whole == self.unit_size[coming])).all(axis=1)
        rest_here = np.where(going, self.nobody, here)
        rest_there = there.copy()
        np.put_along_axis(rest_there, spots, self.nobody, 1)
        change = (
            self.cost[unit[None, :, None], rest_there[:, None, :]]
            - self.cost[unit[None, :, None], rest_here[:, None, :]]
        ).sum(axis=(1, 2))
        change += (
            self.cost[coming[:, :, None], rest_here[:, None, :]]
            - self.cost[coming[:, :, None], rest_there[:, None, :]]
        ).sum(axis=(1, 2))
        if np.isfinite(temperature):
            accepted &= change <= temperature * random.standard_exponential(change.shape)
        accepted &= change < FORBIDDEN // 2
        gain = self.understands[coming].sum(axis=1) - self.understands[unit].sum(axis=0)
        accepted &= ((self.known[all_plans, a] + gain) == width).any(axis=1)
        accepted &= ((self.known[all_plans, b] - gain) == width).any(axis=1)
        sent = (coming == self.nobody).sum(axis=1)
        accepted &= (sent == 0) | (self.sizes[all_plans, a] - sent == self.sizes[all_plans, b])
        led = self.leads[coming].sum(axis=1) - self.leads[unit].sum()
        before = (self.leading[all_plans, a] > 0).astype(int) + (self.leading[all_plans, b] > 0)
        after = (self.leading[all_plans, a] + led > 0).astype(int) + (self.leading[all_plans, b] - led > 0)
        accepted &= after >= before
        r = np.nonzero(accepted)[0]
        for one in r:
            self.places[one, a[one], np.nonzero(going[one])[0]] = coming[one]
            self.places[one, b[one], spots[one]] = unit
        self.known[r, a[r]] += gain[r]
        self.known[r, b[r]] -= gain[r]
        self.sizes[r, a[r]] -= sent[r]
        self.sizes[r, b[r]] += sent[r]
        self.leading[r, a[r]] += led[r]
        self.leading[r, b[r]] -= led[r]

    def wander(self, steps: int) -> None:
        """Walk without regard to cost: the plans become random valid plans."""
        self.steps([np.inf] * steps)
        for _ in range(min(4 * len(self.units), 60)):
            self.step_of_unit(np.inf)

    def anneal(self, steps: int, hot: float, cold: float) -> None:
        """Cool from `hot` to `cold` (in units of cost), geometrically."""
        temperatures = hot * (cold / hot) ** (np.arange(steps) / max(1, steps - 1))
        for stretch in np.array_split(temperatures, max(1, steps // 12 if self.units else 1)):
            self.steps(stretch)
            self.step_of_unit(float(stretch[-1]))

    def exchanges(self, which: int) -> tuple[np.ndarray, np.ndarray]:
        """(change of cost, valid) of exchanging each person with each place of the whole plan: people × places."""
        width = self.places.shape[2]
        flat = self.places[which].ravel()
        group = np.repeat(np.arange(self.gathering.group_count), width)
        people = np.arange(self.nobody)
        own = np.zeros(self.nobody, dtype=np.int64)
        own[flat[flat != self.nobody]] = group[flat != self.nobody]
        with_group = self.cost[:, self.places[which]].sum(axis=2)  # people (and nobody) × groups
        change = with_group[people][:, group] - with_group[people, own][:, None]
        change += with_group[flat][:, own].T - with_group[flat, group][None, :]
        change -= 2 * self.cost[people][:, flat]
        valid = (
            (group[None, :] != own[:, None])
            & (self.unit_size[people] == 1)[:, None]
            & (self.unit_size[flat] == 1)
        )
        valid &= change < FORBIDDEN // 2
        known, leads = self.known[which], self.leads
        stays, joins = np.zeros_like(valid), np.zeros_like(valid)
        for j in range(known.shape[1]):
            knows = self.understands[:, j]
            stays |= (known[own, j] - knows[people])[:, None] + knows[flat][None, :] == width
            joins |= (known[group, j] - knows[flat])[None, :] + knows[people][:, None] == width
        valid &= stays & joins
        sizes = self.sizes[which]
        valid &= (flat != self.nobody)[None, :] | (sizes[own][:, None] - 1 == sizes[group][None, :])
        lead = self.leading[which]
        led_before = (lead[own] > 0).astype(int)[:, None] + (lead[group] > 0)[None, :]
        moved = leads[flat][None, :] - leads[people][:, None]
        valid &= (lead[own][:, None] + moved > 0).astype(int) + (
            lead[group][None, :] - moved > 0
        ) >= led_before
        return change, valid

    def descend(self, which: int) -> None:
        """Exchange people, the best exchange first, until no single exchange lowers the cost."""
        width = self.places.shape[2]
        while True:
            change, valid = self.exchanges(which)
            change = np.where(valid, change, 0)
            person, spot = np.unravel_index(int(change.argmin()), change.shape)
            if change[person, spot] >= 0:
                return
            flat = self.places[which].ravel()
            at = int(np.nonzero(flat == person)[0][0])
            self.places[which, at // width, at % width] = flat[spot]
            self.places[which, spot // width, spot % width] = person
            self.recount()


def batched(values: Iterable[float], size: int) -> Iterator[list[float]]:
    """Lists of up to `size` values."""
    values = list(values)
    for start in range(0, len(values), size):
        yield values[start : start + size]
