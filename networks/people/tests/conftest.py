"""An organisation with its people, and browsers that are signed in."""

import pytest
from django.core.cache import cache

from networks.people.belonging import affiliate
from networks.people.models import Organisation, Person


@pytest.fixture(autouse=True)
def nothing_counted(db):
    """Limits begin anew in every test (several processes count in the database)."""
    cache.clear()


@pytest.fixture(autouse=True)
def plain_pages(monkeypatch):
    """People's own pages, as they are where no room shows better ones instead."""
    monkeypatch.setattr("networks.base.doors.better", lambda name: "")


@pytest.fixture
def workshop(network):
    return Organisation.objects.create(name="Oficina Maré", country="PT", place="Setúbal")


@pytest.fixture
def staff(workshop):
    person = Person.objects.create_user("ines@oficina.example", "Inês Duarte")
    affiliate(person, workshop, "staff")
    return person


@pytest.fixture
def worker(workshop):
    person = Person.objects.create_user(None, "Rui Costa", language="fr")
    affiliate(person, workshop, "worker")
    return person
