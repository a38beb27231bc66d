"""The chair notes the vote of a voter without a phone."""

import pytest

from networks.meet.meetings.models import BallotForm, Paper
from networks.meet.meetings.rules import attending, voting
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.holding import open_meeting
from networks.meet.meetings.rules.noting import note_vote
from networks.meet.meetings.tests.held import a_meeting, open_with, there, voter
from networks.meet.meetings.tests.test_voting import ALL, entry, put, vote

pytestmark = pytest.mark.django_db


def note(ballot, name, choice, by, how="table"):
    return note_vote(ballot, entry(ballot, name), [choice], how, by=by)


def test_a_vote_at_the_table_counts_once_and_says_who_noted_it(assembly, members, chair):
    ballot = put(open_with(assembly, chair, *ALL, people=members), chair)
    note(ballot, "Leie", "yes", chair)
    note(ballot, "Leie", "yes", chair)  # sent twice
    row = entry(ballot, "Leie")
    assert (row.voted_by, row.noted_by, row.noted_how) == (members["Leie"][1], chair, "table")
    with pytest.raises(NotNow, match="counted already"):
        vote(ballot, members, "Leie", "no")
    vote(ballot, members, "Somes", "no")
    with pytest.raises(NotNow, match="counted already"):
        note(ballot, "Somes", "yes", chair, how="card")
    assert sorted(paper.choice for paper in Paper.objects.all()) == [["no"], ["yes"]]
    voting.close_ballot(ballot, by=chair)
    assert (ballot.result["yes"], ballot.result["no"]) == (1, 1)
    with pytest.raises(NotNow, match="too late"):
        note(ballot, "Filo", "yes", chair)


def test_only_who_is_there_and_has_a_vote_is_noted(assembly, members, chair):
    ballot = put(open_with(assembly, chair, "Leie", "Somes", "Filo", people=members), chair)
    with pytest.raises(NotNow, match="is not there"):
        note(ballot, "Mare", "yes", chair)
    ballot.roll.filter(name="Leie").update(may=False)
    with pytest.raises(NotNow, match="no vote here"):
        note(ballot, "Leie", "yes", chair)
    with pytest.raises(NotNow, match="how the vote was given"):
        note(ballot, "Somes", "yes", chair, how="shouted")
    assert not Paper.objects.exists()


def test_a_proxy_is_noted_by_its_limit(assembly, members, chair):
    meeting = a_meeting(assembly, chair)
    attending.give_proxy(meeting, voter(meeting, "Most"), members["Leie"][1])
    there(meeting, chair, "Leie", "Somes", "Filo", people=members)
    ballot = put(open_meeting(meeting, by=chair), chair)
    note(ballot, "Most", "yes", chair, how="card")
    assert entry(ballot, "Most").by_proxy and entry(ballot, "Most").voted_by == members["Leie"][1]


def test_a_secret_vote_is_never_noted(assembly, members, chair, browser_of, here):
    ballot = put(open_with(assembly, chair, *ALL, people=members), chair, form=BallotForm.SECRET)
    with pytest.raises(NotNow, match="secret"):
        note(ballot, "Leie", "yes", chair)
    assert not Paper.objects.exists() and not entry(ballot, "Leie").voted
    browser = browser_of(chair)
    page = here("ballot-noting", ballot=ballot.pk)
    assert browser.get(page).url == here("ballot", ballot=ballot.pk)
    assert page not in browser.get(here("ballot", ballot=ballot.pk)).content.decode()


def test_the_chair_notes_it_on_a_page_and_the_roll_tells(assembly, members, chair, browser_of, here):
    ballot = put(open_with(assembly, chair, *ALL, people=members), chair)
    browser, page = browser_of(chair), here("ballot-noting", ballot=ballot.pk)
    assert page in browser.get(here("ballot", ballot=ballot.pk)).content.decode()
    key = str(entry(ballot, "Leie").pk)
    assert key in browser.get(page).content.decode()
    assert "The vote of Leie" in browser.get(page, {"entry": key}).content.decode()
    assert browser.post(page, {"entry": key, "how": "card"}).status_code == 422
    assert browser.post(page, {"entry": "none", "how": "card", "choice": "yes"}).status_code == 422
    assert browser.post(page, {"entry": key, "how": "card", "choice": "yes"}).url == page
    assert key not in browser.get(page).content.decode()
    roll = browser.get(here("ballot-roll", ballot=ballot.pk)).content.decode()
    assert "by show of a card, noted by Claire" in roll
    own = browser_of(members["Leie"][1])
    assert "noted by Claire" in own.get(here("ballot", ballot=ballot.pk)).content.decode()
    assert own.get(page).status_code in (403, 404)
