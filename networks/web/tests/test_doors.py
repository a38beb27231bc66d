"""Three doors lead a newcomer to what the network has for them, inside and on the public page."""

from dataclasses import replace

import pytest

from networks.base import rooms
from networks.people.belonging import affiliate
from networks.people.models import Organisation, Person


@pytest.fixture
def newcomer(network, client):
    """Somebody whom nobody has confirmed yet."""
    person = Person.objects.create_user("new@house.example", "Newcomer")
    affiliate(person, Organisation.objects.create(name="House"), "staff", confirmed=False)
    client.force_login(person)
    return client


def test_home_leads_to_three_doors_and_each_opens(newcomer):
    page = newcomer.get("/ponte/").content.decode()
    for door in ("organisation", "worker", "ecosystem"):
        assert f'href="/ponte/doors/{door}/"' in page
        assert newcomer.get(f"/ponte/doors/{door}/").status_code == 200
    assert newcomer.get("/ponte/doors/cellar/").status_code == 404


def test_what_rooms_declare_stands_behind_their_door_only(newcomer, monkeypatch):
    one = rooms.Door("worker", "Learn to cook", "Two mornings, with lunch.", "/ponte/cooking/")
    room = replace(rooms.rooms()[0], doors=lambda asks: [one])
    monkeypatch.setattr(rooms, "rooms", lambda: (room,))

    page = newcomer.get("/ponte/doors/worker/").content.decode()
    assert "Learn to cook" in page and "Two mornings, with lunch." in page and "/ponte/cooking/" in page
    assert "Nothing stands here yet" in newcomer.get("/ponte/doors/organisation/").content.decode()


@pytest.mark.room("network.membership")
def test_a_page_that_a_newcomer_may_not_open_yet_is_named_without_a_link(newcomer, coordinator, client):
    page = newcomer.get("/ponte/doors/organisation/").content.decode().split("<main")[1]
    assert "Find other members" in page and 'href="/ponte/network/membership/"' not in page

    client.force_login(coordinator)
    page = client.get("/ponte/doors/organisation/").content.decode().split("<main")[1]
    assert 'href="/ponte/network/membership/"' in page


@pytest.mark.room("network.membership")
def test_every_link_behind_the_doors_opens_for_everybody_on_the_public_page(network, client):
    from django.utils import timezone

    from networks.network.membership.models import PublicPage

    assert client.get("/ponte/public/en/doors/worker/").status_code == 404, "nothing is published yet"
    PublicPage.objects.create(published_at=timezone.now(), sections=["why", "members", "offers", "join"])
    assert "/ponte/public/en/doors/organisation/" in client.get("/ponte/public/en/").content.decode()
    for door in rooms.DOORS:
        assert client.get(f"/ponte/public/en/doors/{door}/").status_code == 200
        for found in rooms.behind(door, rooms.AtTheDoor(network, language="en")):
            if found.url:
                assert client.get(found.url).status_code == 200, found.url
    answer = client.get("/ponte/public/fr/doors/worker/")
    assert "Pour les travailleurs" in answer.content.decode() and not answer.cookies
    assert client.get("/ponte/public/en/doors/cellar/").status_code == 404
    assert client.get("/ponte/public/xx/doors/worker/").status_code == 404
