"""The big screen of a meeting: by its link, what is chosen, what is voted on, what came of it; never who votes how while it is open."""

import pytest
from django.test import Client

from networks.meet.meetings.models import Meeting
from networks.meet.meetings.rules import motions, voting
from networks.meet.meetings.tests.held import open_with

pytestmark = pytest.mark.django_db


def test_the_screen_follows_the_meeting(board, chair, members, browser_of, here):
    meeting = open_with(board, chair, "Claire", "Leie", "Somes")
    browser, item = browser_of(chair), meeting.items.get()
    assert (
        browser_of(members["Leie"][1]).post(here("meeting-screen-opening", meeting=meeting.pk)).status_code
        == 403
    )
    address = browser.post(here("meeting-screen-opening", meeting=meeting.pk)).url
    assert browser.post(here("meeting-screen-opening", meeting=meeting.pk)).url == address
    screen = Client()
    assert "A meeting" in screen.get(address).content.decode()
    browser.post(here("item-screen", item=item.pk))
    assert "We spend 4,000 euros." in screen.get(address + "now/").content.decode()
    motion = motions.move(item, "Budget", "We spend 5,000 euros.", by=chair)
    ballot = voting.open_ballot(voting.prepare(item, motion=motion, by=chair), by=chair)
    voting.cast(ballot, ballot.roll.get(person=chair), ["yes"], by=chair)
    shown = screen.get(address + "now/").content.decode()
    assert (
        "We spend 5,000 euros." in shown
        and "1 of 3 who are here or represented have voted; 5 have a vote." in shown
        and "Claire" not in shown
    )
    voting.close_ballot(ballot, by=chair)
    assert "1 of 1 said yes" in screen.get(address + "now/").content.decode()
    assert screen.get("/screen/meeting/" + "x" * 43 + "/").status_code == 404
    Meeting.objects.update(screen_secret="")
    assert screen.get(address).status_code == 404
