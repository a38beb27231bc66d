"""What every test has: strict tenancy, no mail leaves, and a network to work in."""

import pytest

pytest_plugins = ["tests.browser"]


@pytest.fixture
def network(db):
    """A network, which is the current one during the test."""
    from networks.base.tenancy import in_network
    from networks.people.models import Network

    made = Network.objects.create(name="Ponte", slug="ponte", languages=["en", "fr"])
    with in_network(made):
        yield made


@pytest.fixture
def coordinator(network):
    """A person who coordinates the network."""
    from networks.people.models import Person, Role, RoleKind

    person = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
    Role.objects.create(person=person, kind=RoleKind.COORDINATOR)
    return person
