"""PDF files can be read by everyone, and no text is a reason to refuse one (S49)."""

import io
import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime

import pikepdf
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from networks.base.files.characters import covered
from networks.base.files.document import Figure, Heading, List, Notice, Paragraph, Quote, Run, Table
from networks.base.files.pdf import pdf
from networks.base.tests.documents import ARABIC, BAR, HEBREW, REPORT, with_words


def structure(made):
    """The tags of the file in reading order: (tag, language, text alternative)."""
    found = []

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.append(
                    tuple(
                        str(node[key]).lstrip("/") if key in node else "" for key in ("/S", "/Lang", "/Alt")
                    )
                )
            if "/K" in node:
                walk(node["/K"])

    with pikepdf.open(io.BytesIO(made)) as file:
        walk(file.Root.StructTreeRoot.K)
    return found


def poppler(made, *command):
    return subprocess.run([*command], input=made, capture_output=True, check=True).stdout.decode(
        errors="replace"
    )


def text(made):
    return poppler(made, "pdftotext", "-", "-")


@pytest.fixture(scope="module")
def report():
    return pdf(REPORT)


def test_it_says_what_it_is(report):
    with pikepdf.open(io.BytesIO(report)) as file:
        assert str(file.Root.Lang) == "en"
        assert bool(file.Root.MarkInfo.Marked)
        with file.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"] == "What joining a network brings"
    about = poppler(report, "pdfinfo", "-rawdates", "-")
    assert "Title:           What joining a network brings" in about
    assert "CreationDate:    D:20260913120000" in about


def test_headings_come_in_order_without_a_gap_and_are_bookmarks(report):
    assert [tag for tag, *_ in structure(report) if tag in ("H1", "H2", "H3", "H4", "H5")] == [
        "H1",
        "H2",
        "H3",
        "H2",
        "H3",
    ]
    lines = poppler(report, "pdfinfo", "-struct-text", "-").splitlines()
    shown = [line.strip() for line in lines if line.strip().startswith(("H1", "H2", "H3"))]
    assert shown[1] == 'H2 "Why would you join a network?" (block)'
    with pikepdf.open(io.BytesIO(report)) as file, file.open_outline() as outline:
        assert [item.title for item in outline.root] == ["What joining a network brings"]
        assert [item.title for item in outline.root[0].children] == [
            "Why would you join a network?",
            "The answers cited",
        ]


def test_pictures_have_words_and_tables_a_header(report):
    tags = structure(report)
    assert ("Figure", "", "A bar: 14 of 20 agree") in tags
    assert [tag for tag, *_ in tags if tag in ("THead", "TH", "TD", "Caption")] == [
        "Caption",
        "Caption",
        "THead",
    ] + ["TH"] * 2 + ["TD"] * 4
    assert [tag for tag, *_ in tags].count("LI") == 4
    assert [tag for tag, *_ in tags].count("BlockQuote") == 2


def test_each_part_tells_its_language(report):
    languages = {language for _, language, _ in structure(report)}
    assert {"ro", "he", "ar"} <= languages
    with pikepdf.open(io.BytesIO(report)) as file:
        marked = [
            part.operands[1]
            for part in pikepdf.parse_content_stream(file.pages[0])
            if str(part.operator) == "BDC"
        ]
    assert "fr" in {
        str(about.Lang) for about in marked if isinstance(about, pikepdf.Dictionary) and "/Lang" in about
    }


def test_links_lead_somewhere_or_are_words(report):
    with pikepdf.open(io.BytesIO(report)) as file:
        links = [mark for page in file.pages for mark in page.get("/Annots", [])]
        assert [str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A] == [
            "https://ponte.example/report"
        ]
        assert len(links) == 2
        assert "/JavaScript" not in str(file.Root.keys())


def test_words_can_be_copied_in_every_script(report):
    said = text(report)
    for words in ["Being heard came first", "Ελληνικά", "Русский язык", "Łódź, Iași", "😀", "→ ✓", HEBREW]:
        assert words in said
    letters = [letter for letter in said if "\u0600" <= letter <= "\u06ff"]
    # Extraction may turn lam-alef round; no letter is lost.
    assert sorted(letters) == sorted((ARABIC + "الخلاصة").replace(" ", ""))
    assert "What joining a network brings" in pypdf.PdfReader(io.BytesIO(report)).pages[0].extract_text()


def test_the_same_document_is_the_same_file(report):
    assert pdf(REPORT) == report


def test_all_is_said_and_nothing_is_marked_unknown(report):
    assert "cannot show" not in text(report)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("日本 together", "□□ together"),
        ("a\x01b", "ab"),
        ("x\u0378y", "x□y"),
        ("private \ue000", "private □"),
        ("half \ud83d", "half"),
        ("\U0010fffe end", "□ end"),
        ("a\u202eb", "ab"),
    ],
)
def test_no_character_refuses_a_file(words, shown):
    made = pdf(with_words(words, foot="", lead="", above=""))
    said = text(made)
    assert shown in said
    assert ("cannot show" in said) == ("□" in shown)


def test_the_sentence_about_unknown_characters_comes_once():
    assert text(pdf(with_words("日", "本", title="語"))).count("cannot show") == 1


@pytest.mark.parametrize(
    "words",
    [
        "👩‍👩‍👧 🇫🇷 ❤️ 1️⃣ 👍🏽",
        "ж̃ Ω̲ 😀\u0301 日\u0301",
        "\u200d\ufe0f",
        "שָׁלוֹם",
        "ﷺ",
        "",
        " ",
        "\t\r\n",
        "#[*_$@<>\\",
    ],
)
def test_sequences_do_not_refuse_a_file(words):
    pdf(with_words(words, title=words, foot=words, lead=words))


@given(st.text(max_size=40))
@settings(max_examples=60, deadline=None)
def test_no_text_refuses_a_file(words):
    pdf(with_words(words))


def test_what_people_write_is_not_read_as_source():
    assert '#panic("x") $a$ *b* [c] @d' in text(pdf(with_words('#panic("x") $a$ *b* [c] @d')))


def test_a_right_to_left_document():
    made = pdf(
        replace(
            REPORT,
            language="ar",
            title="الخلاصة",
            blocks=[Paragraph(ARABIC), Table(["أ", "ب"], [["ج", "د"]])],
        )
    )
    with pikepdf.open(io.BytesIO(made)) as file:
        assert str(file.Root.Lang) == "ar"


def test_a_figure_needs_words():
    with pytest.raises(ValueError, match="text alternative"):
        Figure(BAR, " ")
    with pytest.raises(ValueError, match="SVG, PNG or JPEG"):
        Figure(b"GIF89a", "A cat")


def test_pictures_of_points_too():
    logo, photo = io.BytesIO(), io.BytesIO()
    Image.new("RGBA", (90, 30), "green").save(logo, "PNG")
    Image.new("RGB", (60, 600), "blue").save(photo, "JPEG")
    made = pdf(
        replace(
            REPORT,
            logo=logo.getvalue(),
            logo_alternative="Ponte",
            blocks=[Figure(photo.getvalue(), "A mast")],
        )
    )
    assert [alternative for tag, _, alternative in structure(made) if tag == "Figure"] == ["Ponte", "A mast"]
    boxes = re.findall(
        r"/BBox \[[\d.-]+ ([\d.-]+) [\d.-]+ ([\d.-]+)\]", poppler(made, "pdfinfo", "-struct", "-")
    )
    assert len(boxes) == 2
    assert all(
        float(bottom) > 60 and float(top) < 800 for bottom, top in boxes
    )  # the mast is made to fit the page


def test_long_words_and_long_texts_stay_on_the_page():
    address = "https://ponte.example/" + "a" * 300 + "/b?c=" + "d" * 100
    made = pdf(
        replace(REPORT, blocks=[Paragraph(address), Quote("So it is. " * 900), Notice("Mind it. " * 900)])
    )
    said = text(made)
    assert re.sub(r"[\s\u200b]", "", said).count(address) == 1
    assert (said.count("So it is."), said.count("Mind it.")) == (900, 900)
    boxes = re.findall(r'xMax="([\d.]+)" yMax="([\d.]+)"', poppler(made, "pdftotext", "-bbox", "-", "-"))
    assert max(float(right) for right, _ in boxes) < 535
    assert max(float(bottom) for _, bottom in boxes) < 830


def test_wrong_order_and_emptiness_are_put_right():
    made = pdf(
        replace(
            REPORT, blocks=[Heading(" "), Heading("Deep", level=5), List([]), Table(["a"], []), Heading("Up")]
        )
    )
    assert [tag for tag, *_ in structure(made) if tag.startswith("H") and tag[1:].isdigit()] == [
        "H1",
        "H2",
        "H2",
    ]


def test_two_blocks_with_one_anchor_do_not_refuse_a_file():
    pdf(
        replace(
            REPORT,
            blocks=[
                Paragraph("a", anchor="x"),
                Paragraph("b", anchor="x"),
                Paragraph([Run("to", link="#x")]),
            ],
        )
    )


def test_a_strange_language_mark_is_left_out():
    pdf(replace(REPORT, language="x-klingon", made=datetime(2026, 1, 1, tzinfo=UTC)))
    pdf(with_words("a", language=""))


def test_the_fonts_cover_the_languages_of_europe():
    alphabet = "ÀàÄäÅåÆæĀāĂăĄąĆćĊċČčĎďĐđÉéĒēĖėĘęĚěĞğĠġĢģĦħĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŐőŒœŘřŚśŞşŠšȘșŢţȚțŤťŪūŮůŰűŲųŴŵŶŷŹźŻżŽžẞß€„“”‘’«»–—…"
    alphabet += "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ" + "абвгдежзийклмнопрстуфхцчшщъыьэюяђѓєѕіїјљњћќўџґ"
    alphabet += (
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىةپچژگک،؛؟" + "אבגדהוזחטיכלמנסעפצקרשתךםןףץ" + "←↑→↓↔✓✗□■●○★≤≥≠×÷±"
    )
    assert [letter for letter in alphabet if ord(letter) not in covered()] == []
