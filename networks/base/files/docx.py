"""A document as Word file: real heading styles, repeated table headers, languages, text alternatives, bookmarks.

The same description as in `pdf.py`; no text boxes, so that a screen reader finds everything in order.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

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
    prepared,
    runs,
)

INK, INK_2, WOAD, BAND, LINEN, LINE = "17222C", "4B5862", "1B4F78", "103752", "F2F4EE", "D3D9D4"
SANS, VOICE = "Atkinson Hyperlegible Next", "Literata"
LINE_WIDTH = 16.2  # cm: A4 less its margins


def docx(document: Document) -> bytes:
    """The document as .docx: A4, the same bytes for the same document. Raises ValueError as `pdf.pdf` does."""
    return _Writer(document).written()


class _Writer:
    """Writes block after block into one Word document."""

    def __init__(self, document: Document) -> None:
        import docx as word

        self.document = document
        self.word = word.Document()
        self.blocks = prepared(document)
        self.known = {anchor: f"a{number}" for number, anchor in enumerate(sorted(anchors(self.blocks)), 1)}
        self.bookmarks = 0
        self.numberings: dict[int, int] = {}

    def written(self) -> bytes:
        document = self.document
        self.properties()
        self.styles()
        if document.logo:
            self.picture(document.logo, document.logo_alternative or document.title, 4.5)
        if document.above:
            self.paragraph(document.above, style="Small")
        self.paragraph(document.title, style="Title")
        if document.lead:
            self.paragraph(document.lead, style="Subtitle")
        for block in self.blocks:
            self.block(block)
        self.foot()
        return _same_every_time(self.word)

    # ---- the document as a whole ----
    def properties(self) -> None:
        made = self.document.made.replace(tzinfo=None)
        core = self.word.core_properties
        core.title, core.author, core.subject = (
            clean(text)[:255] for text in (self.document.title, self.document.author, self.document.subject)
        )
        core.language, core.created, core.modified = self.document.language, made, made
        core.comments, core.keywords, core.last_modified_by, core.revision = (
            "",
            "",
            clean(self.document.author)[:255],
            1,
        )

    def styles(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt, RGBColor

        section = self.word.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
        named = self.word.styles
        defaults = named.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        _set(defaults, "w:lang", **self.language(self.document.language))
        for name, size, colour, bold, before, after in [
            ("Normal", 11, INK, False, 0, 7),
            ("Title", 25, BAND, True, 0, 8),
            ("Subtitle", 13.5, INK_2, False, 0, 12),
            ("Heading 1", 17, BAND, True, 24, 6),
            ("Heading 2", 13.5, BAND, True, 16, 5),
            ("Heading 3", 11.5, BAND, True, 12, 4),
            ("Heading 4", 11, BAND, True, 10, 3),
            ("Heading 5", 11, INK_2, True, 10, 3),
            ("Caption", 9.5, INK_2, False, 8, 4),
            ("Quote", 11.5, INK, True, 10, 2),
            ("Small", 9.5, INK_2, False, 0, 6),
            ("Quote source", 9.5, INK_2, False, 0, 2),
        ]:
            style = named[name] if name in named else named.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            if name in ("Small", "Quote source"):
                style.base_style = named["Normal"]
            font, face = style.font, VOICE if name == "Quote" else SANS
            font.name, font.size, font.bold, font.italic = face, Pt(size), bold, False
            font.cs_bold, font.cs_italic, font.color.rgb = bold, False, RGBColor.from_string(colour)
            properties = style.element.get_or_add_rPr()
            fonts = properties.find(qn("w:rFonts"))
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            fonts.set(qn("w:cs"), "Arial")
            points = properties.find(qn("w:szCs"))
            if points is None:
                points = _element("w:szCs")
                properties.find(qn("w:sz")).addnext(points)
            points.set(qn("w:val"), str(int(size * 2)))
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
            borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
            if borders is not None:
                borders.getparent().remove(borders)
        for name in ("Quote", "Quote source"):
            _shade(named[name].element.get_or_add_pPr(), LINEN)
            named[name].paragraph_format.left_indent = Cm(0.8)

    def foot(self) -> None:
        paragraph = self.word.sections[0].footer.paragraphs[0]
        paragraph.style = "Small"
        if self.document.foot:
            self.runs(paragraph, f"{self.document.foot}  ·  " if self.document.pages else self.document.foot)
        if self.document.pages:
            self.field(paragraph, "PAGE")
            paragraph.add_run(" / ")
            self.field(paragraph, "NUMPAGES")

    def field(self, paragraph: Any, name: str) -> None:
        field = _element("w:fldSimple", instr=name)
        run = _element("w:r")
        text = _element("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)

    # ---- blocks ----
    def block(self, block: Block, depth: int = 0) -> None:
        match block:
            case Heading():
                if block.above:
                    self.paragraph(block.above, style="Small").paragraph_format.keep_with_next = True
                self.paragraph(
                    block.text, f"Heading {block.level}", block.language, block.anchor, voice=block.voice
                )
            case Paragraph():
                style = "Subtitle" if block.lead else "Small" if block.small else "Normal"
                made = self.paragraph(block.text, style, block.language, block.anchor)
                made.paragraph_format.keep_with_next = block.stays or None
            case Quote():
                self.quote(block)
            case List():
                self.list(block, depth)
            case Table():
                self.table(block)
            case Figure():
                if plain_caption := runs(block.caption):
                    self.paragraph(plain_caption, "Caption").paragraph_format.keep_with_next = True
                self.picture(block.picture, block.alternative, LINE_WIDTH * min(max(block.width, 0.05), 1.0))
            case Notice():
                if block.heading:
                    first = self.paragraph([Run(block.heading, strong=True)], language=block.language)
                    first.paragraph_format.keep_with_next = True
                    _border(first, WOAD, "top", "left", "right", "bottom")
                _border(
                    self.paragraph(block.text, language=block.language),
                    WOAD,
                    "top",
                    "left",
                    "right",
                    "bottom",
                )
            case Rule():
                _border(self.word.add_paragraph(), LINE, "bottom")
            case PageBreak():
                self.word.add_page_break()
            case _:
                raise ValueError(f"A document has no blocks of the kind {type(block).__name__}.")

    def paragraph(
        self, text: Text, style: str = "Normal", language: str = "", anchor: str = "", voice: bool = False
    ) -> Any:
        paragraph = self.word.add_paragraph(style=style)
        return self.fill(paragraph, text, language, anchor, voice)

    def fill(
        self, paragraph: Any, text: Text, language: str = "", anchor: str = "", voice: bool = False
    ) -> Any:
        """Puts the words into a paragraph, which runs right to left where its language does."""
        language = language or self.document.language
        if direction(language) == "rtl":
            _flag(paragraph._p.get_or_add_pPr(), "w:bidi")
        if anchor:
            self.bookmarks += 1
            paragraph._p.append(_element("w:bookmarkStart", id=str(self.bookmarks), name=self.known[anchor]))
        self.runs(paragraph, text, language, voice)
        if anchor:
            paragraph._p.append(_element("w:bookmarkEnd", id=str(self.bookmarks)))
        return paragraph

    def runs(self, paragraph: Any, text: Text, language: str = "", voice: bool = False) -> None:
        for run in runs(text):
            words = clean(run.text)
            if not words:
                continue
            made = paragraph.add_run(words)
            made.bold, made.italic = run.strong or None, run.emphasis or None
            made.font.cs_bold, made.font.cs_italic = made.bold, made.italic
            if run.code:
                made.font.name = "Consolas"
            if voice:
                made.font.name = VOICE
            spoken = run.language or language or self.document.language
            _set(made._r.get_or_add_rPr(), "w:lang", **self.language(spoken))
            if direction(spoken) == "rtl":
                made.font.rtl = True
            if target := link_target(run.link, set(self.known)):
                self.link(paragraph, made, clean(target))

    def link(self, paragraph: Any, run: Any, target: str) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.shared import RGBColor

        run.font.underline, run.font.color.rgb = True, RGBColor.from_string(WOAD)
        if target.startswith("#"):
            link = _element("w:hyperlink", anchor=self.known[target[1:]], history="1")
        else:
            from docx.oxml.ns import qn

            link = _element("w:hyperlink", history="1")
            link.set(
                qn("r:id"), paragraph.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            )
        paragraph._p.append(link)
        link.append(run._r)

    def quote(self, quote: Quote) -> None:
        number = [Run(f"{quote.number}\u2002")] if quote.number else []
        first = self.word.add_paragraph(style="Quote")
        self.fill(first, [*number, *runs(quote.text)], quote.language, quote.anchor)
        following = [
            text for text in (quote.gloss, quote.who) if runs(text) and "".join(r.text for r in runs(text))
        ]
        first.paragraph_format.keep_with_next = bool(following)
        for place, text in enumerate(following, 1):
            self.paragraph(text, "Quote source").paragraph_format.keep_with_next = place < len(following)

    def list(self, block: List, depth: int) -> None:
        """Word's own list styles; an ordered list counts from its own start."""
        style = ("List Number" if block.ordered else "List Bullet") + ("", " 2", " 3")[min(depth, 2)]
        numbering = self.numbering(style, block.start) if block.ordered else 0
        for item in block.items:
            for place, part in enumerate(blocks_of(item)):
                if isinstance(part, List):
                    self.list(part, depth + 1)
                elif place == 0 and isinstance(part, Paragraph):
                    made = self.paragraph(part.text, style, part.language, part.anchor)
                    if numbering:
                        properties = made._p.get_or_add_pPr().get_or_add_numPr()
                        properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, numbering
                else:
                    self.block(part, depth + 1)

    def numbering(self, style: str, start: int) -> int:
        from docx.oxml.ns import qn

        numbering = self.word.part.numbering_part.element
        own = self.word.styles[style].element.pPr.numPr.numId.val
        kind = next(n for n in numbering.num_lst if n.numId == own).abstractNumId.val
        new = numbering.add_num(kind)
        new.add_lvlOverride(ilvl=0).add_startOverride(val=start)
        return int(new.get(qn("w:numId")))

    def table(self, table: Table) -> None:
        from docx.shared import Cm

        if table.caption:
            self.paragraph(table.caption, "Caption").paragraph_format.keep_with_next = True
        columns = len(table.header)
        made = self.word.add_table(rows=0, cols=columns, style="Table Grid")
        made.autofit = False
        if direction(self.document.language) == "rtl":
            _flag(made._tbl.tblPr, "w:bidiVisual")
        _look_is_header_row(made)
        _thin_lines(made)
        shares = list(table.widths) if len(table.widths) == columns else [1.0] * columns
        for column, share in zip(made.columns, shares, strict=True):
            column.width = Cm(LINE_WIDTH * share / sum(shares))
        for place, row in enumerate([table.header, *table.rows]):
            cells = made.add_row().cells
            properties = made.rows[-1]._tr.get_or_add_trPr()
            _flag(properties, "w:cantSplit")
            if place == 0:
                _flag(properties, "w:tblHeader")
            for column, cell in enumerate(cells):
                cell.width = Cm(LINE_WIDTH * shares[column] / sum(shares))
                text = row[column] if column < len(row) else ""
                self.fill(cell.paragraphs[0], [_bold(run) for run in runs(text)] if place == 0 else text)
                cell.paragraphs[0].paragraph_format.space_after = Cm(0.08)
                if column in table.numbers:
                    cell.paragraphs[
                        0
                    ].alignment = 2  # to the right; in a right-to-left paragraph Word turns it
        self.word.add_paragraph(style="Small")

    def picture(self, picture: bytes, alternative: str, width: float) -> None:
        """``width`` in cm. SVG is drawn as a picture first: Word files carry no SVG without one."""
        from docx.shared import Cm

        if picture_kind(picture) == "svg":
            from networks.base.files.pdf import svg_as_png

            picture = svg_as_png(picture)
        shape = self.word.add_picture(io.BytesIO(picture), width=Cm(width))
        shape._inline.docPr.set("descr", clean(alternative))

    @staticmethod
    def language(tag: str) -> dict[str, str]:
        """The attributes of Word's language mark."""
        tag = tag or "en"
        return {"val": tag, "bidi": tag} if direction(tag) == "rtl" else {"val": tag}


def _bold(run: Run) -> Run:
    from dataclasses import replace

    return replace(run, strong=True)


def _element(name: str, /, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _set(parent: Any, name: str, /, **attributes: str) -> None:
    from docx.oxml.ns import qn

    old = parent.find(qn(name))
    if old is not None:
        parent.remove(old)
    made = _element(name, **attributes)
    # In w:rPr only these may follow a language mark.
    after = [parent.find(qn(later)) for later in ("w:eastAsianLayout", "w:specVanish", "w:oMath")]
    first = next((element for element in after if element is not None), None)
    parent.append(made) if first is None else first.addprevious(made)


_PARAGRAPH_ORDER = [
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr", "suppressLineNumbers",
    "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
    "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents",
    "suppressOverlap", "jc",
]  # fmt: skip
_TABLE_ORDER = [
    "tblStyle",
    "tblpPr",
    "tblOverlap",
    "bidiVisual",
    "tblStyleRowBandSize",
    "tblStyleColBandSize",
    "tblW",
    "jc",
]


def _insert(parent: Any, made: Any) -> None:
    """Adds a child where the schema wants it (paragraph and table properties are ordered)."""
    from docx.oxml.ns import qn

    name = made.tag.split("}")[1]
    order = next(
        (o for o in (_PARAGRAPH_ORDER, _TABLE_ORDER) if name in o and not parent.tag.endswith("trPr")), None
    )
    if order is not None:
        for later in order[order.index(name) + 1 :]:
            found = parent.find(qn(f"w:{later}"))
            if found is not None:
                found.addprevious(made)
                return
        if order is _TABLE_ORDER and parent.find(qn("w:tblLook")) is not None:
            parent.find(qn("w:tblLook")).addprevious(made)
            return
    parent.append(made)


def _flag(parent: Any, name: str) -> None:
    _insert(parent, _element(name))


def _shade(parent: Any, colour: str) -> None:
    _insert(parent, _element("w:shd", val="clear", color="auto", fill=colour))


def _border(paragraph: Any, colour: str, *sides: str) -> None:
    borders = _element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            borders.append(_element(f"w:{side}", val="single", sz="8", space="4", color=colour))
    _insert(paragraph._p.get_or_add_pPr(), borders)


def _thin_lines(table: Any) -> None:
    borders = _element("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=LINE))
    for side in ("left", "right", "insideV"):
        borders.append(_element(f"w:{side}", val="nil"))
    order = {"top": 0, "left": 1, "bottom": 2, "right": 3, "insideH": 4, "insideV": 5}
    borders[:] = sorted(borders, key=lambda side: order[side.tag.split("}")[1]])
    from docx.oxml.ns import qn

    layout = table._tbl.tblPr.find(qn("w:tblLayout"))
    layout.addprevious(borders)


def _look_is_header_row(table: Any) -> None:
    from docx.oxml.ns import qn

    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        table._tbl.tblPr.remove(look)
    table._tbl.tblPr.append(
        _element(
            "w:tblLook",
            val="0620",
            firstRow="1",
            lastRow="0",
            firstColumn="0",
            lastColumn="0",
            noHBand="1",
            noVBand="1",
        )
    )


def _same_every_time(word: Any) -> bytes:
    """The file without the time at which it was packed."""
    first, second = io.BytesIO(), io.BytesIO()
    word.save(first)
    with zipfile.ZipFile(first) as packed, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            body = packed.read(name)
            if name == "docProps/app.xml":
                body = re.sub(rb"<(Template|TotalTime|Application|AppVersion)>[^<]*</\1>", b"", body)
            again.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return second.getvalue()
