"""Somebody opens the program for the first time."""

import pytest

from tests.browser import axe_violations


@pytest.mark.browser
@pytest.mark.postgres
def test_the_first_page_opens(site, visit):
    page = visit(site, "/")

    assert page.get_by_role("heading", level=1).is_visible()
    assert axe_violations(page) == []
