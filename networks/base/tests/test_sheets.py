"""Tables out: no formulas, accents, the same bytes each time (S50)."""

import csv as comma_separated
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from networks.base.files.sheets import Sheet, csv, delimiter_for, escaped, unescaped, xlsx

MADE = datetime(2026, 9, 13, 12, tzinfo=UTC)
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", " =1+1", "\t=1", "＝1+1"]


def book(made):
    return load_workbook(io.BytesIO(made))


def test_a_workbook_with_every_kind_of_value():
    rows = [
        ["Łódź", 3, Decimal("12.50"), date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, tzinfo=UTC), None, True]
    ]
    made = book(
        xlsx(
            [Sheet("Members", ["Name", "n", "Fee", "Since", "Seen", "Note", "Pays"], rows)],
            MADE,
            title="Ponte",
        )
    )
    page = made["Members"]
    assert [cell.value for cell in page[2]] == [
        "Łódź",
        3,
        12.5,
        datetime(2026, 1, 2),
        datetime(2026, 1, 2, 3, 4),
        None,
        True,
    ]
    assert page.freeze_panes == "A2"
    assert page["A1"].font.bold
    assert page.column_dimensions["E"].width > 16
    assert made.properties.title == "Ponte"


@pytest.mark.parametrize("text", [*FORMULAS, "http://evil.example", "0042"])
def test_a_text_stays_a_text(text):
    cell = book(xlsx([Sheet("a", ["x"], [[text]])], MADE)).active["A2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text.replace("\t", " "), None)


def test_title_and_long_values():
    made = book(
        xlsx([Sheet("a", ["x"], [["y" * 40_000], [12345678901234567]], title="Members")], MADE)
    ).active
    assert made["A1"].value == "Members"
    assert made["A3"].value == "x"
    assert len(made["A4"].value) == 32_767
    assert made["A5"].value == "12345678901234567"
    assert made.freeze_panes == "A4"


def test_names_of_sheets_are_made_to_fit():
    names = ["a/b:c", "A b c", "", "x" * 40, "x" * 40, "History"]
    assert book(xlsx([Sheet(name, ["h"], []) for name in names], MADE)).sheetnames == [
        "a b c", "A b c 2", "1", "x" * 31, "x" * 29 + " 2", "History 2",
    ]  # fmt: skip


def test_the_same_rows_are_the_same_bytes():
    sheets = [Sheet("a", ["x"], [["é", 1]], title="T")]
    assert xlsx(sheets, MADE) == xlsx(sheets, MADE)
    assert csv(["x"], [["é", 1]]) == csv(["x"], [["é", 1]])


def test_csv_opens_in_excel():
    made = csv(
        ["Name", "Fee", "Since"],
        [["Łódź; ”a“", Decimal("12.50"), date(2026, 1, 2)], ["two\nlines", -5, None]],
    )
    assert made.startswith(b"\xef\xbb\xbfName,Fee,Since\r\n")
    read = list(comma_separated.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert read[1:] == [["Łódź; ”a“", "12.50", "2026-01-02"], ["two\nlines", "-5", ""]]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_is_a_formula(text):
    (_, (cell,)) = comma_separated.reader(io.StringIO(csv(["x"], [[text]]).decode("utf-8-sig"), newline=""))
    assert cell.startswith("'")


@pytest.mark.parametrize("text", [*FORMULAS, "-5", "+3,5", "'quoted", "''=1", "'=1", "", "plain", "’tis"])
def test_escaping_is_taken_back(text):
    assert unescaped(escaped(text)) == text


def test_numbers_are_left_alone():
    assert [escaped(text) for text in ["-5", "+3,5", "-1.25"]] == ["-5", "+3,5", "-1.25"]


def test_the_delimiter_of_a_language():
    assert [delimiter_for(language) for language in ["en", "fr", "de-AT", "en-GB"]] == [",", ";", ";", ","]
