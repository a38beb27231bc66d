"""What joining would bring: ranges over comparable members, for each kind of benefit by itself.

For a kind of benefit (and its unit: hours, contacts, or one currency), each comparable member's amount is the sum of its benefits in the window; who
got nothing counts as 0. The range is from the 25th to the 75th percentile, by linear interpolation between closest ranks (Hyndman and Fan,
"Sample quantiles in statistical packages", The American Statistician 50(4), 1996, definition 7), then rounded to two significant digits, so that
no single member's figure can be read off it.

There is a range only where at least five members are comparable, at least five of them got something of this kind, and none contributes more than half
of all (the dominance rule of official statistics: A. Hundepool et al., "Statistical Disclosure Control", 2012, section 4.2.2). Else the
answer is None: not known yet. Never an invented figure; hours and contacts are never turned into money.

Which members are comparable is widened step by step until a step has five. A narrower circle is used only where it and what a wider one has besides
are each empty or at least five, so that nobody is found by taking the one from the other.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from networks.participation.feedback.suppression import LEAST, safe

HALF = Decimal("0.5")


@dataclass(frozen=True)
class Range:
    """From the 25th to the 75th percentile, rounded, and of how many members."""

    low: Decimal
    high: Decimal
    members: int


def percentile(ordered: Sequence[Decimal], share: Decimal) -> Decimal:
    """The `share` (0 to 1) percentile of amounts in order, by linear interpolation. At least one amount."""
    at = (len(ordered) - 1) * share
    below = int(at)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (at - below)


def rounded(amount: Decimal) -> Decimal:
    """To two significant digits: 1234 → 1200, 37.4 → 37, 0.046 → 0.046."""
    if not amount:
        return Decimal(0)
    return amount.quantize(Decimal(1).scaleb(amount.adjusted() - 1)) + Decimal(0)


def spread(amounts: Sequence[Decimal]) -> Range | None:
    """The range over the amounts of comparable members (0 where one got nothing), or None where it is not known."""
    gained = [amount for amount in amounts if amount > 0]
    if len(amounts) < LEAST or len(gained) < LEAST:
        return None
    if max(gained) > HALF * sum(gained):
        return None
    ordered = sorted(max(amount, Decimal(0)) for amount in amounts)
    low, high = (rounded(percentile(ordered, Decimal(share))) for share in ("0.25", "0.75"))
    return Range(low, high, len(amounts))


def circle(circles: Sequence[frozenset[Hashable]]) -> int | None:
    """Which of the circles of members, from the narrowest to the widest, each within the next, is used; None where none may be."""
    for number, members in enumerate(circles):
        if len(members) >= LEAST and all(
            safe({"these": len(members)}, total=len(wider)) for wider in circles[number + 1 :]
        ):
            return number
    return None


def ranges(
    members: frozenset[Hashable], got: Mapping[tuple[str, str], Mapping[Hashable, Decimal]]
) -> dict[tuple[str, str], Range | None]:
    """For each (kind, unit): the range over `members`, whose amounts stand in `got`."""
    return {
        what: spread([Decimal(by_member.get(member, 0)) for member in members])
        for what, by_member in got.items()
    }
