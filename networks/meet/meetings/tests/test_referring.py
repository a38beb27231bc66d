"""Questions that other rooms refer to a body: items by themselves, answered by the vote or the show of hands, in the same transaction."""

import pytest

from networks.meet.meetings.models import Decision, ItemKind, Motion, MotionState
from networks.meet.meetings.rules import following, meetings, motions, voting
from networks.meet.meetings.rules.referring import LABEL, waiting
from networks.meet.meetings.tests.held import a_meeting, open_with
from networks.notices.models import Notification
from networks.participation.referrals import rules as referrals
from networks.participation.referrals.models import Referral, State
from networks.people.models import Organisation

pytestmark = pytest.mark.django_db
NAMES = ("Claire", "Leie", "Somes")


@pytest.fixture
def question(monkeypatch):
    """A question about organisations, whose outcomes are written down; "refused" can say that it is too late."""
    done = []

    def refused(thing, referral):
        if "too late" in thing.name:
            raise referrals.NotNow("It has left meanwhile.")
        done.append(("refused", thing.name))

    made = referrals.Question(
        "people.organisation", "joining",
        {"admitted": lambda thing, referral: done.append(("admitted", thing.name)), "refused": refused},
        words={"admitted": "Admit"}, title="Admission: {what}", matter="admission",
    )  # fmt: skip
    monkeypatch.setitem(referrals._questions, ("people.organisation", "joining"), made)
    return done


def ask(body, name="Newcomer", by=None) -> Referral:
    house = Organisation.objects.create(name=name, country="BE", is_member=False)
    return referrals.refer(
        house, "joining", by=by, to=LABEL, to_id=body.pk, note="They help us.", language="en"
    )


def test_a_question_becomes_an_item_of_the_next_meeting_and_whoever_leads_is_told(
    board, chair, coordinator, question
):
    meeting = a_meeting(board, chair)
    ask(board, by=coordinator)
    item = meeting.items.get(title="Admission: Newcomer")
    motion = item.motions.get()
    assert item.kind == ItemKind.DECISION and item.text == "They help us."
    assert (motion.kind, motion.if_adopted, motion.if_rejected) == ("admission", "admitted", "refused")
    assert motion.text == "Admission: Newcomer: Admit."
    assert Notification.objects.filter(person=chair, event__verb="body.asked").count() == 1


def test_without_a_meeting_it_waits_for_the_next_one_that_is_planned(board, chair, coordinator, question):
    ask(board, by=coordinator)
    assert waiting(board).count() == 1
    meeting = meetings.plan(board, title="Next", language="en", zone="Europe/Brussels", by=chair)
    assert [item.title for item in meeting.items.all()] == ["Admission: Newcomer"] and not waiting(board)
    meetings.cancel(meeting, by=chair)
    assert waiting(board).count() == 1  # a meeting that does not take place decides nothing


@pytest.mark.parametrize(("choice", "outcome"), [("yes", "admitted"), ("no", "refused")])
def test_the_vote_answers_it_in_the_same_transaction(board, chair, members, question, choice, outcome):
    referral = ask(board, by=chair)
    meeting = open_with(board, chair, *NAMES)
    motion = Motion.objects.get(referral=referral)
    assert motion.item.meeting == meeting
    ballot = voting.open_ballot(voting.prepare(motion.item, motion=motion, by=chair), by=chair)
    for person in (chair, members["Leie"][1]):
        voting.cast(ballot, ballot.roll.get(person=person), [choice], by=person)
    assert not question
    voting.close_ballot(ballot, by=chair)
    referral.refresh_from_db()
    decision = Decision.objects.get()
    assert question == [(outcome, "Newcomer")] and referral.outcome == outcome
    assert referral.decided_in_id == decision.pk and referral.state == State.ANSWERED
    if choice == "no":
        assert "2 no" in referral.reason


def test_a_show_of_hands_answers_it_too(board, chair, question, browser_of, here):
    referral = ask(board, by=chair)
    open_with(board, chair, *NAMES)
    motion = Motion.objects.get(referral=referral)
    answer = browser_of(chair).post(
        here("decision-new", item=motion.item_id),
        {
            "motion": motion.pk,
            "text": motion.text,
            "kind": "admission",
            "decided_by": "hands",
            "yes": "2",
            "no": "1",
        },
    )
    assert answer.status_code == 302 and question == [("admitted", "Newcomer")]
    motion.refresh_from_db()
    assert motion.state == MotionState.ADOPTED


def test_where_nothing_can_follow_the_decision_stands_and_says_so(board, chair, question):
    ask(board, "Newcomer too late", by=chair)
    open_with(board, chair, *NAMES)
    motion = Motion.objects.get()
    decision = following.decide(
        motion.item, "No", decided_by="hands", kind="admission", yes=0, no=3, motion=motion, by=chair
    )
    decision.refresh_from_db()
    assert not decision.adopted and decision.facts["no_effect"] == "It has left meanwhile."
    assert Referral.objects.get().state == State.OPEN and not question


def test_a_question_that_is_withdrawn_or_handed_on_takes_its_motion_with_it(
    board, assembly, chair, coordinator, question
):
    first, second = a_meeting(board, chair), a_meeting(assembly, chair)
    referral = ask(board, by=chair)
    referrals.hand_on(referral, LABEL, assembly.pk, by=coordinator)
    assert Motion.objects.get(item__meeting=first).state == MotionState.WITHDRAWN
    assert Motion.objects.get(item__meeting=second).is_draft
    referrals.withdraw(referral, by=chair)
    assert Motion.objects.get(item__meeting=second).state == MotionState.WITHDRAWN


def test_a_motion_that_is_withdrawn_leaves_the_question_to_the_next_meeting(board, chair, question):
    meeting = a_meeting(board, chair)
    ask(board, by=chair)
    motions.withdraw(meeting.items.last().motions.get(), by=chair)
    assert waiting(board).count() == 1


def test_a_coordinator_hands_a_question_to_a_body_on_its_page(
    board, chair, coordinator, question, browser_of, here
):
    meeting = a_meeting(board, chair)
    house = Organisation.objects.create(name="Handed", country="BE", is_member=False)
    referral = referrals.refer(house, "joining", by=chair)
    browser, address = browser_of(coordinator), here("referral-handing", key=referral.pk)
    assert "Board" in browser.get(address).content.decode()
    shown = browser.post(address, {"to": f"{LABEL}:{board.pk}"}, follow=True).content.decode()
    assert "Board decides" in shown and "Have somebody else decide" in shown
    assert meeting.items.filter(title="Admission: Handed").exists()
