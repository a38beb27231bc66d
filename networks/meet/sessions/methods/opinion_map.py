"""The map of opinions: two axes on which people who vote alike lie near each other.

The method is that of Polis (Small, Bjorkegren, Erkkilä, Shaw, Megill: "Polis: scaling deliberation by mapping
high dimensional opinion spaces", Recerca 26(2), 2021): principal axes of the votes, unseen cells filled with the mean of
their statement, and a person's distance from the middle enlarged by √(statements ÷ statements seen).

The axes are eigenvectors of the statements' covariance. A singular value decomposition of the filled table is
avoided on purpose: LAPACK's gesdd was seen not to converge on a real conversation.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from .opinion_votes import AGREE, DISAGREE, PASS, UNSEEN, Votes

ROWS_AT_ONCE = 1_000  # keeps the filled table in float64 small: 4 MB for 500 statements
Axes = Mapping[Hashable, tuple[float, float]]


@dataclass(frozen=True)
class OpinionMap:
    """Where people and statements lie.

    `axes` (2 × statements) and `means` belong to the columns of the votes, `points` (people × 2) to their rows.
    `shares` is how much of all variation each axis explains, 0 to 1: seldom above a third together, so the map is
    a view, never "the" opinion. `extremity` is each statement's own distance from the middle.
    """

    axes: NDArray[np.float64]
    means: NDArray[np.float64]
    points: NDArray[np.float64]
    shares: tuple[float, float]
    extremity: NDArray[np.float64]

    def axes_by_statement(self, statements: tuple[Hashable, ...]) -> dict[Hashable, tuple[float, float]]:
        return {s: (float(x), float(y)) for s, x, y in zip(statements, *self.axes, strict=True)}


def opinion_map(votes: Votes, *, previous: Axes | None = None, scaled: bool = True) -> OpinionMap:
    """Draw the map of these votes.

    `previous` are the axes by statement of the map shown before: the new ones are turned the same way round. Without
    them each axis points where its largest loading is positive. `scaled=False` leaves out the √ correction.
    """
    people, count = votes.values.shape
    if not people or not count:
        return OpinionMap(
            np.zeros((2, count)), np.zeros(count), np.zeros((people, 2)), (0.0, 0.0), np.zeros(count)
        )
    hidden = ~votes.shown
    means = _means(votes.values, hidden)
    covariance = np.zeros((count, count))
    for centred in _centred(votes.values, means, hidden):
        covariance += centred.T @ centred
    strengths, vectors = np.linalg.eigh(covariance)
    axes = np.zeros((2, count))
    found = min(2, count)
    axes[:found] = vectors[:, ::-1][:, :found].T
    total = float(np.trace(covariance))
    shares = [max(0.0, float(value)) / total if total > 0 else 0.0 for value in strengths[::-1][:found]]
    shares += [0.0] * (2 - found)
    # an axis that explains nothing is rounding, not opinion
    for axis in range(2):
        if shares[axis] < 1e-12:
            axes[axis] = 0.0
    turn, signs = _orientation(axes, votes.statements, previous)
    axes = axes[list(turn)] * np.array(signs)[:, None]
    ordered = (shares[turn[0]], shares[turn[1]])
    points = np.vstack([centred @ axes.T for centred in _centred(votes.values, means, hidden)])
    if scaled:
        seen = np.count_nonzero((votes.values != UNSEEN) | hidden, axis=1)
        points *= np.sqrt(count / np.maximum(1, seen))[:, None]
    # what somebody who agreed with this statement alone would be drawn at
    alone = np.abs(np.where(hidden, 0.0, 1.0 - means)) * np.sqrt(count)
    extremity = alone * np.hypot(axes[0], axes[1])
    return OpinionMap(axes, means, points, ordered, extremity)


def _means(values: NDArray[np.int8], hidden: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The mean vote of each statement over those who saw it; 0 where nobody did or moderation hid it."""
    agreed = np.count_nonzero(values == AGREE, axis=0)
    disagreed = np.count_nonzero(values == DISAGREE, axis=0)
    seen = agreed + disagreed + np.count_nonzero(values == PASS, axis=0)
    return np.where(hidden, 0.0, (agreed - disagreed) / np.maximum(1, seen))


def _centred(values, means, hidden):
    """The filled table minus its means, some rows at a time: an unseen or hidden cell is exactly 0."""
    for start in range(0, len(values), ROWS_AT_ONCE):
        part = values[start : start + ROWS_AT_ONCE]
        centred = part - means
        centred[(part == UNSEEN) | hidden] = 0.0
        yield centred


def _orientation(axes, statements, previous: Axes | None) -> tuple[tuple[int, int], tuple[float, float]]:
    """Which axis comes first and which way each points.

    An eigenvector has no sign, and two axes of nearly equal strength change places from one vote to the next; either
    would mirror the picture under the reader's eyes.
    """
    default = tuple(-1.0 if axis[np.argmax(np.abs(axis))] < 0 else 1.0 for axis in axes)
    if not previous:
        return (0, 1), default  # type: ignore[return-value]
    before = np.array([previous.get(statement, (0.0, 0.0)) for statement in statements]).T
    likeness = before @ axes.T  # [old axis, new axis]
    if not np.any(likeness):
        return (0, 1), default  # type: ignore[return-value]
    turns = list(product(permutations(range(2)), product((1.0, -1.0), repeat=2)))
    # the first of equals wins, and the first keeps the order of strength
    return max(turns, key=lambda t: round(sum(t[1][i] * likeness[i, t[0][i]] for i in range(2)), 9))  # type: ignore
