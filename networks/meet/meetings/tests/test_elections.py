"""Elections: candidates who agreed, secret papers, stages on the page, ties, further rounds, seats."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from networks.base import jobs
from networks.meet.meetings.models import (
    Ballot,
    BallotForm,
    BodySeat,
    Candidacy,
    Decision,
    Method,
    Paper,
    Ties,
)
from networks.meet.meetings.rules import bodies, box, elections, holding, standing, voting
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.results import published
from networks.meet.meetings.tests.held import open_with
from networks.notices.models import Notification

pytestmark = pytest.mark.django_db
RECOUNT = Path(settings.BASE).parent / "docs" / "examples" / "recount_election.py"
ALL = ("Leie", "Somes", "Filo", "Mare", "Most")


@pytest.fixture
def meeting(assembly, members, chair):
    return open_with(assembly, chair, *ALL, people=members)


@pytest.fixture
def stand(members):
    """Delegates of these members stand in an election."""

    def standing_of(ballot, *names, **values):
        for name in names:
            person = members[name][1]
            standing.stand(
                standing.propose(ballot, person, by=person),
                {"text": f"I am {name}.", **values.get(name, {})},
                by=person,
            )
        return ballot

    return standing_of


def recount(told, tmp_path) -> subprocess.CompletedProcess:
    """What the program in the documentation says of a published file."""
    path = tmp_path / "ballot.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    return subprocess.run([sys.executable, RECOUNT, path], capture_output=True, text=True)


def key(ballot, name) -> str:
    return str(ballot.candidacies.get(name__startswith=name).pk)


def vote(ballot, members, name, *choice):
    choice = [f"{answer}:{key(ballot, who)}" if answer else key(ballot, who) for answer, _c, who in (
        one.partition(":") if ":" in one else ("", "", one) for one in choice
    )]  # fmt: skip
    entry = ballot.roll.get(name__startswith=name)
    if ballot.is_secret:
        return box.cast_secretly(ballot, entry, choice, by=members[name][1])
    return voting.cast(ballot, entry, choice, by=members[name][1])


def elected(ballot):
    ballot.refresh_from_db()
    names = {option["key"]: option["name"] for option in ballot.options}
    return [names[one].removesuffix("delegate") for one in ballot.result["elected"]]


def prepared(meeting, chair, method, **fields) -> Ballot:
    return elections.prepare_election(
        meeting.items.get(), title="The board", method=method, by=chair, **fields
    )


def test_three_seats_by_secret_ballot_are_counted_published_and_filled(
    meeting, members, chair, board, stand, tmp_path
):
    ballot = stand(
        prepared(meeting, chair, Method.STV, seats=3, seats_in=board), "Leie", "Somes", "Filo", "Most"
    )
    voting.open_ballot(ballot, by=chair)
    vote(ballot, members, "Leie", "Leie", "Filo")
    vote(ballot, members, "Somes", "Leie", "Most")
    vote(ballot, members, "Filo", "Filo")
    vote(ballot, members, "Mare", "Most", "Leie")
    vote(ballot, members, "Most", "Leie", "Most")
    voting.close_ballot(ballot, by=chair)
    assert set(elected(ballot)) == {"Leie", "Filo", "Most"} and ballot.result["rule"] == "scottish"
    assert Paper.objects.count() == ballot.result["box"]["papers"] == 5
    assert Decision.objects.get().adopted and "Leie" in Decision.objects.get().text
    before = BodySeat.objects.now().get(body=board, person=members["Leie"][1])
    elections.give_seats(ballot, by=chair)
    elections.give_seats(ballot, by=chair)  # twice is once
    seats = BodySeat.objects.now().filter(body=board)
    assert seats.filter(person=members["Most"][1]).count() == 1
    assert seats.filter(person=members["Leie"][1]).exclude(pk=before.pk).count() == 1
    jobs.run_all()
    told = published(Ballot.objects.get())
    assert recount(told, tmp_path).returncode == 0
    told["papers"] = [paper for paper in told["papers"] if paper["choice"][0] != told["options"][0]] + told[
        "papers"
    ][:1] * 9
    told["result"]["elected"] = told["result"]["elected"][:1]
    assert recount(told, tmp_path).returncode == 1


def test_only_who_agreed_is_on_the_paper_and_who_is_proposed_is_told(meeting, members, chair, stand):
    ballot = stand(prepared(meeting, chair, Method.APPROVAL, seats=2), "Leie", "Somes")
    asked = standing.propose(ballot, members["Mare"][1], by=chair)
    assert standing.propose(ballot, members["Mare"][1], by=chair) == asked
    assert Notification.objects.filter(person=members["Mare"][1]).exists()
    standing.step_back(ballot.candidacies.get(name__startswith="Somes"), by=chair)
    voting.open_ballot(ballot, by=chair)
    assert [option["name"] for option in ballot.options] == ["Leiedelegate"]
    with pytest.raises(NotNow, match="before the vote opens"):
        standing.stand(asked, {"text": "Late"}, by=members["Mare"][1])


def test_without_candidates_or_against_the_limits_it_does_not_open(meeting, chair, stand):
    ballot = prepared(meeting, chair, Method.STV, seats=2, limits=[{"group": "woman", "least": 1}])
    with pytest.raises(NotNow, match="Nobody stands"):
        voting.open_ballot(ballot, by=chair)
    stand(ballot, "Leie", "Somes")
    with pytest.raises(NotNow, match="limits"):
        voting.open_ballot(ballot, by=chair)
    stand(ballot, "Filo", Filo={"groups": ["woman", "invented"]})
    assert ballot.candidacies.get(name__startswith="Filo").groups == ["woman"]
    voting.open_ballot(ballot, by=chair)


def test_more_than_half_or_a_run_off(meeting, members, chair, stand):
    ballot = stand(prepared(meeting, chair, Method.ROUNDS, form=BallotForm.OPEN), "Leie", "Somes", "Filo")
    voting.open_ballot(ballot, by=chair)
    for name, choice in zip(ALL, ("Leie", "Leie", "Somes", "Somes", "Filo"), strict=True):
        vote(ballot, members, name, choice)
    voting.close_ballot(ballot, by=chair)
    assert ballot.result["goes_on"] and not Decision.objects.exists()
    second = elections.next_round(ballot, by=chair)
    assert elections.next_round(ballot, by=chair) == second  # twice is once
    assert {row.name for row in second.candidacies.all()} == {"Leiedelegate", "Somesdelegate"}
    voting.open_ballot(second, by=chair)
    for name, choice in zip(ALL, ("Leie", "Leie", "Somes", "Somes", "Somes"), strict=True):
        vote(second, members, name, choice)
    voting.close_ballot(second, by=chair)
    assert elected(second) == ["Somes"] and second.result["rule"] == "runoff"


def test_the_chair_chooses_between_level_candidates(meeting, members, chair, stand, tmp_path):
    ballot = prepared(meeting, chair, Method.APPROVAL, seats=1, ties=Ties.CHAIR)
    voting.open_ballot(stand(ballot, "Leie", "Somes"), by=chair)
    vote(ballot, members, "Leie", "Leie")
    vote(ballot, members, "Somes", "Somes")
    voting.close_ballot(ballot, by=chair)
    assert len(ballot.result["level"]) == 2 and not Candidacy.objects.filter(elected=True).exists()
    with pytest.raises(NotNow):
        elections.choose(ballot, "nobody", by=chair)
    jobs.run_all()  # papers were written anew meanwhile
    elections.choose(ballot, key(ballot, "Somes"), by=chair)
    assert elected(ballot) == ["Somes"] and ballot.result["box"]["papers"] == 2
    assert recount(published(ballot), tmp_path).returncode == 0
    with pytest.raises(NotNow):
        elections.choose(ballot, key(ballot, "Leie"), by=chair)


def test_a_new_round_is_for_the_seats_that_are_left(meeting, members, chair, stand):
    ballot = prepared(meeting, chair, Method.APPROVAL, seats=2, ties=Ties.NEW_ROUND)
    voting.open_ballot(stand(ballot, "Leie", "Somes", "Filo"), by=chair)
    vote(ballot, members, "Leie", "Leie", "Somes")
    vote(ballot, members, "Somes", "Leie", "Filo")
    voting.close_ballot(ballot, by=chair)
    assert elected(ballot) == ["Leie"] and Candidacy.objects.get(elected=True).name == "Leiedelegate"
    second = elections.next_round(ballot, by=chair)
    assert second.seats == 1 and second.candidacies.count() == 2


def test_the_older_comes_first(meeting, members, chair, stand, tmp_path):
    ballot = prepared(meeting, chair, Method.RANKED, ties=Ties.OLDER)
    born = timezone.localdate() - timedelta(days=20_000)
    stand(ballot, "Leie", "Somes", Leie={"born": born + timedelta(days=9)}, Somes={"born": born})
    voting.open_ballot(ballot, by=chair)
    vote(ballot, members, "Leie", "Leie")
    vote(ballot, members, "Somes", "Somes")
    voting.close_ballot(ballot, by=chair)
    assert elected(ballot) == ["Somes"]
    told = published(ballot)
    assert "The older first" in recount(told, tmp_path).stdout and str(born) not in json.dumps(told)
    told["result"]["ties"][0]["order"].reverse()
    assert recount(told, tmp_path).returncode == 1


def test_yes_or_no_to_each_name(meeting, members, chair, stand, tmp_path):
    ballot = stand(prepared(meeting, chair, Method.EACH, seats=2, form=BallotForm.OPEN), "Leie", "Somes")
    voting.open_ballot(ballot, by=chair)
    for name in ALL[:3]:
        vote(ballot, members, name, "yes:Leie", "no:Somes")
    with pytest.raises(NotNow):
        voting.cast(
            ballot, ballot.roll.get(name="Mare"), ["perhaps:" + key(ballot, "Leie")], by=members["Mare"][1]
        )
    voting.close_ballot(ballot, by=chair)
    assert elected(ballot) == ["Leie"] and recount(published(ballot), tmp_path).returncode == 0


def test_rules_that_do_not_go_together_are_said(meeting, chair):
    with pytest.raises(NotNow):
        prepared(meeting, chair, Method.STV, seats=2, ties=Ties.NEW_ROUND)
    with pytest.raises(NotNow):
        prepared(meeting, chair, Method.STV, seats=2, role="chair")
    assert prepared(meeting, chair, Method.ROUNDS, seats=5).seats == 1


def test_the_pages_from_preparing_to_seats(
    meeting, members, chair, board, coordinator, browser_of, here, tmp_path
):
    lead, leie = browser_of(chair), browser_of(members["Leie"][1])
    item = meeting.items.get()
    form = {
        "title": "The board", "method": "stv", "seats": 2, "form": "secret", "ties": "lots", "groups": "woman, man", "half": "on",
        "seats_in": str(board.pk), "role": "member",
    }  # fmt: skip
    answer = lead.post(here("election-new", item=item.pk), form)
    assert answer.status_code == 302, answer.context["form"].errors
    ballot = Ballot.objects.get()
    page = here("ballot", ballot=ballot.pk)
    assert "Nobody stands yet" in lead.get(page).content.decode()
    for name, group in zip(ALL[:3], ("woman", "man", "woman"), strict=True):
        own = browser_of(members[name][1])
        to = own.post(here("candidacy-own", ballot=ballot.pk)).headers["Location"]
        assert own.post(to, {"text": f"I am {name}.", "language": "en", "groups": [group]}).status_code == 302
    assert "I am Somes." in lead.get(page).content.decode()
    assert lead.post(here("ballot-opening", ballot=ballot.pk)).status_code == 302
    ballot.refresh_from_db()
    assert ballot.is_open
    entry = ballot.roll.get(name="Leie")
    twice = {"entry": entry.pk, f"rank-{key(ballot, 'Leie')}": "1", f"rank-{key(ballot, 'Somes')}": "1"}
    answer = leie.post(here("ballot-casting", ballot=ballot.pk), twice)
    assert answer.status_code == 422 and "Two names have the number 1" in answer.content.decode()
    twice[f"rank-{key(ballot, 'Somes')}"] = "2"
    leie.post(here("ballot-casting", ballot=ballot.pk), twice)
    assert Paper.objects.get().choice == [key(ballot, "Leie"), key(ballot, "Somes")]
    vote(ballot, members, "Somes", "Somes")
    assert "tell how each" in lead.get(here("ballot-closing", ballot=ballot.pk)).content.decode()
    lead.post(here("ballot-closing", ballot=ballot.pk))
    shown = leie.get(page).content.decode()
    assert "are elected" in shown and "Scottish rules" in shown and "Fewer than five voted" in shown
    entry.refresh_from_db()
    assert entry.receipt in shown
    listed = leie.get(here("ballot-receipts", ballot=ballot.pk)).content.decode()
    assert entry.receipt in listed and "yours" in listed and "Somes" not in listed.split("<main")[-1]
    assert lead.post(here("ballot-seating", ballot=ballot.pk)).status_code == 302
    assert Candidacy.objects.filter(seated=True).count() == 2
    assert "The count is right" in recount(published(Ballot.objects.get()), tmp_path).stdout
    assert leie.get(f"{page}files/ballot.json").status_code == 200
    lines = leie.get(f"{page}files/ballot.csv").content.decode("utf-8-sig").splitlines()
    assert "Leiedelegate > Somesdelegate" in lines[1] + lines[2] and lines[1].startswith(",,1,")  # of nobody


def test_a_secret_motion_warns_before_it_opens(assembly, members, chair, browser_of, here):
    from networks.meet.meetings.rules import motions

    meeting = open_with(assembly, chair, *ALL[:4], people=members)
    motion = motions.move(meeting.items.get(), "Budget", "We spend it.", by=chair)
    lead = browser_of(chair)
    to = lead.post(here("motion-putting", motion=motion.pk), {"when": "now", "form": "secret"}).headers[
        "Location"
    ]
    assert "opening" in to and "nothing stays secret" in lead.get(to).content.decode()
    assert lead.post(to, {}).status_code == 422
    assert lead.post(to, {"knowing": "on"}).status_code == 302
    assert Ballot.objects.get().is_open and Ballot.objects.get().is_secret
    voting.annul(Ballot.objects.get(), "Enough", by=chair)
    holding.close_meeting(meeting, by=chair)
    assert bodies.majority_for(assembly, "ordinary")
