"""Why there is no plan: which rule gives way, who is concerned, and what can be done about it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .gathering import Gathering, conflict_of_locks, gather
from .language_stage import (
    NoPlan,
    colourable,
    fill_groups,
    first_plans,
    lacking_in,
    place_exactly,
    share_out_languages,
)
from .setting import (
    Concession,
    ForgetKeepApart,
    ForgetKeepTogether,
    Impossible,
    Interpreter,
    NumberOfGroups,
    Rule,
    SizesBetween,
    TranslatingPairs,
)


def why_impossible(gathering: Gathering, *, proven: bool) -> Impossible:
    """The least important rule that must give way, with choices of which each has been tried.

    Looked at from the most important rule: keeping apart by itself; then languages with sizes free; what is
    left is the fault of sizes. The persons are those whom the cheapest concession of that rule concerns.
    """
    if units := colourable(gathering):
        return too_many_apart(gathering, units)
    by_size = relaxed(gathering, sizes_give_way=True)
    by_language = relaxed(gathering, language_gives_way=True)
    choices: list[Concession] = []
    if by_language:
        groups, lacking = by_language
        choices += language_choices(gathering, groups, lacking)
    if by_size:
        sizes = [len(members) for members in by_size[0]]
        choices.append(SizesBetween(min(sizes), max(sizes)))
    choices += other_numbers_of_groups(gathering)
    locks = lock_choices(gathering)

    if by_size:
        rule, persons = Rule.SIZES, odd_sized(gathering, by_size[0])
    elif by_language and by_language[1]:
        rule, persons = Rule.LANGUAGE, set(by_language[1])
    elif gathering.apart.any():
        rule, persons = Rule.APART, set(np.nonzero(gathering.apart)[0].tolist())
    else:
        rule, persons = Rule.TOGETHER, {i for unit in gathering.units if len(unit) > 1 for i in unit}
    possible = tuple(choice for choice in dict.fromkeys(choices + locks) if works(gathering, choice))
    return Impossible(rule, gathering.keys(persons), possible, proven)


def too_many_apart(gathering: Gathering, units: list[int]) -> Impossible:
    """More people to be kept apart, each from each, than there are groups."""
    g = gathering
    persons = [
        i for u in units for i in g.units[u] if g.apart[i, [j for v in units for j in g.units[v]]].any()
    ]
    choices: list[Concession] = [*other_numbers_of_groups(g)]
    pairs = [(a, b) for a in persons for b in persons if a < b and g.apart[a, b]]
    if len(pairs) <= 10:
        choices += [ForgetKeepApart(((g.people[a].key, g.people[b].key),)) for a, b in pairs]
        choices.append(ForgetKeepApart(tuple((g.people[a].key, g.people[b].key) for a, b in pairs)))
    return Impossible(Rule.APART, g.keys(persons), tuple(c for c in dict.fromkeys(choices) if works(g, c)))


def relaxed(
    gathering: Gathering, *, language_gives_way: bool = False, sizes_give_way: bool = False
) -> tuple[list[list[int]], list[int]] | None:
    """(groups, people who lack the language of theirs) with one rule relaxed as little as possible; None if no use."""
    try:
        languages = share_out_languages(
            gathering, language_gives_way=language_gives_way, sizes_give_way=sizes_give_way
        )
        widened = gathering
        if languages.lacking:
            understands = gathering.understands.copy()
            understands[languages.lacking] = True
            widened = replace(gathering, understands=understands)
        for attempt in range(20):
            if groups := fill_groups(widened, languages, np.random.default_rng(attempt)):
                return groups, languages.lacking
        return place_exactly(gathering, language_gives_way=language_gives_way, sizes_give_way=sizes_give_way)
    except NoPlan:
        return None


def odd_sized(gathering: Gathering, groups: list[list[int]]) -> set[int]:
    """Who is in a group of unusual size: a unit with no room, else the smaller groups, else the larger."""
    even, more = divmod(gathering.count, gathering.group_count)
    bulky = [unit for unit in gathering.units if len(unit) > gathering.largest]
    small = [members for members in groups if len(members) < even]
    large = [members for members in groups if len(members) > even + bool(more)]
    return {i for members in (bulky or small or large or groups) for i in members}


def language_choices(gathering: Gathering, groups: list[list[int]], lacking: list[int]) -> list[Concession]:
    """An interpreter for those who lack the language, or for each somebody who translates."""
    if not lacking:
        return []
    g = gathering
    pairs: list[tuple[str, str]] = []
    busy = set(lacking) | {i for unit in g.units if len(unit) > 1 for i in unit}
    rank = g.language_rank()
    for person in lacking:
        members = next(m for m in groups if person in m)
        others = [i for i in members if i not in lacking_in(g, members)]
        spoken = g.understands[others].all(axis=0) if others else np.zeros(len(g.languages), dtype=bool)
        helpers = [
            i
            for i in range(g.count)
            if i not in busy
            and not g.apart[i, person]
            and (g.understands[i] & g.understands[person]).any()
            and (g.understands[i] & spoken).any()
        ]
        if not helpers:
            pairs = []
            break
        shared = g.understands[person]
        helper = min(
            helpers,
            key=lambda i: (
                i not in members,
                -int(g.understands[i].sum()),
                int(rank[i][shared & g.understands[i]].min()),
                i,
            ),
        )
        busy.add(helper)
        pairs.append((g.people[person].key, g.people[helper].key))
    choices: list[Concession] = [Interpreter(g.keys(lacking))]
    return choices + ([TranslatingPairs(tuple(sorted(pairs)))] if pairs else [])


def other_numbers_of_groups(gathering: Gathering) -> list[Concession]:
    """The nearest smaller and the nearest larger number of groups with which all rules can hold."""
    found: list[Concession] = []
    most = max(1, gathering.count // min(2, max(1, gathering.smallest)))
    if any(type(c) is SizesBetween for c in gathering.concessions):
        return found
    for direction in (-1, 1):
        for distance in range(1, 7):
            number = gathering.group_count + direction * distance
            if 1 <= number <= most and works(gathering, NumberOfGroups(number)):
                found.append(NumberOfGroups(number))
                break
    return found


def lock_choices(gathering: Gathering) -> list[Concession]:
    """Give up keeping apart, or keeping together, one lock at a time; only what helps is offered."""
    g = gathering
    pairs = [(int(a), int(b)) for a, b in zip(*np.nonzero(np.triu(g.apart)), strict=True)]
    choices: list[Concession] = [ForgetKeepTogether((g.keys(s),)) for s in g.together[:5]]
    choices += [ForgetKeepApart(((g.people[a].key, g.people[b].key),)) for a, b in pairs[:5]]
    return choices


def works(gathering: Gathering, choice: Concession) -> bool:
    """There is a plan with this choice."""
    g = gather(gathering.setting, (*gathering.concessions, choice))
    if g.count < g.group_count or conflict_of_locks(g) or colourable(g):
        return False
    try:
        first_plans(g, np.random.default_rng(0), 1)
    except NoPlan:
        return False
    return True
