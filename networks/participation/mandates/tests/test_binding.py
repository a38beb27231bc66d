"""Who may bind an organisation: by a function, by a mandate, and only while they belong to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.participation.mandates import rules
from networks.participation.mandates.models import Mandate
from networks.participation.mandates.rules import WrongDays, bound_by, end, give, who_may_bind
from networks.people.belonging import affiliate, end_affiliation
from networks.people.models import Affiliation, Function, Organisation, Person
from networks.record.models import Event


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def may_bind(person, house, scope=""):
    """What one asks of one person and organisation; whoever asks for many, or for all of a person, is told the same."""
    said = rules.may_bind(person, house, scope)
    assert (
        said
        == (person in who_may_bind([house], scope).get(house.pk, []))
        == (house.pk in bound_by(person, scope))
    )
    return said


@pytest.fixture
def house(network):
    return Organisation.objects.create(name="Oficina Maré")


@pytest.fixture
def ines(house):
    person = Person.objects.create_user("ines@oficina.example", "Inês")
    affiliate(person, house, "staff")
    return person


@pytest.mark.parametrize(
    ("kind", "scope", "may"),
    [("representative", "", True), ("representative", "vote", True), ("delegate", "vote", True), ("deputy", "vote", True),
     ("delegate", "", False), ("delegate", "commitment", False), ("invoices", "vote", False), ("communication", "", False)],
)  # fmt: skip
def test_what_a_function_carries(kind, scope, may, ines, house):
    Function.objects.create(affiliation=Affiliation.objects.get(person=ines), kind=kind)
    assert may_bind(ines, house, scope) is may


def test_a_mandate_binds_in_its_matter_between_its_days(ines, house):
    given = give(
        ines, house, "commitment", since=in_days(-1), until=in_days(3), decision="Board of 3 May", by=ines
    )
    assert (
        may_bind(ines, house, "commitment")
        and not may_bind(ines, house, "vote")
        and not may_bind(ines, house)
    )
    Mandate.objects.filter(pk=given.pk).update(until=in_days(0))
    assert not may_bind(ines, house, "commitment"), "the last day is over when it begins"
    assert Event.objects.get(verb="mandate.given").facts == {"scope": "commitment"}


def test_one_in_everything_binds_in_all(ines, house):
    give(ines, house)
    assert may_bind(ines, house) and may_bind(ines, house, "vote")
    other = Organisation.objects.create(name="Filo")
    assert not may_bind(ines, other)


def test_one_to_come_does_not_bind_yet(ines, house):
    give(ines, house, "vote", since=in_days(2))
    assert not may_bind(ines, house, "vote")


def test_whoever_leaves_binds_nobody_from_that_moment(ines, house):
    give(ines, house)
    end_affiliation(Affiliation.objects.get(person=ines))
    assert not may_bind(ines, house)


def test_twice_is_once_and_an_end_is_an_end(ines, house):
    given = give(ines, house, "vote")
    assert give(ines, house, "vote") == given
    assert end(given, by=ines) and not end(given, by=ines)
    assert not may_bind(ines, house, "vote") and given.ended_by == ines
    assert give(ines, house, "vote") != given, "afterwards it can be given anew"


def test_what_cannot_be_is_said(ines, house):
    with pytest.raises(WrongDays):
        give(ines, house, since=in_days(3), until=in_days(3))
    with pytest.raises(WrongDays):
        give(Person.objects.create_user("x@x.example"), house)
