"""Shares of a whole, kept exactly: "1/3" is reached at a third, ">1/2" only above a half.

Fractions, never percentages: 8 of 12 is two thirds, and "66.67 %" would refuse it. The vocabulary (a fraction, of whom, whether reaching it is
enough) is that of H. M. Robert, Robert's Rules of Order Newly Revised, 12th edition, 2020, section 44.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Share:
    """A part of a whole that has to be reached, or exceeded where `strict`."""

    part: Fraction
    strict: bool = False

    def reached(self, count: int, whole: int) -> bool:
        """Whether `count` of `whole` is enough. Of nothing, nothing is enough."""
        if whole <= 0:
            return False
        found = Fraction(count, whole)
        return found > self.part if self.strict else found >= self.part

    def needed(self, whole: int) -> int:
        """The smallest count of `whole` that is enough."""
        exact = self.part * whole
        if self.strict:
            return int(exact) + 1
        return -int(-exact // 1)

    def __str__(self) -> str:
        return f"{'>' if self.strict else ''}{self.part.numerator}/{self.part.denominator}"


def read(text: str) -> Share | None:
    """A share as it is kept, such as "2/3" or ">1/2"; None for nothing. Raises ValueError for anything else."""
    if not text:
        return None
    strict = text.startswith(">")
    above, line, below = text.removeprefix(">").partition("/")
    if not line:
        raise ValueError(f"{text!r} is no share")
    part = Fraction(int(above), int(below))
    if not 0 < part <= 1 or (strict and part == 1):
        raise ValueError(f"{text!r} is no share of a whole")
    return Share(part, strict)
