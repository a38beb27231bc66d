"""Several at once: a vote counts once, a proxy is revoked or used, one of two chairs opens and closes. On both databases."""

import pytest

from networks.meet.meetings.models import Ballot, BallotState, Decision, Meeting, Paper, Proxy, RollEntry
from networks.meet.meetings.rules import attending, holding, motions, voting
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.tests.held import a_meeting, there, voter
from networks.record.models import Event
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(assembly, members, chair):
    """An open meeting of the assembly: four are there, and Leie holds the proxy of Most."""
    made = a_meeting(assembly, chair)
    attending.give_proxy(made, voter(made, "Most"), members["Leie"][1])
    there(made, chair, "Leie", "Somes", "Filo", "Mare", people=members)
    return holding.open_meeting(made, by=chair)


@pytest.fixture
def ballot(meeting, chair):
    motion = motions.move(meeting.items.get(), "Budget", "We spend it.", by=chair)
    return voting.prepare(motion.item, motion=motion, by=chair)


def fresh(ballot) -> Ballot:
    return Ballot.objects.select_related("item__meeting__body", "motion").get(pk=ballot.pk)


def outcome(doing):
    """What somebody gets: "done", or "late" where the program refused."""

    def one():
        try:
            doing()
        except NotNow:
            return "late"
        return "done"

    return one


def casting(ballot, name, choice, by):
    def cast():
        entry = RollEntry.objects.get(ballot=ballot, name=name)
        voting.cast(fresh(ballot), entry, [choice], by=by)

    return outcome(cast)


def test_twenty_at_once_count_once(ballot, members, chair, network):
    voting.open_ballot(ballot, by=chair)
    delegate = members["Leie"][1]
    same = at_once(network, *[casting(ballot, "Leie", "yes", delegate)] * 20)
    assert same == ["done"] * 20 and Paper.objects.count() == 1
    mixed = at_once(
        network, *[casting(ballot, "Somes", choice, members["Somes"][1]) for choice in ("yes", "no") * 10]
    )
    assert Paper.objects.count() == 2 and sorted(mixed) == ["done"] * 10 + ["late"] * 10
    paper = Paper.objects.get(entry__name="Somes")
    assert paper.entry.voted and paper.entry.voted_by == members["Somes"][1]


def test_two_chairs_open_and_close_at_once(ballot, members, chair, coordinator, network):
    opening = [outcome(lambda by=by: voting.open_ballot(fresh(ballot), by=by)) for by in (chair, coordinator)]
    assert sorted(at_once(network, *opening)) == ["done", "late"]
    assert RollEntry.objects.count() == 5 and Event.objects.filter(verb="ballot.opened").count() == 1
    casting(ballot, "Leie", "yes", members["Leie"][1])()
    closing = [
        outcome(lambda by=by: voting.close_ballot(fresh(ballot), by=by)) for by in (chair, coordinator)
    ]
    assert sorted(at_once(network, *closing)) == ["done", "late"]
    assert Decision.objects.count() == 1 and Event.objects.filter(verb="ballot.closed").count() == 1


def test_a_proxy_is_revoked_or_used_never_both(ballot, members, chair, network):
    voting.open_ballot(ballot, by=chair)
    holder, giver = members["Leie"][1], members["Most"][1]

    def revoking():
        attending.revoke_proxy(Proxy.objects.get(), by=giver)
        return "revoked"

    cast, _revoked = at_once(network, casting(ballot, "Most", "yes", holder), revoking)
    counted = Paper.objects.filter(entry__name="Most").count()
    assert (cast, counted) in (("done", 1), ("late", 0))
    assert Proxy.objects.get().revoked_at is not None
    assert RollEntry.objects.get(name="Most").voted == bool(counted)


def test_votes_that_arrive_while_it_closes_are_counted_or_refused(ballot, members, chair, network):
    voting.open_ballot(ballot, by=chair)
    casting(ballot, "Mare", "no", members["Mare"][1])()
    names = ("Leie", "Somes", "Filo")
    found = at_once(
        network,
        *[casting(ballot, name, "yes", members[name][1]) for name in names],
        outcome(lambda: voting.close_ballot(fresh(ballot), by=chair)),
    )
    assert found[-1] == "done"
    closed = Ballot.objects.get()
    assert closed.state == BallotState.CLOSED and closed.result["yes"] == found[:-1].count("done")
    assert closed.result["yes"] == Paper.objects.filter(choice=["yes"]).count()


def test_a_meeting_does_not_close_under_an_open_vote(ballot, members, chair, network):
    found = at_once(
        network,
        outcome(lambda: voting.open_ballot(fresh(ballot), by=chair)),
        outcome(
            lambda: holding.close_meeting(Meeting.objects.select_related("body", "occasion").get(), by=chair)
        ),
    )
    assert sorted(found) == ["done", "late"]
    assert (Meeting.objects.get().state == "closed") != (Ballot.objects.get().state == "open")
