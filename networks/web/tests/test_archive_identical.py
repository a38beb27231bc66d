"""A network's archive, taken in by a fresh installation, is identical: compared object by object."""

import pytest
from django.apps import apps
from django.core.files.base import ContentFile

from networks.base.models import Owned
from networks.base.rooms import archived
from networks.base.tenancy import in_network
from networks.participation.documents.rules import keep
from networks.people.models import Organisation
from networks.web.archives import shape
from networks.web.archives.making import make
from networks.web.archives.taking_in import take_in
from networks.web.tests.an_archive import everything, remove
from tests.security.filled import WORDS
from tests.security.world import filled as filled_network

pytestmark = pytest.mark.django_db


def test_every_model_is_in_an_archive_or_says_why_not():
    """A model that somebody adds is in by itself; what is left out has a reason, and is there to be left out."""
    labels = {m._meta.label_lower for m in apps.get_models() if issubclass(m, Owned)}
    left_out = shape.left_out()

    assert {part.label for part in shape.parts()} == labels - left_out.keys()
    assert left_out.keys() <= labels
    assert all(len(why) > 20 for why in (left_out | shape.without()).values())
    for label, one in archived().items():
        assert all(name.startswith(f"{label}.") for name in one.left_out.keys() | one.without.keys())
    for name in shape.without():
        app, model, field = name.split(".")
        apps.get_model(app, model)._meta.get_field(field)


def test_no_secret_is_forgotten():
    """With these somebody could sign in or act as somebody else: they never leave the installation."""
    carried = [f"{part.label}.{one.name}" for part in shape.parts() for one in part.fields]
    harmless = {"participation_documents.version.sha256", "participation_documents.signature.sha256"}

    assert not [n for n in carried if any(w in n for w in ("secret", "hash", "password", "token"))]
    assert harmless <= set(carried)


def test_no_record_lies_in_a_table_that_nobody_declared():
    assert not [
        field for m in apps.get_models() if issubclass(m, Owned)
        for field in m._meta.many_to_many if field.remote_field.through._meta.auto_created
    ]  # fmt: skip


def test_a_filled_network_comes_back_identical(tmp_path):
    home, foreign = filled_network("ponte"), filled_network("arin")
    with in_network(home.network):
        keep(home.organisation, ContentFile(b"%PDF-1.4 statutes", "statutes.pdf"), kind="statutes")
        home.organisation.logo.save("logo.webp", ContentFile(b"RIFF....WEBPVP8 "))
        home.organisation.put_version("description", "fr", "Ce qu’on y fait")
        Organisation.objects.create(name="In the bin").throw_away()
    before, others = everything(home.network), everything(foreign.network)
    make(home.network, tmp_path / "ponte.zip")
    remove_only(home.network)

    with open(tmp_path / "ponte.zip", "rb") as file:
        done = take_in(file, match_people=True)

    after = everything(done.network)
    assert after.keys() == before.keys()
    for label in before:
        assert after[label] == before[label], label
    assert sum(map(len, before.values())) > 60
    assert everything(foreign.network) == others
    assert WORDS["arin"] not in (tmp_path / "ponte.zip").read_bytes().decode("latin-1")


def remove_only(network) -> None:
    """The other network and its persons stay."""
    from networks.people.models import Person

    with in_network(network):
        network.delete()
    Person.objects.filter(email__iendswith=f"@{WORDS['ponte'].lower()}.example").delete()


@pytest.mark.slow
def test_the_demonstration_comes_back_identical(tmp_path):
    from networks.web import demonstration

    network = demonstration.build()
    before = everything(network)
    make(network, tmp_path / "ponte.zip")
    remove(network)

    with open(tmp_path / "ponte.zip", "rb") as file:
        done = take_in(file)

    after = everything(done.network)
    for label in before:
        assert after[label] == before[label], label
    assert done.network.is_demonstration and len(demonstration.characters()) == 7
