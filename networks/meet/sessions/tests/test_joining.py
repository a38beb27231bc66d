"""Somebody joins a session."""

import pytest
from django.test import Client

from networks.base.keys import clear_code
from networks.meet.sessions.models import Answer, Seat, Session
from networks.meet.sessions.pages.participant_doors import GUESSES
from networks.meet.sessions.rules import running, seating, steering
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.meet.sessions.words import WORDS
from networks.people.actors import Actor
from networks.people.models import Affiliation, Organisation, Person

ORIGIN = {"HTTP_ORIGIN": "http://testserver"}


@pytest.fixture(autouse=True)
def no_counts_yet(db):
    from django.core.cache import cache

    cache.clear()


def join(client, session, **data):
    data = {"name": "Ana", "language": "en", **data}
    return client.post(f"/j/{session.code}/", data, **ORIGIN)


def test_it_works(network):
    session = a_session()
    client = Client()
    assert "Take part" in client.get(f"/j/{session.code}/").text
    response = join(client, session, country="PT")
    assert response.status_code == 302
    cookie = response.cookies["seat"]
    assert cookie["path"] == f"/j/{session.code}/" and cookie["httponly"]
    seat = Seat.objects.get()
    assert (seat.name, seat.country, seat.person) == ("Ana", "PT", None)
    assert "You are in" in client.get(f"/j/{session.code}/").text


def test_a_code_is_found_however_it_is_typed(network):
    """S24"""
    session = a_session()
    typed = f" {session.code[:3].lower()}-{session.code[3:].lower()} "
    assert Client().get("/j/", {"code": typed}).url == f"/j/{session.code}/"
    assert Client().get(f"/j/{session.code.lower()}/").url == f"/j/{session.code}/"


def test_a_code_has_six_signs_and_none_that_looks_like_another():
    """S24"""
    codes = {clear_code() for _ in range(2000)}
    assert {len(code) for code in codes} == {6}
    assert not set("".join(codes)) & set("0O1IL")
    assert "".join(codes).isalnum() and "".join(codes).isupper()


def test_a_wrong_code_says_what_to_do(network):
    for response in (Client().get("/j/", {"code": "WRONG2"}), Client().get("/j/WRONG2/")):
        assert response.status_code == 404
        assert WORDS["code_wrong"] in response.text


def test_guesses_are_stopped_and_two_hundred_joins_are_not(network):
    """S24"""
    session = a_session()
    for _ in range(200):
        assert join(Client(), session).status_code == 302
    for guess in range(GUESSES.failures):
        assert Client().get(f"/j/GUES{guess:03}/").status_code == 404
    assert Client().get("/j/GUESSED/").status_code == 429
    assert Client().get(f"/j/{session.code}/").status_code == 429


def test_who_has_a_seat_is_not_shut_out_by_guesses_of_others(network):
    session = a_session()
    client = Client()
    join(client, session)
    for _ in range(GUESSES.failures):
        GUESSES.failed("127.0.0.1")
    assert client.get(f"/j/{session.code}/").status_code == 200


@pytest.mark.parametrize(
    ("fields", "word"),
    [({"places": 0}, "full"), ({"join_locked": True}, "locked"), ({"guests_welcome": False}, "no_guests")],
)
def test_who_cannot_join_reads_why(network, fields, word):
    session = a_session(**fields)
    for response in (Client().get(f"/j/{session.code}/"), join(Client(), session)):
        assert response.status_code == 403
        assert WORDS[word] in response.text
        assert (f"/sign-in/?next=/j/{session.code}/" in response.text) == (word == "no_guests")
    assert not Seat.objects.exists()


def test_a_code_dies_with_its_session_and_seats_live_on(network):
    """S24"""
    session = a_session()
    client = Client()
    join(client, session)
    code = session.code
    running.end(session, None)
    assert "The session has ended" in client.get(f"/j/{code}/").text
    assert Client().get(f"/j/{code}/").status_code == 404


def test_a_removed_guest_reads_so_and_can_do_nothing(network):
    session = a_session()
    part = a_part(session)
    client = Client()
    join(client, session)
    steering.remove_seat(Seat.objects.get(), None)
    answer = {"part": part.pk, "key": "0190c0de-0000-7000-8000-000000000001", "text": "x"}
    for response in (
        client.get(f"/j/{session.code}/"),
        client.post(f"/j/{session.code}/answers/", answer, **ORIGIN),
        client.get(f"/j/{session.code}/state"),
    ):
        assert response.status_code == 403
        assert WORDS["removed"] in response.text
    assert not Answer.everywhere.exists()


def test_the_personal_link_is_the_same_seat_on_another_phone_with_or_without_cookies(network):
    """S26"""
    session = a_session()
    part = a_part(session)
    seat, secret = a_guest(session)
    other = Client()
    assert part.question in other.get(f"/j/{session.code}/me/{secret}/").text
    assert part.question in other.get(f"/j/{session.code}/").text
    without_cookies = Client()
    answer = {"part": part.pk, "key": "0190c0de-0000-7000-8000-000000000001", "text": "Together"}
    base = f"/j/{session.code}/me/{secret}/"
    assert without_cookies.post(f"{base}answers/", answer).url == base
    assert part.answers.get().seat == seat
    assert Seat.objects.count() == 1
    assert Client().get(f"/j/{session.code}/me/guessed/").status_code == 404


def test_two_tabs_are_one_participant(network):
    """S26"""
    session = a_session()
    client = Client()
    join(client, session)
    join(client, session, name="Ana again")
    assert Seat.objects.count() == 1


def test_a_member_gets_their_own_data_and_one_seat_on_all_devices(network):
    oficina = Organisation.objects.create(name="Oficina Maré", country="PT")
    ines = Person.objects.create_user("ines@oficina.example", "Inês Duarte")
    Affiliation.objects.create(person=ines, organisation=oficina, audience="worker")
    session = a_session(guests_welcome=False)
    secrets = set()
    for _ in range(2):
        client = Client()
        client.force_login(ines)
        assert "Inês Duarte" in client.get(f"/j/{session.code}/").text
        secrets.add(client.post(f"/j/{session.code}/", {"language": "en"}, **ORIGIN).cookies["seat"].value)
    seat = Seat.objects.get()
    assert (seat.person, seat.organisation, seat.country, seat.audience) == (ines, oficina, "PT", "worker")
    assert len(secrets) == 1


def test_a_member_comes_in_by_the_sessions_key_and_a_guest_does_not(network, coordinator):
    session = a_session()
    client = Client()
    client.force_login(coordinator)
    assert client.get(f"/j/{session.pk}/").status_code == 200
    assert Client().get(f"/j/{session.pk}/").status_code == 404


def test_a_person_of_another_network_is_a_guest(network):
    stranger = Person.objects.create_user("x@other.example", "Xavier")
    session = a_session()
    seat, _ = seating.sit_down(session, Actor(stranger, network), seating.Details(name="X"))
    assert seat.person is None


def test_no_more_sit_down_than_there_are_places(network):
    session = a_session(places=2)
    a_guest(session), a_guest(session)
    with pytest.raises(seating.CannotJoin) as refused:
        a_guest(session)
    assert refused.value.word == "full"


def test_a_form_from_another_site_takes_no_seat(network):
    session = a_session()
    response = Client().post(f"/j/{session.code}/", {"language": "en"}, HTTP_ORIGIN="https://evil.example")
    assert response.status_code == 403
    assert not Seat.objects.exists()


def test_the_page_speaks_the_language_of_the_seat(network):
    session = a_session()
    client = Client()
    join(client, session, language="fr")
    page = client.get(f"/j/{session.code}/", HTTP_ACCEPT_LANGUAGE="de").text
    assert '<html lang="fr"' in page
    client.post(f"/j/{session.code}/settings/", {"language": "en", "easy": "on"}, **ORIGIN)
    page = client.get(f"/j/{session.code}/").text
    assert '<html lang="en"' in page and 'data-reading="easy"' in page


def test_joining_is_locked_between_looking_and_sending(network):
    session = a_session()
    client = Client()
    client.get(f"/j/{session.code}/")
    Session.objects.update(join_locked=True)
    assert WORDS["locked"] in join(client, session).text
