"""A setting as arrays: who understands what, what each pair costs, who must be with whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .setting import (
    Concession,
    ForgetKeepApart,
    ForgetKeepTogether,
    Impossible,
    Interpreter,
    NumberOfGroups,
    Person,
    Rule,
    Setting,
    SizesBetween,
    TranslatingPairs,
)


@dataclass
class Gathering:
    """Everything the calculation needs, people in order of key (so that the order of the input does not matter)."""

    setting: Setting
    concessions: tuple[Concession, ...]
    people: list[Person]
    place: dict[str, int]  # key → index
    languages: list[str]
    understands: np.ndarray  # people × languages, with what interpreters and helpers add
    met: np.ndarray  # people × people: earlier meetings
    cost: np.ndarray  # people × people: cost of being in one group
    apart: np.ndarray  # people × people: bool
    support: list[tuple[int, int]]
    together: list[tuple[int, ...]]
    helpers: list[tuple[int, int]]  # (person, helper) of translating pairs
    units: list[list[int]]  # people who stay together, most are alone
    unit_of: np.ndarray
    group_count: int
    smallest: int
    largest: int

    @property
    def count(self) -> int:
        return len(self.people)

    @property
    def rapporteurs(self) -> np.ndarray:
        return np.array([person.rapporteur for person in self.people], dtype=bool)

    def keys(self, indices: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.people[i].key for i in sorted(set(indices)))

    def unit_understands(self) -> np.ndarray:
        """units × languages: understood by every member of the unit."""
        return np.array([self.understands[unit].all(axis=0) for unit in self.units]).reshape(
            len(self.units), len(self.languages)
        )

    def units_apart(self) -> list[tuple[int, int]]:
        """Pairs of different units that hold people to be kept apart."""
        first, second = np.nonzero(np.triu(self.apart))
        pairs = {
            tuple(sorted((int(self.unit_of[a]), int(self.unit_of[b]))))
            for a, b in zip(first, second, strict=True)
        }
        return sorted((a, b) for a, b in pairs if a != b)

    def language_rank(self) -> np.ndarray:
        """people × languages: 0 for the preferred language, 1 for the next …; languages not named come last."""
        rank = np.full((self.count, len(self.languages)), len(self.languages), dtype=np.int64)
        column = {language: j for j, language in enumerate(self.languages)}
        for i, person in enumerate(self.people):
            for order, language in enumerate(dict.fromkeys(person.languages)):
                rank[i, column[language]] = order
        return rank


def gather(setting: Setting, concessions: tuple[Concession, ...] = ()) -> Gathering:
    """Read a setting with what was conceded. Checks nothing: see `conflict_of_locks`."""
    people = sorted(setting.people, key=lambda person: person.key)
    place = {person.key: i for i, person in enumerate(people)}
    count = len(people)
    languages = sorted({language for person in people for language in person.languages})
    if languages:
        understands = np.array(
            [[language in person.languages for language in languages] for person in people]
        )
    else:  # nobody was asked: the rule of languages has nothing to say
        languages, understands = [""], np.ones((count, 1), dtype=bool)

    apart_pairs = {frozenset(pair) for pair in setting.locks.apart}
    together_sets = {frozenset(keys) for keys in setting.locks.together}
    helpers: list[tuple[int, int]] = []
    group_count, between = setting.group_count, None
    for concession in concessions:
        match concession:
            case Interpreter(persons):
                understands[[place[key] for key in persons if key in place]] = True
            case TranslatingPairs(pairs):
                helpers += [(place[a], place[b]) for a, b in pairs if a in place and b in place]
            case SizesBetween(smallest, largest):
                between = (smallest, largest)
            case NumberOfGroups(number):
                group_count = number
            case ForgetKeepApart(pairs):
                apart_pairs -= {frozenset(pair) for pair in pairs}
            case ForgetKeepTogether(sets):
                together_sets -= {frozenset(keys) for keys in sets}
    for person, helper in helpers:
        understands[person] |= understands[helper]

    support = sorted((place[a], place[b]) for a, b in setting.locks.support if a in place and b in place)
    together = sorted(
        indices
        for keys in together_sets
        if len(indices := tuple(sorted(place[key] for key in keys if key in place))) > 1
    )
    apart = np.zeros((count, count), dtype=bool)
    for pair in apart_pairs:
        if len(pair) == 2 and all(key in place for key in pair):
            a, b = (place[key] for key in pair)
            apart[a, b] = apart[b, a] = True

    met = np.zeros((count, count), dtype=np.int64)
    for (one, other), times in setting.met.items():
        if one in place and other in place and one != other:
            met[place[one], place[other]] += times
            met[place[other], place[one]] += times

    even, more = divmod(count, group_count)
    smallest, largest = between or (even, even + bool(more))
    units = merged(count, [*support, *together, *helpers])
    unit_of = np.zeros(count, dtype=np.int64)
    for number, unit in enumerate(units):
        unit_of[unit] = number
    return Gathering(
        setting=setting,
        concessions=concessions,
        people=people,
        place=place,
        languages=languages,
        understands=understands,
        met=met,
        cost=sum(cost_parts(setting, people, met).values(), np.zeros((count, count), dtype=np.int64)),
        apart=apart,
        support=support,
        together=together,
        helpers=helpers,
        units=units,
        unit_of=unit_of,
        group_count=group_count,
        smallest=smallest,
        largest=largest,
    )


def cost_parts(setting: Setting, people: list[Person], met: np.ndarray) -> dict[str, np.ndarray]:
    """The cost of each pair by cause: earlier meetings, organisation, country, audience."""
    weights = setting.weights
    parts = {"earlier_meetings": weights.earlier_meeting * met**2}
    for name, weight in (
        ("organisation", weights.same_organisation),
        ("country", weights.same_country),
        ("audience", weights.same_audience),
    ):
        values = np.array([getattr(person, name) for person in people], dtype=object)
        same = (values[:, None] == values[None, :]) & (values[:, None] != "")
        np.fill_diagonal(same, False)
        parts[name] = weight * same.astype(np.int64)
    return parts


def merged(count: int, sets: Iterable[Iterable[int]]) -> list[list[int]]:
    """Sets that share a member become one; everyone else is alone. In order of the first member."""
    leader = list(range(count))

    def first(i: int) -> int:
        while leader[i] != i:
            i = leader[i]
        return i

    for members in sets:
        roots = sorted({first(i) for i in members})
        for root in roots[1:]:
            leader[root] = roots[0]
    units: dict[int, list[int]] = {}
    for i in range(count):
        units.setdefault(first(i), []).append(i)
    return list(units.values())


def conflict_of_locks(gathering: Gathering) -> Impossible | None:
    """Locks that contradict one another: someone to be kept apart from whom they must be with."""
    for rule, sets in ((Rule.APART, gathering.support), (Rule.TOGETHER, None)):
        units = gathering.units if sets is None else merged(gathering.count, sets)
        clashing = [
            (unit, a, b)
            for unit in units
            for k, a in enumerate(unit)
            for b in unit[k + 1 :]
            if gathering.apart[a, b]
        ]
        if not clashing:
            continue
        pairs = tuple((gathering.people[a].key, gathering.people[b].key) for _, a, b in clashing)
        choices: list[Concession] = [ForgetKeepApart(pairs)]
        involved = {i for _, a, b in clashing for i in (a, b)}
        if rule is Rule.TOGETHER:
            sets_in = [s for s in gathering.together if any(set(s) <= set(unit) for unit, _, _ in clashing)]
            if sets_in:
                choices.append(ForgetKeepTogether(tuple(gathering.keys(s) for s in sets_in)))
            else:
                rule = Rule.APART
            involved |= {i for s in sets_in for i in s}
        return Impossible(rule, gathering.keys(involved), tuple(choices))
    return None
