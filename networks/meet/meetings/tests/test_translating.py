"""Motions and the words of candidates in other languages, and in plain words."""

import pytest
from django.utils.translation import override

from networks.base.models import TextVersion
from networks.meet.meetings import personal
from networks.meet.meetings.models import Method, Motion
from networks.meet.meetings.rules import (
    amendments,
    box,
    elections,
    holding,
    meetings,
    motions,
    standing,
    voting,
)
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
    groups = desk.get(page).content.decode()
    assert "French · 2 of 4 written" in groups and "English · 1 of 2 written" in groups
    french_page = french.get(here("motion", motion=motion.pk)).content.decode()
    assert "Nous dépensons 4 000 euros." in french_page and '<h1 lang="fr">Le budget' in french_page
    assert "(traduit" in french_page

    motions.change(motion, {"text": "We spend 5,000 euros."}, by=chair)
    assert "We spend 5,000 euros." in french.get(here("motion", motion=motion.pk)).content.decode()
    answer = desk.post(page, words | {"made_from": form["made_from"].value()})
    assert answer.status_code == 422 and "were changed while you were translating" in answer.content.decode()
    assert "French · look at this again" in answer.content.decode()
    words["text__fr__usual"] = "Nous dépensons 5 000 euros."
    desk.post(page, words | {"made_from": answer.context["form"]["made_from"].value()})

    ballot = voting.open_ballot(voting.prepare(motion.item, motion=Motion.objects.get(), by=chair), by=chair)
    voted = french.get(here("ballot", ballot=ballot.pk)).content.decode()
    assert "Le budget" in voted and "Nous dépensons 5 000 euros." in voted
    answer = desk.post(page, words | {"text__fr__usual": "Nous dépensons 9 000 euros."})
    assert answer.status_code == 422 and "in every language" in answer.content.decode()
    assert not TextVersion.objects.filter(text__contains="9 000").exists()


def test_an_agenda_is_read_in_ones_own_language_and_a_vote_on_an_item_is_called_the_same(
    meeting, coordinator, chair, browser_of, french, here
):
    desk, item = browser_of(coordinator), meeting.items.get()
    meeting.network.languages = ["en", "fr", "nl", "it"]
    meeting.network.save()
    meetings.change_item(item, {"title": "The year to come", "text": "What we want to do."}, by=chair)
    made = elections.prepare_election(item, title=item.title, method=Method.APPROVAL, by=chair)
    for record, name, words in (
        (meeting.body, "body", {"name__fr__usual": "L’assemblée"}),
        (meeting, "meeting", {"title__fr__usual": "L’assemblée de mai"}),
        (item, "item", {"title__fr__usual": "L’année à venir", "text__fr__usual": "Ce que nous voulons faire."}),
    ):  # fmt: skip
        page = here(f"{name}-versions", **{name: record.pk})
        at = here("body-rules" if name == "body" else name, **{name: record.pk})
        assert page in desk.get(at).content.decode() and page not in french.get(at).content.decode()
        assert french.post(page, words).status_code == 403
        # Of many languages only one's own is open.
        assert [group.open for group in desk.get(page).context["form"].groups] == [True, False, False, False]
        answer = desk.post(page, words)
        assert answer.status_code == 302 and answer.headers["Location"] == at
    shown = french.get(here("item", item=item.pk)).content.decode()
    for said in (
        "L’assemblée",
        "L’assemblée de mai",
        "L’année à venir",
        "Ce que nous voulons faire.",
        "(traduit",
    ):
        assert said in shown
    assert '<h1 lang="fr">L’année à venir' in french.get(here("ballot", ballot=made.pk)).content.decode()
    item = meeting.items.get()
    later = elections.prepare_election(item, title=item.title, method=Method.APPROVAL, by=chair)
    assert '<h1 lang="fr">L’année à venir' in french.get(here("ballot", ballot=later.pk)).content.decode()
    assert "L’année à venir" in french.get(here("meeting-minutes", meeting=meeting.pk)).content.decode()
    voting.annul(made, "x", by=chair)
    voting.annul(later, "x", by=chair)
    holding.close_meeting(meeting, by=chair)
    page = here("item-versions", item=item.pk)
    answer = desk.post(page, {"title__fr__usual": "Autre chose"})
    assert answer.status_code == 422 and "agenda stays as it is" in answer.content.decode()
    assert page not in desk.get(here("item", item=item.pk)).content.decode()


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


def test_what_the_program_says_in_the_register_is_said_to_each_in_their_language(
    meeting, assembly, members, chair, french, here
):
    motion = motions.move(meeting.items.get(), "Budget", "We spend 4,000 euros.", by=chair)
    for field, words in (("title", "Le budget"), ("text", "Nous dépensons 4 000 euros.")):
        motion.put_version(field, "fr", words, author=chair)
    ballot = voting.open_ballot(voting.prepare(motion.item, motion=motion, by=chair), by=chair)
    voting.cast(ballot, ballot.roll.get(name="Leie"), ["yes"], by=members["Leie"][1])
    voting.close_ballot(ballot, by=chair)
    second = motions.move(motion.item, "Place", "We meet in Gent.", by=chair)
    change = amendments.propose(second, "We meet in Cluj.", "", by=chair)
    voted = voting.open_ballot(voting.prepare(motion.item, amendment=change, by=chair), by=chair)
    voting.cast(voted, voted.roll.get(name="Leie"), ["yes"], by=members["Leie"][1])
    with override("fr"):  # whoever closes it reads French: the register is in the language of the motion
        voting.close_ballot(voted, by=chair)
    assert voted.decision.text.startswith("Amendment 1 to “Place”.")
    election = elections.prepare_election(motion.item, title="The board", method=Method.APPROVAL, by=chair)
    election.put_version("title", "fr", "Le conseil", author=chair)
    standing.stand(standing.propose(election, members["Leie"][1], by=chair), {}, by=members["Leie"][1])
    voting.open_ballot(election, by=chair)
    box.cast_secretly(
        election, election.roll.get(name="Leie"), [election.options[0]["key"]], by=members["Leie"][1]
    )
    with override("fr"):
        voting.close_ballot(election, by=chair)
    assert election.decision.text == "The board: elected are Leiedelegate."
    register = french.get(here("body-decisions", body=assembly.pk)).content.decode()
    for said in ("Nous dépensons 4 000 euros.", "Supprimé", "Le conseil", "Leiedelegate"):
        assert said in register
    assert "elected are" not in register and "Struck" not in register

    holding.close_meeting(meeting, by=chair)
    with override("fr"):
        later = open_with(assembly, chair, *members, people=members)
    item = later.items.get(approves=meeting)
    assert item.title.startswith("Minutes of ")
    holding.approve_minutes(item, by=chair)
    minutes = french.get(here("meeting-minutes", meeting=later.pk)).content.decode()
    assert "Minutes of" not in minutes and "Le procès-verbal a été approuvé." in minutes
