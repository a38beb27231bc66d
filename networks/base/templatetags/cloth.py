"""Drawings that are not numbers: initials, woven tiles, QR pictures, pictograms, faces."""

import hashlib
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from networks.base.devices import device_name

register = template.Library()


@register.filter
def initials(name: object) -> str:
    """The first letters of the first and the last word of a name: "Ilse van Vermeulen" gives "IV"."""
    words = [word for word in str(name or "").replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.filter
def device(said: object) -> str:
    """The browser and the machine that a browser says it is."""
    return device_name(str(said or ""))


DYES = ("woad", "weld", "green", "madder", "walnut")


@register.simple_tag
def weave(name: object, size: str = "") -> SafeString:
    """An organisation's tile, woven from its name: the same name gives the same cloth, on every machine.

    `size` is "" or "small". Two of the five dyes cross; whichever thread lies on top is read from the name's digest.
    """
    return _weave(str(name).strip(), "small" if size == "small" else "")


@lru_cache(maxsize=4096)
def _weave(name: str, size: str) -> SafeString:
    digest = hashlib.sha256(name.casefold().encode()).digest()
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
        " small" if size else "",
        body,
    )


@register.simple_tag
def qr(address: str, label: str = "") -> SafeString:
    """The QR picture of an address; black on white in every theme, with the quiet edge that readers need."""
    import segno

    code = segno.make(str(address), error="m", micro=False)
    rows = [[bool(dark) for dark in row] for row in code.matrix]
    size = len(rows) + 8
    path = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                path.append(f"M{x + 4} {y + 4}h{run}v1h-{run}z")
            x += run or 1
    return format_html(
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path fill="#000" d="{2}"/></svg>',
        size,
        label or _("QR code that leads to %(address)s") % {"address": without_scheme(address)},
        "".join(path),
    )


@register.filter
def without_scheme(address: object) -> str:
    """An address as people read it out: without https:// and without a slash at the end."""
    return str(address).split("//", 1)[-1].rstrip("/")


@register.filter
def in_threes(code: object) -> SafeString:
    """A code in groups of three, as people read it out; copied, it is one word."""
    signs = str(code)
    return format_html_join("", "<span>{}</span>", ((signs[at : at + 3],) for at in range(0, len(signs), 3)))


# Pictograms: one idea each, two or three dyes, 320 x 170; the drawings are templates in base/pictograms/.
PICTOGRAMS = {
    "network": _lazy("Four people in a ring, holding one thread"),
    "answer": _lazy("A person speaks, and the words are written down"),
    "group": _lazy("Answers that are alike lie together"),
    "choose": _lazy("One of three is chosen"),
    "conclude": _lazy("Several threads become one"),
    "wait": _lazy("A clock"),
    "done": _lazy("A tick in a circle"),
    "join": _lazy("A person comes through an open door"),
    "help": _lazy("One person holds out a hand to another"),
    "evaluate": _lazy("Three faces: not good, so-so, good"),
}


@register.simple_tag
def pictogram(name: str, label: str = "") -> SafeString:
    """A pictogram for easy reading. label replaces its own words; an unknown name is an error of whoever writes the page."""
    drawing = render_to_string(f"base/pictograms/{name}.html").strip()
    return format_html(
        '<svg class="picto" viewBox="0 0 320 170" role="img" aria-label="{}">{}</svg>',
        label or PICTOGRAMS[name],
        SafeString(drawing),
    )


MOUTHS = ("M14 35q10-10 20 0", "M15 34q9-5 18 0", "M15 33h18", "M15 31q9 6 18 0", "M13 29q11 13 22 0")


@register.simple_tag
def face(mark: int) -> SafeString:
    """A face for a mark from 1 (bad) to 5 (good). The word stands beside it."""
    return format_html(
        '<svg class="face" viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="21" class="f-linen s-ink" stroke-width="2.5"/>'
        '<circle cx="17" cy="19" r="2.8" class="f-ink"/><circle cx="31" cy="19" r="2.8" class="f-ink"/>'
        '<path d="{}" class="no s-ink" stroke-width="3" stroke-linecap="round"/></svg>',
        MOUTHS[max(1, min(5, int(mark))) - 1],
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon beside a word. The same as <c-icon>, several times quicker: for parts and for lists."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("icons.svg"),
        name,
    )
