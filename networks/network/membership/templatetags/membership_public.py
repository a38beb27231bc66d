"""Tags of the public page: the map, and when something takes place."""

from zoneinfo import ZoneInfo

from django import template
from django.template.defaultfilters import floatformat
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from networks.base.rooms import Coming
from networks.network.membership.methods.map_projection import View
from networks.network.membership.rules.public_map import Map

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
                ", ".join(knot.names) + (" …" if knot.count > len(knot.names) else ""),
            )
            for knot in found.knots
        ),
    )
    return format_html(
        '<svg class="pic map" viewBox="{}" role="img" aria-label="{}">'
        '<use href="{}#land" width="{}" height="{}" class="f-soft s-paper"/>{}</svg>',
        "{} {} {} {}".format(*found.box),
        _("Map of the members. The list says the same."),
        map_file(view),
        view.width,
        view.height,
        knots,
    )


@register.simple_tag
def public_when(one: Coming) -> str:
    """When something takes place, on the clocks of the place, with the zone."""
    local = one.starts_at.astimezone(ZoneInfo(one.zone))
    day = formats.date_format(local, "DATE_FORMAT")
    clock = formats.time_format(local, "TIME_FORMAT")
    return f"{day}, {clock} ({one.zone.split('/')[-1].replace('_', ' ')})"


@register.simple_tag
def level_cells(part, whole) -> SafeString:
    """The figures of a part, in the columns of the whole."""
    cells = []
    for name in whole.figures:
        if name not in part.figures:
            text = _("not said")
        elif part.figures[name] is None:
            text = _("not shown")
        else:
            text = floatformat(part.figures[name][0], "-2g")
        cells.append((text,))
    return format_html_join("", '<td class="num">{}</td>', cells)


@register.simple_tag
def level_bars(whole) -> SafeString:
    """How many members each part brings, as bars; the table under it says the same."""
    known = [(part.name, part.members) for part in whole.parts if part.members]
    most = max((number for _name, number in known), default=0)
    if len(known) < 2:
        return SafeString("")
    rows = format_html_join(
        "",
        '<text x="0" y="{}" font-size="17">{}: {}</text><rect x="0" y="{}" width="{}" height="20" rx="3" class="{}"/>',
        (
            (
                58 * i + 18,
                name,
                number,
                58 * i + 26,
                f"{max(4, 600 * number / most):.0f}",
                "f-woad" if i else "f-green",
            )
            for i, (name, number) in enumerate(known)
        ),
    )
    return format_html(
        '<svg class="pic" viewBox="0 0 600 {}" role="img" aria-label="{}">{}</svg>',
        58 * len(known) - 10,
        "; ".join(f"{name}: {number}" for name, number in known),
        rows,
    )
