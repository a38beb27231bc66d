"""A network with members, an assembly and a board."""

import pytest

from networks.meet.meetings.models import BodyKind, SeatRole
from networks.meet.meetings.rules import bodies
from networks.people.actors import Actor
from networks.people.belonging import affiliate
from networks.people.models import Function, FunctionKind, Organisation, Person


@pytest.fixture
def person_of(network):
    """A new person, of an organisation where one is given."""

    def make(name: str, house: Organisation | None = None, audience: str = "staff", function: str = ""):
        made = Person.objects.create_user(f"{name.lower()}@people.example", name)
        if house is not None:
            place = affiliate(made, house, audience)
            if function:
                Function.objects.create(affiliation=place, kind=function)
        return made

    return make


@pytest.fixture
def members(network, person_of):
    """Five member organisations, each with a voting delegate: name → (organisation, delegate)."""
    found = {}
    for name in ("Leie", "Somes", "Filo", "Mare", "Most"):
        house = Organisation.objects.create(name=name, country="BE")
        found[name] = (house, person_of(f"{name}delegate", house, function=FunctionKind.DELEGATE))
    return found


@pytest.fixture
def chair(network, person_of):
    return person_of("Claire", Organisation.objects.create(name="Chairing", country="BE", is_member=False))


@pytest.fixture
def assembly(network, coordinator, chair):
    made = bodies.make(BodyKind.ASSEMBLY, "General assembly", by=coordinator)
    bodies.give_seat(made, chair, SeatRole.CHAIR, by=coordinator)
    return made


@pytest.fixture
def board(network, coordinator, chair, members):
    """A chair and four more."""
    made = bodies.make(BodyKind.BOARD, "Board", by=coordinator)
    bodies.give_seat(made, chair, SeatRole.CHAIR, by=coordinator)
    for name in ("Leie", "Somes", "Filo", "Mare"):
        bodies.give_seat(made, members[name][1], by=coordinator)
    return made


@pytest.fixture
def actor_of(network):
    return lambda person: Actor(person, network)
