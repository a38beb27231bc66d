"""Payment references and account numbers: ISO 11649 (RF), ISO 13616 (IBAN), both with the check digits of ISO 7064, MOD 97-10.

RF and two check digits stand before up to 21 letters and digits: `rf("F20260017")` → RF45F20260017 (shown in fours).
"""

import re

_RF = re.compile(r"RF\d{2}[A-Z0-9]{1,21}")
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
# Lengths by country (IBAN registry, release 99), of those in Europe and around it.
IBAN_LENGTHS = {
    "AD": 24, "AL": 28, "AT": 20, "BA": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20,
    "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MT": 31,
    "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TR": 26, "UA": 29,
    "VA": 22, "XK": 20,
}  # fmt: skip


def mod97(text: str) -> int:
    """The remainder of the number that a text is with A = 10 … Z = 35 (ISO 7064)."""
    return int("".join(str(int(sign, 36)) for sign in text)) % 97


def bare(text: str) -> str:
    """Capitals and digits alone."""
    return re.sub(r"[^A-Z0-9]", "", text.upper().translate({ord("İ"): "I"}))


def rf(reference: str) -> str:
    """The creditor reference of ISO 11649 for up to 21 letters and digits. Raises ValueError."""
    body = bare(reference)
    if not 1 <= len(body) <= 21 or not body.isascii():
        raise ValueError("A reference has 1 to 21 letters and digits.")
    return f"RF{98 - mod97(body + 'RF00'):02d}{body}"


def is_rf(reference: str) -> bool:
    """Whether a text is a creditor reference with right check digits, spaces allowed."""
    text = bare(reference)
    return bool(_RF.fullmatch(text)) and mod97(text[4:] + text[:4]) == 1


def references_in(text: str) -> list[str]:
    """The creditor references that stand somewhere in a text, also with spaces or dashes between their signs."""
    found = []
    words = text.upper()
    for start in re.finditer(r"RF[\s-]*\d", words):
        tail = bare(words[start.start() : start.start() + 60])[:25]
        # The end is not known: the longest that has right check digits.
        whole = next((tail[:n] for n in range(len(tail), 4, -1) if is_rf(tail[:n])), "")
        if whole and whole not in found:
            found.append(whole)
    return found


def in_fours(reference: str) -> str:
    """RF45 F202 6001 7: as people read and write it."""
    text = bare(reference)
    return " ".join(text[n : n + 4] for n in range(0, len(text), 4))


def is_iban(number: str) -> bool:
    """Whether a text is an account number with right check digits and the length of its country."""
    text = bare(number)
    if not _IBAN.fullmatch(text) or len(text) != IBAN_LENGTHS.get(text[:2], len(text)):
        return False
    return mod97(text[4:] + text[:4]) == 1
