"""Word files have real styles, languages, text alternatives and links (S49)."""

import io
import zipfile
from dataclasses import replace

import docx as word
import pytest
from docx.oxml.ns import qn

from networks.base.files.document import List, Paragraph
from networks.base.files.docx import docx
from networks.base.tests.documents import ARABIC, HEBREW, REPORT, with_words


@pytest.fixture(scope="module")
def made():
    return docx(REPORT)


@pytest.fixture(scope="module")
def report(made):
    return word.Document(io.BytesIO(made))


def paragraph(report, words):
    return next(p for p in report.paragraphs if words in p.text)


def test_it_says_what_it_is(report):
    assert report.core_properties.title == "What joining a network brings"
    assert report.core_properties.language == "en"
    assert report.core_properties.author == "Ponte"
    assert str(report.core_properties.created.date()) == "2026-09-13"
    defaults = report.styles.element.find(".//" + qn("w:rPrDefault"))
    assert defaults.find(".//" + qn("w:lang")).get(qn("w:val")) == "en"


def test_headings_are_headings(report):
    named = [
        (p.style.name, p.text) for p in report.paragraphs if p.style.name.startswith(("Heading", "Title"))
    ]
    assert named == [
        ("Title", "What joining a network brings"),
        ("Heading 1", "Why would you join a network?"),
        ("Heading 2", "Conclusions"),
        ("Heading 1", "The answers cited"),
        ("Heading 2", "الخلاصة"),
    ]


def test_the_first_row_of_a_table_is_repeated(report):
    (table,) = report.tables
    rows = table._tbl.tr_lst
    assert [row.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        [" Theme", "People"],
        ["A voice", "14"],
        ["Practice", ""],
    ]


def test_pictures_have_words_and_lie_in_the_line(report):
    (picture,) = report.inline_shapes
    assert picture._inline.docPr.get("descr") == "A bar: 14 of 20 agree"
    assert "txbx" not in report.element.xml


def test_languages_and_directions(report):
    arabic, hebrew, romanian = (paragraph(report, words) for words in (ARABIC, HEBREW, "Singuri"))
    for said, language in [(arabic, "ar"), (hebrew, "he")]:
        assert said._p.pPr.find(qn("w:bidi")) is not None
        assert said.runs[-1].font.rtl
        assert said.runs[-1]._r.rPr.find(qn("w:lang")).get(qn("w:bidi")) == language
    assert romanian._p.pPr.find(qn("w:bidi")) is None
    assert romanian.runs[-1]._r.rPr.find(qn("w:lang")).get(qn("w:val")) == "ro"


def test_citations_lead_to_what_is_cited(report):
    links = report.element.findall(".//" + qn("w:hyperlink"))
    targets = [
        link.get(qn("w:anchor")) or report.part.rels[link.get(qn("r:id"))].target_ref for link in links
    ]
    names = [mark.get(qn("w:name")) for mark in report.element.findall(".//" + qn("w:bookmarkStart"))]
    assert targets == [names[0], "https://ponte.example/report"]


def test_each_ordered_list_counts_from_its_own_start():
    blocks = [List(["a", "b"], ordered=True), Paragraph("between"), List(["c"], ordered=True, start=4)]
    made = word.Document(io.BytesIO(docx(replace(REPORT, blocks=blocks))))
    numbers = {
        p.text: p._p.pPr.numPr.numId.val
        for p in made.paragraphs
        if p._p.pPr is not None and p._p.pPr.numPr is not None
    }
    assert numbers["a"] == numbers["b"] != numbers["c"]


def test_the_same_document_is_the_same_file(made):
    assert docx(REPORT) == made
    assert zipfile.ZipFile(io.BytesIO(made)).testzip() is None


@pytest.mark.parametrize("words", ["日本", "a\x01b", "\u0378", "\ud83d", "\ufffe", "", "<w:p>"])
def test_no_character_refuses_a_file(words):
    made = word.Document(io.BytesIO(docx(with_words(words, title=words))))
    assert len(made.paragraphs) > 1


def test_a_right_to_left_document():
    made = word.Document(io.BytesIO(docx(replace(REPORT, language="ar"))))
    assert made.tables[0]._tbl.tblPr.find(qn("w:bidiVisual")) is not None
