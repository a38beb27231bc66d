"""How pages of one browser hold their line where they cannot elect one of them (no Web Locks: a phone in the room, without https)."""

import pytest

from networks.meet.sessions.rules import running
from networks.meet.sessions.tests.a_session import a_part, a_session
from networks.meet.sessions.words import WORDS
from tests.end_to_end.test_participant import aside, join

pytestmark = [pytest.mark.browser, pytest.mark.room("meet.sessions")]
TABS = 4


def test_the_fourth_tab_asks_again_and_again_and_all_follow(site, visit, network):
    """S62: browsers allow six connections to a server."""
    session = a_session()
    part = a_part(session, open=False)
    first = visit(site, f"/j/{session.code}/")
    first.context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    join(first)
    tabs, streams, asks = [first], [], []
    while len(tabs) < TABS:
        tabs[-1].get_by_text(WORDS["connected"], exact=True).wait_for()
        tab = first.context.new_page()
        number = len(tabs)
        tab.on("request", lambda request, n=number: streams.append(n) if "/stream?" in request.url else None)
        tab.on("request", lambda request, n=number: asks.append(n) if "/state?" in request.url else None)
        tab.goto(f"/j/{session.code}/")
        tabs.append(tab)
    tabs[-1].get_by_text(WORDS["connected"], exact=True).wait_for()

    aside(network, running.move, part, "open", None, seen="planned")

    for tab in tabs:
        tab.bring_to_front()  # a tab that nobody sees asks for nothing
        tab.get_by_role("heading", name=part.question).wait_for()
    assert set(streams) == {1, 2} and TABS - 1 in asks


@pytest.mark.parametrize("sign", ["online", "pageshow", "visibilitychange"])
def test_a_page_that_is_looked_at_again_after_a_silence_comes_back_at_once(site, visit, network, sign):
    """S61"""
    session = a_session()
    part = a_part(session, open=False)
    page = visit(site, f"/j/{session.code}/")
    page.clock.install()
    join(page)
    page.get_by_text(WORDS["connected"], exact=True).wait_for()
    opened = []
    page.on("request", lambda request: opened.append(request.url) if "/stream?" in request.url else None)
    target = "document" if sign == "visibilitychange" else "window"

    page.evaluate(f"{target}.dispatchEvent(new Event('{sign}'))")
    page.wait_for_timeout(200)
    assert not opened, "the line holds: nothing is opened anew"

    page.clock.set_fixed_time(
        page.evaluate("Date.now()") + 30_000
    )  # half a minute in which nothing was heard
    with page.expect_request(lambda request: "/stream?" in request.url):
        page.evaluate(f"{target}.dispatchEvent(new Event('{sign}'))")
    aside(network, running.move, part, "open", None, seen="planned")
    page.get_by_role("heading", name=part.question).wait_for()
