"""A network whose members propose lines, and what the tests do again and again."""

import pytest

from networks.network.charter.models import Line
from networks.network.charter.rules import lines
from networks.participation.referrals.rules import answer
from networks.people.actors import Actor
from networks.people.belonging import affiliate
from networks.people.models import Organisation, Person


@pytest.fixture
def house(network):
    return Organisation.objects.create(name="Atelier Somes", country="RO")


@pytest.fixture
def person_of(network, house):
    """A new person of the house."""

    def make(name: str, audience: str = "staff") -> Person:
        made = Person.objects.create_user(f"{name.lower()}@people.example", name)
        affiliate(made, house, audience)
        return made

    return make


@pytest.fixture
def member(person_of):
    return person_of("Radu")


@pytest.fixture
def actor_of(network):
    return lambda person: Actor(person, network)


@pytest.fixture
def adopted(network, coordinator, member):
    """Propose a line and have it adopted by the coordinator."""

    def make(text: str = "We buy together.", section: str = "what", **fields) -> Line:
        made = lines.propose(section, text, language="en", by=member, **fields)
        answer(lines.ask(made, to="coordinator", by=coordinator), "adopted", by=coordinator)
        return Line.objects.get(pk=made.line_id)

    return make
