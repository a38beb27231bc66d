"""Motions and the words of candidates in other languages, and in plain words."""

import pytest

from networks.base.models import TextVersion
from networks.meet.meetings import personal
from networks.meet.meetings.models import Method, Motion
from networks.meet.meetings.rules import elections, motions, standing, voting
from networks.meet.meetings.tests.held import open_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(network, assembly, members, chair):
    network.languages = ["en", "fr"]
    network.save()
    return open_with(assembly, chair, *members, people=members)


@pytest.fixture
def french(members, browser_of):
    """A delegate who reads French."""
    person = members["Leie"][1]
    person.language = "fr"
    person.save()
    return browser_of(person)


def test_a_motion_is_read_and_voted_on_in_ones_own_language(meeting, chair, browser_of, french, here):
    motion = motions.move(meeting.items.get(), "Budget", "We spend 4,000 euros.", by=chair)
    page, desk = here("motion-versions", motion=motion.pk), browser_of(chair)
    shown = desk.get(page).content.decode()
    assert (
        "We spend 4,000 euros." in shown
        and "Title: In French" in shown
        and page in desk.get(here("motion", motion=motion.pk)).content.decode()
    )
    words = {
        "title__fr__usual": "Le budget",
        "text__fr__usual": "Nous dépensons 4 000 euros.",
        "text__en__plain": "We pay 4,000.",
    }
    form = desk.get(page).context["form"]
    assert desk.post(page, words | {"made_from": form["made_from"].value()}).status_code == 302
    french_page = french.get(here("motion", motion=motion.pk)).content.decode()
    assert "Nous dépensons 4 000 euros." in french_page and '<h1 lang="fr">Le budget' in french_page
    assert "(traduit" in french_page

    motions.change(motion, {"text": "We spend 5,000 euros."}, by=chair)
    assert "We spend 5,000 euros." in french.get(here("motion", motion=motion.pk)).content.decode()
    answer = desk.post(page, words | {"made_from": form["made_from"].value()})
    assert answer.status_code == 422 and "were changed while you were translating" in answer.content.decode()
    assert "look at this again" in answer.content.decode()
    words["text__fr__usual"] = "Nous dépensons 5 000 euros."
    desk.post(page, words | {"made_from": answer.context["form"]["made_from"].value()})

    ballot = voting.open_ballot(voting.prepare(motion.item, motion=Motion.objects.get(), by=chair), by=chair)
    voted = french.get(here("ballot", ballot=ballot.pk)).content.decode()
    assert "Le budget" in voted and "Nous dépensons 5 000 euros." in voted
    answer = desk.post(page, words | {"text__fr__usual": "Nous dépensons 9 000 euros."})
    assert answer.status_code == 422 and "in every language" in answer.content.decode()
    assert not TextVersion.objects.filter(text__contains="9 000").exists()


def test_a_candidates_words_are_translated_before_the_vote_opens_and_go_with_the_person(
    meeting, members, chair, browser_of, french, here
):
    ballot = elections.prepare_election(
        meeting.items.get(), title="The board", method=Method.APPROVAL, by=chair
    )
    somes = members["Somes"][1]
    row = standing.stand(standing.propose(ballot, somes, by=somes), {"text": "I know accounts."}, by=somes)
    page = here("candidacy-versions", candidacy=row.pk)
    assert page in browser_of(somes).get(here("ballot", ballot=ballot.pk)).content.decode()
    assert browser_of(somes).post(page, {"text__fr__usual": "Je connais les comptes."}).status_code == 302
    assert page not in french.get(here("ballot", ballot=ballot.pk)).content.decode()
    assert french.get(page).status_code in (403, 404)
    voting.open_ballot(ballot, by=chair)
    assert "Je connais les comptes." in french.get(here("ballot", ballot=ballot.pk)).content.decode()
    assert browser_of(chair).post(page, {"text__fr__usual": "Je ne sais rien."}).status_code == 422
    personal.erase(somes)
    assert not TextVersion.objects.filter(about=row.label).exists()
