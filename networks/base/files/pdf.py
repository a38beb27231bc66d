"""A document as PDF/UA-1: tagged, titled, with languages, bookmarks and text alternatives; read by everyone.

The compiler is Typst; it refuses to write a file that breaks a rule of PDF/UA-1. What people wrote reaches it
as data, never as source text. No text is a reason for refusal: control characters go, and a character
that no shipped font can show becomes □, which the document says once.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from networks.base.files.characters import BOX, FONTS, showable
from networks.base.files.document import (
    Block,
    Document,
    Figure,
    Heading,
    List,
    Notice,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
    Text,
    anchors,
    blocks_of,
    clean,
    direction,
    link_target,
    picture_kind,
    plain,
    prepared,
    runs,
)

TEMPLATE = Path(__file__).parent / "pdf_templates" / "document.typ"
_LONG_WORD = re.compile(r"\S{50,}")
_KEPT_TOGETHER = 1200  # characters: what is longer may go over the end of a page
_NOT_SHOWN = re.compile(r"could not be displayed")
_TAG = re.compile(r"^([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}))?(?:-|$)", re.IGNORECASE)


def pdf(document: Document) -> bytes:
    """The document as a PDF/UA-1 file: A4, the same bytes for the same document.

    Raises ValueError when the caller's description is wrong (a figure without words, an unknown kind of picture).
    """
    import typst

    page = _Page(document)
    data = page.data()
    for _attempt in range(2):
        try:
            return _typeset(
                TEMPLATE.read_bytes(),
                page.pictures,
                format="pdf",
                pdf_standards="ua-1",
                sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
                timestamp=int(document.made.timestamp()),
            )
        except typst.TypstError as error:
            if not _NOT_SHOWN.search(str(error)):
                raise
            # A rare sequence that no font can lay out as one: keep the letters, drop what is joined to them.
            page = _Page(document, simple=True)
            data = page.data()
    raise AssertionError("A text without marks and joiners could not be laid out.")


def _typeset(source: bytes, pictures: dict[str, bytes], **options: Any) -> bytes:
    """Compiles our own template in a folder that holds it and the pictures, and nothing else."""
    import typst

    with TemporaryDirectory(prefix="networks-pdf-") as folder:
        for name, content in {"main.typ": source, **pictures}.items():
            (Path(folder) / name).write_bytes(content)
        made = typst.compile(
            Path(folder) / "main.typ",
            root=folder,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            **options,
        )
    assert made is not None  # it is only when an output path is given
    return made


class _Page:
    """The document as the template reads it, and the pictures as files beside it."""

    def __init__(self, document: Document, simple: bool = False) -> None:
        self.document, self.simple = document, simple
        self.pictures: dict[str, bytes] = {}
        self.missing = False
        self.blocks = prepared(document)
        self.known = anchors(self.blocks)

    def data(self) -> dict[str, Any]:
        document, made = self.document, self.document.made
        body = {
            "title": self.shown(document.title).replace("\n", " ").strip() or BOX,
            "heading": self.words(document.title if document.title.strip() else BOX),
            "author": self.shown(document.author),
            "subject": self.shown(document.subject),
            "made": {
                "year": made.year,
                "month": made.month,
                "day": made.day,
                "hour": made.hour,
                "minute": made.minute,
                "second": made.second,
            },
            "lang": _language(document.language) or _language("und"),
            "above": self.words(document.above),
            "lead": self.words(document.lead),
            "foot": self.words(document.foot),
            "pages": document.pages,
            "logo": self.picture(document.logo) if document.logo else "",
            "logo-alternative": self.shown(document.logo_alternative) or self.shown(document.title),
            "blocks": [self.block(block) for block in self.blocks],
        }
        body["unknown"] = self.words(document.unknown_characters) if self.missing else []
        return body

    def shown(self, text: str) -> str:
        shown, missing = showable(clean(text))
        self.missing = self.missing or missing
        if self.simple:
            import unicodedata

            shown = "".join(c for c in shown if unicodedata.category(c) not in ("Mn", "Me", "Cf", "Sk"))
        return shown

    def words(self, text: Text) -> list[dict[str, Any]]:
        return [self.run(run) for run in runs(text) if run.text]

    def run(self, run: Run) -> dict[str, Any]:
        return {
            "t": _LONG_WORD.sub(_with_breaks, self.shown(run.text)),
            "lang": _language(run.language),
            "b": run.strong,
            "i": run.emphasis,
            "code": run.code,
            "link": clean(link_target(run.link, self.known)),
        }

    def picture(self, picture: bytes) -> str:
        kind = picture_kind(picture)
        if kind == "svg":
            picture = self.shown(picture.decode(errors="replace")).encode()
        name = f"picture-{len(self.pictures) + 1}.{kind}"
        self.pictures[name] = picture
        return name

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading():
                return {
                    "kind": "heading",
                    "level": block.level,
                    "text": self.words(block.text),
                    "above": self.words(block.above),
                    "voice": block.voice,
                    **self.place(block),
                }
            case Paragraph():
                return {
                    "kind": "paragraph",
                    "text": self.words(block.text),
                    "lead": block.lead,
                    "small": block.small,
                    "stays": block.stays,
                    **self.place(block),
                }
            case Quote():
                return {
                    "kind": "quote",
                    "text": self.words(block.text),
                    "who": self.words(block.who),
                    "gloss": self.words(block.gloss),
                    "number": self.words(block.number),
                    "long": len(plain(block.text)) + len(plain(block.gloss)) > _KEPT_TOGETHER,
                    **self.place(block),
                }
            case List():
                items = [[self.block(part) for part in blocks_of(item)] for item in block.items]
                return {"kind": "list", "ordered": block.ordered, "start": block.start, "items": items}
            case Table():
                return self.table(block)
            case Figure():
                return {
                    "kind": "figure",
                    "file": self.picture(block.picture),
                    "alternative": self.shown(block.alternative),
                    "caption": self.words(block.caption),
                    "width": min(max(block.width, 0.05), 1.0),
                }
            case Notice():
                return {
                    "kind": "notice",
                    "long": len(plain(block.text)) > _KEPT_TOGETHER,
                    "style": block.kind,
                    "heading": self.words(block.heading),
                    "text": self.words(block.text),
                    "lang": _language(block.language),
                }
            case Rule():
                return {"kind": "rule"}
            case PageBreak():
                return {"kind": "page-break"}
        raise ValueError(f"A document has no blocks of the kind {type(block).__name__}.")

    def table(self, table: Table) -> dict[str, Any]:
        columns = len(table.header)
        rows = [[self.words(cell) for cell in row][:columns] for row in table.rows]
        return {
            "kind": "table",
            "header": [self.words(cell) for cell in table.header],
            "rows": [row + [[]] * (columns - len(row)) for row in rows],
            "caption": self.words(table.caption),
            "numbers": list(table.numbers),
            "widths": list(table.widths) if len(table.widths) == columns else [],
        }

    @staticmethod
    def place(block: Any) -> dict[str, Any]:
        return {"lang": _language(block.language), "anchor": block.anchor}


def _with_breaks(word: re.Match[str]) -> str:
    """A long word (an address) with places where the line may end, so that it stays on the page."""
    return re.sub(r"(\w{20}|[/?&=_.,;:-](?=\w))", "\\1\u200b", word[0])


def _language(tag: str) -> dict[str, Any] | None:
    """A BCP 47 tag in the template's parts; nothing when there is none, or it is none."""
    found = _TAG.match(tag.replace("_", "-"))
    if not found:
        return None
    return {
        "lang": found[1].lower(),
        "region": found[2].upper() if found[2] else None,
        "rtl": direction(tag) == "rtl",
    }


def svg_as_png(svg: bytes, dots_per_inch: int = 192) -> bytes:
    """A drawing as PNG, with the fonts that documents use; for files that cannot carry SVG."""
    text, _missing = showable(clean(svg.decode(errors="replace")))
    page = b'#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image("picture.svg")'
    return _typeset(page, {"picture.svg": text.encode()}, format="png", ppi=dots_per_inch)
