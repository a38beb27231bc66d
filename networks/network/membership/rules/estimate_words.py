"""The estimate in words: amounts as their readers write them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.network.membership.rules.estimate import Gain


@dataclass(frozen=True)
class Shown:
    """One kind of benefit, in words."""

    name: str
    words: str  # "12 to 30 hours a year"; empty where it is not known
    among: str = ""  # of whom, and over which time


def money(amount: Decimal, currency: str, language: str) -> str:
    """An amount of money as a reader of `language` writes it, without cents where there are none."""
    from babel.numbers import format_currency

    locale = _locale(language)
    whole = amount == amount.to_integral_value()
    pattern = locale.currency_formats["standard"].pattern.replace(".00", "") if whole else None
    return format_currency(amount, currency, format=pattern, locale=locale, currency_digits=not whole)


def number(amount: Decimal, language: str) -> str:
    """A number as a reader of `language` writes it."""
    from babel.numbers import format_decimal

    return format_decimal(amount, locale=_locale(language))


def _locale(language: str) -> Any:
    from babel.core import Locale, UnknownLocaleError

    for tag in (language, language.split("-")[0]):
        try:
            return Locale.parse(tag.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en")


def _of(unit: str, low: Decimal, high: Decimal, language: str) -> str:
    if len(unit) == 3 and unit.isupper():
        return _("%(low)s to %(high)s a year") % {
            "low": money(low, unit, language),
            "high": money(high, unit, language),
        }
    names = {"low": number(low, language), "high": number(high, language)}
    if unit == "hours":
        return _("%(low)s to %(high)s hours a year") % names
    if unit == "contacts":
        return _("%(low)s to %(high)s contacts a year") % names
    return _("%(low)s to %(high)s a year") % names


def shown(gain: Gain, language: str) -> Shown:
    """One entry of the estimate. What is not known yet has no words of its own: nothing is invented."""
    if gain.range is None:
        return Shown(str(gain.name), "")
    members: dict[str, Any] = {"number": gain.range.members, "among": gain.among}
    text = (
        ngettext("%(number)s member: %(among)s", "%(number)s members: %(among)s", gain.range.members)
        % members
    )
    when = _("the last 12 months") if gain.years == 1 else _("the last 3 years, for one year of them")
    among = _("%(members)s; %(when)s") % {"members": text, "when": when}
    return Shown(str(gain.name), _of(gain.unit, gain.range.low, gain.range.high, language), among)
