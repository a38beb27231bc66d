"""A schedule of fees that was handed to an assembly: it alone decides, by the votes of its members."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.translation import override

from networks.meet.meetings.models import Decision, Motion
from networks.meet.meetings.rules import amendments, following
from networks.meet.meetings.rules.fitting import DoesNotFit
from networks.meet.meetings.rules.referring import LABEL
from networks.meet.meetings.tests.held import open_with
from networks.network.membership.models import FeeReduction, FeeSchedule
from networks.network.membership.rules import fee_reductions, fee_schedules, fee_words
from networks.network.membership.tests.fees_at_work import a_notice, a_schedule, uses_fees
from networks.notices import digests
from networks.notices.models import Notification, OutboxMessage
from networks.participation.referrals.models import Referral, State
from networks.participation.referrals.rules import answer, hand_on, refer, reopen

pytestmark = pytest.mark.django_db
FEES = "/ponte/network/membership/fees/schedules/"
MEETINGS = "/ponte/meet/meetings/"
GROUPS = [
    {"name": "North", "countries": ["BE"], "amount": "400"},
    {"name": "Others", "countries": [], "amount": "90.50"},
]
RULES = ({"basis": "country", "groups": GROUPS, "minimum": Decimal(50)},)
TEXT = """Fees 2026 2026, version 1: these amounts are adopted.

- All other categories, North: 400.00 EUR
- All other categories, Others: 90.50 EUR
- All other categories, not less than: 50.00 EUR"""


@pytest.fixture
def motion(network, assembly, chair, coordinator, members):
    """The motion by which the assembly, which is open, adopts a schedule or does not."""
    uses_fees()
    made = a_schedule(adopt=False, by=coordinator, rules=RULES)
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
    assert (
        schedule.state == "adopted"
        and schedule.decision == "Fees 2026 2026, version 1: these amounts are adopted."
    )
    assert "no_effect" not in Decision.objects.get().facts


def test_where_somebody_was_quicker_the_decision_stands_and_says_so_and_the_coordinator_is_told(
    motion, coordinator, browser_of
):
    FeeSchedule.objects.update(state="refused")
    decision = decide(motion, coordinator, 3, 0)
    assert decision.adopted and "Somebody was quicker" in decision.facts["no_effect"]
    told = Notification.objects.get(event__verb="decision.without_effect")
    assert (told.person, told.event.about_id) == (coordinator, decision.pk)
    assert (
        "It was decided, but nothing could follow"
        in browser_of(coordinator).get("/ponte/notices/").content.decode()
    )
    digests.send_digests(decision.network, timezone.now() + timedelta(days=1))
    (mail,) = OutboxMessage.objects.filter(to=coordinator.email)
    assert "It was decided, but nothing could follow" in mail.text
    assert FeeSchedule.objects.get().state == "refused" and Referral.objects.get().state == State.OPEN


def test_what_an_amendment_makes_of_an_amount_is_what_is_put_in_force(motion, chair, browser_of):
    assert motion.text == TEXT
    page, desk = f"{MEETINGS}motions/{motion.pk}/", browser_of(chair)
    assert "Each line with a dash is an amount" in desk.get(f"{page}amendments/new/").content.decode()
    wanted = TEXT.replace("400.00 EUR", "375 €").replace("90.50", "85,5") + "\n\nThe board reports in June."
    for wrong, said in (
        (TEXT.replace("400.00", "four hundred"), "says no amount in EUR. Write it such as 400.00 EUR."),
        (TEXT.replace("400.00 EUR", "400.00 USD"), "says no amount in EUR"),
        (TEXT.replace("400.00", "1,400.000"), "says no amount in EUR"),
        (TEXT.replace("North: 400", "South: 400"), "is no line of what was asked"),
        (TEXT.replace("\n- All other categories, Others: 90.50 EUR", ""), "is missing"),
        (
            TEXT.replace("400.00 EUR", "400.00 EUR\n- Small members: 10.00 EUR"),
            "is no line of what was asked",
        ),
    ):
        answer = desk.post(f"{page}amendments/new/", {"text": wrong})
        errors = answer.context["form"].errors
        assert answer.status_code == 422 and said in errors["text"][0] and "__all__" not in errors
    desk.post(f"{page}amendments/new/", {"text": wanted})
    made = motion.amendments.get()
    shown = desk.get(f"{MEETINGS}amendments/{made.pk}/").content.decode()
    assert "375.00 EUR" in shown and "400.00 EUR" in shown and "Amounts that it changes" in shown
    amendments.take_over(made, by=chair)
    motion.refresh_from_db()
    shown = desk.get(page).content.decode()
    assert "Amounts as amended" in shown and "85.50 EUR" in shown and "not less than</th>" not in shown
    desk.post(
        f"{page}edit/", {"title": motion.title, "kind": "fees", "text": motion.text.replace("375 €", "soon")}
    )
    motion.refresh_from_db()
    assert "375 €" in motion.text

    assert "no_effect" not in decide(motion, chair, 3, 0).facts
    row = FeeSchedule.objects.get(state="adopted").rules.get()
    assert [group["amount"] for group in row.groups] == ["375", "85.5"] and row.minimum == Decimal(50)


def test_of_what_is_open_so_much_is_given_up_as_the_body_said(
    network, assembly, chair, coordinator, members, browser_of
):
    uses_fees()
    notice = a_notice(members["Leie"][0], "300")
    desk = browser_of(coordinator)
    page = f"/ponte/network/membership/fees/notices/{notice.pk}/"
    asked = desk.post(f"{page}writing-off/", {"outcome": "ask", "reason": "It burned down."})
    referral = Referral.objects.get()
    assert asked.url == f"/ponte/referrals/{referral.pk}/handing/" and referral.note == "It burned down."
    shown = desk.get(f"/ponte/referrals/{referral.pk}/").content.decode()
    assert "Open now" in shown and "€300.00" in shown
    desk.post(asked.url, {"to": f"{LABEL}:{assembly.pk}"})
    assert "waits for a decision of General assembly" in desk.get(page).content.decode()

    open_with(assembly, chair, "Leie", "Somes", "Filo", people=members)
    motion = Motion.objects.get()
    assert motion.text == f"Leie, {notice.label_shown}: this is given up.\n\n- Given up: 300.00 EUR"
    for wrong, said in (
        ("301", "Only €300.00 is open"),
        ("0", "how much is given up"),
        ("half", "no amount"),
    ):
        with pytest.raises(DoesNotFit, match=said):
            amendments.propose(motion, motion.text.replace("300.00", wrong), by=chair)
    less = amendments.propose(motion, motion.text.replace("300.00", "120.50"), by=chair)
    assert "120.50 EUR" in browser_of(chair).get(f"{MEETINGS}amendments/{less.pk}/").content.decode()
    amendments.take_over(less, by=chair)
    motion.refresh_from_db()
    assert "no_effect" not in decide(motion, chair, 3, 0).facts
    notice.refresh_from_db()
    assert (notice.open_amount, notice.state) == (Decimal("179.50"), "open")
    shown = desk.get(page).content.decode()
    assert "Written off" in shown and "€120.50" in shown and "waits for a decision" not in shown

    answer(
        refer(notice, "write_off", by=coordinator), "granted", by=coordinator
    )  # the rest, by the coordinator
    referral.refresh_from_db()
    reopen(referral, by=coordinator, because="The insurance pays.")
    notice.refresh_from_db()
    assert (notice.open_amount, notice.state) == (
        Decimal("120.50"),
        "open",
    )  # only what this decision gave up is owed again


def test_a_reduction_is_granted_as_the_body_made_it(network, assembly, chair, coordinator, members):
    uses_fees()
    fee_reductions.request(
        members["Leie"][0], 2026, reason="A hard year", language="en", percent=Decimal(50), by=coordinator
    )
    hand_on(Referral.objects.get(), LABEL, assembly.pk, by=coordinator)
    open_with(assembly, chair, "Leie", "Somes", "Filo", people=members)
    asked = Motion.objects.get()
    assert asked.text == "Leie pays less in 2026.\n\n- Per cent less: 50\n- An amount less: 0.00 EUR"
    for wrong, said in ((": 0", "Say how much less"), (": 101", "no number"), (": half", "no number")):
        with pytest.raises(DoesNotFit, match=said):
            amendments.propose(asked, asked.text.replace(": 50", wrong), by=chair)
    amendments.take_over(amendments.propose(asked, asked.text.replace(": 50", ": 12.5"), by=chair), by=chair)
    asked.refresh_from_db()
    assert "no_effect" not in decide(asked, chair, 3, 0).facts
    found = FeeReduction.objects.get()
    assert (found.state, found.percent) == ("granted", Decimal("12.5"))
    with override("fr"):
        assert "12,5 %" in dict(fee_words.reduction_facts(found, None)).values()
