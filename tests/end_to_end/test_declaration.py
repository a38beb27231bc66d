"""The yearly declaration in a real browser: planned and opened by the coordinator, declared by a member on a phone, in French, by keyboard."""

import pytest
from playwright.sync_api import expect

from networks.base import jobs
from networks.base.tenancy import in_network
from networks.network.membership.models import Category, Declaration, FigureValue, Membership
from networks.network.membership.rules import figures
from networks.people.models import Affiliation, Network, Organisation, Person, Role
from tests.end_to_end.axe import look_at

pytestmark = [pytest.mark.browser, pytest.mark.room("network.membership")]
HERE = "/ponte/network/membership/declarations/"


@pytest.fixture
def members(site):
    """A network with six members; Ana keeps one of them and reads French."""
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en", "fr"], purpose="Bridges")
    with in_network(network):
        ilse = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=ilse, kind="coordinator")
        ana = Person.objects.create_user("ana@vesdre.example", "Ana Dubois", language="fr")
        full = Category.objects.create(name="Full member")
        standard = {row.key: row for row in figures.standard_figures(network)}
        for number in range(6):
            house = Organisation.objects.create(name=f"Atelier {number}", country="BE")
            Membership.objects.create(organisation=house, category=full)
            FigureValue.objects.create(
                organisation=house, figure=standard["workers"], year=2024, amount=20 + number
            )
        Affiliation.objects.create(person=ana, organisation=Organisation.objects.get(name="Atelier 0"))
        yield ilse, ana


def test_from_the_plan_to_the_totals(visit, site, members):
    ilse, ana = members
    page = visit(site, HERE, person=ilse)
    page.get_by_role("link", name="Plan the first declaration").click()
    page.get_by_label("Year of the figures").fill("2025")
    page.get_by_label("Turnover", exact=True).uncheck()
    page.get_by_label("Staff", exact=True).uncheck()
    page.get_by_label("Until").fill("2199-03-31T18:00")
    page.get_by_label("Your words to the members").fill("Round as you like.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Open the declaration").click()
    expect(page.get_by_role("heading", name="0 of 6 have declared")).to_be_visible()
    jobs.run_all()

    phone = visit(site, "/ponte/", person=ana, phone=True, language="fr")
    phone.get_by_role("link", name="Déclarer").first.click()
    field = phone.get_by_label("Personnes")
    expect(field).to_have_value("20")
    field.focus()
    phone.keyboard.press("Control+a")
    phone.keyboard.type("40")
    phone.keyboard.press("Enter")
    expect(phone.get_by_label("Pourquoi cela a changé")).to_be_visible()
    expect(field).to_have_value("40")
    phone.get_by_label("Pourquoi cela a changé").fill("Un deuxième atelier")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Merci. Les chiffres de Atelier 0 sont déclarés.")).to_be_visible()

    page.reload()
    expect(page.get_by_role("heading", name="1 of 6 have declared")).to_be_visible()
    page.get_by_role("link", name="Totals").click()
    expect(page.get_by_text("Fewer than 5 members gave this figure")).to_be_visible()
    assert "40" not in page.inner_text("main")


def test_the_pages_are_accessible_at_every_width_in_both_themes(visit, site, members):
    ilse, _ana = members
    page = visit(site, f"{HERE}new/", person=ilse)
    page.get_by_label("Until").fill("2199-03-31T18:00")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Open the declaration").click()
    here = page.url.removeprefix(site)
    one = f"{HERE}of/{Declaration.everywhere.get(organisation__name='Atelier 0').pk}/"
    for path in (HERE, here, f"{here}totals/", f"{here}time/", one, "/ponte/network/membership/figures/"):
        assert look_at(page, path, widths=(320, 1440)) == [], path
