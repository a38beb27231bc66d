"""How figures about members are written."""

from decimal import Decimal
from typing import Any

from django import template

from networks.network.membership.rules.figures import shown

register = template.Library()


@register.simple_tag
def figure(amount: Decimal | None, currency: str = "") -> str:
    """An amount with the reader's separators, without digits that say nothing, and its currency; "" where there is none."""
    words = shown(amount)
    return f"{words}\u00a0{currency}" if words and currency else words


@register.simple_tag
def cell_of(total: Any, key: str) -> Any:
    """The cell of one group in a total, or None."""
    return total.cells.get(key)
