"""Tables out as XLSX and CSV (S50).

Values are texts, numbers (Decimal for money), dates, times and nothing. A text is never a formula, whatever it
begins with. The same rows give the same bytes. Reading is in `sheets_in.py`.
"""

from __future__ import annotations

import csv as comma_separated
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from networks.base.files.document import clean, direction

Value = str | int | float | Decimal | date | datetime | time | bool | None

# What a spreadsheet program takes for the beginning of a formula, full width forms too.
FORMULA = "=+-@\t\r＝＋－＠"
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
LONGEST_CELL = 32_767  # characters, Excel's limit
WIDEST_COLUMN = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a workbook. ``title`` and ``logo`` (PNG) stand above the header where given."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Value]]
    title: str = ""
    logo: bytes = b""
    logo_alternative: str = ""
    language: str = ""


def xlsx(sheets: Sequence[Sheet], made: datetime, title: str = "", author: str = "") -> bytes:
    """A workbook: bold header that stays in view, columns as wide as their words, filters; no formulas.

    ``made`` is the only time in the file. A time with a zone is shown as in that zone (Excel knows no zones).
    """
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {
                "title": clean(title),
                "author": clean(author),
                "created": made.astimezone(UTC).replace(tzinfo=None),
            }
        )
        formats = {
            "title": book.add_format({"bold": True, "font_size": 14, "font_color": "#103752"}),
            "header": book.add_format(
                {"bold": True, "bottom": 2, "bottom_color": "#1b4f78", "text_wrap": True, "valign": "top"}
            ),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "number": book.add_format({"valign": "top"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
            "instant": book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"}),
            "time": book.add_format({"num_format": "hh:mm", "valign": "top"}),
        }
        names: set[str] = set()
        for sheet in sheets:
            _write_sheet(book.add_worksheet(_sheet_name(sheet.name, names)), sheet, formats)
    return out.getvalue()


def _write_sheet(page, sheet: Sheet, formats: dict) -> None:
    if sheet.language and direction(sheet.language) == "rtl":
        page.right_to_left()
    top = 0
    if sheet.title:
        page.write_string(0, 0, clean(sheet.title)[:LONGEST_CELL], formats["title"])
        top = 2
    if sheet.logo:
        page.set_row(0, 40)
        words = {"description": sheet.logo_alternative or sheet.title or sheet.name, **_small(sheet.logo)}
        page.insert_image(
            0, max(1, len(sheet.header) - 1), "logo.png", {"image_data": io.BytesIO(sheet.logo), **words}
        )
        top = 2
    widths = [len(text) for text in sheet.header]
    for column, text in enumerate(sheet.header):
        page.write_string(top, column, clean(text), formats["header"])
    last = top
    for last, row in enumerate(sheet.rows, top + 1):
        for column, value in enumerate(row):
            shown = _write_cell(page, last, column, value, formats)
            if column < len(widths):
                widths[column] = max(widths[column], shown)
    for column, width in enumerate(widths):
        page.set_column(column, column, min(max(width + 2, 8), WIDEST_COLUMN))
    page.freeze_panes(top + 1, 0)
    if sheet.header:
        page.autofilter(top, 0, max(last, top), len(sheet.header) - 1)
    page.repeat_rows(top)
    page.set_landscape()
    page.fit_to_pages(1, 0)


def _write_cell(page, row: int, column: int, value: Value, formats: dict) -> int:
    """Writes one cell and gives the width of what it shows, in characters."""
    if value is None or value == "":
        return 0
    if isinstance(value, bool):
        page.write_boolean(row, column, value, formats["number"])
        return 5
    if isinstance(value, int | float | Decimal) and len(str(value).lstrip("-").replace(".", "")) <= 15:
        page.write_number(row, column, value, formats["number"])
        return len(str(value))
    if isinstance(value, datetime):
        page.write_datetime(row, column, value, formats["instant"])
        return 16
    if isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["date"])
        return 10
    if isinstance(value, time):
        page.write_datetime(row, column, value, formats["time"])
        return 5
    # A number of more than 15 digits is a number on a card or account: as text, or Excel rounds it.
    text = clean(str(value))
    page.write_string(
        row, column, text[: LONGEST_CELL - 1] + "…" if len(text) > LONGEST_CELL else text, formats["text"]
    )
    return max((len(line) for line in text.splitlines()), default=0)


def _small(logo: bytes) -> dict[str, float]:
    from PIL import Image

    with Image.open(io.BytesIO(logo)) as picture:
        scale = 50 / picture.height
    return {"x_scale": scale, "y_scale": scale}


def _sheet_name(name: str, taken: set[str]) -> str:
    base = _NOT_IN_SHEET_NAMES.sub(" ", clean(name)).strip(" '")[:31] or "1"
    found, number = base, 1
    while found.lower() in taken or found.lower() == "history":
        number += 1
        found = f"{base[: 30 - len(str(number))]} {number}"
    taken.add(found.lower())
    return found


def csv(header: Sequence[str], rows: Iterable[Sequence[Value]], delimiter: str = ",") -> bytes:
    """A CSV file that Excel opens with accents and without running anything: UTF-8 with BOM, lines end in CRLF.

    A text that would be a formula gets an apostrophe in front, which `sheets_in` takes off again. Numbers have a
    point, dates are ISO 8601, times with a zone keep it. See `delimiter_for`.
    """
    out = io.StringIO(newline="")
    writer = comma_separated.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([_cell(text) for text in header])
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def delimiter_for(language: str) -> str:
    """What Excel, set to this language, takes for the end of a column."""
    return "," if language.lower().split("-")[0] in {"en", "ga", "he", "ja", "zh", "th", "ko"} else ";"


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    return escaped(clean(value))


def escaped(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet program would take it for a formula."""
    start = text.lstrip("'").lstrip(" \n\u00a0\u200b")
    return f"'{text}" if start and start[0] in FORMULA and not _NUMBER.fullmatch(text) else text


def unescaped(text: str) -> str:
    """What `escaped` was given."""
    return text[1:] if text.startswith("'") and escaped(text[1:]) == text else text
