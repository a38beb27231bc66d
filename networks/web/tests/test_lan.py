"""`bin/run --lan`: what other machines in the room get, and what not."""

import pytest
from django.urls import reverse

from networks.people.founding import found_network
from networks.people.models import Network, Person

pytestmark = pytest.mark.django_db
PHONE = {"REMOTE_ADDR": "192.168.1.20", "HTTP_HOST": "192.168.1.5:8000"}


@pytest.fixture(autouse=True)
def in_the_room(settings):
    settings.LAN_ADDRESS = "http://192.168.1.5:8000"


def test_a_phone_is_led_to_joining(client):
    response = client.get("/", **PHONE)

    assert (response.status_code, response.url) == (302, "/j/")


@pytest.mark.parametrize(
    "path",
    [
        "/home/",
        "/found/",
        "/ponte/",
        "/ponte/meet/sessions/",
        "/sign-in/",
        "/demonstration/",
        "/outbox/",
        "/you/",
    ],
)
def test_everything_else_is_refused_with_a_reason_and_a_way_out(client, path):
    found_network("Ponte", founder_name="Ilse", email="ilse@leie.example")
    response = client.get(path, **PHONE)

    assert response.status_code in (403, 404)
    if response.status_code == 403:
        page = response.content.decode()
        assert "not encrypted" in page
        assert "https" in page
        assert 'href="/j/"' in page
    assert "Ilse" not in response.content.decode()


def test_signing_in_from_there_does_nothing(client):
    person = Person.objects.create_user("ilse@leie.example", "Ilse", is_demonstration=True)

    assert client.post(reverse("account_login"), {"login": person.email}, **PHONE).status_code == 403
    assert client.post(reverse("demonstration-visit"), {"person": person.pk}, **PHONE).status_code == 403
    assert client.post(reverse("found"), {"name": "Ponte"}, **PHONE).status_code == 403
    assert not Network.objects.exists()
    assert "_auth_user_id" not in client.session


def test_a_cookie_of_somebody_signed_in_is_no_way_around(client):
    _network, ilse = found_network("Ponte", founder_name="Ilse", email="ilse@leie.example")
    client.force_login(ilse, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get("/ponte/").status_code == 200
    assert client.get("/ponte/", **PHONE).status_code == 403


def test_a_network_called_public_things_opens_no_door(client):
    found_network("Public", founder_name="Ilse", email="ilse@leie.example", slug="publics")

    assert client.get("/publics/public", **PHONE).status_code in (403, 404, 301)
    assert client.get("/publics/", **PHONE).status_code == 403


def test_this_machine_gets_everything(client):
    assert client.get("/").status_code == 200
    assert client.get(reverse("account_login")).status_code == 200


def test_reading_settings_and_health_answer_there(client):
    assert (
        client.post(reverse("settings-theme"), {"theme": "dark", "next": "/j/"}, **PHONE).status_code == 302
    )
    assert client.get(reverse("health"), **PHONE).status_code == 200
