"""Numbers that organisations use elsewhere: VAT, PIC, OID, Transparency Register. Each is written in one way, and looked at.

VAT: the shapes that the European Commission's VIES publishes for the member states (and those of Serbia, Norway, Switzerland and the
United Kingdom), with the check digit where it is one sum: Belgium (modulo 97), Luxembourg (89), Slovakia (11), Germany, Croatia and Serbia
(ISO/IEC 7064, modulo 11,10), Italy (Luhn), France (two digits from the SIREN), and the weighted sums of Denmark, Finland, Hungary, Poland,
Portugal and Romania. A number that passes has the right form; whether somebody has it only the tax office knows.
PIC: nine digits. OID (Erasmus+): E and eight digits. Transparency Register: up to 14 digits and two, with a dash.
"""

import re
from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

SHAPES = {
    "AT": r"U\d{8}", "BE": r"[01]\d{9}", "BG": r"\d{9,10}", "CY": r"\d{8}[A-Z]", "CZ": r"\d{8,10}", "DE": r"\d{9}", "DK": r"\d{8}", "EE": r"\d{9}",
    "EL": r"\d{9}", "ES": r"[A-Z0-9]\d{7}[A-Z0-9]", "FI": r"\d{8}", "FR": r"[A-Z0-9]{2}\d{9}", "HR": r"\d{11}", "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}", "IT": r"\d{11}", "LT": r"(\d{9}|\d{12})", "LU": r"\d{8}", "LV": r"\d{11}", "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{10}\d{2}", "PL": r"\d{10}", "PT": r"\d{9}", "RO": r"\d{2,10}", "SE": r"\d{10}01", "SI": r"\d{8}", "SK": r"\d{10}",
    "XI": r"(\d{9}|\d{12}|(GD|HA)\d{3})", "GB": r"(\d{9}|\d{12}|(GD|HA)\d{3})", "NO": r"\d{9}(MVA)?", "CH": r"E?\d{9}(MWST|TVA|IVA)?", "RS": r"\d{9}",
}  # fmt: skip
ISO = {"EL": "GR"}


class WrongNumber(ValueError):
    """A number that cannot be right; its text says what to do."""


def _sum(digits: str, weights: Iterable[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _iso_7064(number: str) -> bool:
    check = 10
    for digit in number[:-1]:
        check = (check + int(digit)) % 10 or 10
        check = check * 2 % 11
    return (11 - check) % 10 == int(number[-1])


def _luhn(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    return (
        sum(digit if i % 2 == 0 else sum(divmod(2 * digit, 10)) for i, digit in enumerate(digits)) % 10 == 0
    )


def _french(number: str) -> bool:
    siren = number[2:]
    return _luhn(siren) and (not number[:2].isdigit() or int(number[:2]) == (12 + 3 * (int(siren) % 97)) % 97)


def _finnish(number: str) -> bool:
    rest = _sum(number[:7], (7, 9, 10, 5, 8, 4, 2)) % 11
    return rest != 1 and int(number[7]) == (0 if rest == 0 else 11 - rest)


def _portuguese(number: str) -> bool:
    rest = 11 - _sum(number[:8], range(9, 1, -1)) % 11
    return int(number[8]) == (0 if rest > 9 else rest)


def _romanian(number: str) -> bool:
    return _sum(number[:-1].zfill(9), (7, 5, 3, 2, 1, 7, 5, 3, 2)) * 10 % 11 % 10 == int(number[-1])


CHECKS: dict[str, Callable[[str], bool]] = {
    "BE": lambda n: 97 - int(n[:8]) % 97 == int(n[8:]),
    "DE": _iso_7064,
    "DK": lambda n: _sum(n, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0,
    "FI": _finnish,
    "FR": _french,
    "HR": _iso_7064,
    "HU": lambda n: _sum(n, (9, 7, 3, 1, 9, 7, 3, 1)) % 10 == 0,
    "IT": _luhn,
    "LU": lambda n: int(n[:6]) % 89 == int(n[6:]),
    "PL": lambda n: _sum(n[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(n[9]),
    "PT": _portuguese,
    "RO": _romanian,
    "RS": _iso_7064,
    "SK": lambda n: int(n) % 11 == 0,
}


def vat(text: str, country: str = "") -> str:
    """A VAT number as it is written in Europe: letters of the country, then the number. `country` (ISO) is put before where it is missing.

    Raises WrongNumber. A country whose shape is not known here passes as it is.
    """
    number = re.sub(r"[\s.\-/]", "", text).upper()
    iso = "EL" if country == "GR" else country
    prefix = "EL" if number[:2] == "GR" else number[:2]
    if prefix in SHAPES and re.fullmatch(SHAPES[prefix], number[2:]):
        rest = number[2:]
    elif iso in SHAPES and re.fullmatch(SHAPES[iso], number):
        prefix, rest = iso, number
    elif prefix not in SHAPES and iso not in SHAPES and re.fullmatch(r"[A-Z0-9]{4,20}", number):
        return number
    else:
        raise WrongNumber(
            _(
                "This is not how a VAT number looks. Write it with the letters of the country, for example BE0203201340"
            )
        )
    if prefix in CHECKS and not CHECKS[prefix](rest):
        raise WrongNumber(
            _(
                "The digits of this VAT number do not fit together. Compare it with a letter of the tax office."
            )
        )
    return prefix + rest


def pic(text: str) -> str:
    """A Participant Identification Code of the European Commission: nine digits. Raises WrongNumber."""
    number = re.sub(r"[\s.\-]", "", text)
    if not re.fullmatch(r"[0-9]{9}", number):
        raise WrongNumber(_("A PIC has 9 digits, for example 999999999"))
    return number


def oid(text: str) -> str:
    """An Organisation ID of Erasmus+: E and eight digits. Raises WrongNumber."""
    number = re.sub(r"[\s.\-]", "", text).upper()
    if not re.fullmatch(r"E[0-9]{8}", number):
        raise WrongNumber(_("An OID is E and 8 digits, for example E10000000"))
    return number


def transparency(text: str) -> str:
    """A number of the EU Transparency Register: digits, a dash, two digits. Raises WrongNumber."""
    number = re.sub(r"[\s.]", "", text).replace("–", "-")
    if not re.fullmatch(r"[0-9]{5,14}-[0-9]{2}", number):
        raise WrongNumber(
            _("It is written with a dash before the last two digits, for example 123456789012-34")
        )
    return number


def registration(text: str) -> str:
    """A number of some register of the country: as it is written there."""
    number = " ".join(text.split())
    if len(number) > 60:
        raise WrongNumber(_("Write at most 60 letters."))
    return number


# key in Organisation.numbers → name, how it is read
NUMBERS: dict[str, tuple[object, Callable[..., str]]] = {
    "registration": (_("National register"), registration),
    "vat": (_("VAT number"), vat),
    "pic": (_("PIC (EU funding)"), pic),
    "oid": (_("OID (Erasmus+)"), oid),
    "transparency": (_("EU Transparency Register"), transparency),
}


def read_number(key: str, text: str, country: str = "") -> str:
    """One number as it is kept; "" stays "". Raises WrongNumber."""
    if not text.strip():
        return ""
    return vat(text, country) if key == "vat" else NUMBERS[key][1](text)
