"""Cards: printed by the organisation, sign in without e-mail, never for administration, stopped at once, guessing stopped."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from networks.base.tenancy import in_network
from networks.people import cards
from networks.people.belonging import affiliate, end_affiliation, grant_role
from networks.people.models import Affiliation, Card, Network, Organisation, Person


@pytest.fixture
def printed(worker, workshop, staff):
    return cards.make_card(worker, workshop, by=staff)


def scan(printed, **extra):
    client = Client(**extra)
    place = printed.address[printed.address.index("/card/") :]
    return client, client.post(place)


def test_it_works_by_scanning(printed):
    client, response = scan(printed)
    assert response["Location"] == "/ponte/"
    assert client.get("/ponte/").status_code == 200


def test_it_works_by_four_words_however_they_are_typed(printed):
    for typed in (printed.words, printed.words.upper(), f"  {printed.words.replace(' ', ' - ')} "):
        client = Client()
        assert client.post(reverse("card"), {"words": typed}).status_code == 302
        assert client.get("/ponte/").status_code == 200


def test_opening_the_link_alone_changes_nothing(printed):
    client = Client()
    page = client.get(printed.address[printed.address.index("/card/") :])
    assert "Rui Costa" in page.content.decode() and "_auth_user_id" not in client.session


def test_words_are_in_the_persons_language_and_not_in_the_database(printed, worker):
    assert set(printed.words.split()) <= set(cards.word_list("fr"))
    assert len(printed.words.split()) == 4
    card = Card.objects.get()
    assert printed.words not in str(vars(card)) and printed.address.rsplit("/", 2)[1] not in str(vars(card))
    for language in ("en", "fr"):
        words = cards.word_list(language)
        assert len(words) >= 440 and len({cards.plain_words(w) for w in words}) == len(words)


def test_staff_print_cards_once(staff, worker, workshop, browser_of):
    page = browser_of(staff).post(
        reverse("cards", kwargs={"network": "ponte", "key": workshop.pk}), {"person": [str(worker.pk)]}
    )
    assert "<svg" in page.content.decode() and page["Cache-Control"] == "no-store"
    again = browser_of(staff).get(reverse("cards", kwargs={"network": "ponte", "key": workshop.pk}))
    assert "/card/" not in again.content.decode().replace("/cards/", "")


def test_the_code_is_readable(printed):
    import segno
    import zxingcpp
    from PIL import Image

    code = segno.make(printed.address, error="m")
    matrix = [[0 if cell else 255 for cell in row] for row in code.matrix_iter(scale=6, border=4)]
    picture = Image.new("L", (len(matrix[0]), len(matrix)))
    picture.putdata([cell for row in matrix for cell in row])
    assert zxingcpp.read_barcodes(picture)[0].text == printed.address


def test_a_card_of_a_coordinator_administers_nothing(printed, worker):
    grant_role(worker, "coordinator")
    client, _ = scan(printed)
    assert client.get("/ponte/").status_code == 200
    for name in ("invitations", "newcomers", "organisation-new"):
        assert client.get(reverse(name, kwargs={"network": "ponte"})).status_code == 403
    assert client.get(reverse("mfa_add_webauthn")).status_code == 403
    assert client.get(reverse("your-export")).status_code == 403


def test_a_card_opens_the_network_that_printed_it_only(printed, worker):
    arin = Network.objects.create(name="Arin", slug="arin")
    with in_network(arin):
        affiliate(worker, Organisation.objects.create(name="Atelierul Arin"), "worker")
    client, _ = scan(printed)
    assert client.get("/ponte/").status_code == 200
    assert client.get("/arin/").status_code == 403


@pytest.mark.parametrize("how", ["revoked", "left", "replaced"])
def test_it_stops_at_once(how, printed, worker, workshop):
    client, _ = scan(printed)
    if how == "revoked":
        Card.objects.get().revoke()
    elif how == "left":
        end_affiliation(Affiliation.objects.get(person=worker))
    else:
        cards.make_card(worker, workshop)
    assert client.get("/ponte/").status_code == 302
    assert scan(printed)[1].status_code == 404


def test_ten_thousand_guesses_are_stopped_and_200_successes_are_not(printed):
    for _ in range(200):
        assert scan(printed, REMOTE_ADDR="203.0.113.9")[1].status_code == 302
    guesser = Client(REMOTE_ADDR="203.0.113.10")
    answers = [
        guesser.post(reverse("card"), {"words": f"abri acier ail n{n}"}).status_code for n in range(70)
    ]
    assert answers.count(422) == 60 and answers[-1] == 429
    assert guesser.post(reverse("card"), {"words": printed.words}).status_code == 429
    assert scan(printed, REMOTE_ADDR="203.0.113.9")[1].status_code == 302
    cache.clear()


def test_on_a_phone_in_the_room_a_card_gives_a_seat_only(printed, settings, monkeypatch):
    from django.http import HttpResponse

    settings.LAN_ADDRESS = "http://192.168.1.10:8000"
    client, response = scan(printed, REMOTE_ADDR="192.168.1.77")
    assert response.status_code == 404 and "_auth_user_id" not in client.session
    monkeypatch.setattr(cards, "_seat", [lambda request, card: HttpResponse(f"a seat for {card.person}")])
    client, response = scan(printed, REMOTE_ADDR="192.168.1.77")
    assert response.content == b"a seat for Rui Costa" and "_auth_user_id" not in client.session


def test_people_with_e_mail_get_no_card(staff, workshop, browser_of):
    browser_of(staff).post(
        reverse("cards", kwargs={"network": "ponte", "key": workshop.pk}), {"person": [str(staff.pk)]}
    )
    assert not Card.objects.exists()


def test_staff_of_another_organisation_cannot(printed, workshop, browser_of, network):
    other = Person.objects.create_user("x@other.example")
    affiliate(other, Organisation.objects.create(name="Other"), "staff")
    place = reverse("cards", kwargs={"network": "ponte", "key": workshop.pk})
    assert browser_of(other).get(place).status_code == 403
