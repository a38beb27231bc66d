"""Votes on statements as one small table: agree, disagree, pass, or not seen.

A vote is +1 (agree), -1 (disagree) or 0 (pass: the statement was seen). One byte a cell, so that 10,000 people
and 500 statements take 5 MB.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

AGREE, PASS, DISAGREE = 1, 0, -1
UNSEEN = 2
VOTES = frozenset({AGREE, PASS, DISAGREE})


class InvalidVote(ValueError):
    """A vote that is neither agree (1), pass (0) nor disagree (-1)."""


@dataclass(frozen=True)
class Votes:
    """Who voted how on what.

    `values` has a row a participant and a column a statement (int8: 1, 0, -1 or UNSEEN). `hidden` are statements
    that moderation took out: for the map they count as seen by everybody with a pass (Polis `zero-out-columns`),
    and they are never listed. `sequence` is the number of the latest vote in the table.
    """

    participants: tuple[Hashable, ...]
    statements: tuple[Hashable, ...]
    values: NDArray[np.int8] = field(repr=False)
    hidden: frozenset[Hashable] = frozenset()
    sequence: int | None = None

    def __post_init__(self) -> None:
        if self.values.shape != (len(self.participants), len(self.statements)):
            raise ValueError(
                f"{self.values.shape} votes for {len(self.participants)} people and {len(self.statements)} statements"
            )
        if len(set(self.participants)) != len(self.participants):
            raise ValueError("A participant has two rows.")
        if len(set(self.statements)) != len(self.statements):
            raise ValueError("A statement has two columns.")
        if self.values.size and (self.values.min() < DISAGREE or self.values.max() > UNSEEN):
            raise InvalidVote("A vote is 1 (agree), 0 (pass) or -1 (disagree).")

    @classmethod
    def from_cast(
        cls,
        cast: Iterable[tuple[Hashable, Hashable, int]],
        *,
        statements: Iterable[Hashable] = (),
        hidden: Iterable[Hashable] = (),
        sequence: int | None = None,
    ) -> Votes:
        """Make the table from (participant, statement, vote) in the order of casting: the latest counts once.

        `statements` names those that nobody may have voted on yet. Raises InvalidVote.
        """
        columns: dict[Hashable, int] = {}
        for statement in statements:
            columns.setdefault(statement, len(columns))
        rows: dict[Hashable, int] = {}
        cells: dict[tuple[int, int], int] = {}
        for participant, statement, vote in cast:
            if vote not in VOTES:
                raise InvalidVote(f"{vote!r} is not a vote: 1 (agree), 0 (pass) or -1 (disagree).")
            row = rows.setdefault(participant, len(rows))
            column = columns.setdefault(statement, len(columns))
            cells[row, column] = vote
        values = np.full((len(rows), len(columns)), UNSEEN, dtype=np.int8)
        if cells:
            where = np.array(list(cells), dtype=np.intp)
            values[where[:, 0], where[:, 1]] = np.fromiter(cells.values(), dtype=np.int8, count=len(cells))
        return cls(tuple(rows), tuple(columns), values, frozenset(hidden), sequence)

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Which columns are statements that moderation left in."""
        return np.array([statement not in self.hidden for statement in self.statements], dtype=bool)

    @property
    def given(self) -> NDArray[np.intp]:
        """How many votes each participant gave, hidden statements included."""
        return np.count_nonzero(self.values != UNSEEN, axis=1)

    def of(self, participant: Hashable) -> dict[Hashable, int]:
        """One person's votes by statement."""
        row = self.values[self.participants.index(participant)]
        return {
            statement: int(vote)
            for statement, vote in zip(self.statements, row, strict=True)
            if vote != UNSEEN
        }

    def in_rows(self, order: NDArray[np.intp]) -> Votes:
        """The same votes with the rows in another order."""
        people = tuple(self.participants[row] for row in order)
        return Votes(people, self.statements, self.values[order], self.hidden, self.sequence)

    def content_order(self) -> NDArray[np.intp]:
        """An order of rows that depends on the votes alone, so that a result does not depend on who came first.

        People with the very same votes are interchangeable; they stand in the order of their names.
        """
        if not self.participants:
            return np.zeros(0, dtype=np.intp)
        by_name = np.array(
            sorted(range(len(self.participants)), key=lambda row: str(self.participants[row])), dtype=np.intp
        )
        rows = np.ascontiguousarray(self.values[by_name])
        if not rows.shape[1]:
            return by_name
        as_bytes = rows.view(np.dtype((np.void, rows.shape[1]))).ravel()
        return by_name[np.argsort(as_bytes, kind="stable")]
