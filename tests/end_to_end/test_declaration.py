"""The pages of the yearly declaration, at every width. The story: test_the_whole_chain.py."""

import pytest

from networks.base.tenancy import in_network
from networks.network.membership.models import Category, Declaration, FigureValue, Membership
from networks.network.membership.rules import figures
from networks.people.models import Affiliation, Network, Organisation, Person, Role
from tests.end_to_end.axe import TWO_LOOKS, look_around

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


def test_the_pages_are_accessible_at_every_width_in_both_themes(visit, site, members):
    ilse, _ana = members
    page = visit(site, f"{HERE}new/", person=ilse)
    page.get_by_label("Until").fill("2199-03-31T18:00")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Open the declaration").click()
    here = page.url.removeprefix(site)
    one = f"{HERE}of/{Declaration.everywhere.get(organisation__name='Atelier 0').pk}/"
    for path in (HERE, here, f"{here}totals/", f"{here}time/", one, "/ponte/network/membership/figures/"):
        assert look_around(page, path, TWO_LOOKS) == [], path
