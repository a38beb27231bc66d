"""Somebody opens the program for the first time: the first page, founding, home; looking around the demonstration."""

import pytest

from tests.browser import axe_violations

pytestmark = pytest.mark.browser


def tab_to(page, accessible_name: str, limit: int = 60) -> None:
    """Press Tab until the element of that name has the focus."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "() => (document.activeElement.labels?.[0]?.firstChild?.textContent"
            " || document.activeElement.textContent || '').trim()"
        )
        if name == accessible_name:
            return
    raise AssertionError(f"{accessible_name} is not reached by the keyboard")


@pytest.mark.both
def test_from_the_first_page_to_home_with_the_keyboard_alone(site, visit):
    page = visit(site, "/")
    assert axe_violations(page) == []

    for label, words in {
        "Name of the network": "Réseau du Travail",
        "Your organisation": "Werkplaats Leie",
        "Your name": "Ilse Vermeulen",
        "Your e-mail": "ilse@leie.example",
    }.items():
        tab_to(page, label)
        page.keyboard.type(words)
    tab_to(page, "Found the network")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reseau-du-travail/")

    assert "Ilse" in page.get_by_role("heading", level=1).inner_text()
    assert axe_violations(page) == []
    tab_to(page, "Write them")
    page.keyboard.press("Enter")
    page.wait_for_url("**/network/settings/")
    assert axe_violations(page) == []


def test_the_address_is_shown_while_the_name_is_written(site, visit):
    page = visit(site, "/")

    page.get_by_text("Address, language, country and time zone").click()
    page.get_by_label("Name of the network").press_sequentially("Groupe Est")

    page.get_by_text("/groupe-est/").wait_for()


def test_mistakes_are_shown_beside_their_fields_and_the_list_leads_to_them(site, visit):
    page = visit(site, "/", phone=True)

    page.get_by_label("Your e-mail").fill("ilse")
    page.get_by_role("button", name="Found the network").click()

    page.get_by_role("link", name="Your e-mail").click()
    assert page.evaluate("document.activeElement.name") == "email"
    assert axe_violations(page) == []


def test_the_demonstration_without_scripts(site, visit):
    from networks.base.jobs import run_all

    page = visit(site, "/", scripts=False)
    page.get_by_role("button", name="Build the demonstration").click()
    assert "being built" in page.content()
    run_all()
    page.get_by_role("link", name="Look again").click()
    page.get_by_role("button", name="Marek Hudák").click()

    assert page.locator("html").get_attribute("data-reading") == "easy"
    assert "nobody here is real" in page.content()


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("dark", [False, True])
def test_every_width_and_theme_is_accessible(site, visit, width, dark):
    from networks.web import demonstration

    demonstration.build()
    page = visit(site, "/", size={"width": width, "height": 800}, dark=dark)
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_role("button", name="Ilse Vermeulen").click()
    page.wait_for_url("**/ponte/")
    for path in (
        "/ponte/",
        "/ponte/network/settings/",
        "/demonstration/",
        "/demonstration/removal/",
        "/home/?choose",
    ):
        page.goto(path)
        assert axe_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
