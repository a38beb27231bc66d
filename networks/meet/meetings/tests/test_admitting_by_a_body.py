"""An assembly admits an applicant, or does not: from the application to the membership, each in one transaction with the vote."""

import pytest
from django.core.cache import cache

from networks.meet.meetings.models import Ballot, Decision, Meeting, Motion
from networks.meet.meetings.rules import holding, meetings, voting
from networks.meet.meetings.rules.referring import LABEL
from networks.meet.meetings.tests.held import a_meeting, there, voter
from networks.network.membership.models import Category, Membership, Stage
from networks.network.membership.rules import applying, belonging, checking
from networks.network.membership.rules.fee_errors import SomebodyWasQuicker
from networks.network.membership.tests.an_application import an_open_admission, complete
from networks.notices.models import OutboxMessage
from networks.participation.referrals import rules as referrals
from networks.participation.referrals.models import Referral, State
from networks.people.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def applicant(network, assembly, chair, coordinator, members):
    """An application that the assembly is to decide on, in its open meeting; the five members stand in a category."""
    cache.clear()
    an_open_admission(network, coordinator, decided_by=f"{LABEL}:{assembly.pk}")
    full = Category.objects.get(name="Full member")
    for house, _delegate in members.values():
        Organisation.objects.filter(pk=house.pk).update(is_member=False)
        belonging.begin(Organisation.objects.get(pk=house.pk), full, by=coordinator)
    meeting = a_meeting(assembly, chair)
    made = complete(coordinator, category=full)
    checking.put_to_decision(made, by=coordinator, note="They help us.", language="en")
    there(meeting, chair, "Leie", "Somes", "Filo", people=members)
    holding.open_meeting(meeting, by=chair)
    return made


def vote(motion, members, chair, *choices) -> Ballot:
    """Open the vote on a motion; the members say these in turn."""
    ballot = voting.open_ballot(voting.prepare(motion.item, motion=motion, by=chair), by=chair)
    for name, choice in zip(("Leie", "Somes", "Filo"), choices, strict=True):
        voting.cast(ballot, ballot.roll.get(name=name), [choice], by=members[name][1])
    return ballot


def test_admitted_it_is_a_member_in_the_transaction_of_the_vote(applicant, members, chair, browser_of, here):
    motion = Motion.objects.get(referral=applicant.referral)
    assert motion.item.text == "They help us." and motion.kind == "admission"
    ballot = vote(motion, members, chair, "yes", "yes", "no")
    assert not Membership.objects.filter(organisation__name=applicant.name).exists()
    voting.close_ballot(ballot, by=chair)

    decision = Decision.objects.get()
    membership = Membership.objects.now().get(organisation__name=applicant.name)
    applicant.refresh_from_db()
    referral = Referral.objects.get()
    assert (applicant.stage, applicant.membership) == (Stage.ADMITTED, membership)
    assert membership.decided_in == referral.pk and referral.decided_in_id == decision.pk
    assert decision.adopted and "no_effect" not in decision.facts
    # From now on it has a vote like the others, and it had none in the vote that admitted it.
    assert voter(motion.item.meeting, applicant.name).may
    assert not ballot.roll.filter(name=applicant.name).exists()
    page = browser_of(chair).get(here("decision", decision=decision.pk)).content.decode()
    assert "adopted" in page


def test_refused_nothing_begins_and_the_count_is_the_reason_that_is_told(applicant, members, chair):
    voting.close_ballot(
        vote(Motion.objects.get(referral=applicant.referral), members, chair, "yes", "no", "no"), by=chair
    )

    applicant.refresh_from_db()
    assert applicant.stage == Stage.REFUSED and not Decision.objects.get().adopted
    assert not Membership.objects.filter(organisation__name=applicant.name).exists()
    assert not Organisation.objects.filter(name=applicant.name).exists()
    referral = Referral.objects.get()
    assert (referral.state, referral.outcome) == (State.ANSWERED, "refused") and "2 no" in referral.reason
    assert referral.reason in OutboxMessage.objects.filter(to=applicant.email).latest("pk").text


def test_admitted_as_a_member_that_it_is_already_the_vote_stands_and_says_so(
    applicant, members, chair, coordinator, browser_of, here
):
    ballot = vote(Motion.objects.get(referral=applicant.referral), members, chair, "yes", "yes", "yes")
    house = Organisation.objects.create(name=applicant.name, country="BE", is_member=False)
    checking.connect(applicant, house, by=coordinator)
    belonging.begin(house, Category.objects.get(name="Full member"), by=coordinator)
    voting.close_ballot(ballot, by=chair)

    decision = Decision.objects.get()
    applicant.refresh_from_db()
    assert decision.adopted and "member in this category already" in decision.facts["no_effect"]
    assert applicant.stage == Stage.REFERRED and Referral.objects.get().state == State.OPEN
    for address in (here("ballot", ballot=ballot.pk), here("decision", decision=decision.pk)):
        assert "member in this category already" in browser_of(chair).get(address).content.decode()


def test_an_applicant_that_withdraws_is_voted_on_no_more(applicant, members, chair):
    applying.withdraw(applicant)
    motion = Motion.objects.get(referral=applicant.referral_id)
    assert motion.state == "withdrawn"


@pytest.mark.parametrize("who", ["fees", "fault"])
def test_what_the_other_room_cannot_do_does_not_keep_a_vote_open(who, applicant, members, chair, monkeypatch):
    def fails(thing, referral):
        Organisation.objects.create(name="Half done", country="BE")
        raise SomebodyWasQuicker if who == "fees" else ZeroDivisionError

    key = (applicant.referral.about, "admission")
    question = referrals._questions[key]
    monkeypatch.setitem(question.outcomes, "admitted", fails)
    ballot = vote(Motion.objects.get(referral=applicant.referral), members, chair, "yes", "yes", "no")
    voting.close_ballot(ballot, by=chair)

    decision = Decision.objects.get()
    said = decision.facts["no_effect"]
    assert ("Somebody was quicker" if who == "fees" else "could not carry it out") in said
    assert decision.adopted and not ballot.is_open and Referral.objects.get().state == State.OPEN
    assert not Organisation.objects.filter(name="Half done").exists()
    # The question waits for the next meeting.
    assert (
        meetings.plan(
            Meeting.objects.get().body, title="Next", language="en", zone="Europe/Brussels", by=chair
        )
        .items.filter(title__contains=applicant.name)
        .exists()
    )
