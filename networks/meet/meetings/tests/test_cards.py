"""Checking in with a card: on site, for the organisation that printed it; never a vote."""

import pytest
from django.core.cache import cache
from django.test import Client

from networks.meet.meetings.models import How, Presence
from networks.meet.meetings.rules import attending, holding
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.tests.held import a_meeting
from networks.meet.meetings.tests.test_voting import put
from networks.people import cards
from networks.people.belonging import affiliate
from networks.people.models import Function, FunctionKind, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(members):
    """A worker without e-mail who is the delegate of Leie, and also of Mare."""
    made = Person.objects.create_user(None, "Wim")
    for name in ("Leie", "Mare"):
        place = affiliate(made, members[name][0], "worker")
        Function.objects.create(affiliation=place, kind=FunctionKind.DELEGATE)
    return made


@pytest.fixture
def printed(worker, members):
    return cards.make_card(worker, members["Leie"][0])


def path(printed):
    return printed.address[printed.address.index("/card/") :]


def who_is_there():
    rows = Presence.objects.filter(left_at=None).values_list("person__name", "organisation__name", "how")
    return sorted(rows, key=str)


def test_a_delegate_checks_in_with_a_card_and_casts_no_vote(assembly, chair, members, printed, here):
    meeting = a_meeting(assembly, chair)
    page, by_card = here("meeting-check-in", meeting=meeting.pk), Client()
    by_card.post(path(printed))
    shown = by_card.get(page).content.decode()
    assert "You are here for: Leie" in shown and "Mare" not in shown and "casts no votes" in shown
    online = by_card.post(page, {"how": "online"})
    assert online.status_code == 422 and "With a card you check in on site" in online.content.decode()
    assert by_card.post(page, {"how": "on_site", "code": "WRONG1"}).status_code == 422
    assert by_card.post(page, {"how": "on_site", "code": meeting.code}).status_code == 302
    assert who_is_there() == [("Wim", "Leie", How.ON_SITE)]

    for name in ("Somes", "Filo"):
        attending.check_in(meeting, members[name][1], How.ONLINE)
    ballot = put(holding.open_meeting(meeting, by=chair), chair)
    shown = by_card.get(here("ballot", ballot=ballot.pk)).content.decode()
    assert "a card casts no votes. Tell the chair" in shown and "Cast this vote" not in shown
    entry = ballot.roll.get(organisation=members["Leie"][0])
    cast = by_card.post(here("ballot-casting", ballot=ballot.pk), {"entry": entry.pk, "choice": "yes"})
    assert cast.status_code in (403, 404) and not ballot.papers.exists()


def test_cards_are_scanned_at_the_door(
    assembly, chair, worker, printed, members, browser_of, here, person_of
):
    cache.clear()
    meeting = a_meeting(assembly, chair)
    desk, at_the_door = here("meeting-desk", meeting=meeting.pk), browser_of(chair)
    for _twice in range(2):
        answer = at_the_door.post(desk, {"words": printed.address}, follow=True)
        assert "Wim is here for Leie." in answer.content.decode()
    assert who_is_there() == [("Wim", "Leie", How.ON_SITE)]
    guest = person_of("Guest", members["Somes"][0], "worker")
    answer = at_the_door.post(desk, {"words": cards.make_card(guest, members["Somes"][0]).words}, follow=True)
    assert "Guest is here as a guest" in answer.content.decode()
    printed.card.revoke()
    refused = at_the_door.post(desk, {"words": printed.address})
    assert refused.status_code == 422 and "does not work here" in refused.content.decode()
    assert printed.address not in refused.content.decode()
    assert refused.content.decode().count("autofocus") == 1  # the next card is scanned into the field
    assert browser_of(members["Leie"][1]).get(desk).status_code == 403


def test_whoever_leads_scans_a_card_with_their_own_phone(
    assembly, chair, printed, members, browser_of, here, time_machine
):
    meeting = a_meeting(assembly, chair)
    button = here("meeting-desk", meeting=meeting.pk)
    assert button not in browser_of(chair).get(path(printed)).content.decode()  # weeks before
    time_machine.move_to(meeting.occasion.starts_at, tick=False)
    shown = browser_of(chair).get(path(printed)).content.decode()
    assert button in shown and "Check in at A meeting" in shown and "Go in" not in shown
    assert browser_of(chair).post(button, {"words": path(printed)}).status_code == 302
    assert who_is_there() == [("Wim", "Leie", How.ON_SITE)]
    assert button not in browser_of(members["Somes"][1]).get(path(printed)).content.decode()


def test_a_card_does_not_speak_for_another_organisation(assembly, chair, worker, printed, members):
    meeting = a_meeting(assembly, chair)
    assert {one.name for one in attending.stood_for(assembly, worker)} == {"Leie", "Mare"}
    with pytest.raises(NotNow, match="on site"):
        attending.check_in(meeting, worker, How.ONLINE, card=printed.card)
    attending.check_in(meeting, worker, How.ONLINE)
    assert {row[1] for row in who_is_there()} == {"Leie", "Mare"}
