"""The demonstration: looked around in, removed whole."""

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.urls import reverse

from networks.base.rooms import rooms
from networks.base.tenancy import across_networks, in_network
from networks.people.actors import Actor
from networks.people.founding import found_network
from networks.people.models import Affiliation, Network, Organisation, Person, Role, RoleKind
from networks.web import demonstration
from networks.web.pages.home import WHETHER

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(demonstration_network, db):
    return demonstration_network


def test_there_are_31_organisations_in_eight_countries_and_characters_of_every_kind(built):
    with in_network(built):
        assert Organisation.objects.count() == 31
        assert Organisation.objects.values("country").distinct().count() == 8
        characters = demonstration.characters()
        assert {c["affiliation"].audience for c in characters} == {"staff", "board", "worker", "partner"}
        assert {c["role"] for c in characters} >= {
            RoleKind.COORDINATOR,
            RoleKind.FACILITATOR,
            RoleKind.BOARD,
            "",
        }
        countries = Affiliation.objects.values_list("organisation__country", flat=True)
        assert set(countries) == set(Organisation.objects.values_list("country", flat=True))


@pytest.mark.parametrize("name", ["Ilse Vermeulen", "Marek Hudák", "Clodagh Moran"])
def test_one_press_signs_in_as_anybody_in_it(client, built, name):
    person = Person.objects.get(name=name)

    response = client.post(reverse("demonstration-visit"), {"person": person.pk}, follow=True)

    assert response.redirect_chain[-1][0] == f"/{built.slug}/"
    assert "nobody here is real" in response.content.decode()
    assert client.session["_auth_user_id"] == str(person.pk)


def test_nobody_becomes_a_real_person_by_it(client, built):
    real = Person.objects.create_user("real@leie.example", "Real")

    for wrong in (real.pk, "", "not-a-key"):
        assert client.post(reverse("demonstration-visit"), {"person": wrong}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("name", ["demonstration-visit", "demonstration-removal", "demonstration"])
def test_from_elsewhere_there_is_no_such_page(client, built, name):
    person = Person.objects.get(name="Ilse Vermeulen")

    assert client.post(reverse(name), {"person": person.pk}, REMOTE_ADDR="10.0.0.9").status_code == 404
    assert client.post(reverse(name), {"person": person.pk}, HTTP_X_REAL_IP="127.0.0.1").status_code == 404
    assert demonstration.exists()


def test_it_is_removed_whole_and_nothing_else(client, built, django_capture_on_commit_callbacks):
    real, ilse = found_network("Arco", founder_name="Real", email="real@leie.example", organisation="Own")
    with in_network(built):  # somebody without an address, as one adds them to try a card
        liam = Person.objects.create(name="Liam Kelly")
        Affiliation.objects.create(person=liam, organisation=Organisation.objects.first(), audience="worker")
        files = demonstration._files_of_this_network()
    assert files or not apps.is_installed("networks.network.membership")
    assert all(map(default_storage.exists, files))
    before = client.get(reverse("demonstration-removal")).content.decode()
    assert "cannot be taken back" in before
    assert demonstration.exists()

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("demonstration-removal"))

    assert not any(map(default_storage.exists, files))
    assert list(Network.objects.all()) == [real]
    assert list(Person.objects.all()) == [ilse]
    with across_networks("whether anything is left"):
        for model in apps.get_models():
            if model.__module__.startswith("networks.") and hasattr(model, "everywhere"):
                assert not model.everywhere.exclude(network=real).exists(), model
    with in_network(real):
        assert Role.objects.count() == Organisation.objects.count() == 1


def test_building_it_again_changes_nothing(built):
    before = Network.objects.count()  # rooms may add networks around it
    assert demonstration.build() == built
    assert Network.objects.count() == before


def _needs(network, person, waiting):
    actor = Actor(person, network)
    actor.waiting = waiting
    declared = [one for room in rooms() for one in (room.needs, room.decides, room.stuck) if one]
    return [need for function in declared for need in function(actor)]


def test_everybody_is_told_the_same_whether_or_not_home_asks_first(built):
    with in_network(built):
        here = {row.person for row in [*Role.objects.all(), *Affiliation.objects.select_related("person")]}
        told = 0
        for person in sorted(here, key=str):
            plain = _needs(built, person, None)
            assert _needs(built, person, WHETHER.of(built.pk, person.pk)) == plain, person
            told += len(plain)
    assert told > 5  # there was something to compare
