"""A network is founded from a template, and its coordinator follows the list of first steps."""

import pytest

from tests.end_to_end.axe import TWO_LOOKS, look_around

pytestmark = [
    pytest.mark.browser,
    pytest.mark.room("meet.meetings"),
    pytest.mark.room("network.membership"),
    pytest.mark.room("meet.sessions"),
]


def _done(page) -> int:
    """How many steps are done, as home says."""
    heading = page.get_by_role("heading", name="First steps").inner_text()
    return int(heading.split("(")[1].split()[0])


def test_an_association_is_founded_and_its_first_steps_are_followed(site, visit):
    page = visit(site, "/")
    for label, words in {
        "Name of the network": "Arco",
        "Your organisation": "Arco Nord",
        "Your name": "Ana Ruiz",
        "Your e-mail": "ana@arco.example",
    }.items():
        page.get_by_label(label).fill(words)
    page.get_by_label("Registered association").check()
    page.get_by_role("button", name="Found the network").click()
    page.wait_for_url("**/arco/")

    done = _done(page)
    assert done >= 3, "categories, bodies and a programme are there"
    assert page.get_by_role("heading", name="Say what Arco is for").is_visible()

    page.get_by_role("link", name="Write them").click()
    page.get_by_label("What the network is for").first.fill("We learn from one another.")
    page.get_by_role("button", name="Save").click()
    page.goto("/arco/")
    assert _done(page) == done + 1
    assert page.get_by_role("heading", name="Invite the first people").is_visible()

    page.get_by_role("link", name="Say who takes the chair").click()
    page.get_by_role("link", name="Board").first.click()
    page.get_by_role("link", name="Give a seat").click()
    page.get_by_label("Person").select_option(index=1)
    page.get_by_label("As", exact=True).select_option("chair")
    page.get_by_role("button", name="Give the seat").click()
    page.goto("/arco/")
    assert _done(page) == done + 2

    page.get_by_role("link", name="All steps, and what you do not need").click()
    second = page.get_by_role("listitem").filter(has_text="Name a second coordinator")
    second.get_by_role("button", name="Put aside").click()
    second.get_by_role("button", name="Take up again").wait_for()
    assert look_around(page, "/arco/steps/", TWO_LOOKS) == []
    page.goto("/arco/")
    assert page.get_by_role("link", name="Name a second coordinator").count() == 0
    assert look_around(page, "/arco/", TWO_LOOKS) == []
    for door in ("organisation", "worker", "ecosystem"):
        assert look_around(page, f"/arco/doors/{door}/", TWO_LOOKS) == []
