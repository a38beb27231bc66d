"""{{ code|language_name }}, {{ code|country_name }}, {{ zone|zone_place }}, {{ code|direction }}."""

from django import template

from networks.base import places
from networks.base.texts import is_right_to_left

register = template.Library()
register.filter("language_name", places.language_name)
register.filter("own_language_name", places.own_language_name)
register.filter("country_name", places.country_name)
register.filter("zone_place", places.zone_place)


@register.filter
def direction(language: object) -> str:
    """ "rtl" or "ltr": which way a language is written, for the attribute dir beside lang."""
    return "rtl" if is_right_to_left(str(language or "")) else "ltr"
