"""Exact amounts: rounding to the smallest unit of a currency, and sharing so that the parts add up."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

# Digits after the point where they are not two (ISO 4217, of the currencies that networks use).
DIGITS = {"JPY": 0, "ISK": 0, "CLP": 0, "XOF": 0, "XAF": 0, "TND": 3, "KWD": 3}


def unit(currency: str) -> Decimal:
    """The smallest amount of a currency."""
    return Decimal(1).scaleb(-min(DIGITS.get(currency, 2), 2))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """`amount` to the smallest unit, half away from zero as invoices do."""
    return amount.quantize(unit(currency), ROUND_HALF_UP)


def shared(amount: Decimal, weights: Sequence[Decimal | int], currency: str) -> list[Decimal]:
    """Parts of `amount` in proportion to `weights`, which add up exactly: the largest remainders get what is left (Hamilton).

    Raises ValueError where no weight is positive.
    """
    total = sum(Decimal(weight) for weight in weights)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("weights must be positive")
    smallest = unit(currency)
    exact = [amount * Decimal(weight) / total for weight in weights]
    parts = [part.quantize(smallest, ROUND_DOWN) for part in exact]
    left = int((amount - sum(parts)) / smallest)
    step = smallest if left >= 0 else -smallest
    order = sorted(range(len(parts)), key=lambda n: (-abs(exact[n] - parts[n]), n))
    for n in order[: abs(left)]:
        parts[n] += step
    return parts
