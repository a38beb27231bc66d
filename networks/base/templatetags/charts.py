"""Pictures of numbers, drawn on the server as SVG: no script, no style attribute, colours by the dye's class.

Strips, bars and knots are drawn beside their number and hidden from screen readers; whoever uses them writes the number next to them.
A map has its own text alternative. Agree is solid, pass pale, disagree striped, so that colour is never alone.
"""

from collections.abc import Iterable, Sequence
from math import atan2, cos, degrees, sin, sqrt
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

MOST_KNOTS = 20
MOST_MARKS = 1500
NOTHING = mark_safe("")  # a constant
PALE = mark_safe('<rect width="100" height="10" class="f-soft"/>')  # a constant
NO_VOICE = mark_safe(  # a constant
    '<svg class="knots" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
    '<circle cx="8" cy="8" r="6" class="s-edge no" stroke-width="2"/></svg>'
)


def _n(value: float) -> str:
    """A number for an SVG attribute: a point, no more digits than are seen, never localised."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


@register.simple_tag
def total(*counts: int) -> int:
    return sum(int(count) for count in counts)


@register.simple_tag
def knots(count: int, most: int | None = None, dye: str = "woad") -> SafeString:
    """Voices as knots on a thread, one each, up to twenty; above that a bar, full at `most` (or 100)."""
    count = max(0, int(count or 0))
    if count == 0:
        return NO_VOICE
    if count > MOST_KNOTS:
        full = max(int(most or 0), count, 100)
        wide = 320 * count / full
        return format_html(
            '<svg class="knots" viewBox="0 0 320 16" width="320" height="16" preserveAspectRatio="xMinYMid meet" aria-hidden="true">'
            '<rect y="4" width="320" height="8" rx="4" class="f-soft"/><rect y="2" width="{}" height="12" rx="6" class="f-{}"/></svg>',
            _n(wide),
            dye,
        )
    width = 16 * count
    thread = (
        format_html('<path class="s-edge no" stroke-width="2" d="M8 8H{}"/>', width - 8)
        if count > 1
        else NOTHING
    )
    circles = format_html_join(
        "", '<circle cx="{}" cy="8" r="6" class="f-{}"/>', ((8 + 16 * i, dye) for i in range(count))
    )
    return format_html(
        '<svg class="knots" viewBox="0 0 {0} 16" width="{0}" height="16" preserveAspectRatio="xMinYMid meet" aria-hidden="true">{1}{2}</svg>',
        width,
        thread,
        circles,
    )


def _stripes(start: float, width: float, pitch: float) -> SafeString:
    """Gaps of paper over a solid part, so that it is seen as striped."""
    gap = pitch * 0.36
    places = []
    x = start + pitch * 0.64
    while x < start + width - 0.01:
        places.append((_n(x), _n(min(gap, start + width - x))))
        x += pitch
    return format_html_join("", '<rect x="{}" width="{}" height="10" class="f-paper"/>', places)


@register.simple_tag
def strip(agree: int, passed: int, disagree: int, size: str = "") -> SafeString:
    """How many agree (solid), pass (pale) and disagree (striped), in one line. size "small" for narrow places."""
    agree, passed, disagree = (max(0, int(count or 0)) for count in (agree, passed, disagree))
    everyone = agree + passed + disagree
    parts = [PALE]
    if everyone:
        yes, no = 100 * agree / everyone, 100 * disagree / everyone
        if agree:
            parts.append(format_html('<rect width="{}" height="10" class="f-green"/>', _n(yes)))
        if disagree:
            parts.append(
                format_html('<rect x="{}" width="{}" height="10" class="f-madder"/>', _n(100 - no), _n(no))
            )
            parts.append(_stripes(100 - no, no, 4.2 if size == "small" else 1.4))
    return format_html(
        '<svg class="strip turn" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{}</svg>',
        SafeString("".join(parts)),
    )


@register.simple_tag
def bar(value: float, most: float, dye: str = "woad", rest: bool = True) -> SafeString:
    """One bar, full at `most`; `rest` shows what is missing as a pale line (for shares, not for amounts)."""
    share = 0.0 if not most else max(0.0, min(1.0, float(value or 0) / float(most)))
    return format_html(
        '<svg class="strip turn" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '{}<rect width="{}" height="10" class="f-{}"/></svg>',
        PALE if rest else NOTHING,
        _n(100 * share),
        dye,
    )


SWATCHES = {
    "agree": '<rect width="10" height="10" class="f-green"/>',
    "pass": '<rect width="10" height="10" class="f-soft"/>',
    "disagree": '<rect width="10" height="10" class="f-madder"/><path d="M3 0v10M6 0v10M9 0v10" class="s-paper" stroke-width=".8"/>',
    "woad": '<rect width="10" height="10" class="f-woad"/>',
    "green": '<rect width="10" height="10" class="f-green"/>',
    "walnut": '<rect width="10" height="10" class="f-walnut"/>',
    "ink": '<rect width="10" height="10" class="f-ink"/>',
}


@register.simple_tag
def swatch(name: str) -> SafeString:
    """The little square of a key."""
    return mark_safe(
        f'<svg viewBox="0 0 10 10" aria-hidden="true">{SWATCHES[name]}</svg>'
    )  # from the constants above


# ---- the map of opinions ----
DYES = ("woad", "green", "walnut", "madder", "ink")
TINTS = ("woad-t", "green-t", "walnut-t", "madder-t", "linen")
WIDE, HIGH, MARGIN = 720, 400, 64


def letter(index: int) -> str:
    """The name of an opinion group: A, B, C …"""
    return chr(ord("A") + index) if index < 26 else str(index + 1)


def _mark(group: int, x: float, y: float, size: float) -> SafeString:
    """Each group has its own shape as well as its own colour."""
    shape = group % 5
    if shape == 0:
        return format_html('<circle cx="{}" cy="{}" r="{}"/>', _n(x), _n(y), _n(size))
    if shape == 1:
        side = size * 1.78
        return format_html(
            '<rect x="{}" y="{}" width="{}" height="{}"/>',
            _n(x - side / 2),
            _n(y - side / 2),
            _n(side),
            _n(side),
        )
    path = {
        2: f"M{_n(x)} {_n(y - size)}l{_n(size * 1.1)} {_n(size * 2)}h{_n(-size * 2.2)}z",
        3: f"M{_n(x)} {_n(y - size * 1.2)}l{_n(size * 1.2)} {_n(size * 1.2)}l{_n(-size * 1.2)} {_n(size * 1.2)}l{_n(-size * 1.2)} {_n(-size * 1.2)}z",
        4: f"M{_n(x - size)} {_n(y - size)}h{_n(size * 2)}l{_n(-size)} {_n(size * 2)}z",
    }[shape]
    return format_html('<path d="{}"/>', path)


def _ellipse(places: Sequence[tuple[float, float]]) -> tuple[float, float, float, float, float]:
    """The ellipse around marks: centre, half axes, turn in degrees. Two standard deviations of the points, plus room."""
    n = len(places)
    cx, cy = sum(x for x, _y in places) / n, sum(y for _x, y in places) / n
    xx = sum((x - cx) ** 2 for x, _y in places) / n
    yy = sum((y - cy) ** 2 for _x, y in places) / n
    xy = sum((x - cx) * (y - cy) for x, y in places) / n
    middle, spread = (xx + yy) / 2, sqrt(((xx - yy) / 2) ** 2 + xy**2)
    turn = atan2(2 * xy, xx - yy) / 2
    long, short = 2 * sqrt(middle + spread) + 22, 2 * sqrt(max(0.0, middle - spread)) + 22
    return cx, cy, long, short, degrees(turn)


@register.simple_tag
def opinion_map(points: Iterable[Sequence[Any]], id: str = "opinions", description: str = "") -> SafeString:
    """Where people stand to one another: marks near each other answered alike.

    points: (x, y, number of the opinion group from 0, or None) in any scale; y grows upwards. Above 1,500 people one mark stands for
    several, and the text says for how many. description: a sentence for those who do not see the picture; one is made from counts if empty.
    """
    people = [(float(x), float(y), None if group is None else int(group)) for x, y, group in points]
    if not people:
        return NOTHING
    left, right = min(p[0] for p in people), max(p[0] for p in people)
    low, high = min(p[1] for p in people), max(p[1] for p in people)
    scale = min((WIDE - 2 * MARGIN) / ((right - left) or 1), (HIGH - 2 * MARGIN) / ((high - low) or 1))
    middle_x, middle_y = (left + right) / 2, (low + high) / 2
    placed = [
        (WIDE / 2 + (x - middle_x) * scale, HIGH / 2 - (y - middle_y) * scale, group)
        for x, y, group in people
    ]
    groups = sorted({group for _x, _y, group in placed if group is not None})
    every = -(-len(placed) // MOST_MARKS)
    size = 9.0 if len(placed) <= 60 else 6.0 if len(placed) <= 250 else 3.5
    body: list[SafeString] = []
    letters: list[SafeString] = []
    for group in groups:
        members = [(x, y) for x, y, of in placed if of == group]
        cx, cy, long, short, turn = _ellipse(members)
        body.append(
            format_html(
                '<ellipse cx="{0}" cy="{1}" rx="{2}" ry="{3}" class="f-{4} s-{5}" stroke-width="2" transform="rotate({6} {0} {1})"/>',
                _n(cx), _n(cy), _n(long), _n(short), TINTS[group % 5], DYES[group % 5], _n(turn),
            )
        )  # fmt: skip
        reach = sqrt((long * sin(turn / 57.2958)) ** 2 + (short * cos(turn / 57.2958)) ** 2)
        above = cy - reach - 8
        letters.append(
            format_html(
                '<text x="{}" y="{}">{}</text>',
                _n(min(WIDE - 20, max(20, cx))),
                _n(above if above > 30 else cy + reach + 36),
                letter(group),
            )
        )
    for group in [*groups, None]:
        marks = [_mark(group if group is not None else 0, x, y, size) for x, y, of in placed if of == group][
            ::every
        ]
        if marks:
            dye = DYES[group % 5] if group is not None else "soft"
            body.append(format_html('<g class="f-{}">{}</g>', dye, SafeString("".join(marks))))
    body.append(
        format_html(
            '<g font-size="34" font-weight="750" text-anchor="middle">{}</g>', SafeString("".join(letters))
        )
    )
    sizes = [(letter(group), sum(1 for p in placed if p[2] == group)) for group in groups]
    heading = ngettext(
        "%(groups)s opinion group among %(people)s people",
        "%(groups)s opinion groups among %(people)s people",
        len(groups),
    ) % {
        "groups": len(groups),
        "people": len(placed),
    }
    if not description:
        description = " ".join(
            ngettext("Group %(letter)s: %(n)s person.", "Group %(letter)s: %(n)s people.", n)
            % {"letter": name, "n": n}
            for name, n in sizes
        )
        description += " " + _("Near each other means: they answered alike.")
    note: SafeString = NOTHING
    if every > 1:
        note = format_html(
            '<p class="small hush">{}</p>', _("One mark stands for %(n)s people.") % {"n": every}
        )
    return format_html(
        '<svg class="pic" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-text"><title id="{}-title">{}</title>'
        '<desc id="{}-text">{}</desc>{}</svg>{}',
        WIDE, HIGH, id, id, id, heading, id, description, SafeString("".join(body)), note,
    )  # fmt: skip


@register.simple_tag
def largest(items: Sequence[Sequence[Any]], most: object = "") -> float:
    """What a full bar means: `most` if given, else the largest amount of (name, amount, words) rows."""
    return float(most) if most not in ("", None) else max((float(row[1] or 0) for row in items), default=0.0)  # type: ignore[arg-type]
