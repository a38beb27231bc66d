"""Somebody signs in: with the code from the local outbox, by keyboard alone; adds a passkey and uses it; with a printed card."""

import re

import pytest

from networks.base.jobs import run_all
from networks.base.tenancy import in_network
from networks.people import cards, invitations
from networks.people.belonging import affiliate, grant_role
from networks.people.models import Affiliation, Network, Organisation, Person
from tests.browser import axe_violations
from tests.end_to_end.axe import scrolls_sideways, too_small

pytestmark = pytest.mark.browser


@pytest.fixture
def ponte(site, settings):
    """A network with a coordinator, a workshop with staff, and a worker without e-mail."""
    settings.EMAIL_BACKEND = "networks.notices.outbox.LocalOutbox"
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en", "fr"])
    with in_network(network):
        network.ilse = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        grant_role(network.ilse, "coordinator")
        network.workshop = Organisation.objects.create(name="Oficina Maré", country="PT", place="Setúbal")
        network.ines = Person.objects.create_user("ines@oficina.example", "Inês Duarte")
        affiliate(network.ines, network.workshop, "staff")
        network.rui = Person.objects.create_user(None, "Rui Costa", language="fr")
        affiliate(network.rui, network.workshop, "worker")
        yield network


def code_from_outbox(visit, site) -> str:
    """Open the local outbox like somebody would, and read the newest code."""
    run_all()
    outbox = visit(site, "/outbox/")
    outbox.get_by_role("link", name=re.compile("Your code")).first.click()
    return re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", outbox.locator(".letter").inner_text()).group()


def test_by_code_with_the_keyboard_alone(site, visit, ponte):
    page = visit(site, "/ponte/")
    assert "/sign-in/" in page.url
    for _ in range(30):
        if page.evaluate("document.activeElement.name") == "email":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("ines@oficina.example")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code/**")
    code = code_from_outbox(visit, site)
    for _ in range(30):
        if page.evaluate("document.activeElement.name") == "code":
            break
        page.keyboard.press("Tab")
    page.keyboard.type(code.lower().replace("-", ""))
    page.keyboard.press("Enter")
    page.wait_for_url("**/ponte/")


def test_without_javascript(site, visit, ponte):
    page = visit(site, "/sign-in/", scripts=False)
    assert not page.get_by_role("button", name="Use a passkey").is_visible()
    page.get_by_label("Your e-mail address").fill("ines@oficina.example")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("Code from the message").fill(code_from_outbox(visit, site))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/ponte/")


def virtual_authenticator(page) -> None:
    """A device that answers for its person, in Chromium."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_added_signs_in_and_opens_administration(site, visit, ponte, settings):
    settings.EMBEDDED = False  # as on a server: administration asks for the second factor
    page = visit(site, "/ponte/network/people/invitations/", person=ponte.ilse)
    virtual_authenticator(page)
    assert "/you/second-factor/" in page.url
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("A name for this device").fill("my laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/recovery/**")
    page.goto("/ponte/network/people/invitations/")
    assert page.get_by_role("heading", name="Invitations", exact=True).is_visible()

    page.goto("/you/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_load_state()
    page.goto("/sign-in/?next=/ponte/network/people/invitations/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Invitations", exact=True).wait_for()  # the passkey is the second factor


def test_a_device_without_the_passkey_says_so(site, visit, ponte):
    page = visit(site, "/sign-in/")
    virtual_authenticator(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("alert").wait_for()
    assert "ask for a code" in page.get_by_role("alert").inner_text()


def test_a_list_is_invited_and_somebody_comes_in(site, visit, ponte):
    page = visit(site, "/ponte/network/people/invitations/new/", person=ponte.ilse)
    page.get_by_label(re.compile("^People")).fill("nour@meuse.example, Nour, Atelier Meuse, BE\nbroken@\n")
    page.get_by_role("button", name="Look at the list").click()
    assert page.get_by_text("the address is not complete").is_visible()
    assert axe_violations(page) == [] and scrolls_sideways(page) == []
    page.get_by_role("button", name="Send one invitation").click()
    run_all()
    outbox = visit(site, "/outbox/")
    outbox.get_by_role("link", name=re.compile("invites you")).click()
    link = re.search(r"\S+/invitation/\w+/", outbox.locator(".letter").inner_text()).group()

    guest = visit(site, link, phone=True)
    guest.get_by_role("button", name="Send me a code").click()
    guest.get_by_label("Code from the message").fill(code_from_outbox(visit, site))
    guest.get_by_role("button", name="Sign in").click()
    guest.get_by_role("button", name="Come in").click()
    guest.wait_for_url("**/ponte/")
    assert Affiliation.objects.get(person__email="nour@meuse.example").organisation.name == "Atelier Meuse"


def test_a_card_is_printed_and_signs_in(site, visit, ponte):
    page = visit(site, f"/ponte/network/people/organisations/{ponte.workshop.pk}/cards/", person=ponte.ines)
    page.get_by_role("button", name="Make and print cards").click()
    words = page.locator(".four-words").inner_text()
    assert page.locator(".qr svg").is_visible() and len(words.split()) == 4
    assert axe_violations(page) == []
    phone = visit(site, "/card/", phone=True)
    phone.get_by_label("The four words on your card").fill(words)
    phone.get_by_role("button", name="Go in").click()
    phone.wait_for_url("**/ponte/")


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_people_are_in_order_for_everybody(site, visit, ponte, width):
    """No violation that axe finds, nothing sideways, nothing too small to press; light and dark."""
    with in_network(ponte):
        link = invitations.invite_by_link(by=ponte.ilse, limit=3)
        printed = cards.make_card(ponte.rui, ponte.workshop)
        newcomer = Person.objects.create_user("new@x.example", "Nour")
        affiliate(newcomer, ponte.workshop, confirmed=False)
    people = "/ponte/network/people/"
    house = f"{people}organisations/{ponte.workshop.pk}/"
    places = [
        "/you/", "/you/data/", "/you/sign-in/", "/you/sign-in/passkeys/", "/you/sign-in/passkeys/new/", "/you/sign-in/app/",
        "/you/devices/", "/you/second-factor/", "/sign-out/", people, f"{people}persons/", f"{people}newcomers/",
        f"{people}invitations/", f"{people}invitations/new/", f"{people}organisations/new/", f"{people}leaving/",
        f"{people}persons/{ponte.ines.pk}/roles/", house, f"{house}change/", f"{house}people/new/", f"{house}cards/",
    ]  # fmt: skip
    outside = [
        "/sign-in/",
        "/card/",
        f"/invitation/{invitations.secret_of(link)}/",
        "/invitation/wrong/",
        "/card/wrong/",
    ]
    outside.append(printed.address[printed.address.index("/card/") :])
    wrong = []
    for person, addresses in ((ponte.ilse, places), (None, outside)):
        page = visit(
            site, "/sign-in/", person=person, size={"width": width, "height": 900}, dark=width == 320
        )
        for address in addresses:
            page.goto(address)
            found = [*axe_violations(page), *scrolls_sideways(page), *too_small(page)]
            wrong += [f"{address}: {one}" for one in found]
    assert not wrong, "\n".join(wrong)
