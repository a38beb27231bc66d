"""How many votes a member has: one, those of its category, or those of the band in which its fee lies; and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.meet.meetings.models import Body, WithoutFee
from networks.participation.eligibility.rules import Standing
from networks.participation.money.amounts import shown


@dataclass(frozen=True)
class Weight:
    votes: int = 1
    why: Any = ""  # which band, in words of whoever reads; never the amount, which is between the member and the network
    refusal: Any = ""  # why it has no vote by this rule


def weigh(body: Body, standing: Standing) -> Weight:
    """The weight of a member by the rules of the body."""
    if not body.weighted:
        return Weight()
    if not body.by_fee:
        return Weight(standing.weight)
    return by_band(body, standing) if body.fee_bands else Weight()


def by_band(body: Body, standing: Standing) -> Weight:
    """By the fee of this year, or of the last year of which one was invoiced, without VAT."""
    fee = (standing.fee_net or {}).get(body.fee_currency)
    year = standing.fee_year
    if fee is None:
        lacking: Any = gettext_lazy("no fee was invoiced to it")
        if standing.fee_net:
            lacking = _with(
                gettext_lazy("its fee of %(year)s is not in %(currency)s"),
                year=year,
                currency=body.fee_currency,
            )
        if body.without_fee == WithoutFee.NONE:
            refusal = gettext_lazy("Votes go by the fee, and %(lacking)s: it has no vote.")
            return Weight(refusal=_with(refusal, lacking=lacking))
        least = min(band["votes"] for band in body.fee_bands)
        return Weight(least, _with(gettext_lazy("%(lacking)s: the smallest weight"), lacking=lacking))
    band = band_of(body.fee_bands, fee)
    words = lazy(band_words, str)(body.fee_bands, band, body.fee_currency)
    return Weight(
        body.fee_bands[band]["votes"], _with(gettext_lazy("fee of %(year)s: %(band)s"), year=year, band=words)
    )


def _with(words: Any, **facts: Any) -> Any:
    """Words with facts in them, said in the language of whoever reads them."""
    return lazy(lambda: str(words) % facts, str)()


def band_of(bands: Sequence[dict[str, Any]], fee: Decimal) -> int:
    """The place of the band in which a fee lies: an amount that is just a limit lies below it."""
    return next(
        (place for place, band in enumerate(bands) if band["to"] and fee <= Decimal(band["to"])),
        len(bands) - 1,
    )


def band_words(bands: Sequence[dict[str, Any]], place: int, currency: str) -> str:
    """One band in words: up to €500; above €2,000."""
    if len(bands) == 1:
        return _("any amount")
    if bands[place]["to"]:
        return _("up to %(amount)s") % {"amount": shown(Decimal(bands[place]["to"]), currency)}
    return _("above %(amount)s") % {"amount": shown(Decimal(bands[place - 1]["to"]), currency)}
