"""Whoever only ever asked for a code is forgotten after a week; everybody else stays."""

from datetime import timedelta

from django.utils import timezone

from networks.base.models import Job
from networks.people.belonging import end_affiliation
from networks.people.models import Affiliation, Person
from networks.people.tidying import tidy


def test_it_works(staff, worker, coordinator):
    asked = Person.objects.create_user("asked@x.example")
    came = Person.objects.create_user("came@x.example", last_login=timezone.now())
    end_affiliation(Affiliation.objects.get(person=staff))
    Person.objects.update(created_at=timezone.now() - timedelta(days=8))
    young = Person.objects.create_user("young@x.example")
    tidy(Job())
    assert set(Person.objects.all()) == {staff, worker, coordinator, came, young}
    assert asked not in Person.objects.all()
