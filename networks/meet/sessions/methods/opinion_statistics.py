"""What opinion groups say: representative statements, group-informed consensus, majorities, and why you are here.

Counts are exact; the tests are those of Polis (Small et al., Recerca 26(2), 2021): z for one and for two proportions
with one vote of each kind added, so that few votes never look certain. Statements that moderation hid are left out.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from math import prod, sqrt

import numpy as np
from numpy.typing import NDArray

from .opinion_votes import AGREE, DISAGREE, UNSEEN, Votes

SIGNIFICANT = 1.2816  # z of the one-sided 90 % test
REPRESENTATIVE_STATEMENTS = 5
MAJORITY_STATEMENTS = 5
VOTES_FOR_CONSENSUS = 5  # in every group; with fewer a statement is in no list of consensus


def proportion_test(successes: int, trials: int) -> float:
    """z that more than half of `trials` are successes, one of each added. No trials give 1, so look at counts too."""
    successes, trials = successes + 1, trials + 1
    return 2 * sqrt(trials) * (successes / trials - 0.5)


def two_proportions_test(in_successes: int, in_trials: int, out_successes: int, out_trials: int) -> float:
    """z that the first share is larger than the second, one added to all four counts."""
    s1, n1, s2, n2 = in_successes + 1, in_trials + 1, out_successes + 1, out_trials + 1
    share = (s1 + s2) / (n1 + n2)
    if share == 1:
        return 0.0
    return (s1 / n1 - s2 / n2) / sqrt(share * (1 - share) * (1 / n1 + 1 / n2))


@dataclass(frozen=True)
class Count:
    """Votes on one statement. `seen` includes passes."""

    agree: int
    disagree: int
    seen: int

    @property
    def passed(self) -> int:
        return self.seen - self.agree - self.disagree

    def on(self, side: int) -> int:
        return self.agree if side == AGREE else self.disagree

    def likely(self, side: int) -> float:
        """The share on this side, one vote of each kind added."""
        return (self.on(side) + 1) / (self.seen + 2)

    def __sub__(self, other: Count) -> Count:
        return Count(self.agree - other.agree, self.disagree - other.disagree, self.seen - other.seen)


@dataclass(frozen=True)
class Counts:
    """Votes by statement: of everybody, and of each opinion group by its letter."""

    everybody: Mapping[Hashable, Count]
    groups: Mapping[str, Mapping[Hashable, Count]]
    people: int
    sizes: Mapping[str, int]

    def grouped(self, statement: Hashable) -> Count:
        """Votes of all who are in a group."""
        counts = [group[statement] for group in self.groups.values()]
        return Count(
            sum(c.agree for c in counts), sum(c.disagree for c in counts), sum(c.seen for c in counts)
        )


def count_votes(votes: Votes, letters: Mapping[Hashable, str]) -> Counts:
    """Count each statement that is not hidden, over everybody and over each group (participant → letter)."""
    shown = np.flatnonzero(votes.shown)
    of_row = np.array([letters.get(participant, "") for participant in votes.participants], dtype=object)
    names = sorted({letter for letter in of_row if letter})
    groups = {letter: _count(votes, np.flatnonzero(of_row == letter), shown) for letter in names}
    people = int(np.count_nonzero(votes.given))
    everybody = _count(votes, None, shown)
    return Counts(everybody, groups, people, {letter: int(np.sum(of_row == letter)) for letter in names})


def _count(votes: Votes, rows: NDArray[np.intp] | None, columns: NDArray[np.intp]) -> dict[Hashable, Count]:
    values = votes.values if rows is None else votes.values[rows]
    agree = np.count_nonzero(values == AGREE, axis=0)
    disagree = np.count_nonzero(values == DISAGREE, axis=0)
    seen = np.count_nonzero(values != UNSEEN, axis=0)
    return {votes.statements[c]: Count(int(agree[c]), int(disagree[c]), int(seen[c])) for c in columns}


@dataclass(frozen=True)
class Representative:
    """A statement that tells a group from the rest: `inside` of its members are on `side`, `outside` of the others."""

    statement: Hashable
    side: int
    inside: Count
    outside: Count
    ratio: float  # how many times likelier this side is inside than outside
    z_share: float
    z_difference: float
    significant: bool

    @property
    def strength(self) -> float:
        return self.ratio * self.z_difference * self.inside.likely(self.side) * self.z_share


def representativeness(counts: Counts, letter: str) -> list[Representative]:
    """Every statement that a member voted on, with the side that sets this group apart; strongest first."""
    found = []
    for statement, inside in counts.groups[letter].items():
        if not inside.seen:
            continue
        outside = counts.grouped(statement) - inside
        agree = _representative(statement, AGREE, inside, outside)
        disagree = _representative(statement, DISAGREE, inside, outside)
        # either side may pass the tests; the one that differs more is named
        side = agree if agree.z_difference > disagree.z_difference else disagree
        found.append(replace(side, significant=agree.significant or disagree.significant))
    return sorted(found, key=lambda r: (not r.significant, -r.strength, str(r.statement)))


def _representative(statement: Hashable, side: int, inside: Count, outside: Count) -> Representative:
    z_share = proportion_test(inside.on(side), inside.seen)
    z_difference = two_proportions_test(inside.on(side), inside.seen, outside.on(side), outside.seen)
    ratio = inside.likely(side) / outside.likely(side)
    significant = z_share > SIGNIFICANT and z_difference > SIGNIFICANT
    return Representative(statement, side, inside, outside, ratio, z_share, z_difference, significant)


def representative_statements(
    counts: Counts, letter: str, most: int = REPRESENTATIVE_STATEMENTS
) -> list[Representative]:
    """The few statements by which to know a group: its best agreed one first, then by strength.

    Never empty when a member voted: without a significant one, the best agreed or else the most different is given,
    marked `significant=False`.
    """
    ranked = representativeness(counts, letter)
    best = _best_agreed(counts, letter, ranked)
    passing = [r for r in ranked if r.significant]
    if not passing:
        if best:
            return [best]
        return [max(ranked, key=lambda r: (r.z_difference, str(r.statement)))] if ranked else []
    first = [best] if best else []
    return (first + [r for r in passing if not best or r.statement != best.statement])[:most]


def _best_agreed(counts: Counts, letter: str, ranked: list[Representative]) -> Representative | None:
    """The statement that the group most clearly agrees with, of those that it holds more than others if there are any."""
    agreed = []
    for each in ranked:
        agree = _representative(each.statement, AGREE, each.inside, each.outside)
        if (each.inside.agree or each.inside.disagree) and (
            agree.z_share > SIGNIFICANT or (agree.ratio > 1 and agree.inside.likely(AGREE) > 0.5)
        ):
            agreed.append(agree)
    own = [a for a in agreed if a.ratio > 1 and a.z_difference > 0 and a.z_share > 0]
    if own:
        return max(own, key=lambda a: a.strength)
    return max(agreed, key=lambda a: a.inside.likely(AGREE) * a.z_share) if agreed else None


@dataclass(frozen=True)
class Consensus:
    """How far every group is on one side of a statement.

    `value` is the product over groups of (votes on the side + 1) ÷ (seen + 2), 0 to 1: one group against brings it
    down. `people` is how many saw it in all groups together; `groups` has each group's own count.
    """

    statement: Hashable
    side: int
    value: float
    people: int
    groups: Mapping[str, Count]


def group_informed_consensus(
    counts: Counts, side: int = AGREE, *, least_votes: int = VOTES_FOR_CONSENSUS
) -> list[Consensus]:
    """Statements by group-informed consensus, highest first. Those with fewer votes in any group are left out."""
    found = []
    for statement in counts.everybody:
        groups = {letter: group[statement] for letter, group in counts.groups.items()}
        if not groups or min(count.seen for count in groups.values()) < least_votes:
            continue
        value = prod(count.likely(side) for count in groups.values())
        found.append(Consensus(statement, side, value, sum(c.seen for c in groups.values()), groups))
    return sorted(found, key=lambda c: (-c.value, str(c.statement)))


@dataclass(frozen=True)
class Majority:
    """A statement on which most of everybody who saw it is on one side."""

    statement: Hashable
    side: int
    count: Count
    likely: float
    z_share: float


def majority_statements(counts: Counts, side: int, most: int = MAJORITY_STATEMENTS) -> list[Majority]:
    """Statements with a significant majority on this side among everybody, clearest first."""
    found = []
    for statement, count in counts.everybody.items():
        z = proportion_test(count.on(side), count.seen)
        if count.seen and count.likely(side) > 0.5 and z > SIGNIFICANT:
            found.append(Majority(statement, side, count, count.likely(side), z))
    return sorted(found, key=lambda m: (-m.likely * m.z_share, str(m.statement)))[:most]


@dataclass(frozen=True)
class Reason:
    """You voted like most of your group and unlike more of the others: `group` and `others` are their counts."""

    statement: Hashable
    vote: int
    group: Count
    others: Count


def reasons(
    votes: Votes, counts: Counts, letters: Mapping[Hashable, str], participant: Hashable, most: int = 3
) -> list[Reason]:
    """Why this person is in their group: the statements on which they voted alike, most telling first.

    Empty for somebody without a group. Only statements on which more than half of the group is on the person's side
    and a larger share of the group than of the others.
    """
    letter = letters.get(participant)
    if letter is None or letter not in counts.groups:
        return []
    found = []
    for statement, vote in votes.of(participant).items():
        if vote not in (AGREE, DISAGREE) or statement not in counts.everybody:
            continue
        group = counts.groups[letter][statement]
        others = counts.grouped(statement) - group
        if 2 * group.on(vote) <= group.seen or group.on(vote) * others.seen <= others.on(vote) * group.seen:
            continue
        found.append(
            (_representative(statement, vote, group, others), Reason(statement, vote, group, others))
        )
    found.sort(key=lambda pair: (not pair[0].significant, -pair[0].z_difference, str(pair[0].statement)))
    return [reason for _, reason in found[:most]]
