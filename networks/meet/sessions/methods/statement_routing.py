"""Which statement a person is shown next: drawn at random, in proportion to what a vote on it would tell.

Source: the routing of Polis ("comment routing"; Small et al., Recerca 26(2), 2021): statements that few have seen, that
are agreed with, seldom passed and that set people apart come sooner; no statement is ever shut out.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from random import Random

from .opinion_statistics import Counts

METADATA_PRIORITY = 7.0**2


def importance(agrees: int, passes: int, seen: int, extremity: float) -> float:
    """How telling a statement is, from its counts and its distance from the middle of the map."""
    return (1 - (passes + 1) / (seen + 2)) * (extremity + 1) * (agrees + 1) / (seen + 2)


def priority(agrees: int, passes: int, seen: int, extremity: float, *, metadata: bool = False) -> float:
    """The weight in the draw; new statements are lifted, halving every 5 who saw it. Metadata (who are you) is fixed."""
    if metadata:
        return METADATA_PRIORITY
    return float((importance(agrees, passes, seen, extremity) * (1 + 8 * 2 ** (-seen / 5))) ** 2)


def priorities(
    counts: Counts, extremity: Mapping[Hashable, float], *, metadata: Collection[Hashable] = ()
) -> dict[Hashable, float]:
    """The weight of every statement that is not hidden. One that the map does not know yet has no extremity."""
    return {
        statement: priority(
            count.agree,
            count.passed,
            count.seen,
            extremity.get(statement, 0.0),
            metadata=statement in metadata,
        )
        for statement, count in counts.everybody.items()
    }


def next_statement(
    weights: Mapping[Hashable, float], voted: Collection[Hashable], rng: Random
) -> Hashable | None:
    """Draw one that this person has not voted on, in proportion to its weight; None when nothing is left."""
    left = [statement for statement in weights if statement not in voted]
    if not left:
        return None
    return rng.choices(left, weights=[weights[statement] for statement in left])[0]
