"""From what a cell holds to a value: numbers, days, yes and no, countries, languages, addresses, as people of many countries write them.

Each function returns the value, or raises `Unreadable` whose text says what is wrong and what to write. An empty cell is no value: callers
leave it out. What decides between two readings (1.234, 03/04/2025) is found from the whole column by `number_style` and `day_style`.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from networks.base.places import SPOKEN
from networks.network.membership.methods.headings import fold

YES = "yes y true 1 x ja j oui o si s sim da igen i ano a tak t vero verdadero wahr vrai van kylla nai ✓ ✔".split()
NO = "no n false 0 nein non nao nee nu nem nie ne falso falsch faux nincs - –".split()
SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "lei": "RON", "ron": "RON", "ft": "HUF", "huf": "HUF", "kc": "CZK", "czk": "CZK", "zl": "PLN", "pln": "PLN", "din": "RSD", "rsd": "RSD", "chf": "CHF", "eur": "EUR", "euro": "EUR", "euros": "EUR", "sek": "SEK", "dkk": "DKK", "nok": "NOK", "bgn": "BGN", "usd": "USD", "gbp": "GBP", "bam": "BAM", "km": "BAM", "try": "TRY", "mkd": "MKD", "all": "ALL"}  # fmt: skip
_NUMBER = re.compile(r"[-+−]?\d[\d.,'’\s\u00a0\u202f]*")
_SPACES = re.compile(r"[\s\u00a0\u202f'’]")


class Unreadable(ValueError):
    """A cell that cannot be read as what its column holds; the text says why."""


# ---- numbers ----


def number_style(values: Iterable[str], language: str, from_sheet: bool = False) -> str:
    """The decimal sign of a column, "," or ".": by values that leave no doubt, else as the language writes it."""
    for value in values:
        plain = _SPACES.sub("", value)
        marks = [c for c in plain if c in ".,"]
        if len(set(marks)) == 2:
            return marks[-1]
        if len(marks) > 1:
            return "," if marks[0] == "." else "."
        if (
            marks
            and re.search(r"[.,]\d+", plain)
            and len(re.split(r"[.,]", re.sub(r"[^\d.,]", "", plain))[-1]) != 3
        ):
            return marks[0]
    return "." if from_sheet or language in ("en", "") else ","


def number(text: str, decimal: str = ".") -> Decimal:
    """A number as written: 1.234,56 with decimal ",", 1,234.56 with ".", 1 234, 1'234, with or without a currency or a per cent sign."""
    found = _NUMBER.search(text)
    rest = _NUMBER.sub("", text, count=1) if found else ""
    if not found or re.search(r"\d", rest) or len(fold(rest)) > 12:
        raise Unreadable(
            _("“%(text)s” is no number. Write digits, for example 1250.50") % {"text": text[:60]}
        )
    plain = _SPACES.sub("", found[0]).replace("−", "-").strip(".,")
    thousands = "." if decimal == "," else ","
    parts = plain.split(decimal)
    if len(parts) > 2 or (
        thousands in plain
        and not re.fullmatch(rf"[-+]?\d{{1,3}}(\{thousands}\d{{2,3}})*(\{thousands}\d{{3}})", parts[0])
    ):
        raise Unreadable(
            _("“%(text)s” can be read in two ways. Write the number without signs between thousands.")
            % {"text": text[:60]}
        )
    try:
        return Decimal(plain.replace(thousands, "").replace(decimal, "."))
    except InvalidOperation:
        raise Unreadable(
            _("“%(text)s” is no number. Write digits, for example 1250.50") % {"text": text[:60]}
        ) from None


def currency_in(text: str) -> str:
    """The currency named beside a number or in a heading, or ""."""
    for sign in "€$£":
        if sign in text:
            return SIGNS[sign]
    words = fold(re.sub(r"\d", " ", text)).split()
    return next((SIGNS[word] for word in words if word in SIGNS and word not in ("all", "km", "try")), "")


def currency(text: str) -> str:
    """A currency that stands alone in a cell: EUR, €, lei."""
    found = SIGNS.get(text.strip()) or SIGNS.get(fold(text))
    if found is None:
        raise Unreadable(
            _("“%(text)s” is no currency that is known here. Write three letters, for example EUR")
            % {"text": text[:60]}
        )
    return found


def year(text: str) -> int:
    """A year between 1500 and 2100, also out of a day."""
    found = re.findall(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", text)
    if len(set(found)) != 1:
        raise Unreadable(
            _("“%(text)s” is no year. Write four digits, for example 1998") % {"text": text[:60]}
        )
    return int(found[0])


# ---- days ----


def day_style(values: Iterable[str], language: str) -> str:
    """Whether days are written "dmy" or "mdy": by a value that leaves no doubt; else the day first, as in Europe."""
    first = second = False
    for value in values:
        found = re.match(r"\s*(\d{1,2})[./\-\s]+(\d{1,2})[./\-\s]+\d{2,4}", value)
        if found:
            first, second = first or int(found[1]) > 12, second or int(found[2]) > 12
    return "mdy" if second and not first else "dmy"


def day(text: str, order: str = "dmy") -> date:
    """A day: 2024-03-01, 1.3.2024, 01/03/24, 1 mars 2024, a year alone (its first day), or the number that spreadsheets keep."""
    try:
        return _day(text.strip(), order)
    except (ValueError, OverflowError):
        raise Unreadable(_("“%(text)s” is no day. Write it as 2024-03-31") % {"text": text[:60]}) from None


def _day(text: str, order: str) -> date:
    if found := re.match(r"(\d{4})[-./\s]+(\d{1,2})[-./\s]+(\d{1,2})", text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.match(r"(\d{1,2})[-./\s]+(\d{1,2})[-./\s]+(\d{4}|\d{2})(?!\d)", text):
        one, two = int(found[1]), int(found[2])
        month, day_ = (one, two) if order == "mdy" else (two, one)
        return date(_century(found[3]), month, day_)
    if re.fullmatch(r"(19|20)\d\d", text):
        return date(int(text), 1, 1)
    if re.fullmatch(r"[2-6]\d{4}(\.0+)?", text):
        return date(1899, 12, 30) + timedelta(days=int(float(text)))
    words = fold(text).split()
    month = next((_months()[word] for word in words if word in _months()), None)
    numbers = [word for word in words if re.match(r"\d+", word)]
    if month and numbers:
        years = [n for n in numbers if len(n) == 4]
        days = [re.match(r"\d+", n)[0] for n in numbers if len(n) < 4]  # type: ignore[index]
        if years:
            return date(int(years[0]), month, int(days[0]) if days else 1)
    raise ValueError(text)


def _century(text: str) -> int:
    return int(text) if len(text) == 4 else (2000 if int(text) < 70 else 1900) + int(text)


@cache
def _months() -> dict[str, int]:
    from babel import Locale

    found: dict[str, int] = {}
    for code in SPOKEN[:34]:
        months = Locale.parse(code.replace("-", "_")).months
        for names in (
            months["format"]["wide"],
            months["stand-alone"]["wide"],
            months["format"]["abbreviated"],
        ):
            for number_, name in names.items():
                if (folded := fold(name)) and not folded.isdigit():
                    found.setdefault(folded, number_)
    return found


# ---- words ----


def yes_no(text: str) -> bool:
    """Yes or no in many languages; a cross is a yes."""
    word = fold(text) or text.strip()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable(_("“%(text)s” is neither yes nor no.") % {"text": text[:60]})


def is_yes_no(text: str) -> bool:
    word = fold(text) or text.strip()
    return word in YES or word in NO


@cache
def _countries() -> dict[str, str]:
    from babel import Locale
    from babel.core import get_global

    found: dict[str, str] = {}
    for code in SPOKEN:
        try:
            territories = Locale.parse(code.replace("-", "_")).territories
        except Exception:  # noqa: S112  a language that Babel has no names for
            continue
        for key, name in territories.items():
            if len(key) == 2 and key.isalpha() and key not in ("EU", "EZ", "UN", "XA", "XB", "ZZ"):
                found.setdefault(fold(name), key)
                found.setdefault(key.casefold(), key)
    for key, codes in get_global("territory_aliases").items():
        if len(codes) == 1 and len(key) in (2, 3) and key.isalpha():
            found.setdefault(key.casefold(), codes[0])
    known = {"uk": "GB", "england": "GB", "scotland": "GB", "holland": "NL", "czech republic": "CZ", "macedonia": "MK", "b": "BE", "d": "DE", "f": "FR", "i": "IT", "e": "ES", "a": "AT", "el": "GR"}  # fmt: skip
    return found | known


def country(text: str) -> str:
    """A country's code, from its name in any of some forty languages, or a code of two or three letters."""
    found = _countries().get(fold(text)) or _countries().get(fold(re.sub(r"\(.*?\)", "", text)))
    if not found:
        raise Unreadable(
            _("No country is called “%(text)s”. Write its name or its code of two letters.")
            % {"text": text[:60]}
        )
    return found


def is_country(text: str) -> bool:
    return fold(text) in _countries()


@cache
def _languages() -> dict[str, str]:
    from babel import Locale

    found: dict[str, str] = {}
    for code in SPOKEN:
        try:
            names = Locale.parse(code.replace("-", "_")).languages
        except Exception:  # noqa: S112  a language that Babel has no names for
            continue
        for key in SPOKEN:
            if key in names:
                found.setdefault(fold(names[key]), key)
        found[fold(code)] = code
    return found


def language(text: str) -> str:
    """A language's tag, from its name in any of some forty languages, or its code."""
    found = _languages().get(fold(text))
    if not found:
        raise Unreadable(
            _("No language is called “%(text)s”. Write its name or its code of two letters.")
            % {"text": text[:60]}
        )
    return found


def languages(text: str) -> list[str]:
    """Several languages' tags."""
    return list(dict.fromkeys(language(part) for part in several(text)))


KINDS = {
    "wise": "work integration|wise|insertion|inserimento|integracion laboral|insercao|insertie|sociale werkplaats|maatwerk|integracny podnik|socialny podnik|social enterprise|entreprise sociale|soziales unternehmen|cooperativa sociale|intreprindere sociala|szocialis szovetkezet|socijalno preduzece|przedsiebiorstwo spoleczne|sozialunternehmen",
    "sheltered": "sheltered|esat|entreprise adaptee|werkstatt|chranena dielna|chranene dilny|centro especial|beschutte|atelier protejat|vedett",
    "training": "training|formation|bildung|ausbildung|formacion|formazione|opleiding|formacao|formare|kepzes|vzdelavanie|obuka|szkolenie",
    "network": "network|federation|reseau|netzwerk|verband|federacion|federazione|koepel|rete|rede|retea|federatie|szovetseg|halozat|siet|asociacia organizacii|mreza|savez|federacja|siec",
    "public": "public|gemeinde|municipality|commune|behorde|autorite|ayuntamiento|comune|gemeente|municipio|primarie|onkormanyzat|obec|opstina|gmina",
    "company": "company|entreprise|unternehmen|firma|empresa|impresa|azienda|bedrijf|companie|vallalat|podnik|preduzece|przedsiebiorstwo",
    "research": "research|university|universite|universitat|universidad|universita|universiteit|universidade|universitate|egyetem|univerzita|univerzitet|uniwersytet|recherche|forschung",
    "funder": "funder|foundation|fondation|stiftung|fundacion|fondazione|fonds|fundacao|fundatie|alapitvany|nadacia|fondacija|fundacja",
    "media": "media|presse|journal|radio|zeitung",
    "other": "other|autre|andere|sonstige|otro|altro|anders|outro|altul|egyeb|ine|ostalo|inne",
}  # fmt: skip


@cache
def _kinds() -> dict[str, str]:
    from django.conf import settings
    from django.utils.translation import override

    from networks.people.models import OrganisationKind

    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {fold(str(label)): key for key, label in OrganisationKind.choices}
    return found | {key: key for key in OrganisationKind.values}


def kind(text: str) -> str:
    """A kind of organisation, by its name here or by words of many languages in it."""
    word = fold(text)
    if word in _kinds():
        return _kinds()[word]
    for key, words in KINDS.items():
        if any(part in word for part in words.split("|")):
            return key
    raise Unreadable(
        _(
            "“%(text)s” is no kind of organisation that is known here. Keep this column as a field of your own."
        )
        % {"text": text[:60]}
    )


def region(text: str) -> str:
    """A code of NUTS: two letters of a country and up to three signs."""
    code = number_of_register(text)
    if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", code):
        raise Unreadable(
            _(
                "“%(text)s” is no code of a region (NUTS), such as BE10. Keep this column as a field of your own."
            )
            % {"text": text[:60]}
        )
    return code


def sectors(text: str) -> list[str]:
    """Keys of sectors, by their names here."""
    known = _sectors()
    found = [known.get(fold(part), "") for part in several(text)]
    if not all(found):
        raise Unreadable(
            _("“%(text)s” holds a sector that is not known here. Keep this column as a field of your own.")
            % {"text": text[:60]}
        )
    return list(dict.fromkeys(found))


@cache
def _sectors() -> dict[str, str]:
    from django.conf import settings
    from django.utils.translation import override

    try:
        from networks.network.membership.methods.sectors import SECTORS
    except ImportError:
        return {}
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {fold(str(label)): key for key, label in dict(SECTORS).items()}
    return found | {fold(key): key for key in dict(SECTORS)}


def several(text: str) -> list[str]:
    """The parts of a cell that holds several: divided by commas, semicolons, bars or lines."""
    return [part.strip() for part in re.split(r"[,;|/\n]+", text) if part.strip()]


def address(text: str) -> str:
    """An e-mail address, also out of `Name <address>` or a mailto: link."""
    plain = text.strip()
    if "<" in plain and plain.endswith(">"):
        plain = plain.rpartition("<")[2][:-1]
    plain = re.sub(r"^mailto:", "", plain, flags=re.IGNORECASE).strip(" .,;")
    try:
        validate_email(plain)
        if len(plain) > 254:
            raise ValidationError("")
    except ValidationError:
        raise Unreadable(
            _("“%(text)s” is no e-mail address. Write it whole, for example ines@oficina.example")
            % {"text": text[:60]}
        ) from None
    name, _at, host = plain.rpartition("@")
    return f"{name}@{host.lower()}"


def website(text: str) -> str:
    """A web address; https:// is put before where it is missing."""
    plain = text.strip().rstrip("/")
    if not re.match(r"https?://", plain, re.IGNORECASE):
        plain = f"https://{plain}"
    if len(plain) > 300 or not re.fullmatch(
        r"https?://[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?", plain, re.IGNORECASE
    ):
        raise Unreadable(
            _("“%(text)s” is no web address. Write it as in the browser, for example www.oficina.example")
            % {"text": text[:60]}
        )
    return plain


def number_of_register(text: str) -> str:
    """A number of a register or a tax number, without spaces and dots, in capitals, so that two ways of writing are one."""
    return re.sub(r"[\s.\-_/\u00a0]", "", text).upper()[:60]


def is_vat(text: str) -> bool:
    """Whether a text looks like a European VAT number: two letters of a country, eight to twelve signs, most of them digits."""
    plain = number_of_register(text)
    return (
        bool(
            re.fullmatch(
                r"(AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|GR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI)[A-Z0-9]{7,12}",
                plain,
            )
        )
        and sum(c.isdigit() for c in plain) >= 6
    )
