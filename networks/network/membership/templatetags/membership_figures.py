"""How figures about members are written."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.simple_tag
def figure(amount: Decimal | None, currency: str = "") -> str:
    """An amount with the reader's separators, without digits that say nothing, and its currency; "" where there is none."""
    if amount is None:
        return ""
    places = 0 if amount == amount.to_integral_value() else 2
    words = number_format(amount, places, use_l10n=True, force_grouping=True)
    return f"{words}\u00a0{currency}" if currency else words


@register.simple_tag
def cell_of(total: Any, key: str) -> Any:
    """The cell of one group in a total, or None."""
    return total.cells.get(key)
