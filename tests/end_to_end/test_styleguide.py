"""All parts of pages, in a real browser: accessible, in both themes, at every width, in easy reading, without a script, on paper."""

import pytest

from tests.end_to_end.axe import look_at, too_small

pytestmark = pytest.mark.browser
GUIDE = "/styleguide/"


@pytest.fixture
def page(visit, site):
    return visit(site, GUIDE)


def test_every_part_is_accessible_at_every_width_in_both_themes(page):
    assert look_at(page, GUIDE) == []


def test_the_big_screen_is_accessible_and_fits(page):
    assert look_at(page, GUIDE + "screen/", widths=(390, 1280, 1920), themes=("light", "dark")) == []
    for width, height in ((1280, 720), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 60, (
            "nobody scrolls a big screen"
        )


def test_errors_have_accessible_pages(page):
    assert look_at(page, "/no-such-page/", widths=(320, 1440)) == []


def test_easy_reading_is_accessible_and_larger(page):
    assert look_at(page, GUIDE + "?reading=easy", widths=(320, 1440)) == []
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "21px"
    assert page.locator("h3.question:visible").inner_text() == "Who needs a network? What should it do?"


def test_a_reader_chooses_dark_and_the_page_stays_dark(page):
    page.goto("/no-such-page/")
    page.locator(".foot").get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 25, 31)"


def test_the_switch_of_easy_reading_says_whether_it_is_on(page):
    page.goto("/no-such-page/")
    switch = page.get_by_role("button", name="Easy reading")
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    assert page.get_by_role("button", name="Easy reading").get_attribute("aria-pressed") == "true"
    assert too_small(page) == []


def test_everything_works_without_a_script(visit, site):
    page = visit(site, GUIDE, scripts=False)
    page.locator("header .menu summary").click()
    page.locator("header .menu").get_by_role("button", name="Français").click()
    assert page.locator("html").get_attribute("lang") == "fr"
    assert page.get_by_role("button", name="Read to me").count() == 0, "what cannot work is not shown"


def test_the_keyboard_reaches_the_content_first_and_focus_is_seen(page):
    page.goto("/no-such-page/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Skip to the content"
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_form_sent_back_takes_the_eye_to_what_is_wrong(page):
    page.goto(GUIDE)
    assert page.evaluate("document.activeElement.className") == "error-list"
    page.locator(".error-list a").first.click()
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true" or page.evaluate(
        "document.activeElement.type"
    ) in ("radio", "checkbox")


def test_on_paper_only_the_matter_is_left(page):
    page.goto(GUIDE)
    page.emulate_media(media="print")
    for gone in ("header .tools", "header .areas", ".foot", ".demo"):
        assert not page.locator(gone).is_visible(), gone
    assert page.locator("h1").first.is_visible()


def test_paper_is_white_for_readers_of_dark_pages_too(page):
    page.goto(GUIDE + "?theme=dark")
    page.emulate_media(media="print")
    names = (
        "paper",
        "ink",
        "linen",
        "green-tint",
        "woad-tint",
        "walnut-tint",
        "madder-tint",
        "walnut",
        "on-woad",
    )
    style = "(names) => names.map((name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name))"
    dark = page.evaluate(style, names)
    page.goto(GUIDE + "?theme=light")
    assert page.evaluate(style, names) == dark
