"""Documents: who reads them, their versions, what is said about them, and what a signature holds for."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.base.files.errors import FileRefused
from networks.participation.documents import rules
from networks.participation.documents.models import Comment, Document, Signature, Version
from networks.participation.documents.rules import Kept, documents_of, keep, new_version
from networks.people.belonging import affiliate
from networks.people.models import Network, Organisation, Person


@pytest.fixture
def house(network):
    return Organisation.objects.create(name="Oficina Maré")


@pytest.fixture
def staff(house):
    person = Person.objects.create_user("ines@oficina.example", "Inês Duarte")
    affiliate(person, house, "staff")
    return person


@pytest.fixture
def outsider(network):
    person = Person.objects.create_user("odile@meuse.example", "Odile")
    affiliate(person, Organisation.objects.create(name="Atelier Meuse"), "staff")
    return person


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """An organisation's documents are its own people's."""
    own = lambda actor, house: house.pk in actor.organisation_ids  # noqa: E731
    made = Kept("people.organisation", may_read=own, may_add=own, may_sign=own)
    monkeypatch.setattr(rules, "_kept", {made.label: made})
    return made


def paper(text="Article 1", name="statutes.txt"):
    return SimpleUploadedFile(name, text.encode())


@pytest.fixture
def statutes(house, staff):
    return keep(house, paper(), kind="statutes", by=staff)


def address(name, document, **more):
    return reverse(name, kwargs={"network": "ponte", "key": document.pk, **more})


def test_it_is_handed_out_as_an_attachment_to_whoever_may_read_it(statutes, staff, outsider, client):
    client.force_login(staff)
    answer = client.get(address("document-file", statutes))
    assert b"".join(answer.streaming_content) == b"Article 1"
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Content-Disposition"].startswith(
        "attachment"
    )
    client.force_login(outsider)
    for name in ("document-file", "document-page"):
        assert client.get(address(name, statutes)).status_code == 403
    for name in ("document-version-new", "document-bin"):
        assert client.post(address(name, statutes)).status_code == 403
    for name in ("document-comment", "document-signature", "document-version"):
        assert client.post(address(name, statutes, number=1)).status_code == 403


def test_where_nobody_says_whose_they_are_nobody_reads_them(statutes, staff, client, monkeypatch):
    monkeypatch.setattr(rules, "_kept", {})
    client.force_login(staff)
    assert client.get(address("document-file", statutes)).status_code == 403


def test_where_the_record_is_gone_so_is_its_document(statutes, house, staff, client):
    client.force_login(staff)
    house.throw_away()
    assert client.get(address("document-file", statutes)).status_code in (403, 404)


def test_another_network_has_no_such_document(statutes, staff, client):
    from networks.base.tenancy import in_network

    arin = Network.objects.create(name="Arin", slug="arin")
    with in_network(arin):
        affiliate(staff, Organisation.objects.create(name="Atelierul"), "staff")
    client.force_login(staff)
    assert client.get(address("document-file", statutes).replace("/ponte/", "/arin/")).status_code == 404


def test_versions_stay_and_the_same_again_is_none(statutes, house, staff):
    second = new_version(statutes, paper("Article 2"), by=staff)
    assert second.number == 2 and new_version(statutes, paper("Article 2"), by=staff) == second
    assert documents_of([house])[house.label, house.pk][0].latest == second
    assert [v.sha256 for v in statutes.versions.order_by("number")] == [
        hashlib.sha256(text).hexdigest() for text in (b"Article 1", b"Article 2")
    ]


def test_documents_of_many_records_take_two_queries(house, staff):
    others = [Organisation.objects.create(name=f"H{n}") for n in range(5)]
    for one in others:
        keep(one, paper(), by=staff)
    with CaptureQueriesContext(connection) as caught:
        found = documents_of([house, *others])
    assert len(caught) == 2 and [len(found[one.label, one.pk]) for one in (house, *others)] == [
        0,
        1,
        1,
        1,
        1,
        1,
    ]


@pytest.mark.parametrize(
    ("name", "data"), [("a.exe", b"MZ\0"), ("a.txt", b""), ("a.pdf", b"<html>"), ("a.svg", b"<svg/>")]
)
def test_what_is_not_taken_is_said(name, data, house, statutes, staff, client):
    with pytest.raises(FileRefused):
        keep(house, SimpleUploadedFile(name, data))
    client.force_login(staff)
    answer = client.post(
        address("document-version-new", statutes), {"version-file": SimpleUploadedFile(name, data)}
    )
    assert answer.status_code == 422 and Version.objects.count() == 1


def test_a_newer_version_and_a_comment_by_the_page(statutes, staff, client):
    client.force_login(staff)
    client.post(address("document-version-new", statutes), {"version-file": paper("Article 2")})
    client.post(address("document-comment", statutes, number=2), {"comment-text": "Article 2 is new."})
    assert (
        client.post(address("document-comment", statutes, number=2), {"comment-text": " "}).status_code == 422
    )
    assert (
        client.post(address("document-comment", statutes, number=9), {"comment-text": "x"}).status_code == 404
    )
    page = client.get(address("document-page", statutes)).content.decode()
    assert "Article 2 is new." in page and Comment.objects.get().version.number == 2


def signing(version, **more):
    return {"sign-name": "Inês Duarte", "sign-organisation": "", "sign-sha256": version.sha256, **more}


def test_a_signature_holds_for_one_version_only(statutes, house, staff, client):
    first = statutes.versions.get()
    client.force_login(staff)
    client.post(
        address("document-signature", statutes, number=1), signing(first, **{"sign-organisation": house.pk})
    )
    signature = Signature.objects.select_related("version").get()
    assert rules.holds(signature) and signature.organisation == house and signature.sha256 == first.sha256
    second = new_version(statutes, paper("Article 2"), by=staff)
    client.post(address("document-signature", statutes, number=2), signing(first))
    assert Signature.objects.count() == 1, "what was read is not what would be signed"
    client.post(address("document-signature", statutes, number=2), signing(second))
    assert Signature.objects.count() == 2
    Version.objects.filter(pk=first.pk).update(sha256="0" * 64)
    signature.version.refresh_from_db()
    assert not rules.holds(signature), "a file that was exchanged is noticed"


def test_twice_is_once_and_a_signature_can_be_taken_back_by_who_gave_it(statutes, staff, outsider, client):
    version = statutes.versions.get()
    rules.sign(version, "Inês", by=staff)
    with pytest.raises(rules.AlreadySigned):
        rules.sign(version, "Inês", by=staff)
    place = reverse("signature-withdrawal", kwargs={"network": "ponte", "key": Signature.objects.get().pk})
    client.force_login(outsider)
    assert client.post(place).status_code == 403
    client.force_login(staff)
    client.post(place)
    assert Signature.objects.get().withdrawn_at and not rules.holds(
        Signature.objects.select_related("version").get()
    )
    assert "taken back" in client.get(address("document-page", statutes)).content.decode()
    rules.sign(version, "Inês", by=staff)


def test_nobody_signs_for_an_organisation_that_is_not_theirs(statutes, staff, outsider, client):
    client.force_login(staff)
    other = Organisation.objects.get(name="Atelier Meuse")
    data = signing(statutes.versions.get(), **{"sign-organisation": other.pk})
    assert client.post(address("document-signature", statutes, number=1), data).status_code == 422


def test_thrown_away_it_lies_in_the_bin(statutes, staff, client):
    client.force_login(staff)
    assert "Throw it away" in client.get(address("document-bin", statutes)).content.decode()
    client.post(address("document-bin", statutes))
    assert not Document.objects.exists() and Document.binned.count() == 1
    assert client.get(address("document-file", statutes)).status_code == 404
