"""Instalments: parts of an amount with due days, which add up to it exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from networks.participation.money.amounts import shared


@dataclass(frozen=True)
class Instalment:
    """One part of a notice: due on a day."""

    due_on: date
    amount: Decimal


def instalments(amount: Decimal, due: Sequence[date], currency: str) -> list[Instalment]:
    """`amount` in equal parts due on these days; what does not divide goes to the first ones. Parts of nothing are left out."""
    days = sorted(set(due))
    if not days:
        raise ValueError("an amount is due on some day")
    parts = shared(amount, [1] * len(days), currency)
    return [Instalment(day, part) for day, part in zip(days, parts, strict=True) if part] or [
        Instalment(days[0], amount)
    ]


def due_by(parts: Sequence[Instalment], day: date) -> Decimal:
    """How much of it was due before `day`: on the due day itself nobody is late."""
    return sum((part.amount for part in parts if part.due_on < day), Decimal(0))


def first_unpaid(parts: Sequence[Instalment], paid: Decimal) -> date | None:
    """The due day of the first part that `paid` does not cover; None where all is paid. Payments fill the parts in order."""
    left = paid
    for part in sorted(parts, key=lambda part: part.due_on):
        left -= part.amount
        if left < 0:
            return part.due_on
    return None
