"""Fees on pages."""

from django import template

from networks.network.membership.files.fee_notice import number_shown
from networks.network.membership.methods.references import in_fours

register = template.Library()
register.filter("in_fours", in_fours)
register.filter("number_shown", number_shown)
