"""People's Markdown: safe as HTML, and the same words in documents."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.base.files import markdown
from networks.base.files.document import Heading, List, Paragraph, Quote, Rule, Run, Table
from networks.base.files.pdf import pdf
from networks.base.tests.documents import REPORT

TEXT = """# Why

We *lend* **what
we know** and [more](https://ponte.example/a?b=c).

1. one
2. two
   - inner `code`

> Alone nobody hears us.

| Theme | People |
|---|---:|
| Voice | 14 |

---

    indented
"""


def test_html():
    made = markdown.html(TEXT)
    assert "<h2>Why</h2>" in made
    assert "<em>lend</em> <strong>what\nwe know</strong>" in made
    assert '<a href="https://ponte.example/a?b=c" rel="noopener nofollow ugc">more</a>' in made
    assert (
        '<th scope="col" class="num">People</th>' in made or '<th class="num" scope="col">People</th>' in made
    )
    assert "style" not in made
    assert "<blockquote>\n<p>Alone nobody hears us.</p>\n</blockquote>" in made
    assert "<h6>" in markdown.html("###### a", heading_level=4)
    assert "<h4>a</h4>" in markdown.html("# a", heading_level=4)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&#58;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](https://evil.example/track.png)",
        '[x](https://a.example "onmouseover=alert(1)")',
        "<https://a.example/<script>>",
        "`<script>`",
        "```html\n<script>\n```",
        "[a]: javascript:alert(1)\n[a]",
    ],
)
def test_nothing_runs_or_loads(text):
    made = markdown.html(text)
    for bad in ("<script", "<img", 'href="javascript', 'href="data', 'href="vbscript', "<iframe", "title="):
        assert bad not in made.lower()
    if "onerror" in made:
        assert "&lt;img" in made


def test_signs_stay_signs():
    assert markdown.html("a < b & c <b>d</b>") == "<p>a &lt; b &amp; c &lt;b&gt;d&lt;/b&gt;</p>\n"
    assert "שלום" in markdown.html("שלום \u202e x")
    assert "\u202e" not in markdown.html("שלום \u202e x")


def test_blocks():
    made = markdown.blocks(TEXT, language="en")
    assert made[0] == Heading([Run("Why")], 1, language="en")
    assert made[1] == Paragraph(
        [
            Run("We "),
            Run("lend", emphasis=True),
            Run(" "),
            Run("what we know", strong=True),
            Run(" and "),
            Run("more", link="https://ponte.example/a?b=c"),
            Run("."),
        ],
        language="en",
    )
    inner = List([[Paragraph([Run("inner "), Run("code", code=True)], language="en")]])
    assert made[2] == List(
        [[Paragraph([Run("one")], "en")], [Paragraph([Run("two")], "en"), inner]], ordered=True
    )
    assert made[3] == Quote([Run("Alone nobody hears us.")], "en")
    assert made[4] == Table([[Run("Theme")], [Run("People")]], [[[Run("Voice")], [Run("14")]]], numbers=[1])
    assert made[5:] == [Rule(), Paragraph([Run("indented", code=True)], "en")]


def test_unsafe_links_are_words_in_documents():
    assert markdown.blocks("[x](ftp://a.example) [y](/inside)") == [Paragraph([Run("x y")])]


def test_plain_words():
    assert markdown.plain(TEXT).startswith("Why We lend what we know and more. one two inner code")
    assert markdown.plain("A long sentence, that goes on", 16) == "A long sentence…"
    assert markdown.plain("") == ""


@given(st.text(alphabet="#*_[]()>-`|\n 1.ab<&\\é日", max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read(text):
    markdown.html(text)
    markdown.plain(text)
    markdown.blocks(text)


@given(st.text(alphabet="#*_[]()>-`|\n 1.ab<&\\é日", max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_markdown_goes_into_a_document(text):
    from dataclasses import replace

    pdf(replace(REPORT, blocks=markdown.blocks(text)))
