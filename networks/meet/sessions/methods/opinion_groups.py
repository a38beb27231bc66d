"""Opinion groups: people who vote alike on the statements of a part.

The method is that of Polis (Small, Bjorkegren, Erkkilä, Shaw, Megill, Recerca 26(2), 2021): map, groups, number of
groups by silhouette. Ours differs in three things, so that the groups are a function of the votes and not of who came
first: k-means runs on people rather than on a hundred base clusters, from many seeded k-means++ starts, in an order of
rows made from the votes themselves. `as_polis` keeps the original's way, to compare with published conversations.

An opinion group is a way to read votes at one moment. It is not a party, not a membership and not for ever.

    found, memory = find_groups(votes, memory)      # memory: what to keep until the next recalculation
    counts = count_votes(votes, found.letters)      # then opinion_statistics and statement_routing
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import permutations
from string import ascii_uppercase
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .clustering import Clusters, first_k, k_means, silhouette
from .opinion_map import OpinionMap, opinion_map
from .opinion_votes import Votes

VOTES_TO_BE_GROUPED = 7
FEWEST_PEOPLE = 15
SMALLEST_GROUP = 5
MOST_GROUPS = 5
PEOPLE_PER_FURTHER_GROUP = 12
WINS_TO_CHANGE = 4
RESTARTS = 50
SEED = 20_210_621
POLIS_BASE_CLUSTERS = 100


class Outcome(StrEnum):
    GROUPED = "grouped"
    TOO_FEW_PEOPLE = "too few people"
    TOO_FEW_VOTES = "too few votes"
    NO_CLEAR_GROUPS = "no clear groups"


@dataclass(frozen=True)
class Memory:
    """What one calculation hands to the next, plain data.

    `letters` by participant and `letters_used` so that a letter stays with its people and is not given to others;
    `axes` so that the picture is not mirrored; `number` of groups shown; `challenger` and its `wins` in a row;
    `members`, who once had enough votes; `sequence` of the votes used last.
    """

    letters: Mapping[Hashable, str] = field(default_factory=dict)
    letters_used: str = ""
    axes: Mapping[Hashable, tuple[float, float]] = field(default_factory=dict)
    number: int | None = None
    challenger: int | None = None
    wins: int = 0
    members: frozenset[Hashable] = frozenset()
    sequence: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """For storing as JSON. Participants and statements have to be strings or numbers there."""
        return {
            "letters": [[who, letter] for who, letter in self.letters.items()],
            "letters_used": self.letters_used,
            "axes": [[statement, x, y] for statement, (x, y) in self.axes.items()],
            "number": self.number,
            "challenger": self.challenger,
            "wins": self.wins,
            "members": sorted(self.members, key=str),
            "sequence": self.sequence,
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Memory:
        return cls(
            letters=dict(stored["letters"]),
            letters_used=stored["letters_used"],
            axes={statement: (x, y) for statement, x, y in stored["axes"]},
            number=stored["number"],
            challenger=stored["challenger"],
            wins=stored["wins"],
            members=frozenset(stored["members"]),
            sequence=stored["sequence"],
        )


@dataclass(frozen=True)
class Grouping:
    """The result. Everything a page needs to say what it is and how it was computed.

    `people` voted at all, `considered` had enough votes to be grouped, with `median_votes` each. `letters` is
    participant → group, `sizes` group → people. `silhouettes` is how well 2, 3, … groups are apart (-1 to 1);
    `rejected` those numbers of groups that would have shown fewer than SMALLEST_GROUP people, with the smallest size.
    `best` is the number of groups that won this time, `number` the one shown: a new one has to win WINS_TO_CHANGE times.
    `points` and `extremity` are places on the map by participant and statement; `shares` what its axes explain.
    """

    outcome: Outcome
    people: int
    considered: int
    median_votes: float
    statements: int
    number: int = 0
    best: int | None = None
    letters: Mapping[Hashable, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    silhouettes: Mapping[int, float] = field(default_factory=dict)
    rejected: Mapping[int, int] = field(default_factory=dict)
    points: Mapping[Hashable, tuple[float, float]] = field(default_factory=dict)
    extremity: Mapping[Hashable, float] = field(default_factory=dict)
    shares: tuple[float, float] = (0.0, 0.0)
    sequence: int | None = None


def find_groups(
    votes: Votes,
    memory: Memory | None = None,
    *,
    as_polis: bool = False,
    restarts: int = RESTARTS,
    seed: int = SEED,
    smallest: int = SMALLEST_GROUP,
    scaled: bool = True,
) -> tuple[Grouping, Memory]:
    """Group the people, and say what to remember for the next time.

    Without `as_polis` the result is the same in any order of the rows. `scaled=False` leaves out the enlargement of
    people who saw few statements (for comparison).
    """
    memory = memory or Memory()
    if not as_polis:
        votes = votes.in_rows(votes.content_order())
    given = votes.given
    drawn = opinion_map(votes, previous=memory.axes, scaled=scaled)
    rows = _considered(votes, given, memory)
    median = float(np.median(given[rows])) if len(rows) else 0.0
    found = Grouping(
        outcome=Outcome.GROUPED,
        people=int(np.count_nonzero(given)),
        considered=len(rows),
        median_votes=median,
        statements=int(np.count_nonzero(votes.shown)),
        points={
            votes.participants[row]: (float(x), float(y))
            for row, (x, y) in zip(rows, drawn.points[rows], strict=True)
        },
        extremity={
            s: float(e)
            for s, e, shown in zip(votes.statements, drawn.extremity, votes.shown, strict=True)
            if shown
        },
        shares=drawn.shares,
        sequence=votes.sequence,
    )
    memory = replace(memory, axes=drawn.axes_by_statement(votes.statements))
    if len(rows) < FEWEST_PEOPLE:
        return replace(found, outcome=Outcome.TOO_FEW_PEOPLE), memory
    if median < VOTES_TO_BE_GROUPED:
        return replace(found, outcome=Outcome.TOO_FEW_VOTES), memory
    return _group(votes, rows, drawn, found, memory, as_polis, restarts, seed, smallest)


def _considered(votes: Votes, given: NDArray[np.intp], memory: Memory) -> NDArray[np.intp]:
    """Rows of the people to group: enough votes now or before; if those are too few, the most active join them."""
    enough = given >= min(VOTES_TO_BE_GROUPED, len(votes.statements))
    before = np.array([participant in memory.members for participant in votes.participants], dtype=bool)
    chosen = (enough | before) & (given > 0)
    missing = FEWEST_PEOPLE - int(np.count_nonzero(chosen))
    if missing > 0:
        others = np.flatnonzero(~chosen & (given > 0))
        chosen[others[np.argsort(-given[others], kind="stable")][:missing]] = True
    return np.flatnonzero(chosen)


def _group(
    votes: Votes, rows, drawn: OpinionMap, found: Grouping, memory: Memory, as_polis, restarts, seed, smallest
):
    points = drawn.points[rows]
    candidates: dict[int, Clusters] = {}
    silhouettes: dict[int, float] = {}
    rejected: dict[int, int] = {}
    for number, clusters, apart in _candidates(points, as_polis, restarts, seed):
        silhouettes[number] = apart
        if clusters.sizes.min() < smallest:
            rejected[number] = int(clusters.sizes.min())
        else:
            candidates[number] = clusters
    found = replace(found, silhouettes=silhouettes, rejected=rejected)
    members = memory.members | {votes.participants[row] for row in rows}
    kept = replace(memory, members=members, sequence=votes.sequence)
    if not candidates:
        return replace(found, outcome=Outcome.NO_CLEAR_GROUPS), replace(
            kept, number=None, challenger=None, wins=0
        )
    best = max(candidates, key=lambda number: (silhouettes[number], -number))
    number, challenger, wins = _number_shown(best, candidates, memory, votes.sequence)
    labels = candidates[number].labels
    people = [votes.participants[row] for row in rows]
    names, used = _letters(labels, people, points, memory)
    letters = {who: names[label] for who, label in zip(people, labels.tolist(), strict=True)}
    sizes = {names[label]: int(size) for label, size in enumerate(candidates[number].sizes)}
    found = replace(found, number=number, best=best, letters=letters, sizes=dict(sorted(sizes.items())))
    return found, replace(
        kept, letters=letters, letters_used=used, number=number, challenger=challenger, wins=wins
    )


def _candidates(points, as_polis: bool, restarts: int, seed: int) -> Iterable[tuple[int, Clusters, float]]:
    """Each possible number of groups with its clusters of people and its silhouette."""
    if not as_polis:
        for k in range(2, min(MOST_GROUPS, 2 + len(points) // PEOPLE_PER_FURTHER_GROUP) + 1):
            clusters = k_means(points, k, restarts=restarts, seed=seed)
            if clusters is not None:
                yield k, clusters, silhouette(points, clusters.labels, seed=seed)
        return
    base = first_k(points, POLIS_BASE_CLUSTERS)
    for k in range(2, min(MOST_GROUPS, 2 + len(base.centres) // PEOPLE_PER_FURTHER_GROUP) + 1):
        clusters = first_k(base.centres, k, weights=base.sizes.astype(float))
        if len(clusters.centres) == k:
            yield (
                k,
                Clusters(clusters.labels[base.labels], clusters.centres),
                silhouette(base.centres, clusters.labels),
            )


def _number_shown(best: int, candidates, memory: Memory, sequence: int | None) -> tuple[int, int | None, int]:
    """The number of groups to show, and the challenger with its wins in a row.

    Calculating the same votes again is no new win.
    """
    if memory.number is None or memory.number not in candidates:
        return best, None, 0
    if best == memory.number:
        return best, None, 0
    again = sequence is not None and sequence == memory.sequence
    wins = memory.wins if best == memory.challenger else 0
    wins += 0 if again and wins else 1
    if wins >= WINS_TO_CHANGE:
        return best, None, 0
    return memory.number, best, wins


def _letters(labels, people: list[Hashable], points, memory: Memory) -> tuple[dict[int, str], str]:
    """A letter for each cluster: the one that most of its people had, so that letters stay with people.

    A cluster without such people gets the next letter never used. At first the largest is A; of equals, the
    one further left on the map.
    """
    number = len(np.unique(labels))
    overlap: dict[tuple[int, str], int] = {}
    for who, label in zip(people, labels.tolist(), strict=True):
        letter = memory.letters.get(who)
        if letter is not None:
            overlap[label, letter] = overlap.get((label, letter), 0) + 1
    sizes = np.bincount(labels, minlength=number)
    left = [float(points[labels == label, 0].mean()) for label in range(number)]
    by_size = sorted(range(number), key=lambda label: (-int(sizes[label]), left[label]))
    old = sorted({letter for _, letter in overlap})
    choices: list[str | None] = [*old, *([None] * number)]
    best: tuple[int, tuple[str | None, ...]] = (-1, ())
    for assigned in sorted(set(permutations(choices, number)), key=lambda a: [letter or "~" for letter in a]):
        shared = sum(
            overlap.get((label, letter), 0) for label, letter in zip(by_size, assigned, strict=True) if letter
        )
        if shared > best[0]:
            best = (shared, assigned)
    names = {
        label: letter
        for label, letter in zip(by_size, best[1], strict=True)
        if letter and overlap.get((label, letter), 0)
    }
    used = memory.letters_used
    for label in by_size:
        if label not in names:
            taken = set(used) | set(names.values())
            free = [letter for letter in ascii_uppercase if letter not in taken]
            # after 26 letters the oldest one that nobody bears now
            names[label] = free[0] if free else next(x for x in ascii_uppercase if x not in names.values())
        if names[label] not in used:
            used += names[label]
    return names, used
