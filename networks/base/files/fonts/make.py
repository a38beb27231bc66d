"""Make the fonts of PDF files from npm's fontsource packages: ``python make.py FOLDER``.

FOLDER holds the packages, fetched as README.md says (``npm pack``, unpacked by their file names). Every
face there is cut into one file per script; here the scripts of a face are joined again, because a PDF
writer takes one file per face. Nothing is drawn anew; bytecode hinting is dropped (a page is not a screen).
"""

import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent

EVERYTHING = range(0x20, 0x110000)
EUROPEAN = ["latin", "latin-ext", "greek", "cyrillic", "vietnamese"]
ARROWS_AND_MATHEMATICS = {*range(0x2100, 0x2300), *range(0x25A0, 0x2600), 0x2022, 0x2212}
SIGNS = {*range(0x2300, 0x2400), *range(0x2460, 0x2500), *range(0x25A0, 0x2800), *range(0x2B00, 0x2C00)}

# file name -> family, weight and slant, package, scripts joined, code points kept
FACES = {
    **{
        f"AtkinsonHyperlegibleNext-{style}.ttf": (
            "Atkinson Hyperlegible Next",
            style,
            f"atkinson-hyperlegible-next-5.3.0/files/atkinson-hyperlegible-next-{{}}-{source}",
            ["latin", "latin-ext"],
            EVERYTHING,
        )
        for style, source in [
            ("Regular", "400-normal"),
            ("Bold", "700-normal"),
            ("Italic", "400-italic"),
            ("BoldItalic", "700-italic"),
        ]
    },
    **{
        f"Literata-{style}.ttf": (
            "Literata",
            style,
            f"literata-5.3.0/files/literata-{{}}-{source}",
            EUROPEAN,
            EVERYTHING,
        )
        for style, source in [("Regular", "400-normal"), ("SemiBold", "600-normal"), ("Italic", "400-italic")]
    },
    **{
        f"NotoSans-{style}.ttf": (
            "Noto Sans",
            style,
            f"noto-sans-5.3.0/files/noto-sans-{{}}-{source}",
            ["latin", "latin-ext", "greek", "greek-ext", "cyrillic", "vietnamese"],
            EVERYTHING,
        )
        for style, source in [("Regular", "400-normal"), ("Bold", "700-normal")]
    },
    **{
        f"Vazirmatn-{style}.ttf": (
            "Vazirmatn",
            style,
            f"vazirmatn-5.3.0/files/vazirmatn-{{}}-{source}",
            ["arabic"],
            EVERYTHING,
        )
        for style, source in [("Regular", "400-normal"), ("Bold", "700-normal")]
    },
    "NotoSansArabic-Regular.ttf": (
        "Noto Sans Arabic",
        "Regular",
        "noto-sans-arabic-5.3.0/files/noto-sans-arabic-{}-400-normal",
        ["arabic"],
        range(0x20, 0xFB50),
    ),
    **{
        f"NotoSansHebrew-{style}.ttf": (
            "Noto Sans Hebrew",
            style,
            f"noto-sans-hebrew-5.3.0/files/noto-sans-hebrew-{{}}-{source}",
            ["hebrew"],
            EVERYTHING,
        )
        for style, source in [("Regular", "400-normal"), ("Bold", "700-normal")]
    },
    "NotoSansMath-Regular.ttf": (
        "Noto Sans Math",
        "Regular",
        "noto-sans-math-5.3.0/files/noto-sans-math-{}-400-normal",
        ["latin"],
        ARROWS_AND_MATHEMATICS,
    ),
    "NotoSansSymbols2-Regular.ttf": (
        "Noto Sans Symbols 2",
        "Regular",
        "noto-sans-symbols-2-5.3.0/files/noto-sans-symbols-2-{}-400-normal",
        ["symbols"],
        SIGNS,
    ),
    "NotoEmoji-Regular.ttf": (
        "Noto Emoji",
        "Regular",
        "noto-emoji-5.3.2/files/noto-emoji-{}-400-normal",
        ["emoji"],
        EVERYTHING,
    ),
}


def make(name: str, packages: Path) -> None:
    """Write one face beside this file."""
    family, style, pattern, scripts, kept = FACES[name]
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for script in scripts:
            font = TTFont(packages / f"fontsource-{pattern.format(script)}.woff2")
            font.flavor = None
            for table in ("fpgm", "prep", "cvt ", "gasp", "DSIG", "STAT", "MATH", "hdmx", "VDMX", "LTSH"):
                if table in font:
                    del font[table]
            for glyph in font["glyf"].glyphs.values():
                glyph.removeHinting()
            part = Path(folder) / f"{script}.ttf"
            font.save(part)
            parts.append(str(part))
        font = Merger().merge(parts) if len(parts) > 1 else TTFont(parts[0])
        options = Options(
            hinting=False, layout_features=["*"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True
        )
        options.drop_tables += ["MATH", "DSIG"]
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[point for point in font.getBestCmap() if point in kept])
        subsetter.subset(font)
        rename(font, family, style)
        font["head"].created = font["head"].modified = 0
        font.recalcTimestamp = False
        font.save(HERE / name)


def rename(font: TTFont, family: str, style: str) -> None:
    """Give the face the family and style under which the page template asks for it."""
    table = font["name"]
    table.names = [record for record in table.names if record.nameID in (0, 5, 13, 14)]
    words = {
        "Regular": "Regular",
        "Bold": "Bold",
        "Italic": "Italic",
        "BoldItalic": "Bold Italic",
        "SemiBold": "SemiBold",
    }[style]
    postscript = f"{family.replace(' ', '')}-{style}"
    for number, text in [(1, family), (2, words), (3, postscript), (4, f"{family} {words}"), (6, postscript)]:
        table.setName(text, number, 3, 1, 0x409)
    os2, head = font["OS/2"], font["head"]
    os2.usWeightClass = {"Bold": 700, "BoldItalic": 700, "SemiBold": 600}.get(style, 400)
    italic, bold = "Italic" in style, "Bold" in style
    os2.fsSelection = (
        (os2.fsSelection & ~0b1100001) | (italic << 0) | (bold << 5) | ((not italic and not bold) << 6)
    )
    head.macStyle = (bold << 0) | (italic << 1)


if __name__ == "__main__":
    for face in FACES:
        make(face, Path(sys.argv[1]))
