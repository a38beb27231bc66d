"""Small numbers are not shown: a breakdown could tell who somebody is, also by subtraction."""

from collections.abc import Mapping

LEAST = 5


def safe(counts: Mapping[str, int], total: int | None = None, least: int = LEAST) -> bool:
    """Return whether `counts` may be shown: every cell, and what remains of `total`, is 0 or at least `least`."""
    remainder = 0 if total is None else total - sum(counts.values())
    return all(n == 0 or n >= least for n in (*counts.values(), remainder))
