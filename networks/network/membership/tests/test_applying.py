"""An organisation applies by a link, without an account, in its language; saves, comes back, sends, withdraws. No cookie is set."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from networks.base import jobs
from networks.network.membership.models import (
    Application,
    AskedDocument,
    AskedQuestion,
    Category,
    Stage,
    Terms,
)
from networks.network.membership.rules import applying
from networks.network.membership.rules.application_mail import link_of
from networks.network.membership.tests.an_application import a_draft, a_pdf, an_open_admission, sent
from networks.notices.models import OutboxMessage
from networks.participation.documents.models import Document
from networks.participation.referrals.rules import NotNow
from networks.record.models import Event
from tests.at_once import at_once

HERE = "/ponte/public/fr/membership"
START = {"name": "Atelier Meuse", "contact": "Odile Lambert", "email": "odile@meuse.example"}


@pytest.fixture(autouse=True)
def no_counts(db):
    cache.clear()


@pytest.fixture
def open_network(network, coordinator):
    an_open_admission(network, coordinator, conduct="We respect one another.")
    return network


def path_of(application, language="fr"):
    return link_of(application, language).split("localhost:8000")[-1]


def last_mail():
    return OutboxMessage.objects.order_by("-created_at", "-pk").first()


def test_the_page_for_everybody_says_what_is_asked_and_sets_no_cookie(open_network, client):
    response = client.get(f"{HERE}/join/")

    page = response.content.decode()
    assert response.status_code == 200 and not response.cookies
    assert all(
        text in page for text in ("Adhérer à Ponte", "Full member", "Candidate", "Lettre de motivation")
    )


def test_an_organisation_starts_and_gets_a_link_in_its_language(open_network, client):
    response = client.post(f"{HERE}/join/application/", START)

    assert response.status_code == 200 and not response.cookies
    assert "odile@meuse.example" in response.content.decode()
    found = Application.objects.get()
    assert (found.stage, found.language, found.name) == (Stage.DRAFT, "fr", "Atelier Meuse")
    mail = last_mail()
    assert mail.to == "odile@meuse.example" and path_of(found) in mail.text and "Bonjour" in mail.text
    assert found.secret_hash not in mail.text


def test_the_same_again_is_the_same_application(open_network, client):
    client.post(f"{HERE}/join/application/", START)
    client.post(f"{HERE}/join/application/", {**START, "name": "  atelier MEUSE "})

    assert Application.objects.count() == 1
    assert OutboxMessage.objects.count() == 2


def test_a_program_that_fills_in_everything_gets_nowhere(open_network, client):
    response = client.post(f"{HERE}/join/application/", {**START, "fax": "1234"})

    assert response.status_code == 200
    assert not Application.objects.exists() and not OutboxMessage.objects.exists()


def test_nobody_starts_without_end_and_no_mailbox_is_filled(open_network, client):
    for _n in range(8):
        client.post(f"{HERE}/join/link/", {"email": "odile@meuse.example"})
        client.post(f"{HERE}/join/application/", START)
    assert OutboxMessage.objects.count() <= 6
    statuses = [client.post(f"{HERE}/join/application/", START).status_code for _n in range(30)]
    assert statuses[-1] == 429


def test_nothing_tells_whether_an_address_applied(open_network, client):
    client.post(f"{HERE}/join/application/", START)

    known = client.post(f"{HERE}/join/link/", {"email": "odile@meuse.example"}).content
    unknown = client.post(f"{HERE}/join/link/", {"email": "nobody@meuse.example"}).content

    assert known.replace(b"odile", b"nobody") == unknown
    assert OutboxMessage.objects.filter(to="odile@meuse.example").count() == 2


@pytest.mark.parametrize("language", ["xx", "de"])
def test_a_language_that_the_network_does_not_speak_is_not_there(open_network, client, language):
    assert client.get(f"/ponte/public/{language}/membership/join/").status_code == 404


def test_a_network_without_applications_has_no_such_page(open_network, client):
    Terms.current()
    Terms.objects.update(uses_applications=False)

    assert client.get(f"{HERE}/join/").status_code == 404


def test_while_it_is_closed_nobody_can_start(network, coordinator, client):
    an_open_admission(network, coordinator, is_open=False)

    assert "Personne ne peut" in client.get(f"{HERE}/join/").content.decode()
    client.post(f"{HERE}/join/application/", START)
    assert not Application.objects.exists()


def test_page_by_page_to_the_end(open_network, client):
    AskedQuestion.objects.create(question="Why now?", kind="long")
    client.post(f"{HERE}/join/application/", START)
    found = Application.objects.get()
    here = path_of(found)
    candidate = Category.objects.get(name="Candidate")
    pages = {
        "contact": {"contact": "Odile Lambert", "title": "Directrice", "phone": "+32 4 123"},
        "organisation": {"name": "Atelier Meuse", "kind": "wise", "country": "BE", "website": "meuse.example", "founded": "1998"},
        "size": {"staff": "24", "turnover": "1250000", "year": str(timezone.now().year - 1)},
        "category": {"category": str(candidate.pk)},
        "questions": {AskedQuestion.objects.get().pk.hex: "Parce que nous grandissons."},
        "conduct": {"accepted": "on"},
    }  # fmt: skip
    for document in AskedDocument.objects.filter(required=True):
        pages[f"document-{document.kind}"] = {"file": a_pdf()}

    for step, data in pages.items():
        assert client.get(f"{here}{step}/").status_code == 200, step
        response = client.post(f"{here}{step}/", data)
        assert response.status_code == 302 and not response.cookies, (step, response.content.decode())
    response = client.post(f"{here}sending/")

    assert response.status_code == 302
    found.refresh_from_db()
    assert (found.stage, found.category, found.facts["staff"]) == (Stage.SENT, candidate, "24")
    assert (
        found.facts["website"] == "https://meuse.example" and found.conduct_text == "We respect one another."
    )
    assert Document.objects.count() == 3
    assert "est arrivée" in last_mail().text or "reçu" in last_mail().text
    page = client.get(here).content.decode()
    assert "Parce que nous grandissons." in page and "Envoyer" not in page


def test_what_is_wrong_is_said_and_what_was_typed_stays(open_network, client):
    here = path_of(a_draft())

    response = client.post(
        f"{here}organisation/", {"name": "Atelier Meuse", "kind": "", "country": "BE", "place": "Huy"}
    )

    assert response.status_code == 422 and "Huy" in response.content.decode()


def test_a_file_that_is_not_what_it_says_is_refused_beside_the_field(open_network, client):
    found = a_draft()
    document = AskedDocument.objects.first()
    bad = a_pdf()
    bad.file.seek(0)
    bad.file.write(b"<script>alert(1)</script>")

    response = client.post(f"{path_of(found)}document-{document.kind}/", {"file": bad})

    assert response.status_code == 422 and Document.objects.filter(kind=document.kind).count() == 1


def test_a_paper_can_be_saved_and_taken_out_by_the_link_only(open_network, client):
    found = a_draft()
    paper = Document.objects.first()

    assert client.get(f"{path_of(found)}papers/{paper.pk}/").status_code == 200
    other = a_draft(name="Other", email="eva@other.example")
    assert client.get(f"{path_of(other)}papers/{paper.pk}/").status_code == 404
    assert client.post(f"{path_of(found)}papers/{paper.pk}/removal/").status_code == 302
    assert not Document.objects.filter(pk=paper.pk).exists()


def test_nothing_is_sent_while_something_is_missing(open_network, client):
    found = a_draft()
    Document.objects.all().delete()

    response = client.post(f"{path_of(found)}sending/")

    assert response.status_code == 409
    found.refresh_from_db()
    assert found.stage == Stage.DRAFT


def test_who_may_not_apply_is_told_why(network, coordinator, client):
    an_open_admission(network, coordinator, countries=["FR"], kinds=["wise", "network"])
    found = a_draft()

    response = client.post(f"{path_of(found)}organisation/", {"name": "A", "kind": "wise", "country": "BE"})

    assert response.status_code == 422 and "autre pays" in response.content.decode()
    with pytest.raises(NotNow):
        applying.send(found)


def test_what_was_sent_cannot_be_changed(open_network, client):
    found = sent(language="fr") if False else a_draft()
    applying.keep(found, conduct_accepted_at=timezone.now())
    applying.send(found)

    response = client.post(
        f"{path_of(found)}organisation/", {"name": "Else", "kind": "wise", "country": "BE"}
    )

    assert response.status_code == 409
    found.refresh_from_db()
    assert found.name == "Atelier Meuse"


def test_it_is_withdrawn_and_the_applicant_is_told(open_network, client):
    found = a_draft()
    applying.keep(found, conduct_accepted_at=timezone.now())
    applying.send(found)

    assert client.get(f"{path_of(found)}withdrawal/").status_code == 200
    client.post(f"{path_of(found)}withdrawal/")

    found.refresh_from_db()
    assert found.stage == Stage.WITHDRAWN and "retirée" in last_mail().text
    assert client.post(f"{path_of(found)}withdrawal/").status_code == 409
    assert Event.objects.filter(verb="application.withdrawn").count() == 1


@pytest.mark.parametrize("secret", ["x", "0" * 64, "é"])
def test_a_wrong_link_opens_nothing(open_network, client, secret):
    a_draft()

    assert client.get(f"{HERE}/application/{secret}/").status_code == 404


@pytest.mark.parametrize(
    "data",
    [
        {"name": "\0", "contact": "a\0", "email": "x"},
        {"name": "a" * 5000, "contact": "b" * 5000, "email": "c" * 5000 + "@x.example"},
        {},
    ],
)
def test_nonsense_is_refused_politely(open_network, client, data):
    assert client.post(f"{HERE}/join/application/", data).status_code == 422


@pytest.mark.parametrize(
    "query",
    ["kind=wise", "kind=\0&band=x&country=XX", "kind=wise&band=small&country=BE", "kind[]=1&band=&country="],
)
def test_any_estimate_that_is_asked_gets_a_page(open_network, client, query):
    assert client.get(f"{HERE}/join/?{query}").status_code == 200


def test_drafts_that_nobody_touches_are_deleted_with_their_files(open_network):
    old, new = a_draft(), a_draft(name="Other", email="eva@other.example")
    Application.objects.filter(pk=old.pk).update(changed_at=timezone.now() - timedelta(days=61))

    jobs.ask("membership.tidy_applications")
    jobs.run_all()

    assert list(Application.objects.all()) == [new]
    assert not Document.everywhere.filter(about_id=old.pk).exists()


def test_a_page_asks_as_often_for_many_papers_as_for_few(open_network, client, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    here = path_of(a_draft())
    client.get(here)
    with CaptureQueriesContext(connection) as few:
        client.get(here)
    for n in range(10):
        AskedDocument.objects.create(name=f"Paper {n}", position=n)
        AskedQuestion.objects.create(question=f"Question {n}", position=n)
    with django_assert_num_queries(len(few)):
        client.get(here)


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_it_is_sent_once(open_network):
    found = a_draft()
    applying.keep(found, conduct_accepted_at=timezone.now())

    done = at_once(open_network, *[lambda: applying.send(Application.objects.get(pk=found.pk))] * 2)

    assert sorted(type(one).__name__ for one in done) == ["NoneType", "NotNow"], done
    assert Event.objects.filter(verb="application.sent").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_pages_saved_at_once_both_stay(open_network):
    found = a_draft()

    at_once(
        open_network,
        lambda: applying.keep(found, facts={"place": "Huy"}),
        lambda: applying.keep(found, facts={"phone": "+32"}),
    )

    found.refresh_from_db()
    assert (found.facts["place"], found.facts["phone"]) == ("Huy", "+32")


@pytest.mark.django_db(transaction=True)
def test_started_twice_at_once_it_is_one(open_network):
    start = {"name": "Meuse", "email": "o@meuse.example", "language": "fr"}

    at_once(open_network, *[lambda: applying.start(**start)] * 2)

    assert Application.objects.count() == 1


def test_a_page_in_the_other_language_shows_its_versions(open_network, client):
    found = a_draft()

    english = client.get(path_of(found, "en")).content.decode()

    assert "Letter of motivation" in english and re.search(r'<html lang="en', english)
    assert Client().get(path_of(found, "fr")).content.decode().count("Lettre de motivation")
