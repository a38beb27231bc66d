"""A guest with an old phone that runs no script: from the code to the evaluation, by reloading."""

import pytest

from networks.base.keys import uuid7
from networks.meet.sessions.models import Answer, Ballot, Given, MeToo, Part
from networks.meet.sessions.rules import answering, running, steering
from networks.meet.sessions.rules.answering import Draft
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.meet.sessions.words import WORDS
from networks.participation.feedback.models import Response
from tests.end_to_end.axe import scrolls_sideways, too_small
from tests.end_to_end.test_participant import answer, aside, join

pytestmark = [pytest.mark.browser, pytest.mark.room("meet.sessions")]


@pytest.fixture
def session(site, network):
    """Live, with a question that is open and where somebody answered, and one to choose in."""
    made = a_session()
    part = a_part(made, question="Why would you join a network?")
    a_part(made, open=False, stages=["priorities"], priority_method="approval")
    bea, _secret = a_guest(made, "Bea")
    answering.accept(made, [Draft(part=part.pk, key=uuid7(), text="To buy together", seat=bea)])
    return made


def part_of(number):
    return Part.objects.select_related("session").get(position=number)


def choose(network):
    """The facilitator goes on to the second part."""
    running.move(part_of(1), "close", None, seen="open")
    second = part_of(2)
    for position, text in enumerate(("One voice", "Buy together", "Learn from each other"), 1):
        Given.objects.create(part=second, text=text, position=position)
    steering.go_to_part(second.session, second, None)
    running.move(part_of(2), "open", None, seen="planned")


def test_the_whole_answering_without_a_script(site, visit, session, network):
    page = visit(site, "/j/", phone=True, scripts=False)
    page.get_by_label("Code").fill(session.code)
    page.get_by_role("button", name="Join").click()
    join(page, scripts=False)

    for text, said in (
        (" ", "empty"),
        ("x" * 5001, "too_long"),
    ):  # what is refused can be put right where it is said
        answer(page, text)
        page.get_by_text(WORDS[said].split("%")[0].split("{")[0]).first.wait_for()
    answer(page, "Together we are herd")
    mine = page.locator("#mine")
    mine.get_by_text("Together we are herd").wait_for()
    mine.get_by_role("link", name=WORDS["change"]).click()
    page.get_by_label("Your answer").fill("Together we are heard")
    page.get_by_role("button", name=WORDS["save"]).click()
    mine.get_by_text("Together we are heard").wait_for()
    page.get_by_role("button", name="for answer 1").click()
    page.get_by_role("button", name="for answer 1", pressed=True).wait_for()
    assert aside(network, lambda: Answer.objects.get(text="To buy together").me_toos) == 1
    assert aside(network, MeToo.objects.count) == 1

    aside(network, choose, network)
    page.reload()
    page.get_by_role("link", name=WORDS["vote_start"]).click()
    page.get_by_label("One voice").check()
    page.get_by_label("Learn from each other").check()
    page.get_by_role("button", name=WORDS["vote_send"]).click()
    page.get_by_text(WORDS["arrived"]).first.wait_for()
    assert aside(network, lambda: len(Ballot.objects.get().content["approved"])) == 2

    aside(network, lambda: running.end(part_of(2).session, None))
    page.goto(f"/j/{session.code}/")
    page.get_by_role("link", name=WORDS["evaluate"]).click()
    page.get_by_role("group", name="Was it useful for you?").get_by_text("Yes, very").click()
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("without your name").wait_for()
    assert aside(network, Response.objects.count) == 1
    assert scrolls_sideways(page) == [] and too_small(page) == []
