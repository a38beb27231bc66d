"""On a phone in the room (`bin/run --lan`) nobody signs in: a worker's card gives its person a seat in what runs now."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from networks.meet.sessions.models import Seat, Session
from networks.meet.sessions.rules import running, steering
from networks.meet.sessions.tests.a_session import a_part, a_session
from networks.meet.sessions.words import WORDS
from networks.participation.occasions.models import Invitee, Occasion
from networks.people import cards
from networks.people.models import Affiliation, Organisation, Person


@pytest.fixture
def worker(network):
    oficina = Organisation.objects.create(name="Oficina Maré", country="PT")
    person = Person.objects.create_user(None, "Rui Costa")
    Affiliation.objects.create(person=person, organisation=oficina, audience="worker")
    person.card = cards.make_card(person, oficina)
    return person


@pytest.fixture
def scan(worker, settings):
    """Type the words of the card on a phone in the room; return the phone and what it was answered."""
    settings.LAN_ADDRESS = "http://192.168.1.10:8000"

    def typed():
        phone = Client(REMOTE_ADDR="192.168.1.77")
        return phone, phone.post("/card/", {"words": worker.card.words})

    return typed


def test_a_card_gives_its_person_one_seat_and_signs_nobody_in(scan, worker):
    session = a_session(guests_welcome=False)
    part = a_part(session)
    for _ in range(2):
        phone, response = scan()
        assert response.url == f"/j/{session.code}/"
        page = phone.get(response.url).text
        assert part.question in page and "Rui Costa" in page
        assert "_auth_user_id" not in phone.session and phone.get("/ponte/").status_code == 403
    seat = Seat.objects.get()
    assert (seat.person, seat.country, seat.audience) == (worker, "PT", "worker")


def test_the_code_of_the_card_does_the_same(scan, worker):
    session = a_session()
    phone = Client(REMOTE_ADDR="192.168.1.77")
    address = "/" + worker.card.address.split("/", 3)[3]
    assert "Rui Costa" in phone.get(address).text
    assert phone.post(address).url == f"/j/{session.code}/"


def test_of_several_sessions_the_own_one_is_meant(scan, worker):
    mine, other = a_session(), a_session()
    assert scan()[1].url == f"/j/{other.code}/"  # the one that began last
    Seat.objects.all().delete()
    Invitee.objects.create(occasion=mine.occasion, organisation=Organisation.objects.get())
    assert scan()[1].url == f"/j/{mine.code}/"
    running.end(mine, None)
    assert scan()[1].url == f"/j/{other.code}/"


def test_before_the_beginning_it_leads_to_the_lobby_and_else_says_that_nothing_runs(scan):
    session = a_session(live=False)
    assert scan()[1].status_code == 404
    soon = timezone.now() + timedelta(minutes=20)
    Occasion.objects.update(starts_at=soon, starts_local=soon.replace(tzinfo=None))
    assert scan()[1].url == f"/j/{session.code}/"
    Session.objects.update(rehearsal=True)
    _phone, response = scan()
    assert response.status_code == 404 and "Nothing runs now" in response.text


def test_who_was_removed_or_finds_the_door_closed_reads_so(scan):
    session = a_session(join_locked=True)
    assert WORDS["locked"] in scan()[1].text
    Session.objects.update(join_locked=False)
    assert scan()[1].status_code == 302
    steering.remove_seat(Seat.objects.get(), None)
    _phone, response = scan()
    assert response.status_code == 403 and WORDS["removed"] in response.text
    assert session.code not in response.get("Location", "")
