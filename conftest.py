"""What every test has: strict tenancy, no mail leaves, and a network to work in."""

import pytest
from hypothesis import HealthCheck, settings

# On a busy machine drawing examples is slow: no test fails for that.
settings.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("calm")

pytest_plugins = ["tests.browser", "tests.emptied_database", "tests.prepared_database"]


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    """What the program says in other languages is compiled before the first test, once for all processes."""
    if not hasattr(config, "workerinput"):
        from networks.base.catalogues import compile_catalogues

        compile_catalogues()


def pytest_runtest_setup(item):
    """No test speaks the language in which the last request of the one before it was answered."""
    from django.utils import translation

    translation.deactivate()


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


@pytest.fixture
def browser_of():
    """A signed-in browser of a person."""
    from django.test import Client

    def sign_in(person):
        client = Client()
        client.force_login(person)
        return client

    return sign_in


@pytest.fixture
def here(network):
    """The address of a page of the network, by name."""
    from django.urls import reverse

    return lambda name, **kwargs: reverse(name, kwargs={"network": network.slug, **kwargs})


@pytest.fixture(scope="module")
def demonstration_network(django_db_setup, django_db_blocker):
    """The demonstration, built once for a module: what a test changes is undone after it, the whole after the last one."""
    from networks.web.demonstration import build
    from tests.undone import undone

    with undone(django_db_blocker):
        yield build()


def pytest_ignore_collect(collection_path, config):
    """Without a room, its own tests are not there either, nor those that import from it."""
    from tests.rooms import missing_room, needs

    return True if missing_room() and needs(collection_path, missing_room()) else None


def without_database(item) -> bool:
    """Whether a test cannot reach a database: pytest-django refuses it to whoever does not ask for it by one of these.

    What starts servers and programs of its own, with a database of their own, lies in tests/ and is never meant.
    """
    asked = {"db", "transactional_db", "django_db_setup"}.intersection(item.fixturenames)
    marked = any(map(item.get_closest_marker, ("django_db", "postgres", "both", "alone")))
    return not asked and not marked and item.path.is_relative_to(item.config.rootpath / "networks")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Tests without a database are marked. Without a room, tests that are marked with it are left out."""
    from tests.rooms import missing_room

    for item in items:
        if without_database(item):
            item.add_marker("without_database")
    if missing_room():
        for item in items:
            if any(f"networks.{mark.args[0]}" == missing_room() for mark in item.iter_markers("room")):
                item.add_marker(pytest.mark.skip(reason="needs a room that is taken away"))
