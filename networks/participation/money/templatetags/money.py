"""Amounts on pages, as the reader writes them: {{ entry.amount|money:entry.currency }}."""

from decimal import Decimal

from django import template

from networks.participation.money.amounts import shown

register = template.Library()


@register.filter
def unsigned(amount: Decimal) -> Decimal:
    """An amount without its sign, where words say which way it goes."""
    return abs(amount)


@register.filter
def money(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency; nothing where there is none."""
    return "" if amount is None else shown(amount, currency)
