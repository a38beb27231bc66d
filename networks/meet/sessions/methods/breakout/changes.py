"""After the plan: who comes late, who leaves, groups too small to go on, and what a move by hand would do.

Groups are given as tuples of keys and never changed: each function returns what could be done, and nobody is moved
without someone deciding it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .gathering import Gathering, gather
from .language_stage import lacking_in
from .plan import pairs_cost, working_language
from .setting import PRIORITY, Concession, Rule, Setting

Groups = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Break:
    """A hard rule that a change would break (and that held before), and the persons whom it concerns."""

    rule: Rule
    persons: tuple[str, ...]


@dataclass(frozen=True)
class Effect:
    """What a change does. `cost`, `new_encounters`, `repeats` are differences. The cost counts audiences too: a page shows
    encounters, organisations and countries, since small costs would tell someone's audience."""

    cost: int
    new_encounters: int
    repeats: int
    same_organisation: int
    same_country: int
    breaks: tuple[Break, ...]

    @property
    def allowed(self) -> bool:
        return not self.breaks


@dataclass(frozen=True)
class Placement:
    """A late arrival in one of the groups (by its number in the list, from 0), and in what language."""

    group: int
    language: str | None
    effect: Effect


@dataclass(frozen=True)
class Merge:
    """Group `small` could join group `into` (numbers in the list, from 0)."""

    small: int
    into: int
    language: str | None
    effect: Effect


def effect_of_move(
    setting: Setting, groups: Groups, moves: Mapping[str, int], concessions: tuple[Concession, ...] = ()
) -> Effect:
    """What moving people by hand does: key → number of the group they go to. Two keys make an exchange.

    Undoing is moving back. Only rules that the move itself breaks are named, not those broken before. Raises KeyError for someone who
    is in none of the groups, IndexError for a group that is not there.
    """
    before = [list(members) for members in groups]
    after = [[key for key in members if key not in moves] for members in groups]
    present = {key for members in groups for key in members}
    for key, number in sorted(moves.items()):
        if key not in present:
            raise KeyError(key)
        if not 0 <= number < len(after):
            raise IndexError(f"There is no group {number}.")
        after[number].append(key)
    return compare(among(setting, present, concessions), before, after)


def places_for_late(
    setting: Setting, groups: Groups, key: str, concessions: tuple[Concession, ...] = ()
) -> tuple[Placement, ...]:
    """Every group for a late arrival, the best first, without moving anyone; `setting.people` includes the arrival.

    Groups that break no hard rule come first, the cheapest of them at the top; then those that break the less important
    rules. If the first one breaks a rule, that is what gives way.
    """
    present = {k for members in groups for k in members} | {key}
    gathering = among(setting, present, concessions)
    before = [list(members) for members in groups]
    found = []
    for number in range(len(before)):
        after = [list(members) for members in before]
        after[number].append(key)
        placed = [gathering.place[k] for k in after[number]]
        language = working_language(gathering, placed)
        found.append(
            Placement(
                number,
                gathering.languages[language] if language is not None else None,
                compare(gathering, before, after),
            )
        )
    return tuple(
        sorted(found, key=lambda p: (*severity(p.effect), p.effect.cost, len(before[p.group]), p.group))
    )


def without(groups: Groups, leaving: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """The groups after some have left. A group that is now empty stays, as an empty one, so that numbers hold."""
    gone = set(leaving)
    return tuple(tuple(key for key in members if key not in gone) for members in groups)


def merges(
    setting: Setting, groups: Groups, fewest: int = 3, concessions: tuple[Concession, ...] = ()
) -> tuple[Merge, ...]:
    """For each group of fewer than `fewest` people (but not empty), the group it would best join.

    Sizes are not counted as a broken rule here: a merged group is larger, that is what merging means. A proposal that breaks another
    rule says so in its effect; a facilitator decides.
    """
    present = {key for members in groups for key in members}
    gathering = among(setting, present, concessions)
    before = [list(members) for members in groups]
    proposals = []
    for small, members in enumerate(before):
        if not 0 < len(members) < fewest:
            continue
        options = []
        for into, others in enumerate(before):
            if into == small or not others:
                continue
            after = [list(m) for m in before]
            after[into] += members
            after[small] = []
            effect = compare(gathering, before, after)
            effect = replace(effect, breaks=tuple(b for b in effect.breaks if b.rule is not Rule.SIZES))
            language = working_language(gathering, [gathering.place[key] for key in after[into]])
            options.append(
                Merge(small, into, gathering.languages[language] if language is not None else None, effect)
            )
        if options:
            proposals.append(
                min(options, key=lambda m: (*severity(m.effect), len(before[m.into]), m.effect.cost, m.into))
            )
    return tuple(proposals)


def among(setting: Setting, present: set[str], concessions: tuple[Concession, ...]) -> Gathering:
    """The setting with only those present; a key that the setting does not know raises KeyError."""
    known = {person.key for person in setting.people}
    if missing := sorted(present - known):
        raise KeyError(missing[0])
    return gather(
        replace(setting, people=tuple(person for person in setting.people if person.key in present)),
        concessions,
    )


def severity(effect: Effect) -> tuple[int, int]:
    """For sorting: what breaks nothing first, then what breaks only the least important rule, and then the fewest."""
    if not effect.breaks:
        return (0, 0)
    worst = min(PRIORITY[b.rule] for b in effect.breaks)
    return (len(PRIORITY) - worst, len(effect.breaks))


def compare(gathering: Gathering, before: Groups, after: Groups) -> Effect:
    """The difference between two ways to group, and the hard rules that hold before and not after."""
    g = gathering
    old, new = ([[g.place[key] for key in members] for members in groups] for groups in (before, after))
    different = ~np.eye(g.count, dtype=bool)

    def difference(matrix: np.ndarray) -> int:
        return pairs_cost(matrix, new) - pairs_cost(matrix, old)

    def same(name: str) -> np.ndarray:
        values = np.array([getattr(person, name) for person in g.people], dtype=object)
        return ((values[:, None] == values[None, :]) & (values[:, None] != "") & different).astype(np.int64)

    return Effect(
        cost=difference(g.cost),
        new_encounters=difference(((g.met == 0) & different).astype(np.int64)),
        repeats=difference((g.met > 0).astype(np.int64)),
        same_organisation=difference(same("organisation")),
        same_country=difference(same("country")),
        breaks=newly_broken(g, old, new),
    )


def newly_broken(gathering: Gathering, old: list[list[int]], new: list[list[int]]) -> tuple[Break, ...]:
    """Hard rules that hold in the old groups and not in the new, the most important first."""
    g = gathering
    before, after = ({i: k for k, members in enumerate(groups) for i in members} for groups in (old, new))
    breaks = []
    for rule, sets in (
        (Rule.SUPPORT, g.support),
        (Rule.TOGETHER, [*g.together, *g.helpers]),
    ):
        breaks += [
            Break(rule, g.keys(persons))
            for persons in sets
            if parted(persons, after) and not parted(persons, before)
        ]
    first, second = np.nonzero(np.triu(g.apart))
    breaks += [
        Break(Rule.APART, g.keys((a, b)))
        for a, b in zip(first.tolist(), second.tolist(), strict=True)
        if not parted((a, b), after) and parted((a, b), before, unplaced=True)
    ]
    for earlier, members in zip(old, new, strict=True):
        if members and working_language(g, members) is None:
            without_language = set(lacking_in(g, members))
            if earlier and working_language(g, earlier) is None:
                without_language -= set(lacking_in(g, earlier))
            if without_language:
                breaks.append(Break(Rule.LANGUAGE, g.keys(without_language)))
    spread_before, spread = (size_spread(groups) for groups in (old, new))
    if spread > max(1, spread_before, g.largest - g.smallest):
        sizes = [len(members) for members in new if members]
        # who is in the largest and the smallest groups
        extreme = [i for members in new if len(members) in (max(sizes), min(sizes)) for i in members]
        breaks.append(Break(Rule.SIZES, g.keys(extreme)))
    return tuple(sorted(breaks, key=lambda b: PRIORITY[b.rule]))


def parted(persons: Sequence[int], number: Mapping[int, int], *, unplaced: bool = False) -> bool:
    """Whether they are in different groups. Someone who is in none counts as `unplaced` says."""
    placed = [number[i] for i in persons if i in number]
    return len(set(placed)) > 1 or (unplaced and len(placed) < len(persons))


def size_spread(groups: list[list[int]]) -> int:
    sizes = [len(members) for members in groups if members]
    return max(sizes) - min(sizes) if sizes else 0
