"""{{ code|language_name }}, {{ code|country_name }}."""

from django import template

from networks.base import places

register = template.Library()
register.filter("language_name", places.language_name)
register.filter("own_language_name", places.own_language_name)
register.filter("country_name", places.country_name)
