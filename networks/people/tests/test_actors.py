"""Who asks, and where they belong at this moment."""

from datetime import UTC, datetime

import pytest
import time_machine

from networks.base.tenancy import in_network
from networks.people.actors import Actor
from networks.people.models import Network, Person, Role

pytestmark = pytest.mark.django_db


def test_somebody_belongs_to_each_network_by_its_own_clock():
    """At half past ten in the evening in London it is tomorrow in Bucharest: whoever begins or ends there does so already."""
    here = Network.objects.create(name="Ponte", slug="ponte", languages=["en"], zone="Europe/London")
    there = Network.objects.create(name="Podul", slug="podul", languages=["ro"], zone="Europe/Bucharest")
    begins, ends = (Person.objects.create_user(f"{name}@ponte.example", name) for name in ("ana", "ion"))
    tomorrow = datetime(2026, 11, 28).date()
    with time_machine.travel(datetime(2026, 11, 27, 22, 30, tzinfo=UTC)):
        for network in (here, there):
            with in_network(network):
                Role.objects.create(person=begins, kind="coordinator", since=tomorrow)
                Role.objects.create(
                    person=ends, kind="coordinator", until=tomorrow, since=datetime(2026, 1, 1).date()
                )
        assert Actor(begins).networks == [there] and Actor(ends).networks == [here]
        assert Actor(begins, there).roles and not Actor(begins, here).roles
        assert Actor(ends, here).roles and not Actor(ends, there).roles
