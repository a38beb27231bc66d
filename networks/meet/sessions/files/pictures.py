"""Pictures of numbers for files: SVG with colours and sizes as attributes, because no style sheet is there. Numbers alone are
written in them; names stand in the table beside, in any script."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

INK, WOAD, LINEN = "#1d2429", "#1b4f78", "#eceee6"
ROW, WIDE, BEGIN, ROOM = 26, 640, 44, 60


def bars(rows: Sequence[tuple[str, int]]) -> bytes:
    """Return horizontal bars, one a row in the given order, each with its number in front and its amount behind."""
    most = max((n for _name, n in rows), default=0) or 1
    high = ROW * len(rows) + 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{high}" viewBox="0 0 {WIDE} {high}">'
    ]
    for index, (_name, n) in enumerate(rows):
        y = 2 + ROW * index
        full = WIDE - BEGIN - ROOM
        wide = full * n / most
        parts.append(
            f'<text x="{BEGIN - 12}" y="{y + 17}" font-size="14" text-anchor="end" fill="{INK}">{index + 1}</text>'
            f'<rect x="{BEGIN}" y="{y + 4}" width="{full}" height="16" fill="{LINEN}"/>'
            f'<rect x="{BEGIN}" y="{y + 4}" width="{wide:.1f}" height="16" fill="{WOAD}"/>'
            f'<text x="{BEGIN + full + 10}" y="{y + 17}" font-size="14" font-weight="700" fill="{INK}">{n}</text>'
        )
    parts.append("</svg>")
    return "".join(parts).encode()


def compared(caption: str, rows: Sequence[tuple[str, int]]) -> str:
    """Return what such a picture shows, in words: the caption and every row with its amount."""
    told = "; ".join(
        _("%(name)s: %(n)s") % {"name": " ".join(name.split())[:120], "n": n} for name, n in rows
    )
    return f"{caption}{'' if caption.endswith(('?', '!', '.')) else '.'} {told}."
