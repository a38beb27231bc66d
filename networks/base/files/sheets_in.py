"""Reading the tables that people send: CSV in any of Europe's encodings, and XLSX, within limits.

Nothing is evaluated, followed or unpacked without limit. What is doubtful becomes a warning with its line
number, what cannot be used a typed error (`errors.py`) that says what to do.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from networks.base.files.document import clean
from networks.base.files.errors import (
    ActiveContent,
    EncodingWrong,
    FileBroken,
    FileEmpty,
    FileEncrypted,
    FileTooLarge,
    KindNotAllowed,
    KindUnknown,
    TooManyRows,
    UnpacksTooLarge,
)
from networks.base.files.sheets import unescaped

MEGABYTE = 1024 * 1024
UPLOAD_LIMIT = 20 * MEGABYTE
UNPACKED_LIMIT = 50 * MEGABYTE
ROW_LIMIT = 100_000
COLUMN_LIMIT = 200
PARTS_LIMIT = 2_000  # files inside one XLSX
LINES_OF_ONE_ROW = 200  # more: a quotation mark was not closed
WARNING_LIMIT = 200

DELIMITERS = {";": _("semicolon"), ",": _("comma"), "\t": _("tab"), "|": _("vertical bar")}
ALLOWED = "XLSX, CSV"

# Encodings by what is written in them: which one a file is in, its letters tell (see `_likeliest`).
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows 1252 (Western Europe)",
    "cp1250": "Windows 1250 (Central Europe)",
    "iso-8859-2": "ISO 8859-2 (Central Europe)",
    "iso-8859-16": "ISO 8859-16 (Romanian)",
    "cp1251": "Windows 1251 (Cyrillic)",
    "cp1253": "Windows 1253 (Greek)",
    "cp1254": "Windows 1254 (Turkish)",
    "cp1255": "Windows 1255 (Hebrew)",
    "cp1256": "Windows 1256 (Arabic)",
    "cp1257": "Windows 1257 (Baltic)",
    "utf-16": "UTF-16",
    "mac-roman": "Mac OS Roman",
}
_LETTERS = {
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя", "bs": "čćđšž", "cs": "áčďéěíňóřšťúůýž", "da": "æøåé", "de": "äöüß",
    "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ", "en": "éèïçñ£", "es": "áéíñóúü¿¡ªº", "et": "äõöüšž", "fi": "äöåšž",
    "fr": "àâæçéèêëîïôœùûüÿ", "he": "אבגדהוזחטיכלמנסעפצקרשתךםןףץ", "hr": "čćđšž", "hu": "áéíóöőúüű",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىة،؛؟", "it": "àèéìíîòóùú", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш", "mt": "àèìòùċġħż", "nl": "áéëïóöü", "nb": "æøåé", "pl": "ąćęłńóśźż",
    "pt": "ãáàâçéêíõóôúüªº", "ro": "ăâîșțşţ", "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšžćđ", "sq": "çë", "sr": "абвгдђежзијклљмнњопрстћуфхцчџшčćđšž", "sv": "åäöé", "tr": "çğıöşüâî",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "ca": "àçéèíïóòúü·", "eu": "ñç", "gl": "áéíñóúü", "ga": "áéíóú",
}  # fmt: skip
_OF_LANGUAGE = {
    **{tag: ["cp1250", "iso-8859-2"] for tag in ["cs", "sk", "pl", "hu", "sl", "hr", "bs"]},
    "sr": ["cp1250", "cp1251", "iso-8859-2"],
    "ro": ["cp1250", "iso-8859-16", "iso-8859-2"],
    "sq": ["cp1252", "cp1250"],
    **{tag: ["cp1251"] for tag in ["bg", "ru", "uk", "mk"]},
    "el": ["cp1253"],
    "tr": ["cp1254"],
    "he": ["cp1255"],
    "ar": ["cp1256"],
    **{tag: ["cp1257"] for tag in ["et", "lv", "lt"]},
}
_SIGNS = "“”„‘’‚«»–—…€°§·•\u00a0"


@dataclass(frozen=True, slots=True)
class Row:
    """``line``: where it begins in the file, counted from 1, so that a message can name it."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class RowWarning:
    """``line`` 0 is about the whole file."""

    line: int
    message: str | Promise


@dataclass(slots=True)
class TableRead:
    """What was in the file: the first row that holds anything is the header. Cells are texts, as written."""

    kind: str  # csv or xlsx
    header: Row
    rows: list[Row]
    warnings: list[RowWarning] = field(default_factory=list)
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)


def read_table(
    data: bytes,
    *,
    languages: Sequence[str] = (),
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> TableRead:
    """A table from an uploaded file; its contents decide what it is, not its name.

    In: ``languages`` of the network, which decide between encodings; ``encoding``, ``delimiter`` and ``sheet``
    as the person chose in the preview (empty: found out).
    Raises a `FileRefused` whose text says what to do.
    """
    if len(data) > UPLOAD_LIMIT:
        raise FileTooLarge(limit=UPLOAD_LIMIT // MEGABYTE)
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise FileEmpty
    if data.startswith(b"PK"):
        return _read_xlsx(data, sheet)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileEncrypted
        raise KindNotAllowed(allowed=ALLOWED)
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<", b"{\\rtf", b"%pdf", b"\x89png", b"\xff\xd8\xff", b"gif8")):
        raise KindNotAllowed(allowed=ALLOWED)
    return _read_csv(data, languages, encoding, delimiter)


# ---- CSV ----
def _read_csv(data: bytes, languages: Sequence[str], encoding: str, delimiter: str) -> TableRead:
    found = encoding or encoding_of(data, languages)
    try:
        text = data.decode("utf-8-sig" if found == "utf-8" else found)
    except UnicodeDecodeError:
        # A few single-byte encodings leave holes; one odd byte is not a reason to refuse a whole list.
        if encoding:
            raise EncodingWrong(encoding=ENCODINGS.get(encoding, encoding)) from None
        text = data.decode(found, errors="replace")
    except LookupError:
        raise EncodingWrong(encoding=encoding) from None
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        raise KindUnknown(allowed=ALLOWED)
    # Not str.splitlines: it cuts at signs that may stand inside a cell.
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
    skipped = 0
    if lines and (named := re.fullmatch(r"sep=(.)\s*", lines[0], re.IGNORECASE)):
        delimiter, skipped = delimiter or named[1], 1
    delimiter = delimiter or delimiter_of(lines)
    if len(delimiter) != 1 or delimiter in '\r\n"':
        delimiter = ","
    warnings: list[RowWarning] = []
    rows = _csv_rows(lines, skipped, delimiter, warnings)
    if "\ufffd" in text:
        line = next(number for number, words in enumerate(lines, 1) if "\ufffd" in words)
        warnings.append(
            RowWarning(
                line, _("Some letters could not be read. Choose another encoding, if words look wrong.")
            )
        )
    table = _table("csv", rows, warnings)
    table.encoding, table.delimiter = found, delimiter
    return table


def encoding_of(data: bytes, languages: Sequence[str] = ()) -> str:
    """The encoding of a text: by its byte order mark, else UTF-8 if it is that, else by the languages' letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8-sig")
        return "utf-8"
    except UnicodeDecodeError:
        return _likeliest(data, [tag.lower().split("-")[0] for tag in languages])


def _likeliest(data: bytes, languages: Sequence[str]) -> str:
    """Of the encodings usual for these languages, the one in which most letters are letters of theirs."""
    candidates = list(dict.fromkeys(e for tag in languages for e in _OF_LANGUAGE.get(tag, ["cp1252"]))) or [
        "cp1252"
    ]
    known = {
        letter
        for tag in languages or ["en", "fr", "de", "es", "it", "pt"]
        for letter in _LETTERS.get(tag, "")
    }
    known |= {letter.upper() for letter in known}
    sample = bytes(byte for byte in data[: 4 * MEGABYTE] if byte > 127)

    def score(encoding: str) -> int:
        letters = Counter(sample.decode(encoding, errors="replace"))
        return sum(
            count * (2 if letter in known else 0 if letter in _SIGNS else -1)
            for letter, count in letters.items()
        )

    return max(candidates, key=score)  # the first of equals: the network's first language


def delimiter_of(lines: Sequence[str]) -> str:
    """The sign that cuts the first lines into the most equal rows; ties go to the one with more columns."""
    sample = [line for line in islice(lines, 60) if line.strip()]

    def worth(delimiter: str) -> tuple[float, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if row)
        except csv.Error:
            return (0.0, 0)
        width, rows = widths.most_common(1)[0] if widths else (1, 0)
        return (rows / sum(widths.values()), width) if width > 1 else (0.0, 0)

    return max(DELIMITERS, key=worth) if any(worth(d)[1] for d in DELIMITERS) else ","


def _csv_rows(lines: list[str], start: int, delimiter: str, warnings: list[RowWarning]) -> Iterator[Row]:
    """The rows with the line where each begins. A quotation mark that is never closed spoils its own line only."""
    at = start
    while at < len(lines):
        reader = csv.reader((lines[number] for number in range(at, len(lines))), delimiter=delimiter)
        before, base, cells = 0, at, list[str]()
        while True:
            too_long = False
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:  # a cell longer than 131,072 characters
                if reader.line_num - before < 2 or len(lines[base + before]) > csv.field_size_limit():
                    raise FileBroken from None
                too_long = True
            used, end = reader.line_num - before, base + reader.line_num
            row = lines[base + before : end]
            if too_long or used > LINES_OF_ONE_ROW or (used > 1 and _unclosed(row, delimiter)):
                at = base + before
                warnings.append(
                    RowWarning(at + 1, _("A quotation mark is opened and not closed. Check this line."))
                )
                yield Row(at + 1, next(csv.reader([lines[at]], delimiter=delimiter, quoting=csv.QUOTE_NONE)))
                at += 1
                break
            if used == 1 and end == len(lines) and _unclosed(row, delimiter, at_end=True):
                warnings.append(
                    RowWarning(end, _("A quotation mark is opened and not closed. Check this line."))
                )
            yield Row(base + before + 1, cells)
            before = reader.line_num


def _unclosed(lines: list[str], delimiter: str, at_end: bool = False) -> bool:
    """Whether the quotation marks of one row do not pair; ``at_end``: because the file ended in one."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return not at_end or "end of data" in str(error)
    return False


# ---- XLSX ----
def _read_xlsx(data: bytes, wanted: str) -> TableRead:
    from openpyxl import load_workbook

    formulas = _check_package(data)
    warnings: list[RowWarning] = []
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        names = [page.title for page in book.worksheets]
        if not names:
            raise FileEmpty
        name = wanted if wanted in names else names[0]
        written = None
        if formulas:
            other = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            written = _cells(other[name])
        table = _table("xlsx", _xlsx_rows(_cells(book[name]), written, warnings), warnings)
    except (FileBroken, FileEmpty, TooManyRows):
        raise
    except Exception as error:  # openpyxl raises whatever the parts of a damaged file make it raise
        raise FileBroken from error
    table.sheet, table.sheets = name, names
    if len(names) > 1 and not wanted:
        table.warnings.insert(
            0,
            RowWarning(
                0,
                format_lazy(
                    _("This file has {count} sheets; “{sheet}” was read."), count=len(names), sheet=name
                ),
            ),
        )
    return table


def _check_package(data: bytes) -> bool:
    """Refuses what is no plain workbook or would unpack beyond the limits. Out: whether it holds formulas."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
        parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise FileBroken from None
    # zipfile never gives more of a part than the size that is declared here.
    if sum(part.file_size for part in parts) > UNPACKED_LIMIT or len(parts) > PARTS_LIMIT:
        raise UnpacksTooLarge(limit=UNPACKED_LIMIT // MEGABYTE)
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise FileEncrypted
    if any("vbaproject" in name.lower() or "/macrosheets/" in name.lower() for name in names):
        raise ActiveContent
    if "[Content_Types].xml" not in names:
        raise KindNotAllowed(allowed=ALLOWED)
    formulas = False
    try:
        kinds = packed.read("[Content_Types].xml")
        if b"macroEnabled" in kinds:
            raise ActiveContent
        if b"spreadsheetml.sheet.main+xml" not in kinds:
            raise KindNotAllowed(allowed=ALLOWED)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                body = packed.read(part)
                # Entities can unfold without end; no program writes them into a workbook.
                if b"<!DOCTYPE" in body or b"<!ENTITY" in body or body[:2] in (b"\xff\xfe", b"\xfe\xff"):
                    raise FileBroken
                formulas = formulas or (
                    part.filename.startswith("xl/worksheets/")
                    and re.search(rb"<(\w+:)?f[ >]", body) is not None
                )
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        if isinstance(error, ActiveContent | KindNotAllowed | FileBroken):
            raise
        raise FileBroken from None
    except Exception as error:  # zlib.error and its like
        raise FileBroken from error
    return formulas


def _cells(page) -> Iterator[tuple]:
    width = min(page.max_column or COLUMN_LIMIT, COLUMN_LIMIT)
    page.reset_dimensions()  # what the file says of its rows may be wrong
    return page.iter_rows(values_only=True, max_col=width)


def _xlsx_rows(
    values: Iterator[tuple], written: Iterator[tuple] | None, warnings: list[RowWarning]
) -> Iterator[Row]:
    for line, row in enumerate(values, 1):
        if line > 2 * ROW_LIMIT:  # far apart: the rows between are made up and take time too
            raise TooManyRows(limit=ROW_LIMIT)
        raw = next(written, ()) if written is not None else ()
        cells = [_as_text(value) for value in row]
        for column, formula in enumerate(raw):
            if (isinstance(formula, str) and formula.startswith("=")) or type(formula).__name__ in (
                "ArrayFormula",
                "DataTableFormula",
            ):
                where = format_lazy(
                    _("Cell {cell} holds a formula. What it last showed was read: “{value}”."),
                    cell=f"{_column(column)}{line}", value=cells[column] if column < len(cells) else "",
                )  # fmt: skip
                warnings.append(RowWarning(line, where))
        if any(cell.startswith("#") and cell in _ERRORS for cell in cells):
            warnings.append(
                RowWarning(line, _("A cell shows an error of the spreadsheet. Correct it there."))
            )
        yield Row(line, cells)


_ERRORS = {"#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"}


def _column(number: int) -> str:
    """0 is A, 26 is AA."""
    return (_column(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time() == time.min
            else value.isoformat(sep=" ", timespec="minutes")
        )
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


# ---- both ----
def _table(kind: str, rows: Iterable[Row], warnings: list[RowWarning]) -> TableRead:
    """Rows without words are left out, cells trimmed; rows that are longer or shorter than the header are named."""
    kept: list[Row] = []
    for row in rows:
        cells = [unescaped(clean(cell).strip()) for cell in row.cells]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            kept.append(Row(row.line, cells))
        if len(kept) > ROW_LIMIT + 1:
            raise TooManyRows(limit=ROW_LIMIT)
    if not kept:
        raise FileEmpty
    header, body = kept[0], kept[1:]
    width = min(len(header.cells), COLUMN_LIMIT)
    even: list[Row] = []
    for row in body:
        if len(row.cells) > width:
            warnings.append(
                RowWarning(
                    row.line, _("This line has more columns than the first line. Check its separators.")
                )
            )
        even.append(Row(row.line, (row.cells + [""] * width)[: max(width, len(row.cells))][:COLUMN_LIMIT]))
    for name, times in Counter(cell for cell in header.cells if cell).items():
        if times > 1:
            warnings.append(
                RowWarning(header.line, format_lazy(_("Two columns are called “{name}”."), name=name))
            )
    if not body:
        warnings.append(
            RowWarning(header.line, _("Only the first line, with the names of the columns, holds anything."))
        )
    warnings.sort(key=lambda warning: warning.line)
    if len(warnings) > WARNING_LIMIT:
        more = len(warnings) - WARNING_LIMIT
        warnings[WARNING_LIMIT:] = [
            RowWarning(0, format_lazy(_("And {count} more warnings like these."), count=more))
        ]
    return TableRead(kind=kind, header=Row(header.line, header.cells[:width]), rows=even, warnings=warnings)
