"""Whose data: queries are about one network; rows never point into another."""

import pytest

from networks.base.tenancy import ForeignNetwork, NetworkForgotten, across_networks, in_network
from networks.people.models import Affiliation, Network, Organisation, Person


@pytest.fixture
def two(db):
    made = []
    for slug in ("ponte", "arin"):
        network = Network.objects.create(name=slug, slug=slug)
        with in_network(network):
            made.append((network, Organisation.objects.create(name=f"of {slug}")))
    return made


def test_a_query_that_names_no_network_raises(two):
    with pytest.raises(NetworkForgotten):
        Organisation.objects.count()


def test_in_production_it_finds_nothing(two, settings):
    settings.TENANCY_STRICT = False
    assert Organisation.objects.count() == 0


def test_each_network_sees_its_own_rows_only(two):
    for network, organisation in two:
        with in_network(network):
            assert list(Organisation.objects.all()) == [organisation]
    with across_networks("test"):
        assert Organisation.objects.count() == 2


def test_a_row_cannot_point_into_another_network(two):
    (ponte, _), (_, foreign) = two
    person = Person.objects.create_user("a@example.org", "A")
    with in_network(ponte):
        with pytest.raises(ForeignNetwork):
            Affiliation.objects.create(person=person, organisation=foreign)
        with pytest.raises(ForeignNetwork):
            Affiliation.objects.create(person=person, organisation_id=foreign.pk)


def test_what_lies_in_the_bin_is_not_found_and_can_be_taken_back(two):
    network, organisation = two[0]
    with in_network(network):
        organisation.throw_away()
        assert not Organisation.objects.exists()
        assert Organisation.binned.get() == organisation
        organisation.take_back()
        assert Organisation.objects.get() == organisation
