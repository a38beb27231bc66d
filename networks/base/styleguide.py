"""What the style guide shows: every part once, with invented members."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from networks.base.forms import Choice, PlainForm
from networks.base.texts import Version

AREAS = (
    ("meet", "Meet", "messages-square"),
    ("learn", "Learn", "graduation-cap"),
    ("together", "Together", "handshake"),
    ("voice", "Voice", "megaphone"),
    ("network", "Network", "waypoints"),
)


class Sample(PlainForm):
    """Every kind of field."""

    title = forms.CharField(label="Title", help_text="As you would say it to a colleague.")
    learn = forms.CharField(
        label="What will people learn?", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    whom = forms.MultipleChoiceField(
        label="Whom is it for?",
        help_text="Choose all that fit.",
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("board", "Board members"),
            ("staff", "Staff"),
            (
                "workers",
                Choice(
                    "Workers, with or without support needs", "We will ask about access and rest breaks next"
                ),
            ),
        ],
    )
    more = forms.ChoiceField(
        label="If more apply than you have places",
        widget=forms.RadioSelect,
        choices=[
            ("choose", Choice("I choose", "You read each application. All hear on the same day.")),
            ("first", "First come, first served"),
        ],
    )
    language = forms.ChoiceField(
        label="Language", choices=[("", "Choose a language"), ("en", "English"), ("fr", "Français")]
    )
    email = forms.EmailField(label="E-mail")
    day = forms.DateField(label="First day")
    begins = forms.TimeField(label="Begins at", required=False)
    closes = forms.DateTimeField(label="Applications close", required=False)
    ends = forms.SplitDateTimeField(label="Ends", required=False)
    places = forms.IntegerField(label="How many people can come?")
    paper = forms.FileField(label="Add a document", help_text="PDF or Word, up to 20 MB.", required=False)
    shown = forms.BooleanField(
        label="Show it to all members", help_text="You can change this later.", required=False
    )


@cache
def icon_names() -> list[str]:
    """The icons in our one file of icons."""
    text = (Path(__file__).resolve().parent.parent / "static" / "icons.svg").read_text()
    return re.findall(r'<symbol id="([^"]+)"', text)


POINTS = [
    *[(-3 + i % 5 * 0.55, 1 - i % 4 * 0.6, 0) for i in range(12)],
    *[(2 + i % 3 * 0.7, 1.2 - i % 4 * 0.5, 1) for i in range(9)],
    *[(-0.2 + i % 3 * 0.6, -2 - i % 2 * 0.5, 2) for i in range(6)],
]


def samples(request: HttpRequest) -> dict[str, Any]:
    """The context of the style guide page. ?theme= and ?reading= show it as readers may have it."""
    wrong = Sample(
        {"title": "Two days in a boat workshop", "whom": ["staff"], "email": "ines@", "places": "many"},
        prefix="b",
    )
    return {
        "network": {"name": "Ponte", "slug": "ponte"},
        "home_url": "/styleguide/",
        "areas": [
            {"key": k, "name": n, "icon": i, "url": f"#{k}", "current": k == "meet"} for k, n, i in AREAS
        ],
        "person": "Ilse Vermeulen",
        "translated": Version(
            "To make projects together, not against one another.", "en", original=False, machine=True
        ),
        "you_url": "#you",
        "search_url": "#search",
        "notices_url": "#notices",
        "unread_count": 3,
        "demo": True,
        "theme": request.GET.get("theme", "") if request.GET.get("theme") in ("light", "dark") else "",
        "reading": "easy" if request.GET.get("reading") == "easy" else "",
        "crumbs": [(_("Network"), "#"), (_("For developers"), "#")],
        "tabs": [
            (_("Answers"), "#answers", True),
            (_("Themes"), "#themes", False),
            (_("Conclusions"), "#conclusions", False),
        ],
        "day": date(2026, 10, 20),
        "facts": [("Founded", "2019"), ("Workers", "31")],
        "amounts": [("Fee paid", 450, "€450"), ("Came back", 2140, "€2,140")],
        "groups": [("A", 12, 0, 0), ("B", 8, 1, 0), ("C", 5, 0, 1)],
        "points": POINTS,
        "pictograms": (
            "network",
            "answer",
            "group",
            "choose",
            "conclude",
            "wait",
            "done",
            "join",
            "help",
            "evaluate",
        ),
        "icons": icon_names(),
        "themes": [
            ("A voice that is heard", 14),
            ("Practice shared", 11),
            ("Projects made together", 9),
            ("Someone to call", 34),
        ],
        "form": Sample(prefix="a"),
        "wrong": wrong,
        "markup": '<script>alert("x")</script> & "so"',
    }
