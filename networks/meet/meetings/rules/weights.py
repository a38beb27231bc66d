"""How many votes a member has: one, those of its category, or those of the band in which its fee lies; and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from networks.meet.meetings.models import Body, WithoutFee
from networks.participation.eligibility.rules import Standing
from networks.participation.money.amounts import shown


@dataclass(frozen=True)
class Weight:
    votes: int = 1
    why: str = ""  # which band, in words; never the amount, which is between the member and the network
    refusal: str = ""  # why it has no vote by this rule


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
        lacking = _("no fee was invoiced to it")
        if standing.fee_net:
            lacking = _("its fee of %(year)s is not in %(currency)s") % {
                "year": year,
                "currency": body.fee_currency,
            }
        if body.without_fee == WithoutFee.NONE:
            return Weight(
                refusal=_("Votes go by the fee, and %(lacking)s: it has no vote.") % {"lacking": lacking}
            )
        least = min(band["votes"] for band in body.fee_bands)
        return Weight(least, _("%(lacking)s: the smallest weight") % {"lacking": lacking})
    band = band_of(body.fee_bands, fee)
    return Weight(
        body.fee_bands[band]["votes"],
        _("fee of %(year)s: %(band)s")
        % {"year": year, "band": band_words(body.fee_bands, band, body.fee_currency)},
    )


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
