"""The answers of a self-assessment stay in the browser until they are sent."""

import pytest
from playwright.sync_api import expect

from networks.network.charter.rules import assessing

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
KEPT = "Object.keys(localStorage).filter(key => key.startsWith('form:assessment'))"


def test_a_broken_line_loses_nothing_and_sending_forgets(site, visit, coordinator, member, here):
    found = assessing.begin(2026, by=coordinator)
    page = visit(site, here("assessment-answer", round=found.pk), person=member, phone=True)
    first = page.locator("input[type=radio]").first
    first.check(force=True)
    page.context.set_offline(True)
    page.get_by_role("button", name="Send my answers").click()
    page.context.set_offline(False)

    page.goto(here("assessment-answer", round=found.pk))
    expect(page.locator("input[type=radio]").first).to_be_checked()
    expect(page.get_by_text("What you filled in before is here again.")).to_be_visible()
    assert len(page.evaluate(KEPT)) == 1

    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_text("Your answers are kept without your name.")).to_be_visible()
    assert page.evaluate(KEPT) == []
