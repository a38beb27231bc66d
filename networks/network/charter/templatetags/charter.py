"""Pictures of the charter, drawn on the server: no script, no style attribute; the words beside each say the same."""

from django import template
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from networks.network.charter.instrument import SCALE

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


DYES = {5: "f-green", 4: "f-green-t", 3: "f-soft", 2: "f-madder-t", 1: "f-madder"}


@register.simple_tag
def scale_strip(counts, said: str = "") -> SafeString:
    """How answers from 5 (fully) to 1 (no) lie, in one line; a thin line parts neighbours, so that colour is not alone. said: the same in words."""
    everyone = sum(counts.values())
    parts, lines, x = [], [], 0.0
    for value in (5, 4, 3, 2, 1):
        wide = 100 * counts.get(value, 0) / everyone if everyone else 0
        if wide:
            parts.append((f"{x:.2f}", f"{wide:.2f}", DYES[value]))
            if x:
                lines.append((f"{x - 0.2:.2f}",))
        x += wide
    return format_html(
        '<svg class="strip turn" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{}">{}{}</svg>',
        said,
        format_html_join("", '<rect x="{}" width="{}" height="10" class="{}"/>', parts),
        format_html_join("", '<rect x="{}" width="0.4" height="10" class="f-ink"/>', lines),
    )


@register.filter
def count_of(counts, value: int) -> int:
    """How many chose a value."""
    return counts.get(value, 0)


@register.filter
def figure(value: float | None) -> str:
    """A mean or a difference with one digit behind the point, as the reader's language writes it."""
    return "–" if value is None else number_format(value, 1)


@register.filter
def said_counts(counts) -> str:
    """Counts in words: 5 yes, fully; 3 rather yes …"""
    return "; ".join(f"{counts.get(value, 0)} {SCALE[value]}" for value in SCALE)


WIDE, ROW, SIZE, FIT = 320, 76, 15, 7


@register.simple_tag
def way_picture(rows, said: str = "") -> SafeString:
    """A way from top to bottom: each thing a numbered knot (the numbers of the list), threads between them; a ring where one may not see it.

    rows: {"n", "step", "origin"} in the order of the list. In a row of more than seven the last knot says how many more there are.
    """
    levels: dict[int, list[dict]] = {}
    for row in rows:
        levels.setdefault(row["step"].far, []).append(row)
    places: dict[int, tuple[float, float]] = {}
    more = []
    for height, far in enumerate(sorted(levels)):
        here, y = levels[far], SIZE + 5 + ROW * height
        count = min(len(here), FIT)
        for at, row in enumerate(here):
            places[row["n"]] = (WIDE * (min(at, count - 1) + 1) / (count + 1), y)
        if len(here) > FIT:
            more.append((*places[here[-1]["n"]], f"+{len(here) - FIT + 1}"))
    high = ROW * (len(levels) - 1) + 2 * SIZE + 10
    threads, knots, crowded = [], [], {(x, y) for x, y, _words in more}
    for row in rows:
        x, y = places[row["n"]]
        if row["origin"] and row["origin"] != row["n"]:
            from_x, from_y = places[row["origin"]]
            threads.append(
                (f"{from_x:.1f}", f"{from_y:.1f}", f"{(from_y + y) / 2:.1f}", f"{x:.1f}", f"{y:.1f}")
            )
        if (x, y) in crowded:
            continue
        step = row["step"]
        dye, ink = ("f-weld", "f-on-weld") if step.far == 0 else ("f-paper s-edge", "f-ink") if step.thing.hidden else ("f-woad", "f-on-woad")  # fmt: skip
        knots.append((f"{x:.1f}", f"{y:.1f}", SIZE, dye, f"{x:.1f}", f"{y + 5:.1f}", ink, row["n"]))
    for x, y, words in more:
        knots.append(
            (f"{x:.1f}", f"{y:.1f}", SIZE, "f-paper s-edge", f"{x:.1f}", f"{y + 5:.1f}", "f-ink", words)
        )
    return format_html(
        '<svg class="way" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">{3}{4}</svg>',
        WIDE,
        high,
        said,
        format_html_join(
            "", '<path class="s-edge no" stroke-width="2" d="M{0} {1}C{0} {2} {3} {2} {3} {4}"/>', threads
        ),
        format_html_join(
            "",
            '<circle cx="{}" cy="{}" r="{}" class="{}" stroke-width="2"/><text x="{}" y="{}" text-anchor="middle" font-size="15" class="{}">{}</text>',
            knots,
        ),
    )
