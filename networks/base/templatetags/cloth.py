"""People and organisations, drawn: initials, and a woven tile made from a name."""

import hashlib

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def initials(name: object) -> str:
    """The first letters of the first and the last word of a name: "Ilse van Vermeulen" gives "IV"."""
    words = [word for word in str(name or "").replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


DYES = ("woad", "weld", "green", "madder", "walnut")


@register.simple_tag
def weave(name: object, size: str = "") -> SafeString:
    """An organisation's tile, woven from its name: the same name gives the same cloth, on every machine.

    `size` is "" or "small". Two of the five dyes cross; whichever thread lies on top is read from the name's digest.
    """
    digest = hashlib.sha256(str(name).strip().casefold().encode()).digest()
    warp = DYES[digest[0] % 5]
    weft = DYES[(digest[0] % 5 + 1 + digest[1] % 4) % 5]
    threads = 2 + digest[2] % 2
    step = 40 / threads
    wide = step * 0.62
    edge = (step - wide) / 2
    places = [edge + step * i for i in range(threads)]
    parts: list[tuple[str, str, str, str, str]] = []

    def rect(x: float, y: float, width: float, height: float, dye: str) -> None:
        parts.append((f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}", dye))

    for y in places:
        rect(0, y, 40, wide, warp)
    for column, x in enumerate(places):
        rect(x, 0, wide, 40, weft)
        for row, y in enumerate(places):
            # Plain weave for most; the digest turns it into a twill for some, so that tiles differ in more than colour.
            over = (
                (row + column + digest[3] % 2) % 2
                if digest[4] % 3
                else (row + 2 * column + digest[3]) % threads == 0
            )
            if over:
                rect(x - edge / 2, y, wide + edge, wide, warp)
    body = format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" class="f-{}"/>', parts)
    return format_html(
        '<svg class="weave{}" viewBox="0 0 40 40" aria-hidden="true"><rect width="40" height="40" class="f-linen"/>{}</svg>',
        " small" if size == "small" else "",
        body,
    )
