"""Your data: everything in one file with one click; erased with one click, and what stays has no name."""

import io
import json
import zipfile

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from networks.base.tenancy import across_networks, in_network
from networks.people import cards, personal
from networks.people.belonging import affiliate, grant_role
from networks.people.invitations import invite
from networks.people.models import Affiliation, Invitation, Network, Organisation, Person


@pytest.fixture
def everything(staff, workshop, coordinator):
    """Staff in two networks, with a role, an invitation and somebody's card that they made."""
    grant_role(staff, "facilitator", by=coordinator)
    cards.make_card(staff, workshop, by=staff)
    invite(staff.email, by=coordinator)
    arin = Network.objects.create(name="Arin", slug="arin")
    with in_network(arin):
        affiliate(staff, Organisation.objects.create(name="Atelierul Arin"), "board")
    return staff


def test_one_click_gives_everything(everything, browser_of):
    response = browser_of(everything).get(reverse("your-export"))
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert sorted(archive.namelist()) == ["arin.json", "ponte.json", "you.json"]
    you, ponte, arin = (json.loads(archive.read(name)) for name in ("you.json", "ponte.json", "arin.json"))
    assert you["person"]["email"] == "ines@oficina.example" and you["networks"] == ["Arin", "Ponte"]
    assert ponte["people.affiliation.person"][0]["audience"] == "staff"
    assert ponte["people.role.person"] and ponte["people.card.person"] and ponte["invitations"]
    assert "Oficina" not in json.dumps(arin)


def test_no_secret_is_in_it(everything, browser_of):
    text = "".join(
        zipfile.ZipFile(io.BytesIO(personal.export(everything))).read(name).decode()
        for name in ("you.json", "ponte.json", "arin.json")
    )
    assert "secret" not in text and "hash" not in text and "password" not in text


def test_every_record_that_names_a_person_is_found():
    """By foreign keys, so that a model added later is not forgotten."""
    found = {model._meta.label_lower for model, _field in personal._naming_a_person()}
    assert {
        "people.affiliation",
        "people.role",
        "people.card",
        "record.event",
        "notices.notification",
    } <= found


def test_erasing_asks_once_and_names_what_is_lost(everything, browser_of):
    browser = browser_of(everything)
    assert "a former member" in browser.get(reverse("your-data")).content.decode()
    browser.post(reverse("your-erasure"))
    everything.refresh_from_db()
    assert everything.erased_at is None


def test_erasing_replaces_the_person(everything, browser_of, django_capture_on_commit_callbacks):
    browser, other_device = browser_of(everything), browser_of(everything)
    browser.get(reverse("you")), other_device.get(reverse("you"))
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("your-erasure"), {"sure": "on"})
    everything.refresh_from_db()
    assert (everything.shown_name, everything.email, everything.is_active) == ("a former member", None, False)
    for one in (browser, other_device):
        assert one.get("/ponte/").status_code == 302
    with across_networks("test"):
        assert not Affiliation.objects.now().filter(person=everything).exists()
        assert Affiliation.objects.filter(person=everything).count() == 2  # that somebody was there stays
        assert not Invitation.objects.filter(email="ines@oficina.example").exists()
    assert str(everything.pk) in settings.ERASURES.read_text()


def test_the_address_can_come_back_as_somebody_new(everything):
    personal.erase(everything)
    assert Person.objects.create_user("ines@oficina.example").pk != everything.pk


def test_the_only_coordinator_names_another_first(coordinator, staff, browser_of):
    browser_of(coordinator).post(reverse("your-erasure"), {"sure": "on"})
    coordinator.refresh_from_db()
    assert coordinator.erased_at is None
    grant_role(staff, "coordinator")
    personal.erase(coordinator)
    assert coordinator.erased_at


def test_your_page_keeps_name_language_and_zone(staff, browser_of):
    browser = browser_of(staff)
    response = browser.post(reverse("you"), {"name": "Inês D.", "language": "fr", "zone": "Europe/Lisbon"})
    staff.refresh_from_db()
    assert (staff.name, staff.language, staff.zone) == ("Inês D.", "fr", "Europe/Lisbon")
    assert response.cookies["language"].value == "fr"
    assert browser.post(reverse("you"), {"name": "x", "language": "xx"}).status_code == 422


def test_pages_speak_the_persons_language_on_a_new_device(staff):
    staff.language = "fr"
    staff.save()
    browser = Client()
    browser.force_login(staff)
    assert '<html lang="fr"' in browser.get(reverse("you")).content.decode()


def test_layers_above_erase_too(everything, network):
    from networks.participation.occasions.models import Arrangement, Invitee, Occasion

    occasion = Occasion.objects.create(about="test")
    invitee = Invitee.objects.create(
        occasion=occasion, person=everything, email=everything.email, name="Inês Duarte"
    )
    Arrangement.objects.create(invitee=invitee, text="a ramp")
    personal.erase(everything)
    invitee.refresh_from_db()
    assert (invitee.name, invitee.email) == ("", "") and not Arrangement.objects.exists()
