"""Pictures of the charter, drawn on the server: no script, no style attribute; the words beside each say the same."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

MOST = 20


@register.simple_tag
def promises(living: int, paper: int) -> SafeString:
    """Lines of one part as knots on a thread: full where something carries them, a ring where they are only paper."""
    count = min(MOST, living + paper)
    if not count:
        return SafeString("")
    full = round(count * living / (living + paper))
    thread = format_html('<path class="s-edge no" stroke-width="2" d="M8 8H{}"/>', 16 * count - 8)
    circles = format_html_join(
        "",
        '<circle cx="{}" cy="8" r="6" class="{}"{}/>',
        (
            (8 + 16 * i, "f-green" if i < full else "f-paper s-edge", SafeString("" if i < full else ' stroke-width="2"'))
            for i in range(count)
        ),
    )  # fmt: skip
    return format_html(
        '<svg class="knots" viewBox="0 0 {0} 16" width="{0}" height="16" preserveAspectRatio="xMinYMid meet" aria-hidden="true">{1}{2}</svg>',
        16 * count,
        thread,
        circles,
    )
