"""The demonstration: asked for, built in the background, never beside a real network."""

import pytest
from django.urls import reverse

from networks.base.jobs import run_all
from networks.base.models import Job
from networks.people.founding import found_network
from networks.web import demonstration

pytestmark = pytest.mark.django_db


def test_it_is_built_in_the_background_and_the_first_page_shows_how_far(client):
    client.post(reverse("demonstration"))
    client.post(reverse("demonstration"))  # asked for twice is once

    assert Job.objects.filter(kind=demonstration.BUILDING).count() == 1
    page = client.get("/").content.decode()
    assert "The demonstration is being built" in page
    assert 'hx-get="/demonstration/progress/"' in page
    assert Job.objects.filter(kind=demonstration.BUILDING).count() == 1  # looking changes nothing

    run_all()
    assert "Ilse Vermeulen" in client.get(reverse("demonstration-progress")).content.decode()


def test_it_is_not_offered_beside_a_real_network(client):
    found_network("Ponte", founder_name="Ilse", email="ilse@leie.example")

    assert "Build the demonstration" not in client.get("/").content.decode()
    client.post(reverse("demonstration"))
    assert not Job.objects.exists()
