"""A coordinator has an archive made and fetches it; on a fresh installation somebody takes it in."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.base import jobs
from networks.base.models import Job
from networks.people.models import Network, Organisation
from networks.record.models import Event
from networks.web.archives import keeping
from networks.web.archives.making import make
from networks.web.tests.an_archive import remove

pytestmark = pytest.mark.django_db
PAGE = "/ponte/network/settings/archive/"


def test_it_is_asked_for_made_and_fetched(network, coordinator, client):
    Organisation.objects.create(name="Leie")
    client.force_login(coordinator)

    client.post(PAGE)
    client.post(PAGE)
    assert "is being made" in client.get(PAGE).content.decode()
    jobs.run_all()
    row = Job.objects.get(kind=keeping.MAKING)
    page = client.get(PAGE).content.decode()
    response = client.get(f"{PAGE}{row.pk}/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))

    assert str(row.pk) in page and "Ilse Vermeulen" in page
    assert (
        response["Content-Disposition"].startswith("attachment") and "no-store" in response["Cache-Control"]
    )
    assert b"Leie" in archive.read("data/people/organisation.jsonl")
    assert Event.objects.get(verb="network.archived").actor == coordinator


def test_after_seven_days_it_is_gone(network, coordinator, client):
    client.force_login(coordinator)
    client.post(PAGE)
    jobs.run_all()
    row = Job.objects.get(kind=keeping.MAKING)
    keeping.delete_old()
    assert default_storage.exists(keeping.path_of(row))
    Job.objects.update(ended_at=timezone.now() - timedelta(days=7, minutes=1))

    assert client.get(f"{PAGE}{row.pk}/").status_code == 404
    keeping.delete_old()
    assert not default_storage.exists(keeping.path_of(row))


def test_a_fresh_installation_takes_it_in(network, coordinator, client, tmp_path):
    make(network, tmp_path / "ponte.zip")
    remove(network)
    upload = SimpleUploadedFile("ponte.zip", (tmp_path / "ponte.zip").read_bytes())
    assert "/found/taking-in/" in client.get("/").content.decode()

    response = client.post("/found/taking-in/", {"file": upload}, follow=True)

    assert "Ponte is here" in response.content.decode()
    assert Network.objects.get().slug == "ponte"
    assert client.get("/found/taking-in/").status_code == 302, "it is a fresh installation no longer"
    assert "/found/taking-in/" not in client.get("/").content.decode()


@pytest.mark.parametrize("data", [{}, {"file": SimpleUploadedFile("x.zip", b"nothing")}, {"slug": "A b"}])
def test_what_is_wrong_is_said_beside_the_file(client, data):
    response = client.post("/found/taking-in/", data)

    assert response.status_code == 422 and not Network.objects.exists()
