"""Small numbers are not shown: a breakdown could tell who somebody is, also by subtraction."""

from collections.abc import Mapping

LEAST = 5


def safe(counts: Mapping[str, int], total: int | None = None, least: int = LEAST) -> bool:
    """Return whether `counts` may be shown: every cell, and what remains of `total`, is 0 or at least `least`."""
    remainder = 0 if total is None else total - sum(counts.values())
    return all(n == 0 or n >= least for n in (*counts.values(), remainder))


def hidden(counts: Mapping[str, int], least: int = LEAST) -> dict[str, bool]:
    """Which cells must be hidden beside a total that is shown: those between 0 and `least`, and then the smallest others, until what is
    hidden holds at least `least` together and is more than one cell.

    Otherwise the total less the shown cells would tell the hidden one (secondary suppression; Hundepool et al., Statistical Disclosure
    Control, 2012, chapter 4).
    """
    found = {cell: 0 < number < least for cell, number in counts.items()}
    if not any(found.values()):
        return found
    others = sorted((number, cell) for cell, number in counts.items() if number and not found[cell])
    while others and (
        sum(found.values()) < 2 or sum(number for cell, number in counts.items() if found[cell]) < least
    ):
        found[others.pop(0)[1]] = True
    return found
