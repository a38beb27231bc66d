"""Exact amounts: rounding to the smallest unit of a currency, sharing so that the parts add up, reading and writing them."""

import re
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation

# Currencies to choose from: those of Europe, and of where its networks work.
CURRENCIES = (
    "EUR ALL AMD AZN BAM BGN BYN CHF CZK DKK GBP GEL HUF ISK MDL MKD NOK PLN RON RSD SEK TRY UAH USD CAD TND MAD XOF"
).split()
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


def shown(amount: Decimal, currency: str, language: str | None = None) -> str:
    """An amount as it is written in `language` (the page's): €1,234.50, 1 234,50 €."""
    from babel.numbers import format_currency
    from django.utils.translation import get_language

    return format_currency(amount, currency, locale=_locale(language or get_language() or "en"))


def _locale(language: str) -> str:
    from networks.base.places import _names

    return str(_names(language))


def currency_choices() -> list[tuple[str, str]]:
    """Currencies to choose from, each with its name in the reader's language."""
    from babel.numbers import get_currency_name
    from django.utils.translation import get_language

    locale = _locale(get_language() or "en")
    return [(code, f"{code} · {get_currency_name(code, locale=locale)}") for code in CURRENCIES]


def read(text: str, *, thousands: bool = True) -> Decimal:
    """An amount as people and banks write it: 1234.5, 1.234,50, 1 234,50 €, -12,00, 12,00-. Raises ValueError.

    The last point or comma with one or two digits behind it parts the cents; one with three digits behind it parts thousands,
    but where there are none to part (`thousands` False: an index, a rate), so that 1.026 is a little more than one.
    """
    bare = re.sub(r"[^0-9.,+\-−'’ ]", "", text.replace("\u00a0", " ").replace("\u202f", " ")).strip()
    negative = bare.startswith(("-", "−")) or bare.endswith(("-", "−"))
    digits = re.sub(r"[+\-−'’ ]", "", bare)
    cut = max(digits.rfind("."), digits.rfind(","))
    if cut >= 0 and len(digits) - cut - 1 != 3:
        whole, part = digits[:cut], digits[cut + 1 :]
    elif cut >= 0 and digits.count(digits[cut]) == 1 and (not thousands or digits[:cut] in ("", "0")):
        whole, part = digits[:cut], digits[cut + 1 :]  # 0.125
    else:
        whole, part = digits, ""
    whole = re.sub("[.,]", "", whole)
    if not (whole + part).isascii() or not (whole + part).isdigit() or len(whole) > 12 or len(part) > 6:
        raise ValueError(f"{text!r} is no amount")
    try:
        found = Decimal(f"{whole or 0}.{part}" if part else whole)
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is no amount") from error
    return -found if negative else found
