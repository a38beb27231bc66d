"""Names of languages and countries in the reader's language (from Unicode CLDR, through Babel)."""

import unicodedata
from functools import cache

from django.utils.translation import get_language

# Languages in which people of member organisations write; every other code of CLDR is known by name too.
SPOKEN = (
    "en fr de es it nl pt ro hu sk sl cs pl bg hr bs sr sr-Latn mk sq el tr et lv lt fi sv da nb ga mt ca eu gl lb uk ru ar he fa ps ti so ur"
).split()
COUNTRIES = (
    "AL AD AM AT AZ BA BE BG BY CH CY CZ DE DK EE ES FI FR GB GE GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO RS SE SI SK "
    "SM TR UA XK AR AU BR CA CL CN CO EG IL IN JP KE KR LB MA MX NG NZ PE SN TN US ZA"
).split()


@cache
def _names(code: str):
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def language_name(code: str, reader: str | None = None) -> str:
    """Return the name of the language `code` in the reader's language (the page's, unless given); the code itself where nobody knows it."""
    from babel import Locale

    if not code:
        return ""
    locale = _names(reader or get_language() or "en")
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name(locale) or code
    except Exception:  # Babel raises several kinds for codes that nobody knows
        return locale.languages.get(code.split("-")[0], code)


def own_language_name(code: str) -> str:
    """Return what those who speak `code` call it."""
    name = language_name(code, code)
    return name[:1].upper() + name[1:]


def country_name(code: str, reader: str | None = None) -> str:
    """Return the name of the country `code` in the reader's language; the code itself where nobody knows it."""
    return _names(reader or get_language() or "en").territories.get(code.upper(), code) if code else ""


def zone_place(zone: str, reader: str | None = None) -> str:
    """Return the place that a time zone is named for, in the reader's language: "Bruxelles" for Europe/Brussels."""
    zones = _names(reader or get_language() or "en").time_zones
    return zones.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")


def language_choices(only=None) -> list[tuple[str, str]]:
    """Return languages to choose from, by their own names."""
    return [(code, own_language_name(code)) for code in (only or SPOKEN)]


def alphabetical(name: str) -> str:
    """Return `name` as it is put in the order of the alphabet, and compared: neither accents nor capitals count."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(sign for sign in letters if not unicodedata.combining(sign))


def country_choices(empty: str | None = None) -> list[tuple[str, str]]:
    """Return countries to choose from, sorted by name in the reader's language; `empty` is the words of an empty choice."""
    rows = sorted(((code, country_name(code)) for code in COUNTRIES), key=lambda row: alphabetical(row[1]))
    return ([("", empty)] if empty is not None else []) + rows
