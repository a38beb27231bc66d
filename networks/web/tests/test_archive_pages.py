"""A coordinator has an archive made and fetches it; on a fresh installation somebody takes it in."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.base import jobs
from networks.base.models import Job
from networks.base.tenancy import across_networks
from networks.people.models import Network, Organisation
from networks.record.models import Event
from networks.web.archives import arriving, keeping, taking_in
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


@pytest.fixture
def packed(network, coordinator, tmp_path):
    """The archive of a network with a logo, which is not here any more."""
    house = Organisation.objects.create(name="Leie")
    house.logo.save("logo.webp", ContentFile(b"RIFF....WEBPVP8 "))
    make(network, tmp_path / "ponte.zip")
    remove(network)
    default_storage.delete(house.logo.name)
    with across_networks("nobody is in a network yet"):
        yield (tmp_path / "ponte.zip").read_bytes()


def hand_in(client, data, **more):
    return client.post(
        "/found/taking-in/", {"file": SimpleUploadedFile("ponte.zip", data), **more}, follow=True
    ).content.decode()


def kept_files() -> list[str]:
    return [
        name
        for folder in ("taking-in", "logos/" + str(timezone.now().year))
        if default_storage.exists(folder)
        for name in default_storage.listdir(folder)[1]
    ]


def test_a_fresh_installation_takes_it_in_while_somebody_watches(packed, client):
    before = len(kept_files())
    assert "/found/taking-in/" in client.get("/").content.decode()

    page = hand_in(client, packed)
    assert "is being taken in" in page and "come back" in page and not Network.objects.exists()
    assert "An archive is being taken in" in client.get("/").content.decode()
    assert client.get("/found/taking-in/").status_code == 302, "one at a time"
    assert "Another archive is being taken in" in hand_in(client, packed)
    jobs.run_all()

    page = client.get("/found/taking-in/progress/").content.decode()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        there = sum(part["rows"] for part in json.loads(archive.read("manifest.json"))["parts"])
    assert "Ponte is here" in page and f"{there} records and one file were taken in" in page
    assert Network.objects.get().slug == "ponte" and len(kept_files()) == before + 1
    assert client.get("/found/taking-in/").status_code == 302, "it is a fresh installation no longer"
    assert "/found/taking-in/" not in client.get("/").content.decode()


def test_a_refusal_says_what_to_do_and_leaves_nothing(packed, client):
    before = kept_files()
    page = hand_in(client, packed, slug="admin")
    jobs.run_all()
    page = client.get("/found/taking-in/progress/").content.decode()

    assert "The address “admin” cannot be used here" in page and "Nothing of it was kept" in page
    assert not Network.objects.exists() and kept_files() == before
    assert "is being taken in" in hand_in(client, packed)
    jobs.run_all()
    assert Network.objects.exists()


def test_a_fault_of_the_program_is_said_and_leaves_nothing(packed, client, monkeypatch):
    before = kept_files()

    def fails(*args, **kwargs):
        raise RuntimeError("a fault")

    monkeypatch.setattr("networks.web.archives.taking_in.record", fails)
    hand_in(client, packed)
    jobs.run_all()
    page = client.get("/found/taking-in/progress/").content.decode()
    assert "by a fault of the program" in page
    assert not Network.objects.exists() and kept_files() == before


def test_killed_midway_it_begins_anew_and_no_file_is_left_over(packed, client, monkeypatch):
    before = kept_files()

    class Killed(BaseException):
        pass

    def dies(self):
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr("networks.web.archives.taking_in._Taking._check_references", dies)
        dying.setattr("networks.web.archives.taking_in._Taking.forget_files", lambda self: None)
        dying.setattr("networks.web.archives.arriving.Path.unlink", lambda self, missing_ok=False: None)
        dying.setattr("networks.web.archives.arriving.default_storage.delete", lambda name: None)
        hand_in(client, packed)
        with pytest.raises(Killed):
            jobs.run_all()
    assert not Network.objects.exists() and len(kept_files()) == len(before) + 2
    Job.objects.update(lease_until=timezone.now())
    jobs.run_all()

    assert Network.objects.exists() and len(kept_files()) == len(before) + 1
    assert "Ponte is here" in client.get("/found/taking-in/progress/").content.decode()


def test_killed_after_the_last_step_it_is_simply_there(packed, client, settings):
    hand_in(client, packed)
    row = Job.objects.get(kind=arriving.TAKING)
    with arriving._local(row.arguments["file"]) as file:
        taking_in.take_in(file)
    (settings.DATA / f"taking-in-{row.pk}.txt").touch()
    jobs.run_all()
    assert "Ponte is here" in client.get("/found/taking-in/progress/").content.decode()
    assert not (settings.DATA / f"taking-in-{row.pk}.txt").exists()


def test_how_far_it_is_is_seen_while_it_is_one_transaction(packed, client, monkeypatch):
    seen = []
    monkeypatch.setattr(arriving, "progress_apart", lambda row, done, of: seen.append((done, of)))
    monkeypatch.setattr(arriving.time, "monotonic", iter(range(0, 10**6, 5)).__next__)
    hand_in(client, packed)
    jobs.run_all()
    assert seen and seen[-1][0] == seen[-1][1] > 0 and seen == sorted(seen)


def test_who_may_watch(packed, client, settings, coordinator):
    hand_in(client, packed)
    address = "/found/taking-in/progress/"
    assert client.get(address).status_code == 200
    away = {"HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    assert client.get(address, **away).status_code in (302, 403)


def test_files_that_nobody_waits_for_are_deleted(packed, client):
    hand_in(client, packed)
    name = Job.objects.get(kind=arriving.TAKING).arguments["file"]
    assert arriving.delete_old() == 0
    Job.objects.filter(kind=arriving.TAKING).update(state=Job.State.FAILED)
    assert arriving.delete_old() == 0 and default_storage.exists(name), "it is not an hour old"


@pytest.mark.parametrize("data", [{}, {"file": SimpleUploadedFile("x.zip", b"nothing")}, {"slug": "A b"}])
def test_what_is_wrong_is_said_beside_the_file(client, data):
    response = client.post("/found/taking-in/", data)

    assert response.status_code == 422 and not Network.objects.exists()
