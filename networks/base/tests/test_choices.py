"""A list of choices is what Django makes of it, written at once."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe

from networks.base.times import zone_choices

GROUPED = [
    ("", "—"),
    (None, "None at all"),
    (1, 1_234.5),
    ('"><b>', "<i>&"),
    ("safe", mark_safe("a&nbsp;b")),
    ("A & B", [("2", "Two"), ("3", "Three")]),
]


def lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"\n|(?<=>)\s*(?=<)", text) if line.strip()]


class Marked(forms.Select):
    def create_option(self, name, value, *rest, **more):
        option = super().create_option(name, value, *rest, **more)
        option["attrs"] |= {"disabled": value == "3", "data-what": f"<{value}>"}
        return option


@pytest.mark.parametrize("choices", [GROUPED, zone_choices(), []])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, Marked])
@pytest.mark.parametrize("value", ["3", "Europe/Brussels", "", None])
def test_it_says_what_djangos_template_says(widget, choices, value):
    field = forms.ChoiceField(choices=choices, widget=widget).widget
    attrs = {"id": "id_zone", "class": "mid"}

    ours = field.render("zone", value, attrs)

    assert lines(ours) == lines(field.render("zone", value, attrs, DjangoTemplates()))


def test_it_is_written_by_ours():
    rendered = forms.Select(choices=[("1", "One")]).render("one", "1")

    assert rendered.count("\n\n") == 0 and '<option value="1" selected>One</option>' in rendered
