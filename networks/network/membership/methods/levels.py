"""How totals of several networks add up, so that nobody counts twice and no total tells one member's figure: pure functions on plain data.

A contributor is a set of marks (its VAT number, PIC, web address…, made unreadable); who shares a mark is the same organisation. Small cells
are hidden as everywhere (participation.feedback.suppression). A newer total replaces an older one only where those who came or went are
nobody, or at least five: else their figures would show by subtraction (differencing: Hundepool et al., Statistical Disclosure Control, 2012, 4.3).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from networks.participation.feedback.suppression import LEAST, hidden

Marks = frozenset[str]


@dataclass
class Sum:
    """A total of one figure: how much, of how many, and whose (as marks)."""

    amount: Decimal = Decimal(0)
    count: int = 0
    who: list[Marks] = field(default_factory=list)

    def add(self, amount: Decimal, who: Iterable[Marks], count: int = 1) -> None:
        self.amount += amount
        self.count += count
        self.who += list(who)


def among(marks: Marks, others: Iterable[Marks] | set[str]) -> bool:
    """Whether somebody with one of these marks is among the others (sets of marks, or all their marks in one set)."""
    known = others if isinstance(others, set) else all_marks(others)
    return bool(marks & known)


def all_marks(who: Iterable[Marks]) -> set[str]:
    """All marks in one set."""
    return {mark for marks in who for mark in marks}


def overlap(who: Iterable[Marks], others: set[str]) -> int:
    """How many of `who` are among the others."""
    return sum(1 for marks in who if marks & others)


def may_replace(before: Iterable[Marks], after: Iterable[Marks], least: int = LEAST) -> bool:
    """Whether a total of `after` may be shown to who saw that of `before`: nobody came or went, or at least `least` did."""
    before, after = list(before), list(after)
    gone = len(before) - overlap(before, all_marks(after))
    come = len(after) - overlap(after, all_marks(before))
    return gone + come == 0 or gone + come >= least


def countries_shown(counts: dict[str, int], least: int = LEAST) -> tuple[dict[str, int], int]:
    """Numbers by country, and how many more there are in countries that are not shown by themselves."""
    not_shown = hidden(counts, least)
    shown = {code: number for code, number in counts.items() if code and not not_shown[code]}
    return shown, sum(counts.values()) - sum(shown.values())


def parts_shown(counts: dict[str, int], least: int = LEAST) -> dict[str, bool]:
    """Which parts of a whole may be shown beside it; the whole itself from `least` on."""
    if 0 < sum(counts.values()) < least:
        return dict.fromkeys(counts, False)
    return {key: not one for key, one in hidden(counts, least).items()}
