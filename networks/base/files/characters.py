"""Which characters the shipped fonts can show, and what stands for those that they cannot."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
BOX = "□"

# Shown by no font but obeyed by the one that lays out: joiners, direction marks, isolates, variation selectors.
INVISIBLE = frozenset(
    {
        0x00AD,
        0x061C,
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        0x2060,
        *range(0x2066, 0x206A),
        *range(0xFE00, 0xFE10),
    }
)
_EMOJI_PARTS = {*range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080), 0x20E3, 0xFE0F, 0x200D}


@lru_cache(maxsize=1)
def coverage() -> dict[str, frozenset[int]]:
    """The code points that each shipped font has a glyph for, by file name."""
    from fontTools.ttLib import TTFont

    found = {}
    for path in sorted(FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            found[path.name] = frozenset(font.getBestCmap())
    return found


@lru_cache(maxsize=1)
def covered() -> frozenset[int]:
    """The code points that some shipped font has a glyph for."""
    return frozenset().union(*coverage().values())


def showable(text: str) -> tuple[str, bool]:
    """The text with □ for each character that no shipped font can show, and whether there was one.

    A mark above or below a letter is shown only if one font has both; else it is left out and counts as
    not shown. Private-use and unassigned code points are never shown, whatever a font says of them.
    """
    if text.isascii():
        return text, False
    known, missing = covered(), False
    out: list[str] = []
    for character in text:
        point, category = ord(character), unicodedata.category(character)
        if character in "\n " or (point in INVISIBLE and out):
            out.append(character)
        elif category in ("Co", "Cn", "Cs", "Cc") or (point not in known and not character.isspace()):
            if point in _EMOJI_PARTS:
                continue
            missing = True
            out.append(BOX)
        elif category in ("Mn", "Me") and not _one_font_has(_base(out), point):
            missing = True
        else:
            out.append(character if point in known else " ")
    return "".join(out), missing


def _base(out: list[str]) -> int:
    for character in reversed(out):
        if unicodedata.category(character) not in ("Mn", "Me") and ord(character) not in INVISIBLE:
            return ord(character)
    return 0x20


@lru_cache(maxsize=4096)
def _one_font_has(base: int, mark: int) -> bool:
    return any(base in points and mark in points for points in coverage().values())
