"""A participant with a real browser: joins, answers, loses the line, comes back."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from playwright.sync_api import expect

from networks.base.tenancy import in_network
from networks.meet.sessions.models import Answer, Part
from networks.meet.sessions.rules import answering, planning, running, steering, suggesting
from networks.meet.sessions.rules.answering import Draft
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session, close
from networks.meet.sessions.words import WORDS
from tests.browser import axe_violations
from tests.end_to_end.axe import scrolls_sideways, too_small

pytestmark = [pytest.mark.browser, pytest.mark.room("meet.sessions")]


def aside(network, function, *arguments, **more):
    """Do something as somebody else would: in another thread (the browser's holds an event loop)."""

    def work():
        try:
            with in_network(network):
                return function(*arguments, **more)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


@pytest.fixture
def session(site, network):
    return a_session()


def join(page, name="Ana", scripts=True):
    page.get_by_label("First name").fill(name)
    page.get_by_role("button", name="Take part").click()
    page.wait_for_selector("html[data-ready]" if scripts else "#live")


def answer(page, text):
    page.get_by_label("Your answer", exact=True).fill(text)
    page.get_by_role("button", name="Send my answer").click()


def texts(network) -> list[str]:
    return aside(network, lambda: sorted(Answer.objects.values_list("text", flat=True)))


@pytest.mark.both
def test_from_the_code_to_an_answer_on_a_phone(site, visit, session, network):
    part = a_part(session, open=False)
    page = visit(site, "/j/", phone=True)
    assert axe_violations(page) == []
    page.get_by_label("Code").fill(session.code.lower())
    page.get_by_role("button", name="Join").click()
    assert axe_violations(page) == [] and too_small(page) == []
    join(page)
    page.get_by_text(WORDS["line_good"]).or_(page.get_by_text(WORDS["connected"])).first.wait_for()
    assert axe_violations(page) == []

    aside(network, running.move, part, "open", None, seen="planned")

    page.get_by_role("heading", name=part.question).wait_for()
    answer(page, "Together we are heard")
    page.locator("#mine").get_by_text(WORDS["arrived"]).first.wait_for()
    page.locator("#others-region").get_by_text("Together we are heard").wait_for()
    page.evaluate("Promise.all(document.getAnimations().map((rising) => rising.finished))")
    assert axe_violations(page) == [] and too_small(page) == [] and scrolls_sideways(page) == []
    assert texts(network) == ["Together we are heard"]


def test_answers_written_without_a_line_arrive_once_each(site, visit, session, network):
    """S28"""
    a_part(session)
    page = visit(site, f"/j/{session.code}/", phone=True)
    join(page)
    page.get_by_text(WORDS["connected"], exact=True).wait_for()
    page.context.set_offline(True)
    for text in ("one", "two", "three"):
        answer(page, text)
    page.get_by_text(WORDS["on_phone"]).nth(2).wait_for()
    assert texts(network) == []

    page.context.set_offline(False)

    page.locator("#mine").get_by_text(WORDS["arrived"]).nth(2).wait_for()
    assert texts(network) == ["one", "three", "two"]


def test_a_phone_that_was_switched_off_sends_what_it_kept(site, visit, session, network):
    """S28"""
    a_part(session)
    page = visit(site, f"/j/{session.code}/", phone=True)
    join(page)
    page.route("**/answers/", lambda route: route.abort())
    answer(page, "written in a tunnel")
    page.get_by_text(WORDS["on_phone"]).wait_for()
    page.unroute("**/answers/")
    another_tab = page.context.new_page()
    page.close()

    another_tab.goto(f"/j/{session.code}/")

    another_tab.locator("#mine").get_by_text(WORDS["arrived"]).wait_for()
    assert texts(network) == ["written in a tunnel"]


def test_a_reply_that_got_lost_doubles_nothing(site, visit, session, network):
    a_part(session)
    page = visit(site, f"/j/{session.code}/", phone=True)
    join(page)
    lost = []

    def lose_the_reply(route):
        route.fetch()
        lost.append(route.request.post_data_json["key"])
        route.abort()

    page.route("**/answers/", lose_the_reply, times=2)
    answer(page, "said once")
    page.locator("#mine").get_by_text(WORDS["arrived"]).wait_for()
    assert len(lost) == 2 and len(set(lost)) == 1
    assert texts(network) == ["said once"]


def test_half_written_words_and_focus_survive_what_happens(site, visit, session, network):
    """S30, S38"""
    part = a_part(session)
    page = visit(site, f"/j/{session.code}/")
    join(page)
    page.get_by_text(WORDS["connected"], exact=True).wait_for()
    field = page.get_by_label("Your answer", exact=True)
    field.press_sequentially("I was just about to")
    other = visit(site, f"/j/{session.code}/")
    join(other, "Bea")
    answer(other, "quick words")
    page.get_by_text("quick words").wait_for()
    aside(network, steering.more_time, part, 2, None)
    aside(network, steering.show_results, part, True, None)
    aside(network, planning.change_part, part, {"showing": "checked"}, None)
    page.get_by_text(WORDS["policy_checked"]).wait_for()  # S36: at once, also beside what somebody is writing
    assert field.input_value() == "I was just about to"
    assert page.evaluate("document.activeElement.id") == "say-it"

    aside(network, close, part)

    page.get_by_text(WORDS["unfinished"]).wait_for()
    assert page.get_by_text("I was just about to").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.get_by_role("button", name=WORDS["send_anyway"]).click()
    page.locator("#mine").get_by_text(WORDS["arrived"]).or_(
        page.get_by_text(WORDS["arrived_late"])
    ).first.wait_for()
    assert "I was just about to" in texts(network)


def test_a_reload_keeps_half_written_words(site, visit, session):
    a_part(session)
    page = visit(site, f"/j/{session.code}/")
    join(page)
    page.get_by_label("Your answer", exact=True).press_sequentially("half a")
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_label("Your answer", exact=True)).to_have_value("half a")


def test_the_whole_answering_with_the_keyboard(site, visit, session, network):
    a_part(session)
    seat, _ = a_guest(session, "Bea")
    page = visit(site, f"/j/{session.code}/")
    page.get_by_label("First name").focus()
    page.keyboard.type("Ana")
    for _ in range(40):
        if page.evaluate("document.activeElement.textContent.trim()") == "Take part":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("html[data-ready]")
    page.get_by_label("Your answer", exact=True).focus()
    page.keyboard.type("typed")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Send my answer":
            break
    page.keyboard.press("Enter")
    page.locator("#mine").get_by_text(WORDS["arrived"]).wait_for()
    assert texts(network) == ["typed"]
    assert seat is not None


def test_two_tabs_share_one_stream_and_see_the_same(site, visit, session, network):
    """S62"""
    part = a_part(session, open=False)
    first = visit(site, f"/j/{session.code}/")
    join(first)
    second = first.context.new_page()
    asked = []
    second.on("request", lambda request: asked.append(request.url))
    second.goto(f"/j/{session.code}/")
    second.wait_for_timeout(600)
    aside(network, running.move, part, "open", None, seen="planned")
    for tab in (first, second):
        tab.get_by_role("heading", name=part.question).wait_for()
    assert not [url for url in asked if "/stream?" in url]


def test_an_anonymous_answer_is_changed_by_the_browser_that_wrote_it(site, visit, session, network):
    a_part(session, naming="anonymous")
    page = visit(site, f"/j/{session.code}/", phone=True)
    join(page)
    assert page.get_by_text(WORDS["anonymous_open"]).is_visible()
    answer(page, "nobody knows")
    page.locator("#mine").get_by_text(WORDS["arrived"]).wait_for()
    page.reload()
    page.get_by_role("link", name=WORDS["change"]).click()
    page.get_by_label("Your answer").fill("somebody knows")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="network").wait_for()
    assert texts(network) == ["somebody knows"]


def test_me_too_is_counted_at_once_for_all(site, visit, session, network):
    a_part(session)
    page, other = visit(site, f"/j/{session.code}/"), visit(site, f"/j/{session.code}/")
    join(page)
    join(other, "Bea")
    other.get_by_text(WORDS["connected"], exact=True).wait_for()
    answer(page, "together")
    other.get_by_role("button", name="Me too").click()
    page.locator("#others-region").get_by_text("Me too · 1").wait_for()
    page.locator("#mine").get_by_text("Me too · 1").wait_for()  # the author's own list counts too
    assert not page.get_by_role("button", name="Me too").count(), "nobody says it to themselves"
    assert other.get_by_role("button", name="Me too", pressed=True).is_visible()


def test_a_removed_guest_reads_so_at_once(site, visit, session, network):
    from networks.meet.sessions.models import Seat

    a_part(session)
    page = visit(site, f"/j/{session.code}/")
    join(page)
    page.get_by_text(WORDS["connected"], exact=True).wait_for()
    aside(network, lambda: steering.remove_seat(Seat.objects.get(), None))
    page.get_by_text(WORDS["removed"]).first.wait_for()


def test_without_javascript_everything_but_live_works(site, visit, session, network):
    """S32"""
    part = a_part(session, open=False)
    page = visit(site, f"/j/{session.code}/", phone=True, scripts=False)
    join(page, scripts=False)
    part = aside(network, lambda: Part.objects.select_related("session").get())
    aside(network, running.move, part, "open", None, seen="planned")
    page.get_by_role("button", name=WORDS["look_again"]).click()
    answer(page, "without a script")
    assert page.get_by_text("without a script").first.is_visible()
    assert texts(network) == ["without a script"]


@pytest.mark.parametrize("naming", ["choice", "anonymous"])
def test_the_author_sees_what_became_of_an_answer(site, visit, session, network, naming):
    """S7: how many think the same, and why it is hidden. In an anonymous part only this browser can ask."""
    part = a_part(session, naming=naming)
    page = visit(site, f"/j/{session.code}/", phone=True)
    join(page)
    answer(page, "One voice")
    page.locator("#mine").get_by_text(WORDS["arrived"]).wait_for()
    said = aside(network, part.answers.get)
    other = aside(network, a_guest, session, "Bo")[0]
    me_too = page.locator("#mine").get_by_text(f"{WORDS['me_too']} · 1")

    aside(network, answering.think_the_same, said, other)
    if naming == "anonymous":
        page.reload()
    me_too.wait_for()
    aside(
        network,
        lambda: steering.hide_answer(
            Answer.objects.select_related("part__session").get(), "a name stands in it", None
        ),
    )
    if naming == "anonymous":
        page.reload()

    page.locator("#mine").get_by_text(WORDS["hidden_why"].format(why="a name stands in it")).wait_for()
    assert axe_violations(page) == []


def test_what_somebody_said_already_is_offered_by_meaning_before_sending(site, visit, session, network):
    """S21: the encoder is asked while the writer pauses; whoever sends before it answers has sent."""
    part = a_part(session)
    other = aside(network, a_guest, session, "Bo")[0]
    draft = Draft(part=part.pk, key=uuid4(), text="Together we are heard", language="en", seat=other)
    aside(network, answering.accept, session, [draft])
    aside(network, suggesting.prepare, part)
    page = visit(site, f"/j/{session.code}/", phone=True)
    join(page)
    field = page.get_by_label("Your answer", exact=True)
    offered = []
    for dots in range(30):  # the first times the server only starts its encoder
        with page.expect_response("**/answers/similar/") as response:
            field.fill("We are heard when we are together" + "." * dots)
        offered = response.value.json()["similar"]
        if offered:
            break
        page.wait_for_timeout(1000)
    assert [found["text"] for found in offered] == ["Together we are heard"]

    page.get_by_role("button", name="Send my answer").click()
    page.get_by_text(WORDS["similar"]).first.wait_for()
    assert axe_violations(page) == [] and scrolls_sideways(page) == []
    page.locator("#similar").get_by_role("button", name=WORDS["me_too"]).click()

    page.locator("#others-region").get_by_role("button", name=f"{WORDS['me_too']} · 1").wait_for()
    expect(field).to_have_value("")
    assert texts(network) == ["Together we are heard"]


def test_new_answers_are_announced_as_a_count_at_most_every_ten_seconds(site, visit, session, network):
    """S30"""
    part = a_part(session)
    other = aside(network, a_guest, session, "Bo")[0]
    page = visit(site, f"/j/{session.code}/")
    page.clock.install()
    join(page)
    page.get_by_text(WORDS["connected"], exact=True).wait_for()
    page.evaluate(
        "() => { window.said = []; const say = document.getElementById('say');"
        " new MutationObserver(() => window.said.push(say.textContent)).observe(say, { childList: true, characterData: true, subtree: true }) }"
    )

    def arrive(*texts):
        for text in texts:
            draft = Draft(part=part.pk, key=uuid4(), text=text, seat=other)
            aside(network, answering.accept, session, [draft])
            page.locator("#others-region").get_by_text(text, exact=True).wait_for()

    def told(count):
        return WORDS["new_answers"].format(count=count)

    arrive("one")
    page.clock.run_for(100)
    assert page.evaluate("window.said") == [told(1)]
    arrive("two", "three", "four")
    page.clock.run_for(5_000)
    assert page.evaluate("window.said") == [told(1)]
    page.clock.run_for(6_000)
    assert page.evaluate("window.said") == [told(1), told(3)]
    page.get_by_label(WORDS["announce"]).uncheck()
    arrive("five")
    page.clock.run_for(20_000)
    assert page.evaluate("window.said") == [told(1), told(3)]


def test_a_phone_whose_clock_is_wrong_shows_the_right_time_and_is_not_late(site, visit, session, network):
    """S35, S28: the time left and the moment of writing are reckoned by the server's; a slow line makes nothing late."""
    part = a_part(session, minutes=10)
    page = visit(site, f"/j/{session.code}/")
    page.add_init_script("{ const now = Date.now; Date.now = () => now() + 3 * 86_400_000 }")
    join(page)
    page.get_by_text(WORDS["connected"], exact=True).wait_for()
    expect(page.locator("[data-ends]")).to_have_text(WORDS["time_left"].format(minutes=10))
    page.context.set_offline(True)
    answer(page, "written in time")
    page.get_by_text(WORDS["on_phone"]).wait_for()
    page.route("**/answers/", lambda route: (page.wait_for_timeout(1500), route.continue_()))
    aside(network, close, part)
    page.context.set_offline(False)
    page.locator("#mine").get_by_text(WORDS["arrived"], exact=True).wait_for()
    assert aside(network, lambda: Answer.objects.get().late) is False
