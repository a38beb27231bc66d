"""What a network offers its members stands on its public page and where organisations ask what joining brings: in languages, prices marked as a list's."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from networks.base.texts import Reader
from networks.network.membership.models import Offering
from networks.network.membership.rules import offerings, public_page
from networks.record.models import Benefit, Event

pytestmark = pytest.mark.django_db
BASE = "/ponte/network/membership/public/offers/"
GIVEN = {
    "title": "A week of training", "about": "Twice a year.", "whom": "worker", "list_price": "780", "price": "520,00",
    "currency": "EUR", "since": "2026-01-01", "until": "", "in_fr_title": "Une semaine de formation",
}  # fmt: skip


@pytest.fixture
def signed_in(client, network, coordinator):
    """The coordinator's browser; the network speaks English and French."""
    network.languages = ["en", "fr"]
    network.save()
    client.force_login(coordinator)
    return client


def read(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_a_line_stands_on_the_public_page_in_its_languages_for_whom_it_is(signed_in):
    public_page.publish(public_page.page_of(signed_in.get(BASE).wsgi_request.network))
    assert signed_in.post(f"{BASE}new/", GIVEN).status_code == 302

    english, french = read(signed_in, "/ponte/public/en/"), read(signed_in, "/ponte/public/fr/")
    assert "A week of training" in english and "for workers" in english and "Twice a year." in english
    assert "€520.00 for members, list price €780.00" in english
    assert "€260.00 less than the list price" in english
    assert "Une semaine de formation" in french and "pour les travailleurs" in french
    assert Event.objects.filter(verb="offering.made").count() == 1 and not Benefit.objects.exists()


def test_whoever_asks_what_joining_brings_sees_it_too_marked_as_a_list_price(signed_in):
    signed_in.post(f"{BASE}new/", GIVEN)
    for address in (
        "/ponte/public/en/membership/join/",
        "/ponte/public/en/membership/join/?kind=wise&band=small&country=BE",
    ):
        text = read(signed_in, address)
        assert "A week of training" in text and "€260.00 less than the list price" in text
        assert "depends on what it uses" in text
    assert "Not known yet" in text

    Offering.objects.update(price=0)
    assert "Free for members, list price €780.00" in read(signed_in, address)
    Offering.objects.update(price=520, list_price=None)
    text = read(signed_in, address)
    assert "€520.00 for members" in text and "list price" not in text


@pytest.mark.parametrize(
    ("since", "until", "shown"),
    [(-10, None, True), (0, 1, True), (1, None, False), (-10, 0, False), (-10, -5, False)],
)
def test_it_is_offered_from_a_day_to_a_day(network, since, until, shown):
    today = timezone.localdate()
    Offering.objects.create(
        title="X", since=today + timedelta(since), until=None if until is None else today + timedelta(until)
    )
    assert bool(list(offerings.own(Reader()))) is shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"price": "800"}, "Members pay more than the list price says"),
        ({"list_price": "abc"}, "Write an amount"),
        ({"list_price": "-5"}, "too small or too large"),
        ({"currency": "ISK", "price": "5,50"}, "digits behind the point"),
        ({"until": "2025-12-31"}, "It ends after it begins"),
        ({"title": ""}, "Write"),
        ({"whom": "nobody"}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said(signed_in, changes, said):
    response = signed_in.post(f"{BASE}new/", {**GIVEN, **changes})
    assert response.status_code == 422 and said in response.content.decode()
    assert not Offering.objects.exists()


def test_lines_are_changed_moved_and_taken_away_after_asking_once(signed_in):
    for title in ("First", "Second"):
        signed_in.post(f"{BASE}new/", {**GIVEN, "title": title})
    first, second = Offering.objects.order_by("position")
    signed_in.post(f"{BASE}{second.pk}/move/", {"up": 1})
    assert [row.title for row in Offering.objects.order_by("position")] == ["Second", "First"]

    signed_in.post(f"{BASE}{first.pk}/", {**GIVEN, "title": "Another"})
    first.refresh_from_db()
    assert (
        first.title == "Another" and first.version_for("title", Reader(("fr",))).text == GIVEN["in_fr_title"]
    )

    assert "Another" in read(signed_in, f"{BASE}{first.pk}/removal/") and Offering.objects.count() == 2
    signed_in.post(f"{BASE}{first.pk}/removal/")
    assert [row.title for row in Offering.objects.all()] == ["Second"]


def test_the_list_stays_short(signed_in, monkeypatch):
    monkeypatch.setattr("networks.network.membership.forms.offerings.MOST", 1)
    signed_in.post(f"{BASE}new/", GIVEN)
    assert signed_in.post(f"{BASE}new/", GIVEN).status_code == 422 and Offering.objects.count() == 1


def test_queries_do_not_grow_with_what_is_offered(network, django_assert_num_queries):
    for n in range(12):
        Offering.objects.create(title=f"Offer {n}").put_version("title", "fr", "x")
    with django_assert_num_queries(2), translation.override("fr"):
        assert len(list(offerings.own(Reader(("fr",))))) == 12
