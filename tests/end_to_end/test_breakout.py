"""Breakout groups in a browser: made by the facilitator, seen by a participant within the page, called for help."""

import pytest

from networks.base import jobs
from networks.base.keys import hashed
from networks.base.tenancy import in_network
from networks.meet.sessions.models import BreakoutGroup, BreakoutPlan
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.people.models import Network, Person, Role
from tests.end_to_end.axe import look_at

pytestmark = pytest.mark.browser


@pytest.fixture
def ponte(site):
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en"])
    with in_network(network):
        person = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=person, kind="coordinator")
        yield person


def test_from_wishes_to_a_group_that_calls_for_help(site, visit, ponte):
    part = a_part(a_session(), in_groups=True)
    secrets = [
        a_guest(part.session, f"{language} {n}", language=language, country="BE")[1] for language in ("en", "fr") for n in range(6)
    ]  # fmt: skip
    address = f"/ponte/meet/sessions/parts/{part.pk}/groups/"
    facilitator = visit(site, address, person=ponte)
    facilitator.get_by_label("Number").fill("3")
    facilitator.get_by_role("button", name="Work out the groups").click()
    facilitator.get_by_label("being worked out").wait_for()
    jobs.run_all()  # the page shows by itself what came of it
    facilitator.get_by_text("12 people in 4 groups").wait_for()
    facilitator.get_by_role("button", name="Show people their groups").click()
    facilitator.get_by_text("People see their groups").wait_for()

    phone = visit(site, "/j/", phone=True)
    phone.context.add_cookies([{"name": "seat", "value": secrets[0], "url": site}])
    phone.goto(f"/j/{part.session.code}/")
    phone.get_by_role(
        "heading", name="Your group:"
    ).wait_for()  # within the page that follows the facilitator
    phone.get_by_role("button", name="We need help").click()
    phone.get_by_text("The facilitator knows").wait_for()
    phone.get_by_label("What we tell the others").fill("One voice")
    phone.get_by_role("button", name="Save").click()
    phone.wait_for_timeout(500)
    assert BreakoutGroup.objects.exclude(report="").get().report == "One voice"

    # Their group stands above the one form for answers, which keeps what is written until it has arrived; what one writes there is
    # the group's, and another of the group sees it at once.
    assert phone.get_by_label("Your answer", exact=True).count() == 1
    above = phone.get_by_role("heading", name="Your group:").bounding_box()
    assert above["y"] < phone.get_by_label("Your answer", exact=True).bounding_box()["y"]
    group = BreakoutGroup.objects.exclude(report="").get()
    mate = next(
        secret for secret in secrets[1:] if group.places.filter(seat__secret_hash=hashed(secret)).exists()
    )
    other = visit(site, "/j/", phone=True)
    other.context.add_cookies([{"name": "seat", "value": mate, "url": site}])
    other.goto(f"/j/{part.session.code}/")
    other.get_by_text("In this group").wait_for()
    phone.get_by_label("Your answer", exact=True).fill("Buy together")
    phone.get_by_role("button", name="Send my answer").click()
    other.locator("[data-group]").get_by_text("Buy together").wait_for()
    other.locator("[data-group]").get_by_role("button", name="Tell the others").click()
    phone.locator("[data-group] [aria-pressed=true]").wait_for()

    # Meanwhile the facilitator's page has heard the call, and of somebody who comes late.
    facilitator.get_by_role("alert").get_by_text("needs help").wait_for()
    a_guest(part.session, "Late Lena", language="fr")
    facilitator.get_by_role("button", name="Late Lena").click()
    facilitator.get_by_role("heading", name="Came late").wait_for(state="detached")
    facilitator.get_by_role("button", name="See what it does").click()
    facilitator.get_by_role("button", name="Move to group").wait_for()

    widths = {"widths": (320, 1440)}
    assert look_at(phone, f"/j/{part.session.code}/group/", **widths) == []
    assert look_at(facilitator, address, **widths) == []
    assert BreakoutPlan.objects.count() == 1


def test_what_is_not_possible_is_said_with_buttons_for_ways_out(site, visit, ponte):
    part = a_part(a_session(), in_groups=True)
    for n in range(6):
        a_guest(part.session, f"Guest {n}", language="en")
    a_guest(part.session, "Judit", language="hu")
    address = f"/ponte/meet/sessions/parts/{part.pk}/groups/"
    page = visit(site, address, person=ponte, scripts=False)
    page.get_by_role("button", name="Work out the groups").click()
    jobs.run_all()
    page.goto(address)
    assert page.get_by_role("heading", name="Not everything can hold").is_visible()
    page.get_by_role("button", name="An interpreter for Judit").click()
    jobs.run_all()
    page.goto(address)
    page.get_by_text("7 people in 2 groups").wait_for()
