"""The parts of pages: their words are escaped, their languages named, and nothing needs an inline style or script."""

import re
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation

from networks.base.styleguide import Sample
from networks.base.templatetags.charts import knots, opinion_map, strip
from networks.base.templatetags.cloth import initials, qr, weave

ROOT = Path(__file__).resolve().parents[2]
MARKUP = "<b>\"x\"</b> & 'y'"


def draw(source: str, **context) -> str:
    """A piece of a page, with parts in it."""
    from django_cotton.compiler_regex import CottonCompiler

    return engines["django"].from_string(CottonCompiler().process(source)).render(context)


@pytest.mark.parametrize(
    "source",
    [
        '<c-button href="/x">{{ t }}</c-button>',
        '<c-head :title="t" :lead="t" />',
        '<c-next title="{{ t }}">{{ t }}</c-next>',
        '<c-voice :text="t" lang="en" :who="t" :gloss="t" />',
        '<c-question :text="t" :plain="t" />',
        '<c-organisation :name="t" :detail="t" country="PT" />',
        '<c-person name="{{ t }}" />',
        '<c-row :title="t"><c-slot name="end">{{ t }}</c-slot></c-row>',
        '<c-step :title="t" :detail="t" state="wrong" />',
        '<c-table :label="t"></c-table>',
        '<c-notice data-x="{{ t }}">{{ t }}</c-notice>',
        '<c-empty :title="t" />',
        '<c-progress id="p" :label="t" />',
        '<c-qr :url="t" :label="t" />',
        '<c-confirm :title="t" :lose="t" :verb="t" back="/x" csrf_token="x" />',
        '<c-statement :text="t" agree="1" passed="1" disagree="1" />',
    ],
)
def test_words_of_people_never_become_markup(source):
    html = draw(source, t=MARKUP, csrf_token="x")
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert 'data-x="<' not in html


def test_a_voice_has_its_language_its_direction_and_a_translation():
    html = draw('<c-voice text="שלום" lang="he" gloss="Peace" who="Dana" />')
    assert '<p lang="he" dir="rtl">שלום</p>' in html
    assert "From Hebrew: Peace" in html
    assert "<span>Dana</span>" in html


def test_a_voice_in_another_language_names_it_and_in_the_readers_own_does_not():
    assert "<span>Romanian</span>" in draw('<c-voice text="Da" lang="ro" />')
    assert "English" not in draw('<c-voice text="Yes" lang="en" />')
    with translation.override("fr"):
        assert "Anglais" in draw('<c-voice text="Yes" lang="en" />')


def test_a_text_says_its_language_and_which_version_it_is():
    from networks.base.texts import Version

    assert (
        draw('<c-text :of="v" note />', v=Version("Bună", "ro")) == '<span lang="ro" dir="ltr" >Bună</span>'
    )
    html = draw(
        '<c-text :of="v" note tag="p" />',
        v=Version(MARKUP, "ar", original=False, machine=True, to_check=True),
    )
    assert '<p lang="ar" dir="rtl"' in html
    assert "(translated by machine; the original has changed since)" in html
    assert "<b>" not in html


def test_a_link_is_a_link_and_a_button_a_button():
    assert draw('<c-button href="/x" main icon="send">Send</c-button>').startswith(
        '<a class="btn main" href="/x"'
    )
    assert 'type="submit" name="a"' in draw('<c-button name="a">Send</c-button>')
    assert 'aria-disabled="true"' in draw("<c-button waiting>Wait</c-button>")


def test_values_of_the_page_around_do_not_leak_into_parts():
    page = {
        "title": "LEAK",
        "detail": "LEAK",
        "end": "LEAK",
        "lead": "LEAK",
        "icon": "LEAK",
        "class": "LEAK",
        "href": "LEAK",
        "action": "LEAK",
    }
    for source in (
        "<c-row></c-row>",
        "<c-step />",
        "<c-button>x</c-button>",
        '<c-empty title="x" />',
        "<c-notice></c-notice>",
        "<c-sheet></c-sheet>",
    ):
        assert "LEAK" not in draw(source, **page), source


def test_the_weave_is_the_same_for_the_same_name_and_differs_between_names():
    assert weave("Filo Comune") == weave(" filo comune ")
    assert len({weave(f"Organisation {i}") for i in range(60)}) > 30


@pytest.mark.parametrize(
    ("name", "letters"), [("Ilse van Vermeulen", "IV"), ("Radu", "R"), ("", "?"), ("çelik-özer ayşe", "ÇA")]
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_knots_are_one_for_each_voice_up_to_twenty_then_a_bar():
    assert knots(20).count("<circle") == 20
    assert "<circle" not in knots(21)
    assert 'width="67.2"' in knots(21)
    assert 'width="320" height="12"' in knots(300, 300)


def test_strip_shows_shares_and_nothing_for_nobody():
    html = strip(1, 1, 2)
    assert '<rect width="25" height="10" class="f-green"/>' in html
    assert '<rect x="50" width="50" height="10" class="f-madder"/>' in html
    assert "f-paper" in html, "disagree is striped, not only red"
    assert "f-green" not in strip(0, 0, 0)
    with translation.override("fr"):
        assert "33.33" in strip(1, 2, 0), "numbers of pictures are never written with a comma"


def test_map_of_opinions_has_words_marks_and_one_shape_for_each_group():
    html = opinion_map([(0, 0, 0), (1, 1, 0), (5, 5, 1), (6, 5, 1), (2, 2, None)])
    assert "2 opinion groups among 5 people" in html
    assert "Group A: 2 people. Group B: 2 people." in html
    assert html.count("<ellipse") == 2
    assert opinion_map([]) == ""
    many = opinion_map([(i % 70, i % 31, i % 2) for i in range(4000)])
    assert "One mark stands for 3 people." in many
    assert 1300 <= many.count("<circle") + many.count("<rect") <= 1500


def test_qr_is_read_back():
    zxingcpp = pytest.importorskip("zxingcpp")
    import numpy as np

    svg = qr("https://ponte.example/j/482913")
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    image = np.full((size, size), 255, dtype=np.uint8)
    for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)", svg):
        image[int(y), int(x) : int(x) + int(run)] = 0
    found = zxingcpp.read_barcodes(np.kron(image, np.ones((6, 6), dtype=np.uint8)))
    assert [code.text for code in found] == ["https://ponte.example/j/482913"]


def test_a_confirmation_names_what_will_be_lost_and_only_a_post_loses_it():
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    context = {
        "title": "Remove 3 answers?",
        "lose": "They go to the bin for 30 days.",
        "things": ["Answer 1", MARKUP],
        "verb": "Remove 3 answers",
        "back": "/answers/",
        "hidden": [("answer", "7")],
    }
    html = render_to_string("base/confirm.html", context, RequestFactory().get("/"))
    assert "They go to the bin for 30 days." in html
    assert "<b>" not in html
    form = html[html.index('<form method="post" class="row"') :]
    assert 'name="csrfmiddlewaretoken"' in form
    assert '<input type="hidden" name="answer" value="7">' in form
    assert 'class="btn stop"' in form
    assert 'href="/answers/"' in form


# ---- forms ----


def test_a_field_has_label_help_error_and_control_in_this_order():
    html = str(Sample({}, prefix="f")["title"].as_field_group())
    places = [
        html.index(part) for part in ('<label for="id_f-title"', 'class="help"', 'class="error"', "<input")
    ]
    assert places == sorted(places)
    assert 'aria-describedby="id_f-title_helptext id_f-title_error"' in html
    assert 'aria-invalid="true"' in html


def test_what_may_be_left_out_says_so_and_what_may_not_has_no_asterisk():
    html = str(Sample())
    assert html.count("(may be left out)") == 5
    assert "*" not in html
    assert "placeholder" not in html
    assert " required" not in html


def test_errors_stand_on_top_as_links_that_lead_to_their_fields():
    html = str(Sample({"whom": []}, prefix="f"))
    top = html[: html.index('class="fields"')]
    links = re.findall(r'href="#([^"]+)"', top)
    assert links == [
        "id_f-title",
        "id_f-whom_0",
        "id_f-more_0",
        "id_f-language",
        "id_f-email",
        "id_f-day",
        "id_f-places",
    ]
    for target in links:
        assert f'id="{target}"' in html
    assert "7 things to look at" in top
    assert "Choose at least one" in top
    assert "This field is required" not in html


def test_dates_and_times_use_the_browsers_own_pickers_in_its_format():
    from datetime import date

    html = str(Sample(initial={"day": date(2026, 10, 20)}))
    assert 'type="date" name="day" value="2026-10-20"' in html
    assert 'type="time"' in html
    assert 'type="datetime-local"' in html


def test_choices_have_a_second_line_and_are_escaped():
    from django import forms

    from networks.base.forms import Choice, PlainForm

    class Chosen(PlainForm):
        one = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", Choice(MARKUP, MARKUP, lang="fr"))])

    html = str(Chosen())
    assert "<b>" not in html
    assert html.count("&lt;b&gt;") == 2
    assert '<span lang="fr">' in html


# ---- every template ----


def templates() -> list[Path]:
    return [path for path in ROOT.rglob("*.html") if "/templates/" in path.as_posix()]


def test_no_template_has_an_inline_style_or_script():
    assert len(templates()) > 40
    wrong = []
    for path in templates():
        text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", "", path.read_text(), flags=re.S)
        for tag in re.findall(r"<[a-z][^>]*>", text, flags=re.S | re.I):
            if re.search(r"\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|\shx-on", tag, flags=re.I):
                wrong.append((path.name, tag))
        wrong += [(path.name, tag) for tag in re.findall(r"<style\b[^>]*>", text)]
        wrong += [
            (path.name, tag)
            for tag in re.findall(r"<script\b[^>]*>", text)
            if "src=" not in tag and 'type="application/json"' not in tag
        ]
    assert wrong == []


def test_every_icon_that_a_template_names_is_in_the_file_of_icons():
    there = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons.svg").read_text()))
    named = set()
    for path in templates():
        text = path.read_text()
        named |= set(re.findall(r'<c-icon[^>]*\bname="([a-z0-9-]+)"', text))
        named |= set(re.findall(r'{% icon "([a-z0-9-]+)"', text)) | set(
            re.findall(r'<c-[^>]*\bicon="([a-z0-9-]+)"', text)
        )
    assert len(named) > 20
    assert named - there == set()
