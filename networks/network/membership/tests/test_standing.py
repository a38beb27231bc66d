"""What an organisation is to the network at an instant."""

from datetime import UTC, date, datetime

import pytest

from networks.network.membership.models import Category, EndReason
from networks.network.membership.rules.belonging import begin, change_category, end
from networks.participation.eligibility.rules import Rule, check, standings
from networks.people.models import Organisation


@pytest.fixture
def oficina(network):
    return Organisation.objects.create(name="Oficina", country="PT", is_member=False)


@pytest.fixture
def full(network):
    return Category.objects.create(name="Full member", weight=3)


@pytest.fixture
def observer(network):
    return Category.objects.create(name="Observer", kind="observer", votes=False)


def at(year, month, day, hour=12):
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_a_member_has_the_vote_of_its_category(oficina, full):
    begin(oficina, full, since=date(2026, 1, 1))

    standing = standings([oficina], at(2026, 6, 1))[oficina.pk]

    assert (standing.member, standing.category_name, standing.votes, standing.weight) == (
        True,
        "Full member",
        True,
        3,
    )
    assert (standing.country, standing.paid, standing.since) == ("PT", True, date(2026, 1, 1))


def test_nobody_is_a_member_before_the_first_day_or_from_the_last_on(oficina, full):
    membership = begin(oficina, full, since=date(2026, 2, 1))
    end(membership, EndReason.RESIGNED, on=date(2026, 9, 1))

    assert not check(Rule(), oficina, at(2026, 1, 31))
    assert check(Rule(), oficina, at(2026, 2, 1))
    assert check(Rule(), oficina, at(2026, 8, 31))
    assert not check(Rule(), oficina, at(2026, 9, 1))


def test_the_day_is_that_of_the_network(oficina, full):
    begin(oficina, full, since=date(2026, 2, 1))

    assert check(Rule(), oficina, at(2026, 1, 31, 23))  # already midnight in Brussels


def test_changing_the_category_breaks_no_membership(oficina, full, observer):
    first = begin(oficina, observer, since=date(2025, 3, 1))
    change_category(first, full, on=date(2026, 3, 1))

    standing = standings([oficina], at(2026, 3, 1))[oficina.pk]

    assert (standing.category, standing.since, standing.votes) == (full.pk, date(2025, 3, 1), True)
    assert not standings([oficina], at(2026, 2, 28))[oficina.pk].votes


def test_who_comes_back_begins_again(oficina, full):
    end(begin(oficina, full, since=date(2020, 1, 1)), EndReason.LAPSED, on=date(2022, 1, 1))
    begin(oficina, full, since=date(2026, 1, 1))

    assert standings([oficina], at(2026, 6, 1))[oficina.pk].since == date(2026, 1, 1)


def test_many_are_asked_in_few_queries(network, full, django_assert_num_queries):
    many = [Organisation.objects.create(name=f"House {n}") for n in range(20)]
    for one in many:
        begin(one, full, since=date(2026, 1, 1))

    with django_assert_num_queries(5):
        assert all(one.member for one in standings(many, at(2026, 6, 1)).values())
