"""A coordinator brings a spreadsheet on a phone, without a script. With one: test_the_whole_chain.py."""

import pytest
from playwright.sync_api import expect

from networks.base import jobs
from networks.base.tenancy import in_network
from networks.people.models import Network, Organisation, Person, Role

pytestmark = [pytest.mark.browser, pytest.mark.room("network.membership")]
ROOM = "/ponte/network/membership/"


@pytest.fixture
def ilse(site):
    """A coordinator of a network in which nobody is yet."""
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en", "sk"], purpose="Bridges")
    with in_network(network):
        person = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=person, kind="coordinator")
        yield person


def test_it_works_without_a_script(visit, site, ilse):
    page = visit(site, f"{ROOM}imports/", person=ilse, scripts=False, phone=True)
    page.get_by_label("Spreadsheet or address book").set_input_files(
        {"name": "members.csv", "mimeType": "text/csv", "buffer": b"Organisation,Country\nWerkhof,BE\n"}
    )
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="See what will happen").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("link", name="Look again")).to_be_visible()
    jobs.run_all()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("link", name="Take this import back")).to_be_visible()
    assert Organisation.objects.get().name == "Werkhof"
