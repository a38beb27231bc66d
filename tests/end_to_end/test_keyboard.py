"""A session by keyboard alone, where `test_console.py` and `test_priorities.py` end: me too, conclusions, the report, the evaluation."""

import pytest
from playwright.sync_api import expect

from networks.base.keys import uuid7
from networks.meet.sessions.models import Answer, Conclusion, MeToo
from networks.meet.sessions.rules import answering, running
from networks.meet.sessions.rules.answering import Draft
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.participation.feedback.models import Response
from tests.end_to_end.test_main_job import tab_to
from tests.end_to_end.test_participant import aside

pytestmark = [pytest.mark.browser, pytest.mark.room("meet.sessions")]


@pytest.fixture
def session(site, network):
    """Live, with an open question and an answer of somebody else."""
    made = a_session()
    part = a_part(made)
    bea, _secret = a_guest(made, "Bea")
    answering.accept(made, [Draft(part=part.pk, key=uuid7(), text="To buy together", seat=bea)])
    return made


def press(page, target, key="Enter"):
    """Go to something with Tab, and press it."""
    target.first.wait_for()
    tab_to(page, target.first)
    page.keyboard.press(key)


def write(page, label, text):
    target = page.get_by_label(label).first
    tab_to(page, target)
    page.keyboard.type(text)


def test_a_guest_says_me_too_and_evaluates(site, visit, session, network):
    _seat, secret = aside(network, a_guest, session, "Ana")
    page = visit(site, "/j/")
    page.context.add_cookies([{"name": "seat", "value": secret, "url": site}])
    page.goto(f"/j/{session.code}/")
    press(page, page.get_by_role("button", name="for answer 1"))
    page.get_by_role("button", name="for answer 1", pressed=True).wait_for()
    expect(page.get_by_text("Me too · 1").first).to_be_visible()
    assert aside(network, MeToo.objects.count) == 1

    aside(network, running.end, session, None)
    press(page, page.get_by_role("link", name="Say in one minute how it was"))
    page.get_by_role("group", name="Was it useful for you?").wait_for()
    tab_to(page, page.get_by_role("group", name="Was it useful for you?").get_by_role("radio").first)
    page.keyboard.press("Space")
    write(page, "What did you learn?", "How others do it")
    press(page, page.get_by_role("button", name="Send", exact=True))
    page.get_by_text("without your name").wait_for()
    assert "How others do it" in str(aside(network, lambda: Response.objects.get().answers))


def test_a_facilitator_concludes_and_reads_the_report(site, visit, session, network, coordinator):
    aside(network, lambda: running.move(session.parts.get(), "close", coordinator, seen="open"))
    page = visit(site, f"/ponte/meet/sessions/{session.pk}/conclusions/", person=coordinator)
    press(page, page.get_by_role("link", name="Write a conclusion of part 1"))
    page.get_by_label("Conclusion", exact=True).wait_for()
    write(page, "Conclusion", "Members buy together")
    tab_to(page, page.get_by_label("To buy together"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Nobody saw it differently"))
    page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="Save and publish"))
    expect(page.locator(".conclusions")).to_contain_text("Members buy together")
    made = aside(network, Conclusion.objects.get)
    assert made.published_at and aside(network, lambda: Answer.objects.get().text) == "To buy together"

    aside(network, lambda: running.end(session, coordinator))
    page.goto(f"/ponte/meet/sessions/{session.pk}/")
    press(page, page.get_by_role("link", name="report").first)
    page.wait_for_url("**/report/**")
    expect(page.get_by_role("main")).to_contain_text("Members buy together")
