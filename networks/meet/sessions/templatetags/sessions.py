"""{% when occasion %}: when a session takes place, in lists. The same as parts/when.html, several times quicker."""

from typing import Any

from django import template
from django.template.defaultfilters import date
from django.utils.html import format_html
from django.utils.timezone import template_localtime
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def when(occasion: Any) -> str:
    """The day and hour on the walls of its zone, or that they are to be chosen."""
    if not occasion.starts_local:
        return _("Day to be chosen")
    instant = template_localtime(occasion.starts_at)
    return format_html(
        '<time datetime="{}">{}</time>', date(instant, "c"), date(occasion.starts_local, "j F Y, H:i")
    )
