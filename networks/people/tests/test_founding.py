"""Founding a network, and its address through time."""

import pytest
from django.core.exceptions import ValidationError

from networks.base.tenancy import in_network
from networks.people.founding import CannotFound, change_network, check_slug, found_network, propose_slug
from networks.people.models import RESERVED, Affiliation, Network, OldSlug, Organisation, Person, Role

pytestmark = pytest.mark.django_db


def test_a_network_begins_with_its_coordinator_and_their_organisation():
    network, person = found_network(
        "Réseau du Travail",
        founder_name="Ilse",
        email="Ilse@Leie.example",
        organisation="Werkplaats Leie",
        languages=["fr", "nl"],
    )

    assert (network.slug, network.language, network.languages) == ("reseau-du-travail", "fr", ["fr", "nl"])
    assert (person.email, person.name, person.language) == ("ilse@leie.example", "Ilse", "fr")
    with in_network(network):
        assert list(Role.objects.values_list("person", "kind")) == [(person.pk, "coordinator")]
        assert [a.organisation.name for a in Affiliation.objects.all()] == ["Werkplaats Leie"]


def test_whoever_is_known_keeps_their_name_and_gets_a_second_network():
    ilse = Person.objects.create_user("ilse@leie.example", "Ilse Vermeulen")

    _network, person = found_network("Ponte", founder_name="Somebody", email="ILSE@leie.example")

    assert person == ilse
    assert Person.objects.get().name == "Ilse Vermeulen"


def test_nothing_is_left_of_a_founding_that_fails():
    found_network("Ponte", founder_name="Ilse", email="ilse@leie.example")

    with pytest.raises(ValidationError):
        found_network("Other", founder_name="Radu", email="radu@somes.example", slug="ponte")

    assert Network.objects.count() == 1
    assert not Person.objects.filter(name="Radu").exists()
    assert Organisation.everywhere.count() == 0


def test_a_person_of_the_demonstration_founds_nothing_outside_it():
    played = Person.objects.create_user("ilse@ponte.example", "Ilse", is_demonstration=True)

    with pytest.raises(CannotFound):
        found_network("Other", founder=played)
    assert not Network.objects.exists()


@pytest.mark.parametrize(
    "slug", ["j", "found", "a", "Große", "with space", "-dash", "x" * 41, "meet", "demonstration"]
)
def test_addresses_that_cannot_be(slug):
    with pytest.raises(ValidationError):
        check_slug(slug)


@pytest.mark.parametrize(
    "name, slug",
    [
        ("Ponte", "ponte"),
        ("Groß & Klein", "gross-klein"),
        ("Мрежа", "net"),
        ("Join", "join-2"),
        ("x" * 80, "x" * 36),
    ],
)
def test_an_address_is_proposed_from_the_name(name, slug):
    assert propose_slug(name) == slug


def test_of_equal_names_the_second_gets_a_number():
    found_network("Ponte", founder_name="Ilse", email="ilse@leie.example")

    assert propose_slug("Ponte") == "ponte-2"


def test_every_first_part_of_the_programs_own_addresses_is_reserved():
    """A network that took one of them could not be reached."""
    from django.urls import get_resolver

    own = {str(entry.pattern).split("/")[0] for entry in get_resolver().url_patterns}
    inner = [entry for entry in get_resolver().url_patterns if str(entry.pattern) == ""]
    for entry in inner:
        own |= {str(e.pattern).split("/")[0] for e in getattr(entry, "url_patterns", [])}
    assert {part for part in own if part and "<" not in part and "^" not in part} <= RESERVED


def test_an_old_address_stays_with_its_network():
    network, ilse = found_network("Ponte", founder_name="Ilse", email="ilse@leie.example")

    assert change_network(network, ilse, slug="bridge", name="Ponte") == ["slug"]
    assert Network.objects.get().slug == "bridge"
    with pytest.raises(ValidationError):
        found_network("Ponte", founder_name="Radu", email="radu@somes.example", slug="ponte")

    change_network(network, ilse, slug="ponte")  # taken back by the same network
    assert list(OldSlug.objects.values_list("slug", flat=True)) == ["bridge"]
