"""Tables that people send: their encodings, separators, broken lines and traps."""

import io
import zipfile

import pytest
import xlsxwriter

from networks.base.files import errors, sheets_in
from networks.base.files.sheets import csv
from networks.base.files.sheets_in import read_table


def cells(table):
    return [row.cells for row in table.rows]


def workbook(*rows, **options):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet("Members")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


def changed(packed, name, body, **more):
    """The same zip file with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, body)
    return out.getvalue()


def test_a_csv_file():
    table = read_table("Name;Town\r\nPonte;Łódź\r\n".encode())
    assert (table.header.cells, cells(table)) == (["Name", "Town"], [["Ponte", "Łódź"]])
    assert (table.kind, table.encoding, table.delimiter, table.rows[0].line, table.warnings) == (
        "csv",
        "utf-8",
        ";",
        2,
        [],
    )


@pytest.mark.parametrize(
    ("words", "encoding", "languages"),
    [
        ("Économie sociale à Liège, où l’œuvre naît", "cp1252", ["en", "fr"]),
        ("Größe, Österreich, Maß", "cp1252", ["de"]),
        ("Čeština, žluťoučký kůň, ďábelské", "cp1250", ["en", "cs"]),
        ("Zażółć gęślą jaźń", "iso-8859-2", ["pl"]),
        ("Zażółć gęślą jaźń", "cp1250", ["fr", "pl"]),
        ("Árvíztűrő tükörfúrógép", "cp1250", ["fr", "hu"]),
        ("„Împreună” și în țară", "iso-8859-16", ["ro", "fr"]),
        ("Одељење за рад", "cp1251", ["en", "sr"]),
        ("Ελληνικά και εργασία", "cp1253", ["en", "el"]),
        ("İşçi kooperatifi ığdır", "cp1254", ["tr", "en"]),
        ("Économie", "cp1252", []),
    ],
)
def test_old_encodings_are_found_by_the_languages_of_the_network(words, encoding, languages):
    table = read_table(f"Name;n\n{words};1\n".encode(encoding), languages=languages)
    assert cells(table) == [[words, "1"]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(encoding):
    table = read_table("Name,Town\nPonte,Łódź\n".encode(encoding))
    assert (table.header.cells, cells(table)) == (["Name", "Town"], [["Ponte", "Łódź"]])


def test_the_person_may_choose_otherwise():
    data = "a,b;c\né,1;2\n".encode("cp1252")
    assert cells(read_table(data, delimiter=",")) == [["é", "1;2"]]
    assert cells(read_table(data, delimiter=";", encoding="cp1251")) == [["й,1", "2"]]
    with pytest.raises(errors.EncodingWrong, match="UTF-8"):
        read_table(data, encoding="utf-8")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_separators_are_found(delimiter):
    lines = [["Name", "Note", "n"], ["A", "x, y; z", "1"], ["B", "", "2"]]
    data = "\n".join(delimiter.join(f'"{cell}"' for cell in line) for line in lines).encode()
    table = read_table(data)
    assert (table.delimiter, cells(table)) == (delimiter, lines[1:])


def test_one_column_and_named_separator():
    assert cells(read_table(b"Name\nA\nB\n")) == [["A"], ["B"]]
    assert cells(read_table(b"sep=|\na|b,c\n1|2,3\n")) == [["1", "2,3"]]


def test_what_was_written_here_is_read_as_it_was():
    rows = [["=1+1", "two\nlines"], ["'x", "-5"]]
    table = read_table(csv(["a", "b"], rows))
    assert cells(table) == rows
    assert [row.line for row in table.rows] == [2, 4]


def test_broken_lines_are_named():
    table = read_table(b'Name;Town\n"A;x\nB;y;z\n\nC\nD;"w\n')
    assert cells(table) == [['"A', "x"], ["B", "y", "z"], ["C", ""], ["D", "w"]]
    assert [(warning.line, str(warning.message)[:24]) for warning in table.warnings] == [
        (2, "A quotation mark is open"),
        (3, "This line has more colum"),
        (6, "A quotation mark is open"),
    ]


def test_an_open_quotation_mark_does_not_eat_the_file():
    table = read_table(b"a,b\n" + b'"x,1\n' + b"y,2\n" * 5000)
    assert len(table.rows) == 5001
    assert [warning.line for warning in table.warnings] == [2]


def test_many_open_quotation_marks_are_read_line_by_line():
    table = read_table(b"a,b\n" + b'"x,1\n' * 20_001)
    assert len(table.rows) == 20_001
    assert table.rows[-1].cells == ["x,1", ""] or table.rows[-1].cells == ['"x', "1"]
    assert len(table.warnings) == sheets_in.WARNING_LIMIT + 1
    long = read_table(b"a,b\n" + b'"x,1\n' + (b"y" * 3000 + b",2\n") * 100)
    assert (len(long.rows), [w.line for w in long.warnings]) == (101, [2])


def test_two_columns_of_one_name_and_a_header_alone():
    assert [w.line for w in read_table(b"a,a\n1,2\n").warnings] == [1]
    assert "Only the first line" in str(read_table(b"a,b\n").warnings[0].message)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", errors.FileEmpty),
        (b" \r\n\xef\xbb\xbf", errors.FileEmpty),
        (b";;\n;;\n", errors.FileEmpty),
        (b"<html><table><tr><td>a</td></tr></table>", errors.KindNotAllowed),
        (b"%PDF-1.7", errors.KindNotAllowed),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), errors.KindNotAllowed),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), errors.FileEncrypted),
        (b"a,b\x00\n1,2", errors.KindUnknown),
        (b"PK\x03\x04 nothing", errors.FileBroken),
        (b"a\n" + b"x" * (sheets_in.UPLOAD_LIMIT), errors.FileTooLarge),
        (b"a\n" + b"x\n" * (sheets_in.ROW_LIMIT + 1), errors.TooManyRows),
        (b"a\n" + b"x" * 200_000, errors.FileBroken),
    ],
)
def test_what_cannot_be_used_says_what_to_do(data, error):
    with pytest.raises(error) as raised:
        read_table(data)
    assert "%(" not in str(raised.value)


def test_a_workbook():
    table = read_table(workbook(["Name", "n", "x"], ["Łódź", 3, 2.5], [], ["0042", True, None]))
    assert (table.kind, table.sheet, table.header.cells) == ("xlsx", "Members", ["Name", "n", "x"])
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, ["Łódź", "3", "2.5"]),
        (4, ["0042", "1", ""]),
    ]
    assert table.warnings == []


def test_formulas_are_not_evaluated_and_are_named():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Name", "n"])
        page.write_formula(1, 1, "=1+1", value=7)
        page.write_formula(2, 1, "=WEBSERVICE(1)", value="#N/A")
    table = read_table(out.getvalue())
    assert cells(table) == [["", "7"], ["", "#N/A"]]
    assert [warning.line for warning in table.warnings] == [2, 3, 3]
    assert "B2" in str(table.warnings[0].message)


def test_the_sheet_is_chosen():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name in ("One", "Two"):
            book.add_worksheet(name).write_row(0, 0, [name])
    assert "2 sheets" in str(read_table(out.getvalue()).warnings[0].message)
    assert read_table(out.getvalue(), sheet="Two").header.cells == ["Two"]


def test_macros_bombs_and_entities_are_refused():
    good = workbook(["a"], ["1"])
    with pytest.raises(errors.ActiveContent):
        read_table(changed(good, "xl/vbaProject.bin", b"x"))
    kinds = zipfile.ZipFile(io.BytesIO(good)).read("[Content_Types].xml")
    with pytest.raises(errors.ActiveContent):
        read_table(
            changed(
                good,
                "[Content_Types].xml",
                kinds.replace(
                    b"officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
                ),
            )
        )
    with pytest.raises(errors.UnpacksTooLarge, match="50"):
        read_table(changed(good, "xl/big.xml", b"0" * (51 * 1024 * 1024)))
    with pytest.raises(errors.FileBroken):
        read_table(changed(good, "xl/sharedStrings.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))
    with pytest.raises(errors.FileBroken):
        read_table(changed(good, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"))
    with pytest.raises(errors.KindNotAllowed):
        read_table(changed(good, "[Content_Types].xml", b"<Types/>"))
    with pytest.raises(errors.FileBroken):
        read_table(good[: len(good) // 2])


def test_rows_far_apart_take_no_time():
    good = workbook(["a"], ["1"])
    body = zipfile.ZipFile(io.BytesIO(good)).read("xl/worksheets/sheet1.xml")
    far = body.replace(b'<row r="2"', b'<row r="1048576"').replace(b'r="A2"', b'r="A1048576"')
    assert far != body
    with pytest.raises(errors.TooManyRows):
        read_table(changed(good, "xl/worksheets/sheet1.xml", far))
