"""Motions and open votes: a frozen electorate with reasons, one vote a voter, proxies, weights, countries, late votes, the result."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.base.tenancy import in_network
from networks.meet.meetings.models import Ballot, BallotState, Decision, MotionState, Paper, RollEntry
from networks.meet.meetings.rules import attending, bodies, holding, motions, voting
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.roll import mine
from networks.meet.meetings.tests.held import a_meeting, open_with, there, voter
from networks.notices.models import Notification
from networks.participation.eligibility import rules as eligibility
from networks.participation.eligibility.rules import Standing
from networks.people.models import Organisation
from networks.record.models import Event

pytestmark = pytest.mark.django_db
ALL = ("Leie", "Somes", "Filo", "Mare", "Most")


@pytest.fixture
def standing(monkeypatch):
    """What organisations are to the network, by name; full members with one vote where nothing else is said."""
    said = {}
    usual = Standing(member=True, category="full", category_name="Full member", votes=True)

    def provided(keys, at):
        names = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))
        return {key: said.get(name, usual) for key, name in names.items()}

    monkeypatch.setattr(eligibility, "_provider", [provided])
    return said


def full(**more):
    return Standing(member=True, category="full", category_name="Full member", votes=True, **more)


def put(meeting, by, *, kind="ordinary", **fields) -> Ballot:
    """A motion of the meeting's first item, put to the vote."""
    motion = motions.move(meeting.items.get(), "Budget", "We spend 4,000 euros.", kind=kind, by=by)
    return voting.open_ballot(voting.prepare(motion.item, motion=motion, by=by, **fields), by=by)


def entry(ballot, name) -> RollEntry:
    return ballot.roll.get(name__startswith=name)


def vote(ballot, members, name, choice, by=None):
    return voting.cast(ballot, entry(ballot, name), [choice], by=by or members[name][1])


def test_a_motion_is_voted_adopted_and_registered(assembly, members, standing, chair):
    ballot = put(open_with(assembly, chair, *ALL, people=members), chair)
    assert ballot.motion.state != MotionState.ADOPTED
    for name, choice in zip(ALL, ("yes", "yes", "no", "abstain", "yes"), strict=True):
        vote(ballot, members, name, choice)
    voting.close_ballot(ballot, by=chair)
    decision = Decision.objects.get()
    assert decision.adopted and decision.decided_by == "ballot" and ballot.decision == decision
    assert (ballot.result["yes"], ballot.result["no"], ballot.result["abstain"]) == (3, 1, 1)
    assert (ballot.result["whole"], ballot.result["needed"], ballot.result["quorum"]["there"]) == (4, 3, 5)
    ballot.motion.refresh_from_db()
    assert ballot.motion.state == MotionState.ADOPTED and decision.text == "We spend 4,000 euros."
    with pytest.raises(NotNow):
        motions.change(ballot.motion, {"text": "Else"}, by=chair)
    assert not Event.objects.filter(facts__icontains="yes").exists()


def test_the_electorate_is_frozen_with_its_reasons(assembly, members, standing, chair):
    standing["Most"] = full(paid=False, arrears="Its fee of 2025 is open.")
    ballot = put(open_with(assembly, chair, *ALL, people=members), chair)
    frozen = entry(ballot, "Most")
    assert not frozen.may and frozen.reasons == ["Its fee of 2025 is open."]
    standing["Most"] = full()  # it pays while the vote is open
    with pytest.raises(NotNow, match="cannot cast"):
        vote(ballot, members, "Most", "yes")
    standing["Leie"] = full(paid=False)  # and another falls into arrears
    assert vote(ballot, members, "Leie", "yes").weight == 1


def test_a_vote_counts_once_and_the_same_again_is_that_one(assembly, members, standing, chair):
    ballot = put(open_with(assembly, chair, *ALL, people=members), chair)
    paper = vote(ballot, members, "Leie", "yes")
    assert vote(ballot, members, "Leie", "yes") == paper
    with pytest.raises(NotNow, match="counted already"):
        vote(ballot, members, "Leie", "no")
    assert Paper.objects.count() == 1
    with pytest.raises(NotNow, match="cannot cast"):
        vote(ballot, members, "Leie", "no", by=members["Somes"][1])
    with pytest.raises(NotNow, match="not on the paper"):
        vote(ballot, members, "Somes", "perhaps")


def test_only_whoever_is_there_votes_in_the_meeting(assembly, members, standing, chair):
    meeting = open_with(assembly, chair, "Leie", "Somes", "Filo", people=members)
    ballot = put(meeting, chair)
    with pytest.raises(NotNow, match="Check in first"):
        vote(ballot, members, "Mare", "yes")
    there(meeting, chair, "Mare", people=members)
    assert vote(ballot, members, "Mare", "yes")


def test_without_a_quorum_no_vote_opens(assembly, members, standing, chair):
    meeting = a_meeting(assembly, chair)
    there(meeting, chair, "Leie", people=members)
    holding.open_meeting(meeting, without_quorum=True, by=chair)
    with pytest.raises(NotNow, match="quorum is not there"):
        put(meeting, chair)


def test_a_proxy_votes_within_the_limit_and_sleeps_when_the_giver_comes(assembly, members, standing, chair):
    meeting = a_meeting(assembly, chair)
    holder = members["Leie"][1]
    attending.give_proxy(meeting, voter(meeting, "Most"), holder, instructions="Yes, please")
    there(meeting, chair, "Leie", "Somes", "Filo", people=members)
    holding.open_meeting(meeting, by=chair)
    ballot = put(meeting, chair)
    found = mine(ballot, holder)
    assert [(one.entry.name, one.by_proxy, one.hint) for one in found] == [
        ("Leie", False, ""),
        ("Most", True, ""),
    ]
    assert found[1].entry.instructions == "Yes, please"
    there(meeting, chair, "Most", people=members)
    with pytest.raises(NotNow, match="cannot cast"):
        vote(ballot, members, "Most", "yes", by=holder)
    attending.leave(meeting.presences.get(organisation=members["Most"][0]), by=chair)
    vote(ballot, members, "Most", "yes", by=holder)
    counted = entry(ballot, "Most")
    assert counted.by_proxy and counted.voted_by == holder
    with pytest.raises(NotNow, match="counted already"):
        vote(ballot, members, "Most", "no")


def test_the_limit_of_proxies_is_checked_when_they_are_used(assembly, members, standing, chair, coordinator):
    bodies.change(assembly, {"proxies": 2}, by=coordinator)
    meeting = a_meeting(assembly, chair)
    holder = members["Leie"][1]
    for name in ("Most", "Mare"):
        attending.give_proxy(meeting, voter(meeting, name), holder)
    bodies.change(assembly, {"proxies": 1}, by=coordinator)
    there(meeting, chair, "Leie", "Somes", "Filo", people=members)
    holding.open_meeting(meeting, by=chair)
    ballot = put(meeting, chair)
    vote(ballot, members, "Mare", "yes", by=holder)
    with pytest.raises(NotNow, match="as many proxies"):
        vote(ballot, members, "Most", "yes", by=holder)


def test_a_revoked_proxy_votes_no_more_and_a_used_one_stays_counted(assembly, members, standing, chair):
    meeting = a_meeting(assembly, chair)
    holder = members["Leie"][1]
    proxy = attending.give_proxy(meeting, voter(meeting, "Most"), holder)
    there(meeting, chair, "Leie", "Somes", "Filo", people=members)
    holding.open_meeting(meeting, by=chair)
    first = put(meeting, chair)
    vote(first, members, "Most", "yes", by=holder)
    attending.revoke_proxy(proxy, by=members["Most"][1])
    voting.close_ballot(first, by=chair)
    assert first.result["yes"] == 1
    second = put(meeting, chair)
    with pytest.raises(NotNow):
        vote(second, members, "Most", "yes", by=holder)


def test_weights_count_by_exact_shares(assembly, members, standing, chair, coordinator):
    standing |= {"Leie": full(weight=8), "Somes": full(weight=4)}
    bodies.change(assembly, {"weighted": True}, by=coordinator)
    ballot = put(open_with(assembly, chair, *ALL, people=members), chair, kind="statutes")
    vote(ballot, members, "Leie", "yes")
    vote(ballot, members, "Somes", "no")
    voting.close_ballot(ballot, by=chair)
    assert ballot.result["adopted"] and ballot.result["whole"] == 12  # 8 of 12 is two thirds


def test_a_country_votes_as_one_or_blank(assembly, members, standing, chair, coordinator, browser_of):
    for name, country in (("Leie", "BE"), ("Somes", "RO"), ("Filo", "IT"), ("Mare", "IT"), ("Most", "RO")):
        Organisation.objects.filter(name=name).update(country=country)
    bodies.change(assembly, {"by_country": True}, by=coordinator)
    ballot = put(open_with(assembly, chair, *ALL, people=members), chair)
    for name, choice in zip(ALL, ("no", "yes", "yes", "no", "yes"), strict=True):
        vote(ballot, members, name, choice)
    voting.close_ballot(ballot, by=chair)
    assert ballot.result["countries"] == [
        {"country": "BE", "choice": "no"}, {"country": "IT", "choice": "blank"}, {"country": "RO", "choice": "yes"},
    ]  # fmt: skip
    assert (ballot.result["yes"], ballot.result["no"], ballot.result["abstain"]) == (1, 1, 1)
    assert ballot.result["present"] == 3 and not ballot.result["adopted"]
    # S54: the page shows each country's one vote, and which of them is blank.
    page = browser_of(members["Leie"][1]).get(f"/ponte/meet/meetings/ballots/{ballot.pk}/").content.decode()
    for country, said in (("Belgium", "No"), ("Italy", "Blank"), ("Romania", "Yes")):
        assert f'<th scope="row">{country}</th><td>{said}</td>' in page
    assert "where they disagree it is blank" in page


def test_the_chairs_vote_decides_where_votes_are_level(board, members, chair):
    ballot = put(open_with(board, chair, "Claire", "Leie", "Somes"), chair)
    voting.cast(ballot, ballot.roll.get(person=chair), ["yes"], by=chair)
    vote(ballot, members, "Leie", "no")
    voting.close_ballot(ballot, by=chair)
    assert ballot.result["tie"] and ballot.result["by_chair"] and ballot.result["adopted"]


def test_the_rule_stays_as_it_was_when_the_vote_opened(board, members, chair, coordinator):
    ballot = put(open_with(board, chair, "Claire", "Leie", "Somes"), chair)
    bodies.set_majority(board, "ordinary", "1/1", "all", False, by=coordinator)
    for person in (chair, members["Leie"][1]):
        voting.cast(ballot, ballot.roll.get(person=person), ["yes"], by=person)
    voting.close_ballot(ballot, by=chair)
    assert ballot.result["adopted"] and ballot.rule["share"] == ">1/2"


def test_by_correspondence_until_the_last_moment(assembly, members, standing, chair):
    meeting = a_meeting(assembly, chair)
    with pytest.raises(NotNow, match="lies in the past"):
        put(meeting, chair, closes_at=timezone.now() - timedelta(minutes=1))
    voting.annul(Ballot.objects.get(), "Wrong day", by=chair)
    motion = Ballot.objects.get().motion
    ballot = voting.open_ballot(
        voting.prepare(motion.item, motion=motion, closes_at=timezone.now() + timedelta(days=3), by=chair),
        by=chair,
    )
    for name in ("Leie", "Somes"):
        vote(ballot, members, name, "yes")
    with pytest.raises(NotNow, match="Some can still vote"):
        voting.close_ballot(ballot, by=chair)
    Ballot.objects.filter(pk=ballot.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    ballot.refresh_from_db()
    with pytest.raises(NotNow, match="came too late"):
        vote(ballot, members, "Filo", "yes")
    assert voting.close_what_is_over() == 1 and voting.close_what_is_over() == 0
    ballot.refresh_from_db()
    motion.refresh_from_db()
    # Two of five voted: the quorum of a half did not take part, so nothing is decided and it can be put again.
    assert ballot.state == BallotState.CLOSED and not ballot.result["quorum"]["reached"]
    assert motion.state == MotionState.DRAFT and not Decision.objects.exists()


def test_by_correspondence_decides_with_a_quorum_of_those_who_voted(assembly, members, standing, chair):
    ballot = put(a_meeting(assembly, chair), chair, closes_at=timezone.now() + timedelta(days=3))
    for name in ALL:
        vote(ballot, members, name, "yes" if name != "Most" else "no")
    voting.close_ballot(ballot, by=chair)  # everybody voted: nobody has to wait
    assert Decision.objects.get().adopted and ballot.result["quorum"]["there"] == 5


def test_whoever_has_not_voted_is_told_once_that_it_closes_soon(assembly, members, standing, chair, network):
    ballot = put(a_meeting(assembly, chair), chair, closes_at=timezone.now() + timedelta(hours=20))
    assert voting.remind_voters() == 0  # they were told of it this moment
    Ballot.objects.filter(pk=ballot.pk).update(opened_at=timezone.now() - timedelta(days=2))
    vote(ballot, members, "Leie", "yes")
    assert voting.remind_voters() == 1 and voting.remind_voters() == 0
    with in_network(network):
        told = Notification.objects.filter(event__verb="ballot.due")
        assert {one.person for one in told} == {members[name][1] for name in ALL if name != "Leie"}


def test_an_open_vote_keeps_its_meeting_and_an_annulled_one_counts_nothing(board, members, chair):
    meeting = open_with(board, chair, "Claire", "Leie", "Somes")
    ballot = put(meeting, chair)
    with pytest.raises(NotNow, match="vote is open"):
        holding.close_meeting(meeting, by=chair)
    with pytest.raises(NotNow, match="there already"):
        voting.prepare(ballot.item, motion=ballot.motion, by=chair)
    voting.annul(ballot, "The text was wrong", by=chair)
    with pytest.raises(NotNow, match="annulled"):
        vote(ballot, members, "Leie", "yes")
    ballot.motion.refresh_from_db()
    assert ballot.motion.state == MotionState.DRAFT
    holding.close_meeting(meeting, by=chair)
    with pytest.raises(NotNow, match="is over"):
        motions.move(ballot.item, "Too late", "x", by=chair)
