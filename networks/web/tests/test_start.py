"""The first page, and founding a network."""

import pytest
from django.urls import reverse

from networks.base.machine import KEY_COOKIE
from networks.people.models import Network, Person

pytestmark = pytest.mark.django_db
GIVEN = {
    "name": "Ponte",
    "organisation": "Werkplaats Leie",
    "your_name": "Ilse Vermeulen",
    "email": "ilse@leie.example",
    "language": "en",
    "country": "RO",
}


def test_the_first_page_offers_two_ways_in(client):
    page = client.get("/").content.decode()

    assert "Found your own network" in page
    assert "Build the demonstration" in page


def test_founding_leads_home_signed_in(client):
    response = client.post(reverse("found"), GIVEN, follow=True)

    assert response.redirect_chain[-1][0] == "/ponte/"
    assert "Ilse" in response.content.decode()
    assert Network.objects.get().zone == "Europe/Bucharest"
    assert client.get("/").status_code == 302  # whoever is signed in goes home


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_founded(client):
    response = client.post(reverse("found"), {**GIVEN, "email": "ilse", "name": "", "slug": "found"})
    page = response.content.decode()

    assert response.status_code == 422
    assert "Write the whole address" in page
    assert "The program needs this address itself" in page
    assert "<details open>" in page
    assert not Network.objects.exists()
    assert not Person.objects.exists()


def test_the_page_says_that_no_code_is_mailed_only_while_mail_is_not_set_up(client, settings):
    assert "Mail is not set up here" in client.get("/").content.decode()
    settings.MAIL_IS_SENT = True
    assert "Mail is not set up here" not in client.get("/").content.decode()


def test_where_mail_is_set_up_the_address_is_proven_first(client, settings):
    settings.MAIL_IS_SENT = True

    response = client.post(reverse("found"), GIVEN)

    assert response.url.startswith(reverse("account_login"))
    assert not Network.objects.exists()

    client.force_login(Person.objects.get(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("home")).url == reverse("found")  # what was written is kept
    assert 'value="Werkplaats Leie"' in client.get(reverse("found")).content.decode()
    client.post(reverse("found"), GIVEN)
    assert Network.objects.get().name == "Ponte"
    assert client.get(reverse("home")).url == "/ponte/"


def test_where_the_operator_founds_nobody_else_does(client, settings):
    settings.FOUNDING = "operator"
    person = Person.objects.create_user("ilse@leie.example", "Ilse")

    assert "founded by those who run it" in client.get("/").content.decode()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(reverse("found"), GIVEN).status_code == 403
    person.is_operator = True
    person.save()
    assert client.post(reverse("found"), GIVEN).status_code == 302


@pytest.mark.parametrize("through", [{"REMOTE_ADDR": "192.168.1.20"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}])
def test_from_elsewhere_founding_asks_for_a_code_and_nothing_of_the_demonstration_is_shown(client, through):
    assert "demonstration" not in client.get("/", **through).content.decode().lower()
    assert reverse("account_login") in client.post(reverse("found"), GIVEN, **through).url
    assert client.post(reverse("demonstration"), **through).status_code == 404


def test_the_key_that_was_printed_makes_a_browser_local(client, settings):
    settings.LOCAL_KEY = "a-key"
    far = {"REMOTE_ADDR": "172.17.0.1"}

    client.get(reverse("local-key", args=["another"]), **far)
    assert KEY_COOKIE not in client.cookies
    client.get(reverse("local-key", args=["a-key"]), **far)
    assert "Build the demonstration" in client.get("/", **far).content.decode()
    assert client.post(reverse("demonstration"), **far, HTTP_VIA="1.1 proxy").status_code == 404


def test_an_address_is_proposed_while_one_writes(client):
    assert "/groupe-est/" in client.get(reverse("proposed-address"), {"name": "Groupe Est"}).content.decode()
    assert client.get(reverse("proposed-address")).content.decode().strip() == ""


def test_the_country_of_the_browser_is_chosen(client):
    page = client.get("/", HTTP_ACCEPT_LANGUAGE="fr-BE,fr;q=0.9").content.decode()

    assert '<option value="BE" selected>' in page
