"""The words that participants see: few, complete in English and French, and filled in by a network for other languages."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from networks.meet.sessions.models import ParticipantWord
from networks.meet.sessions.tests.a_session import a_guest, a_session
from networks.meet.sessions.words import FOLDER, WORDS, Words, shipped
from networks.people.models import Network

PLACE = re.compile(r"{\w+}")


@pytest.fixture
def page(network, coordinator, client):
    client.force_login(coordinator)
    return reverse("participant-words", kwargs={"network": network.slug})


def test_they_are_few():
    assert len(WORDS) < 200


def test_french_has_every_word_with_the_same_places():
    french = json.loads((FOLDER / "words.fr.json").read_text())
    assert set(french) == set(WORDS)
    for key, text in french.items():
        assert set(PLACE.findall(text)) == set(PLACE.findall(WORDS[key])), key


def test_a_network_fills_in_a_language_for_its_participants(page, client, network):
    session = a_session()
    _, secret = a_guest(session, language="ro")
    guest = Client()
    guest.cookies["seat"] = secret
    assert '<html lang="en"' in guest.get(f"/j/{session.code}/").text
    response = client.post(f"{page}?language=ro", {"you_are_in": "Ești aici"})
    assert response.status_code == 302
    shown = guest.get(f"/j/{session.code}/").text
    assert '<html lang="ro"' in shown and "Ești aici" in shown
    assert WORDS["look_again"] in shown
    client.post(f"{page}?language=ro", {"you_are_in": ""})
    assert not ParticipantWord.objects.exists()


def test_places_for_names_and_numbers_have_to_stay(page, client):
    for text in ("Întrebarea", "Întrebarea {number} din {total}", "{number} {of} {", "{0}"):
        response = client.post(f"{page}?language=ro", {"question_of": text})
        assert response.status_code == 422, text
    assert not ParticipantWord.objects.exists()
    assert (
        client.post(f"{page}?language=ro", {"question_of": "Întrebarea {number} din {of}"}).status_code == 302
    )


def test_a_word_that_names_other_values_is_shown_in_english():
    words = Words("ro", {"question_of": "Întrebarea {wrong}"})
    assert words.say("question_of", number=1, of=3) == "Question 1 of 3"


def test_another_networks_words_are_not_seen(page, client, network):
    from networks.base.tenancy import in_network

    other = Network.objects.create(name="Other", slug="other", languages=["en"])
    with in_network(other):
        ParticipantWord.objects.create(language="ro", key="join", text="marker-word")
    assert "marker-word" not in client.get(f"{page}?language=ro").text


def test_a_language_that_does_not_come_with_the_program_is_empty():
    assert shipped("xx") == {} and shipped("../words") == {}
