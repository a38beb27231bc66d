"""How answers on a scale of 1 to 5 lie: their middle, how far apart they are, and how much a year differs from another.

The standard deviation is that of all who answered (divided by n, not n - 1): nobody was sampled. On a scale from 1 to 5 it is 2 at most, where
half say 1 and half say 5. Source: any textbook, such as Agresti and Finlay, Statistical Methods for the Social Sciences, chapter 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True)
class Spread:
    """What many answers amount to."""

    n: int
    mean: float
    deviation: float
    low: int  # a quarter of the answers is at or below it
    median: float
    high: int  # three quarters are at or below it
    yes: int  # 4 or 5
    no: int  # 1 or 2


def spread(counts: Mapping[int, int]) -> Spread | None:
    """The spread of answers, given how many chose each number; None where nobody answered."""
    n = sum(counts.values())
    if not n:
        return None
    mean = sum(value * count for value, count in counts.items()) / n
    variance = sum(count * (value - mean) ** 2 for value, count in counts.items()) / n
    ordered = [value for value in sorted(counts) for _one in range(counts[value])]
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return Spread(
        n, mean, sqrt(variance), ordered[_rank(n, 1)], middle, ordered[_rank(n, 3)],
        sum(count for value, count in counts.items() if value >= 4),
        sum(count for value, count in counts.items() if value <= 2),
    )  # fmt: skip


def _rank(n: int, quarters: int) -> int:
    """The place of a quartile by the nearest rank."""
    return max(0, -(-n * quarters // 4) - 1)


def together(rows: list[Mapping[int, int]]) -> dict[int, int]:
    """The counts of several statements in one."""
    found = dict.fromkeys((5, 4, 3, 2, 1), 0)
    for counts in rows:
        for value, count in counts.items():
            found[value] += count
    return found
