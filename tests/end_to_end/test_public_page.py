"""A visitor reads the public page; the list says what the map says. A network moves house: out as an archive, in again."""

import pytest
from playwright.sync_api import expect

from networks.base import jobs
from networks.network.membership.rules import public_page
from networks.people.models import Network, Organisation
from tests.end_to_end.axe import look_at

pytestmark = [pytest.mark.browser, pytest.mark.room("network.membership")]


@pytest.fixture
def page_of_ponte(site, network):
    """Four members that show themselves, one of which only its country is known."""
    for name, country, place in (
        ("Leie", "BE", "Gent"), ("Maré", "PT", "Setúbal"), ("Korak", "RS", "Novi Sad"), ("Olt", "RO", "Nowhere"),
    ):  # fmt: skip
        Organisation.objects.create(
            name=name, country=country, place=place, public=["name", "country", "place"]
        )
    made = public_page.page_of(network)
    made.about, made.join, made.email = "Since 2019", "Come and see", "hello@ponte.example"
    made.save()
    made.put_version("about", "fr", "Depuis 2019")
    made.put_version("about", "en", "We are old.", plain=True)
    public_page.publish(made)
    return made


@pytest.mark.parametrize(
    ("width", "language", "words"), [(320, "fr", "Depuis 2019"), (1280, "en", "Since 2019")]
)
def test_a_visitor_reads_it_in_their_language(visit, site, page_of_ponte, width, language, words):
    page = visit(site, "/ponte/public/", size={"width": width, "height": 900}, language=language)

    assert page.url.endswith(f"/ponte/public/{language}/")
    expect(page.get_by_text(words)).to_be_visible()
    on_the_map = {one.text_content() for one in page.locator("svg.map title").all()}
    listed = {one.text_content().strip() for one in page.locator("section li h4").all()}
    assert on_the_map == listed == {"Leie", "Maré", "Korak", "Olt"}
    assert page.locator("svg.map circle.s-woad").count() == 1, "a ring where only the country is known"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not page.context.cookies()
    other = "Français" if language == "en" else "English"
    page.get_by_role("link", name=other, exact=True).click()
    expect(page.get_by_role("link", name=other, exact=True)).to_have_attribute("aria-current", "page")


def test_its_pages_are_accessible(visit, site, network, coordinator, page_of_ponte):
    page = visit(site, "/ponte/public/en/")
    assert look_at(page, "/ponte/public/en/") == []
    assert look_at(page, "/ponte/public/en/?reading=easy", widths=(320,)) == []
    page = visit(site, "/", person=coordinator)
    base = "/ponte/network/membership"
    leie = Organisation.objects.get(name="Leie")
    for path in (
        f"{base}/public/", f"{base}/public/texts/fr/", f"{base}/public/positions/", f"{base}/public/positions/{leie.pk}/",
        f"{base}/levels/", f"{base}/organisations/{leie.pk}/merge/", "/ponte/network/settings/archive/",
    ):  # fmt: skip
        assert look_at(page, path, widths=(320, 1440)) == [], path


def test_a_network_moves_house(visit, site, network, coordinator, page_of_ponte, tmp_path):
    page = visit(site, "/ponte/network/settings/archive/", person=coordinator)
    page.get_by_role("button", name="Make an archive").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    jobs.run_all()
    with page.expect_download() as caught:
        page.get_by_role("link", name="Archive of").click()
    caught.value.save_as(tmp_path / "ponte.zip")
    network.delete()
    coordinator.delete()

    page = visit(site, "/")
    page.get_by_role("link", name="Take in the archive of a network").click()
    page.get_by_label("The archive").set_input_files(tmp_path / "ponte.zip")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    jobs.run_all()

    expect(page.get_by_text("Ponte is here")).to_be_visible()
    page.goto("/ponte/public/en/")
    expect(page.get_by_text("Since 2019")).to_be_visible()
    assert Network.objects.get().slug == "ponte"
