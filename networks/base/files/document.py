"""A document described once, in plain data, and written as PDF (`pdf.py`) and as Word file (`docx.py`).

A document has a title, a language and blocks. A text is a string, or a list of runs where parts of it are
bold, links or in another language. Nothing here is markup: what a person wrote is never read as code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "ff-adlm", "he", "ku-arab", "ps", "sd", "ug", "ur", "yi"}
)
LINK_SCHEMES = ("https://", "http://", "mailto:", "tel:")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one kind.

    ``language`` is a BCP 47 tag where it differs from what is around it. ``link`` is an address
    (https, http, mailto, tel) or ``#anchor`` of a block in the same document.
    """

    text: str
    language: str = ""
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: str = ""


Text = str | Sequence[Run | str]


@dataclass(frozen=True, slots=True)
class Heading:
    """``level`` 1 is a chapter under the title. Skipped levels are closed up when the document is written."""

    text: Text
    level: int = 1
    anchor: str = ""
    language: str = ""
    above: str = ""  # a few small words above it: "Part 1"
    voice: bool = False  # in the typeface of people's words: a question put to them


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: Text
    language: str = ""
    lead: bool = False
    small: bool = False
    anchor: str = ""
    stays: bool = False  # on one page with the beginning of what follows


@dataclass(frozen=True, slots=True)
class Quote:
    """What a person said, in their language: who said it, the translation, and the number it is cited by."""

    text: Text
    language: str = ""
    who: str = ""
    gloss: Text = ""  # "From Romanian: Alone nobody hears us."
    number: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """Items are texts, or blocks where an item holds more than one paragraph or a list of its own."""

    items: Sequence[Text | Sequence[Block]]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """``numbers``: which columns (from 0) hold figures and are set to the end of the cell."""

    header: Sequence[Text]
    rows: Sequence[Sequence[Text]]
    caption: str = ""
    numbers: Sequence[int] = ()
    widths: Sequence[float] = ()  # shares of the line, as many as columns


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: SVG or PNG or JPEG bytes, and what it shows in words (required)."""

    picture: bytes
    alternative: str
    caption: Text = ""
    width: float = 1.0  # share of the line

    def __post_init__(self) -> None:
        if not self.alternative.strip():
            raise ValueError("A figure needs its text alternative: say what the picture shows.")
        picture_kind(self.picture)


@dataclass(frozen=True, slots=True)
class Notice:
    """A few sentences that must not be missed; ``kind``: plain, good, wrong."""

    text: Text
    heading: str = ""
    kind: str = "plain"
    language: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line between two matters."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


Block = Heading | Paragraph | Quote | List | Table | Figure | Notice | Rule | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """What a report, certificate, agreement or minutes is, whoever writes the file.

    In: ``made`` is the only time in the file, so that the same document gives the same bytes.
    ``unknown_characters`` is the sentence, in the document's language, that is shown once where
    □ stands for characters without a font.
    """

    title: str
    language: str
    blocks: Sequence[Block]
    made: datetime
    lead: str = ""
    above: str = ""  # small line over the title: "Report of session 2 of 5"
    author: str = ""
    subject: str = ""
    foot: str = ""  # small line at the foot of each page
    logo: bytes = b""
    logo_alternative: str = ""
    unknown_characters: str = "□"
    pages: bool = True  # page numbers


def direction(language: str) -> str:
    """`rtl` or `ltr`, from a BCP 47 tag."""
    tag = language.lower().replace("_", "-")
    if "-latn" in tag or "-cyrl" in tag:
        return "ltr"
    return "rtl" if tag.split("-")[0] in RIGHT_TO_LEFT or "-arab" in tag or "-hebr" in tag else "ltr"


def runs(text: Text) -> list[Run]:
    """Any text as runs."""
    parts: Iterable[Run | str] = [text] if isinstance(text, str) else text
    return [Run(part) if isinstance(part, str) else part for part in parts]


def plain(text: Text) -> str:
    """Any text without its marks."""
    return "".join(run.text for run in runs(text))


# Direction overrides can make a reader see other words than the machine; isolates and marks are kept.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ufffe\uffff\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")


def clean(text: str) -> str:
    """The same words as normalised Unicode (NFC), without control characters. Line ends become ``\\n``."""
    return _UNWANTED.sub("", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text.replace("\t", " "))))


def blocks_of(item: Text | Sequence[Block]) -> list[Block]:
    """A list's item as blocks."""
    if isinstance(item, str) or all(isinstance(part, str | Run) for part in item):
        return [Paragraph(item)]  # type: ignore[arg-type]
    return list(item)  # type: ignore[arg-type]


def walk(blocks: Iterable[Block]) -> Iterable[Block]:
    """Every block, those inside lists too, in reading order."""
    for block in blocks:
        yield block
        if isinstance(block, List):
            for item in block.items:
                yield from walk(blocks_of(item))


def prepared(document: Document) -> list[Block]:
    """The blocks as a file needs them: no heading without words, no skipped level, no anchor twice.

    A heading inside a list would stand in no order with the others: it becomes a paragraph in bold.
    """
    level, seen, found = 0, set[str](), list[Block]()
    for block in document.blocks:
        if isinstance(block, Heading):
            if not clean(plain(block.text)).strip():
                continue
            level = max(1, min(block.level, level + 1, 5))
            block = replace(block, level=level)
        found.append(_prepared(block, seen))
    return found


def _prepared(block: Block, seen: set[str]) -> Block:
    """The block with no anchor that was ``seen`` before, and so inside lists."""
    if isinstance(block, List):
        inside = [[_unheaded(part) for part in blocks_of(item)] for item in block.items]
        return replace(block, items=[[_prepared(part, seen) for part in parts] for parts in inside])
    anchor = getattr(block, "anchor", "")
    if anchor in seen:
        return replace(block, anchor="")  # type: ignore[arg-type]
    seen.update({anchor} - {""})
    return block


def _unheaded(block: Block) -> Block:
    if not isinstance(block, Heading):
        return block
    return Paragraph(
        [replace(run, strong=True) for run in runs(block.text)], block.language, anchor=block.anchor
    )


def anchors(blocks: Iterable[Block]) -> set[str]:
    """The anchors that links of a document may point to."""
    return {anchor for block in walk(blocks) if (anchor := getattr(block, "anchor", ""))}


def link_target(link: str, known: set[str]) -> str:
    """The link if it leads somewhere and is of a kind that we write into files, else nothing."""
    if link.startswith("#"):
        return link if link[1:] in known else ""
    return link if link.lower().startswith(LINK_SCHEMES) else ""


def picture_kind(picture: bytes) -> str:
    """`png`, `jpg` or `svg`; other pictures raise ValueError (make them so with `pictures.py`)."""
    if picture.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if picture.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if b"<svg" in picture[:2000]:
        return "svg"
    raise ValueError("A document takes pictures as SVG, PNG or JPEG.")
