"""Motions and votes on their pages, without a script; the files from which anybody counts again."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from networks.meet.meetings.models import Ballot, BallotState, Decision, Motion
from networks.meet.meetings.rules import attending, bodies, voting
from networks.meet.meetings.tests.held import a_meeting, open_with, there, voter
from networks.meet.meetings.tests.test_voting import ALL, put, vote
from networks.meet.meetings.waiting import needs
from networks.people.models import Organisation

pytestmark = pytest.mark.django_db
RECOUNT = Path(settings.BASE).parent / "docs" / "examples" / "recount.py"


def recount(told: dict, tmp_path, program=RECOUNT) -> subprocess.CompletedProcess:
    """Run the example of the documentation as anybody would."""
    file = tmp_path / "ballot.json"
    file.write_text(json.dumps(told), encoding="utf-8")
    return subprocess.run(
        [sys.executable, str(program), str(file)], capture_output=True, text=True, check=False
    )


def test_from_the_motion_to_the_register_on_pages(assembly, members, chair, browser_of, here):
    meeting = a_meeting(assembly, chair)
    attending.give_proxy(meeting, voter(meeting, "Most"), members["Leie"][1], instructions="Please yes")
    there(meeting, chair, "Leie", "Somes", "Filo", people=members)
    browser, item = browser_of(chair), meeting.items.get()
    browser.post(here("meeting-opening", meeting=meeting.pk))
    browser.post(
        here("motion-new", item=item.pk), {"title": "Budget", "text": "We spend 4,000.", "kind": "ordinary"}
    )
    motion = Motion.objects.get()
    browser.post(
        here("motion-edit", motion=motion.pk),
        {"title": "Budget", "text": "We spend 5,000.", "kind": "ordinary"},
    )
    shown = browser.get(here("motion-putting", motion=motion.pk)).content.decode()
    assert "more than half of the votes cast" in shown
    answer = browser.post(here("motion-putting", motion=motion.pk), {"when": "now"})
    ballot = Ballot.objects.get()
    assert answer.url == here("ballot", ballot=ballot.pk) and ballot.state == BallotState.OPEN
    leie, page = browser_of(members["Leie"][1]), here("ballot", ballot=ballot.pk)
    shown = leie.get(page).content.decode()
    assert "For Leie" in shown and "For Most, by proxy" in shown and "Please yes" in shown
    ballot.roll.filter(name="Filo").update(may=False, reasons=["Its fee of 2025 is open."])
    shown = browser_of(members["Filo"][1]).get(page).content.decode()
    assert "Filo has no vote here: Its fee of 2025 is open." in shown
    ballot.roll.filter(name="Filo").update(may=True, reasons=[])
    assert page in leie.get(here("meeting", meeting=meeting.pk)).content.decode()
    casting = here("ballot-casting", ballot=ballot.pk)
    for name in ("Leie", "Most"):
        entry = ballot.roll.get(name=name)
        assert (
            "Counted"
            in leie.post(casting, {"entry": entry.pk, "choice": "yes"}, follow=True).content.decode()
        )
    again = leie.post(casting, {"entry": entry.pk, "choice": "no"}, follow=True).content.decode()
    assert "was counted already" in again
    assert (
        "not on the roll" in leie.post(casting, {"entry": "x", "choice": "no"}, follow=True).content.decode()
    )
    mare = browser_of(members["Mare"][1])
    assert "Say first that you are there" in mare.get(page).content.decode()
    somes = browser_of(members["Somes"][1])
    assert "<dt>Yes" not in somes.get(page).content.decode()  # nothing is counted before it is closed
    assert somes.post(here("ballot-closing", ballot=ballot.pk)).status_code == 403
    shown = browser.post(here("ballot-closing", ballot=ballot.pk), follow=True).content.decode()
    assert "2 of 2 said yes; 2 were needed." in shown
    assert Decision.objects.get().text == "We spend 5,000."
    rolled = somes.get(here("ballot-roll", ballot=ballot.pk)).content.decode()
    assert "cast by Leiedelegate by proxy" in rolled and "Yes" in rolled
    late = somes.post(casting, {"entry": ballot.roll.get(name="Somes").pk, "choice": "no"}, follow=True)
    assert "came too late" in late.content.decode()


def test_an_annulled_vote_says_why(board, members, chair, browser_of, here):
    ballot = put(open_with(board, chair, "Claire", "Leie", "Somes"), chair)
    browser, address = browser_of(chair), here("ballot-annulment", ballot=ballot.pk)
    assert browser.post(address, {"because": ""}).status_code == 422
    shown = browser.post(address, {"because": "The figures were wrong."}, follow=True).content.decode()
    assert "The figures were wrong." in shown
    assert browser.get(here("motion", motion=ballot.motion_id)).status_code == 200


def test_from_elsewhere_until_a_last_moment(assembly, members, chair, browser_of, here, actor_of):
    meeting = a_meeting(assembly, chair)
    browser, item = browser_of(chair), meeting.items.get()
    browser.post(here("motion-new", item=item.pk), {"title": "Fees", "text": "100.", "kind": "fees"})
    address = here("motion-putting", motion=Motion.objects.get().pk)
    assert browser.post(address, {"when": "until"}).status_code == 422
    assert browser.post(address, {"when": "until", "closes_at": "2020-01-01T10:00"}).status_code == 422
    assert browser.post(address, {"when": "now"}).status_code == 422 and not Ballot.objects.exists()
    day = (timezone.now() + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")
    browser.post(address, {"when": "until", "closes_at": day})
    ballot = Ballot.objects.get()
    assert ballot.by_correspondence
    waits = [need.title for need in needs(actor_of(members["Leie"][1]))]
    assert "Vote on “Fees”" in waits and "Vote on “Fees”" not in [
        need.title for need in needs(actor_of(chair))
    ]
    leie = browser_of(members["Leie"][1])
    assert "Cast this vote" in leie.get(here("ballot", ballot=ballot.pk)).content.decode()


def test_a_withdrawn_motion_is_not_put(board, members, chair, browser_of, here):
    ballot = put(open_with(board, chair, "Claire", "Leie", "Somes"), chair)
    browser = browser_of(chair)
    shown = browser.post(here("motion-withdrawal", motion=ballot.motion_id), follow=True).content.decode()
    assert "put to the vote, or withdrawn" in shown
    voting.annul(ballot, "x", by=chair)
    browser.post(here("motion-withdrawal", motion=ballot.motion_id))
    assert browser.post(here("motion-putting", motion=ballot.motion_id), {"when": "now"}).status_code == 422


@pytest.mark.parametrize("by_country", [False, True])
def test_anybody_counts_again_with_the_published_votes(
    assembly, members, chair, coordinator, browser_of, here, tmp_path, by_country
):
    for name, country in (("Leie", "BE"), ("Somes", "RO"), ("Filo", "IT"), ("Mare", "IT"), ("Most", "RO")):
        Organisation.objects.filter(name=name).update(country=country)
    bodies.change(assembly, {"by_country": by_country}, by=coordinator)
    ballot = put(open_with(assembly, chair, *ALL, people=members), chair, kind="statutes")
    for name, choice in zip(ALL, ("yes", "yes", "no", "abstain", "yes"), strict=True):
        vote(ballot, members, name, choice)
    browser, address = browser_of(chair), here("ballot", ballot=ballot.pk) + "files/ballot.json"
    assert browser.get(address).status_code == 404  # nothing before it is closed
    voting.close_ballot(ballot, by=chair)
    told = json.loads(browser.get(address).content)
    found = recount(told, tmp_path)
    assert found.returncode == 0 and "The count is right" in found.stdout, found.stdout + found.stderr
    next(paper for paper in told["papers"] if paper["voter"] == "Leie")["choice"] = ["no"]
    assert recount(told, tmp_path).returncode == 1
    table = browser.get(here("ballot", ballot=ballot.pk) + "files/ballot.csv").content.decode("utf-8-sig")
    assert table.splitlines()[0] == "voter,country,weight,choice" and len(table.splitlines()) == 6
    assert len(RECOUNT.read_text(encoding="utf-8").splitlines()) <= 50


def test_the_chair_reads_how_many_of_those_here_have_voted(
    assembly, members, chair, coordinator, browser_of, here
):
    bodies.change(assembly, {"proxies": 1}, by=coordinator)
    meeting = open_with(assembly, chair, "Leie", "Somes", "Filo", people=members)
    attending.give_proxy(meeting, voter(meeting, "Most"), members["Leie"][1])
    ballot = put(meeting, chair)
    page, lead = here("ballot", ballot=ballot.pk), browser_of(chair)
    shown = lead.get(page).content.decode()
    assert "0 of 4 who are here or represented have voted; 5 have a vote." in shown
    assert (
        "Who is here and has not voted yet" in shown
        and "<li>Most</li>" in shown
        and "<li>Mare</li>" not in shown
    )
    there(meeting, chair, "Mare", people=members)  # comes later
    vote(ballot, members, "Leie", "yes")
    vote(ballot, members, "Most", "no", by=members["Leie"][1])
    shown = lead.get(page).content.decode()
    assert "2 of 5 who are here or represented have voted" in shown and "<li>Mare</li>" in shown
    assert "2 of 5 who are here" in lead.get(here("ballot-closing", ballot=ballot.pk)).content.decode()
    assert "2 have voted." in browser_of(members["Filo"][1]).get(page).content.decode()
    attending.leave(meeting.presences.get(organisation=members["Mare"][0]), by=chair)
    assert "2 of 4 who are here" in lead.get(page).content.decode()
    voting.close_ballot(ballot, by=chair)
    assert "2 of 5 have voted." in lead.get(page).content.decode()
