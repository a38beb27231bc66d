"""What home asks at once: whether anything whether. That it is never narrower than what rooms ask stands in test_demonstration_inside.py."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.base.tenancy import across_networks
from networks.base.whether import About, ValueFrozen, Whether
from networks.people.models import Affiliation, Organisation, Person, Role, RoleKind
from networks.web.pages.home import WHETHER

pytestmark = pytest.mark.django_db


def test_what_comes_to_wait_is_told_at_once(network, coordinator):
    name = "people.newcomers"
    assert name not in WHETHER.of(network.pk, coordinator.pk)

    house = Organisation.objects.create(name="Leie", country="BE")
    row = Affiliation.objects.create(
        person=Person.objects.create_user("new@leie.example", "New"), organisation=house, confirmed=False
    )
    assert name in WHETHER.of(network.pk, coordinator.pk)

    row.end()
    assert name not in WHETHER.of(network.pk, coordinator.pk)


def test_each_network_and_person_is_asked_for_itself(network, coordinator):
    other = Person.objects.create_user("other@leie.example", "Other")
    whether = Whether(
        lambda about: {"mine": Role.objects.filter(person=about.person), "none": Role.objects.none()}
    )

    assert whether.of(network.pk, coordinator.pk) == {"mine"}
    assert whether.of(network.pk, other.pk) == frozenset()
    assert whether.of(other.pk, coordinator.pk) == frozenset()  # a network that is none


def test_instants_and_days_are_those_of_the_moment(network, coordinator):
    whether = Whether(
        lambda about: {
            "old": Person.objects.filter(pk=about.person, created_at__lt=about.instant(-timedelta(hours=1))),
            "new": Person.objects.filter(pk=about.person, created_at__gt=about.instant(-timedelta(hours=1))),
            "tomorrow": Role.objects.filter(person=about.person, since__lt=about.day(timedelta(1))),
            "yesterday": Role.objects.filter(person=about.person, since__lt=about.day(-timedelta(1))),
        }
    )
    assert whether.of(network.pk, coordinator.pk) == {"new", "tomorrow"}

    with across_networks("a person is older"):
        Person.objects.filter(pk=coordinator.pk).update(created_at=timezone.now() - timedelta(days=1))
        Role.objects.filter(kind=RoleKind.COORDINATOR).update(since=timezone.localdate() - timedelta(days=5))
    assert whether.of(network.pk, coordinator.pk) == {"old", "tomorrow", "yesterday"}


def test_a_question_that_holds_the_time_of_its_making_is_refused(network, coordinator):
    def questions(about: About):
        return {"frozen": Person.objects.filter(created_at__lt=timezone.now())}

    with pytest.raises(ValueFrozen):
        Whether(questions).of(network.pk, coordinator.pk)
