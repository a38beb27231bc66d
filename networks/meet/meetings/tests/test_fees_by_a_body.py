"""A schedule of fees that was handed to an assembly: it alone decides, by the votes of its members."""

import pytest

from networks.meet.meetings.models import Decision, Motion
from networks.meet.meetings.rules import following
from networks.meet.meetings.rules.referring import LABEL
from networks.meet.meetings.tests.held import open_with
from networks.network.membership.models import FeeSchedule
from networks.network.membership.rules import fee_schedules
from networks.network.membership.tests.fees_at_work import a_schedule, uses_fees
from networks.participation.referrals.models import Referral, State
from networks.participation.referrals.rules import hand_on

pytestmark = pytest.mark.django_db
FEES = "/ponte/network/membership/fees/schedules/"


@pytest.fixture
def motion(network, assembly, chair, coordinator, members):
    """The motion by which the assembly, which is open, adopts a schedule or does not."""
    uses_fees()
    made = a_schedule(adopt=False, by=coordinator)
    hand_on(fee_schedules.propose(made, by=coordinator), LABEL, assembly.pk, by=coordinator)
    open_with(assembly, chair, "Leie", "Somes", "Filo", people=members)
    return Motion.objects.get()


def decide(motion, chair, yes, no) -> Decision:
    return following.decide(
        motion.item, motion.text, decided_by="hands", kind="fees", yes=yes, no=no, motion=motion, by=chair
    )


def test_the_coordinator_does_not_answer_in_the_place_of_the_assembly(motion, coordinator, chair, browser_of):
    schedule = FeeSchedule.objects.get()
    desk = browser_of(coordinator)
    said = {"outcome": "adopted", "decision": "I say so", "decided_on": "2026-02-01"}
    page = desk.post(f"{FEES}{schedule.pk}/decision/", said, follow=True).content.decode()
    schedule.refresh_from_db()
    assert schedule.state == "proposed" and Referral.objects.get().state == State.OPEN
    assert "It waits for a decision of General assembly." in page and "Write down what" not in page

    decide(motion, chair, 2, 1)
    schedule.refresh_from_db()
    assert schedule.state == "adopted" and schedule.decision == motion.text
    assert "no_effect" not in Decision.objects.get().facts


def test_where_somebody_was_quicker_the_decision_stands_and_says_so(motion, chair):
    FeeSchedule.objects.update(state="refused")
    decision = decide(motion, chair, 3, 0)
    assert decision.adopted and "Somebody was quicker" in decision.facts["no_effect"]
    assert FeeSchedule.objects.get().state == "refused" and Referral.objects.get().state == State.OPEN
