"""Languages and countries: their names in the reader's language, and which way a language is written."""

from functools import lru_cache

from django import template
from django.utils.translation import get_language

register = template.Library()

RIGHT_TO_LEFT = {"ar", "arc", "azb", "ckb", "dv", "fa", "he", "ks", "ku-arab", "ps", "sd", "syr", "ug", "ur", "yi"}
RIGHT_TO_LEFT_SCRIPTS = {"arab", "hebr", "thaa", "syrc", "nkoo"}


@register.filter
def direction(language: object) -> str:
    """ "rtl" or "ltr" for a language tag (BCP 47); a script in the tag decides over the language."""
    parts = str(language or "").lower().replace("_", "-").split("-")
    scripts = {part for part in parts[1:] if len(part) == 4 and part.isalpha()}
    if scripts:
        return "rtl" if scripts & RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if parts[0] in RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=32)
def _locale(language: str):  # type: ignore[no-untyped-def]
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_"), sep="_")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _here():  # type: ignore[no-untyped-def]
    return _locale((get_language() or "en").split("-")[0])


@register.filter
def language_name(language: object) -> str:
    """The name of a language in the reader's language: "ro" gives "Romanian" on an English page; unknown tags give themselves."""
    tag = str(language or "")
    names = _here().languages
    return names.get(tag.replace("-", "_")) or names.get(tag.lower().split("-")[0]) or tag


@register.filter
def own_language_name(language: object) -> str:
    """The name of a language in itself: "fr" gives "français"."""
    tag = str(language or "")
    base = tag.lower().split("-")[0]
    locale = _locale(base)
    return (locale.languages.get(base) if locale.language == base else None) or language_name(tag)


@register.filter
def country_name(code: object) -> str:
    """The name of a country (ISO 3166 letters) in the reader's language; unknown codes give themselves."""
    text = str(code or "").upper()
    return _here().territories.get(text) or text


@register.simple_tag
def page_language() -> str:
    """The language of the page being made."""
    return get_language() or "en"
