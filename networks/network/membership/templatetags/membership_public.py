"""Tags of the public page: the map, and when something takes place."""

from zoneinfo import ZoneInfo

from django import template
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from networks.base.rooms import Coming
from networks.network.membership.methods.map_projection import View
from networks.network.membership.rules.public_page import Map

register = template.Library()


@register.simple_tag
def map_file(view: View) -> str:
    """The address of the drawing of a map."""
    return static(f"map/{view.name}.svg")


@register.simple_tag
def member_map(found: Map) -> SafeString:
    """Members as knots on a map: full where the place is known, a ring where only the country is. The list beside it says the same."""
    view = found.view
    knots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="{}" class="{}" stroke-width="3"><title>{}</title></circle>',
        (
            (
                f"{knot.x:g}",
                f"{knot.y:g}",
                f"{knot.radius:.1f}",
                "f-woad s-paper" if knot.exact else "f-paper s-woad",
                ", ".join(knot.names[:12]) + (" …" if len(knot.names) > 12 else ""),
            )
            for knot in found.knots
        ),
    )
    return format_html(
        '<svg class="pic map" viewBox="0 0 {} {}" role="img" aria-label="{}"><use href="{}#land" class="f-soft s-paper"/>{}</svg>',
        view.width,
        view.height,
        _("Map of the members. The list says the same."),
        map_file(view),
        knots,
    )


@register.simple_tag
def public_when(one: Coming) -> str:
    """When something takes place, on the clocks of the place, with the zone."""
    local = one.starts_at.astimezone(ZoneInfo(one.zone))
    day = formats.date_format(local, "DATE_FORMAT")
    clock = formats.time_format(local, "TIME_FORMAT")
    return f"{day}, {clock} ({one.zone.split('/')[-1].replace('_', ' ')})"
