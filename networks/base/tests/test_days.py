"""Days are written as each language writes them."""

from datetime import date, datetime

import pytest
from django.template import Context, Template
from django.utils.formats import date_format
from django.utils.translation import override


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("fr", date(2026, 3, 1), "1er mars 2026"),
        ("fr", date(2026, 3, 2), "2 mars 2026"),
        ("fr", date(2026, 3, 21), "21 mars 2026"),
        ("en", date(2026, 3, 1), "1 March 2026"),
        ("en", date(2026, 3, 2), "2 March 2026"),
    ],
)
def test_the_first_of_a_month(language, day, written):
    with override(language):
        assert date_format(day, "DATE_FORMAT") == written
        assert date_format(day, "MONTH_DAY_FORMAT") == written.removesuffix(" 2026")
        moment = datetime(day.year, day.month, day.day, 9, 30)
        shown = Template('{% load i18n %}{{ at|date:"jS F Y, H:i" }}').render(Context({"at": moment}))
        assert shown == f"{written}, 09:30"
