"""What an organisation may hold."""

import random
from uuid import uuid4

import pytest

from networks.base.tenancy import in_network
from networks.people.models import Network, Organisation

pytestmark = pytest.mark.django_db


def test_a_member_with_long_names_that_shows_many_fields_is_kept():
    """On PostgreSQL, too, where an entry of an index has at most 2,704 bytes."""
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en"])
    letters = random.Random(7)

    def long(size: int) -> str:
        return "".join(chr(0x10400 + letters.randrange(70)) for _ in range(size))  # four bytes each

    shown = ["name", "country", *(f"own.{uuid4()}" for _field in range(100))]
    with in_network(network):
        made = Organisation.objects.create(
            name=long(200), place=long(120), country="BE", is_member=True, public=shown
        )
        assert Organisation.objects.get(pk=made.pk).public == shown
