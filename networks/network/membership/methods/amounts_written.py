"""Reading numbers as people write them: 1.234,56 and 1,234.56 and 1 234,56."""

import re
from decimal import Decimal, InvalidOperation

_AROUND = re.compile(r"[\s\u00a0\u202f'’]|EUR|€|CHF|£|GBP|\$|USD|%", re.IGNORECASE)
# Where a single separator before three digits parts thousands: the language's own habit decides.
POINT_IS_DECIMAL = ("en", "ga", "he", "ja", "zh", "th", "ko", "mt")


def decimal_sign(language: str) -> str:
    """What parts whole from fraction in `language`."""
    return "." if language.split("-")[0].lower() in POINT_IS_DECIMAL else ","


def read_number(text: str, language: str = "en") -> Decimal | None:
    """The number that `text` says, or None where it says none.

    Both signs: the last one is the decimal sign. One sign several times: it parts thousands. One sign once: a decimal sign, unless
    exactly three digits follow and the language writes it between thousands.
    """
    plain = _AROUND.sub("", text.strip())
    if not re.fullmatch(r"[+-]?[\d.,]+", plain) or not any(c.isdigit() for c in plain):
        return None
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        sign = "," if comma > point else "."
        groups = plain[: max(comma, point)].lstrip("+-").split("." if sign == "," else ",")
        if plain.count(sign) > 1 or any(len(group) != 3 for group in groups[1:]):
            return None
    elif comma >= 0 or point >= 0:
        sign = "," if comma >= 0 else "."
        groups = plain.lstrip("+-").split(sign)
        thousands = all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3
        if len(groups) > 2:
            if not thousands:
                return None
            sign = ""
        elif thousands and groups[0] != "0" and sign != decimal_sign(language):
            sign = ""
    else:
        sign = ""
    whole, _sign, fraction = plain.partition(sign) if sign else (plain, "", "")
    digits = re.sub(r"[.,]", "", whole) + (f".{fraction}" if fraction else "")
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
