"""{% when occasion %}: when a session takes place, in lists. The same as parts/when.html, several times quicker.
{{ session|titled }}: its title as this page speaks."""

from typing import Any

from django import template
from django.template.defaultfilters import date
from django.utils.html import format_html
from django.utils.timezone import template_localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.texts import Reader, Written

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


@register.filter
def titled(thing: Written) -> str:
    """The title of a session or a programme in the language of the page, where somebody wrote it in that; else in its own, marked as such."""
    speaks = get_language() or "en"
    title = thing.version_for("title", Reader((speaks,)))
    if title.language.split("-")[0] == speaks.split("-")[0]:
        return title.text
    return format_html('<span lang="{}">{}</span>', title.language, title.text)
