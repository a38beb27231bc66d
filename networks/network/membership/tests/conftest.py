"""A member with its own staff, and browsers that are signed in."""

import pytest

from networks.people.actors import Actor
from networks.people.belonging import affiliate
from networks.people.models import Organisation, Person


@pytest.fixture
def house(network):
    """An organisation of the network."""
    return Organisation.objects.create(name="Oficina Maré", country="PT", place="Setúbal")


@pytest.fixture
def staff(house):
    """Somebody on its staff."""
    person = Person.objects.create_user("ines@oficina.example", "Inês Duarte")
    affiliate(person, house, "staff")
    return person


@pytest.fixture
def stranger(network):
    """A member of another organisation."""
    person = Person.objects.create_user("odile@meuse.example", "Odile")
    affiliate(person, Organisation.objects.create(name="Atelier Meuse", country="BE"), "staff")
    return person


@pytest.fixture
def actor_of(network):
    """A person as somebody who asks."""
    return lambda person: Actor(person, network)
