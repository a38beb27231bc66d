"""A finished plan and what explains it: who shares which language, who is new to whom, why a repeat stayed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

import numpy as np

from .gathering import Gathering, cost_parts
from .search import Walk
from .setting import Concession, Interpreter, TranslatingPairs


class Reason(Enum):
    """Why two people who have met are in the same group again."""

    TOGETHER = "they stay together"
    FEW_SHARE_LANGUAGE = (
        "too few people share a language with one of them whom that person has not met: proven"
    )
    NO_EXCHANGE = "no exchange of one of them with anyone keeps the hard rules"
    DEARER = "the best exchange that parts them costs more"


@dataclass(frozen=True)
class Repeat:
    """Two people who meet again. For FEW_SHARE_LANGUAGE `person` is the one with few possible companions, `others` how many
    people of the language where there are most that person has not met, `needed` how many companions a group has at least.
    For DEARER, `extra` is the cost that the best parting exchange adds (0: an equally good plan)."""

    pair: tuple[str, str]
    earlier_meetings: int
    reason: Reason
    person: str = ""
    others: int = 0
    needed: int = 0
    extra: int = 0


@dataclass(frozen=True)
class Group:
    """One breakout group. `audiences_never_shown` is for measuring the mix: audience is never shown per group."""

    members: tuple[str, ...]
    language: str
    shared_languages: dict[str, tuple[str, ...]]  # language → who understands it, from two people up
    countries: dict[str, int]
    organisations: dict[str, int]
    audiences_never_shown: dict[str, int]
    new_encounters: int
    repeats: tuple[Repeat, ...]
    rapporteurs: tuple[str, ...]
    interpreted: tuple[str, ...]  # members who need the interpreter here
    translated: tuple[tuple[str, str], ...]  # (person, helper) here


@dataclass(frozen=True)
class RandomPlans:
    """Costs of plans drawn at random within the hard rules; `distinct` says how many of them differ."""

    drawn: int
    distinct: int
    best: int
    median: float
    mean: float
    repeats: float  # mean number of pairs who meet again


@dataclass(frozen=True)
class Plan:
    """A plan for one session. `cost` is never above `random.best` nor below `bound`, which is proven (see bound.py)."""

    groups: tuple[Group, ...]
    cost: int
    cost_by_cause: dict[str, int]
    bound: int
    random: RandomPlans
    new_encounters: int
    repeats: int
    groups_without_rapporteur: int
    concessions: tuple[Concession, ...]
    seed: int

    @property
    def distance(self) -> int:
        """How far the cost can at most be above the best possible."""
        return self.cost - self.bound

    @property
    def members(self) -> tuple[tuple[str, ...], ...]:
        """Members of each group, for the functions in changes.py."""
        return tuple(group.members for group in self.groups)


def working_language(gathering: Gathering, members: list[int]) -> int | None:
    """The language that all understand; of several, the one they like most; None if there is none."""
    common = np.nonzero(gathering.understands[members].all(axis=0))[0]
    if not len(common):
        return None
    rank = np.minimum(gathering.language_rank()[members], len(gathering.languages))
    own = np.array(
        [[language in gathering.people[i].languages for language in gathering.languages] for i in members]
    )
    return int(min(common, key=lambda j: ((~own[:, j]).sum(), rank[:, j].sum(), j)))


def pairs_cost(matrix: np.ndarray, groups: list[list[int]]) -> int:
    return int(sum(matrix[np.ix_(members, members)].sum() for members in groups)) // 2


def explain_group(gathering: Gathering, members: list[int], repeats: tuple[Repeat, ...]) -> Group:
    g, people = gathering, [gathering.people[i] for i in members]
    language = working_language(g, members)
    name = g.languages[language] if language is not None else ""
    understood = Counter(language for person in people for language in set(person.languages))
    lacking = {person.key for person in people if name not in person.languages}
    translated = tuple(
        pair
        for concession in g.concessions
        if isinstance(concession, TranslatingPairs)
        for pair in concession.pairs
        if pair[0] in lacking
    )
    interpreted = {
        key
        for concession in g.concessions
        if isinstance(concession, Interpreter)
        for key in concession.persons
    }
    met = g.met[np.ix_(members, members)]
    return Group(
        members=tuple(person.key for person in people),
        language=name,
        shared_languages={
            shared: tuple(person.key for person in people if shared in person.languages)
            for shared, times in sorted(understood.items(), key=lambda item: (-item[1], item[0]))
            if times > 1
        },
        countries=counted(person.country for person in people),
        organisations=counted(person.organisation for person in people),
        audiences_never_shown=counted(person.audience for person in people),
        new_encounters=int((np.triu(met == 0, 1)).sum()),
        repeats=repeats,
        rapporteurs=tuple(person.key for person in people if person.rapporteur),
        interpreted=tuple(sorted(lacking & interpreted)),
        translated=translated,
    )


def counted(values) -> dict[str, int]:
    """How often each value occurs, the most frequent first; empty values are left out."""
    return dict(sorted(Counter(v for v in values if v).items(), key=lambda item: (-item[1], item[0])))


def explain_repeats(gathering: Gathering, walk: Walk, which: int) -> dict[tuple[int, int], Repeat]:
    """Each pair who meet again in one plan of a walk, with the strongest reason that can be shown."""
    g = gathering
    groups = walk.plan(which)
    change, valid = walk.exchanges(which)
    known = g.understands
    needed = g.smallest - 1
    unmet = g.met == 0
    np.fill_diagonal(unmet, False)
    possible = unmet & ~g.apart
    found = {}
    for members in groups:
        for a, b in combinations(sorted(members), 2):
            if not g.met[a, b]:
                continue
            pair, times = (g.people[a].key, g.people[b].key), int(g.met[a, b])
            if g.unit_of[a] == g.unit_of[b]:
                found[a, b] = Repeat(pair, times, Reason.TOGETHER)
                continue
            scarce = [
                (max((int((possible[i] & known[:, j]).sum()) for j in np.nonzero(known[i])[0]), default=0), i)
                for i in (a, b)
            ]
            others, person = min(scarce)
            if others < needed:
                found[a, b] = Repeat(
                    pair,
                    times,
                    Reason.FEW_SHARE_LANGUAGE,
                    person=g.people[person].key,
                    others=others,
                    needed=needed,
                )
                continue
            extra = [int(change[i][valid[i]].min()) for i in (a, b) if valid[i].any()]
            if extra:
                found[a, b] = Repeat(pair, times, Reason.DEARER, extra=min(extra))
            else:
                found[a, b] = Repeat(pair, times, Reason.NO_EXCHANGE)
    return found


def write_plan(gathering: Gathering, walk: Walk, which: int, random: RandomPlans, bound: int) -> Plan:
    """The plan with its explanation; groups in order of language, then of their first member."""
    g = gathering
    repeats = explain_repeats(g, walk, which)
    groups = []
    for members in walk.plan(which):
        members = sorted(members)
        inside = set(members)
        groups.append(
            explain_group(
                g, members, tuple(repeat for (a, _), repeat in sorted(repeats.items()) if a in inside)
            )
        )
    groups.sort(key=lambda group: (group.language, group.members))
    placed = [[g.place[key] for key in group.members] for group in groups]
    parts = cost_parts(g.setting, g.people, g.met)
    return Plan(
        groups=tuple(groups),
        cost=pairs_cost(g.cost, placed),
        cost_by_cause={name: pairs_cost(matrix, placed) for name, matrix in parts.items()},
        bound=bound,
        random=random,
        new_encounters=sum(group.new_encounters for group in groups),
        repeats=sum(len(group.repeats) for group in groups),
        groups_without_rapporteur=sum(not group.rapporteurs for group in groups)
        if g.rapporteurs.any()
        else 0,
        concessions=g.concessions,
        seed=g.setting.seed,
    )
