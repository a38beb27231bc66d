"""What is refused when an archive is taken in: nothing in a file is trusted, and nothing is changed where something is wrong."""

import hashlib
import io
import json
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from networks.base.tenancy import in_network
from networks.people.belonging import affiliate
from networks.people.models import Affiliation, Network, Organisation, Person
from networks.record.models import Event
from networks.web.archives.making import make
from networks.web.archives.reading import CannotTakeIn, NotAnArchive
from networks.web.archives.taking_in import take_in
from networks.web.tests.an_archive import remove

pytestmark = pytest.mark.django_db


@pytest.fixture
def packed(network, coordinator, tmp_path) -> dict[str, bytes]:
    """The entries of an archive of Ponte, which is not here any more."""
    leie = Organisation.objects.create(name="Leie", country="BE", own={"by": str(coordinator.pk)})
    leie.logo.save("logo.png", ContentFile(b"\x89PNG...."))
    affiliate(coordinator, leie)
    make(network, tmp_path / "ponte.zip")
    remove(network)
    with zipfile.ZipFile(tmp_path / "ponte.zip") as file:
        return {name: file.read(name) for name in file.namelist()}


def file_of(entries: dict[str, bytes], *, honest: bool = True, **more) -> io.BytesIO:
    """A file of these entries; `honest`: its manifest names their hashes."""
    entries = dict(entries)
    if honest:
        manifest = json.loads(entries["manifest.json"])
        for one in manifest["parts"]:
            one["sha256"] = hashlib.sha256(entries[one["path"]]).hexdigest()
        for one in manifest["files"]:
            one["sha256"] = hashlib.sha256(entries[f"files/{one['path']}"]).hexdigest()
        entries["manifest.json"] = json.dumps(manifest | more).encode()
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    memory.seek(0)
    return memory


def changed(entries: dict[str, bytes], path: str, **values) -> dict[str, bytes]:
    """The entries with other values in the first row of a part."""
    first, *rest = entries[path].splitlines()
    return {**entries, path: b"\n".join([json.dumps(json.loads(first) | values).encode(), *rest]) + b"\n"}


def test_it_works(packed):
    done = take_in(file_of(packed))

    assert (done.network.slug, done.persons, done.known, done.files) == ("ponte", 1, 0, 1)
    with in_network(done.network):
        assert Organisation.objects.get().logo.read() == b"\x89PNG...."
        assert Event.objects.get(verb="network.taken_in").about_id == done.network.pk


def test_twice_is_once(packed):
    take_in(file_of(packed))

    with pytest.raises(CannotTakeIn, match="here already"):
        take_in(file_of(packed))

    assert Network.objects.count() == 1


def test_another_address_is_chosen_where_the_old_one_is_taken(packed):
    Network.objects.create(name="Another", slug="ponte", languages=["en"])

    with pytest.raises(CannotTakeIn, match="“ponte”"):
        take_in(file_of(packed))
    assert take_in(file_of(packed), slug="ponte-2").network.slug == "ponte-2"


def test_who_has_the_same_e_mail_is_the_same_person_only_if_allowed_and_stays_as_they_are(packed):
    here = Person.objects.create_user("ILSE@ponte.example", "Ilse V.", language="nl", reading={"easy": True})

    with pytest.raises(CannotTakeIn, match="same e-mail"):
        take_in(file_of(packed))
    assert not Network.objects.exists()
    done = take_in(file_of(packed), match_people=True)

    here.refresh_from_db()
    assert (here.name, here.language, here.reading) == ("Ilse V.", "nl", {"easy": True})
    with in_network(done.network):
        assert Affiliation.objects.get().person == here
        assert Organisation.objects.get().own == {"by": str(here.pk)}, "keys inside JSON lead to them too"


def test_what_a_person_is_alone_does_not_come_from_a_file(packed):
    strange = changed(packed, "persons.jsonl", is_operator=True)

    with pytest.raises(CannotTakeIn, match="is_operator"):
        take_in(file_of(strange))
    assert not Person.objects.exists()


def test_a_newer_format_and_newer_fields_are_named(packed):
    with pytest.raises(CannotTakeIn, match="newer version"):
        take_in(file_of(packed, version=2))
    with pytest.raises(CannotTakeIn, match=r"people\.organisation\.colour"):
        take_in(file_of(changed(packed, "data/people/organisation.jsonl", colour="red")))


def test_records_of_a_room_that_is_not_here_are_left_out_only_if_allowed(packed):
    manifest = json.loads(packed["manifest.json"])
    manifest["parts"].append(
        {"model": "learn_visits.visit", "path": "data/learn_visits/visit.jsonl", "sha256": ""}
    )
    entries = {
        **packed,
        "data/learn_visits/visit.jsonl": b"{}\n",
        "manifest.json": json.dumps(manifest).encode(),
    }

    with pytest.raises(CannotTakeIn, match="learn_visits"):
        take_in(file_of(entries))
    assert take_in(file_of(entries), without_missing_rooms=True).rooms_missing == ["learn_visits"]


def test_nothing_leads_into_another_network(packed):
    other = Network.objects.create(name="Arin", slug="arin", languages=["en"])
    with in_network(other):
        foreign = Organisation.objects.create(name="Foreign")
        foreign.logo.save("secret.png", ContentFile(b"\x89PNG secret"))
    organisation, affiliation = "data/people/organisation.jsonl", "data/people/affiliation.jsonl"

    for wrong in (
        changed(packed, affiliation, organisation_id=str(foreign.pk)),
        changed(packed, affiliation, person_id=str(foreign.pk)),
        changed(packed, organisation, network_id=str(other.pk)),
    ):
        with pytest.raises(CannotTakeIn):
            take_in(file_of(wrong))
    done = take_in(file_of(changed(packed, organisation, logo=foreign.logo.name)))

    with in_network(done.network):
        assert Organisation.objects.get().logo.name == ""
    assert Organisation.everywhere.filter(network=other).count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"country": "BELGIUM"},
        {"country": None},
        {"country": ["BE"]},
        {"founded": -1},
        {"founded": "old"},
        {"founded": True},
        {"name": "a\x00b"},
        {"own": {"a": "\ud800"}},
        {"created_at": "yesterday"},
        {"created_at": "2026-01-01T00:00:00"},
        {"id": "1"},
        {"binned_by_id": "1"},
    ],
)
def test_a_value_that_cannot_be_is_refused(packed, values):
    with pytest.raises(NotAnArchive):
        take_in(file_of(changed(packed, "data/people/organisation.jsonl", **values)))
    assert not Network.objects.exists() and not Person.objects.exists()


def _without(name):
    return lambda entries: {key: value for key, value in entries.items() if key != name}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda e: {**e, "../evil": b"x"},
        lambda e: {**e, "/etc/evil": b"x"},
        lambda e: {**e, "files/a\\..\\b": b"x"},
        lambda e: {**e, "manifest.json": b"{}"},
        lambda e: {**e, "manifest.json": b"["},
        lambda e: {**e, "manifest.json": b"[" * 100_000},
        lambda e: {**e, "persons.jsonl": e["persons.jsonl"] + b"{}\n"},
        lambda e: {**e, "persons.jsonl": b"not JSON\n"},
        _without("manifest.json"),
        _without("persons.jsonl"),
        _without("network.json"),
    ],
)
def test_a_broken_file_is_refused(packed, spoil):
    with pytest.raises(CannotTakeIn):
        take_in(file_of(spoil(packed), honest=False))
    assert not Network.objects.exists()


def test_a_file_that_was_changed_is_refused_and_leaves_nothing(packed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    name = next(one for one in packed if one.startswith("files/logos/"))

    with pytest.raises(NotAnArchive):
        take_in(file_of({**packed, name: b"\x89PNG another"}, honest=False))
    with pytest.raises(NotAnArchive):
        take_in(file_of({**packed, name: b"<svg onload='evil()'>"}))

    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_a_file_that_would_fill_the_disk_is_refused(packed):
    with pytest.raises(CannotTakeIn, match="unpacks"):
        take_in(file_of({**packed, "files/zeros": bytes(60 << 20)}, honest=False))
    with pytest.raises(CannotTakeIn, match="unpacks"):
        take_in(file_of(packed), most=100)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 broken", b"PK\x05\x06" + bytes(18)])
def test_another_file_is_no_archive(data):
    with pytest.raises(NotAnArchive, match="no archive"):
        take_in(io.BytesIO(data))


def test_on_the_command_line(network, coordinator, tmp_path, capsys):
    file = str(tmp_path / "ponte.zip")
    call_command("archive", "ponte", file)
    with pytest.raises(CommandError, match="there already"):
        call_command("archive", "ponte", file)
    with pytest.raises(CommandError, match="no network"):
        call_command("archive", "gone", str(tmp_path / "other.zip"))
    remove(network)

    call_command("take_in", file, slug="moved")

    assert "/moved/" in capsys.readouterr().out and Network.objects.get().slug == "moved"
    with pytest.raises(CommandError, match="here already"):
        call_command("take_in", file)
