"""A run of notices: what is missing is named and not billed, what is previewed is what is billed, each member once."""

from datetime import date
from decimal import Decimal as D

import pytest

from networks.base import jobs
from networks.network.membership.models import FeeNotice, FeeRunLine, FeeSchedule, Figure
from networks.network.membership.rules import fee_runs, fee_schedules
from networks.network.membership.rules.fee_errors import (
    NotAdopted,
    NotDraft,
    NothingToDecide,
    NotThere,
    RunIsOpen,
    SomebodyWasQuicker,
)
from networks.network.membership.rules.fee_notices import credit, issue
from networks.network.membership.rules.fee_reductions import request
from networks.network.membership.tests.fees_at_work import (
    a_category,
    a_member,
    a_notice,
    a_schedule,
    again,
    by_turnover,
    turnover,
    uses_fees,
)
from networks.participation.money.rules import balances
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import answer

MARCH = date(2026, 3, 1)
APRIL = [date(2026, 4, 1)]


@pytest.fixture(autouse=True)
def terms(network):
    return uses_fees()


def a_run(schedule, **asked):
    made = fee_runs.begin(schedule, issued_on=MARCH, due=asked.pop("due", APRIL), **asked)
    jobs.run_all()
    return again(made)


def lines(run):
    return {
        row.organisation.name: (row.state, row.amount, row.problem)
        for row in FeeRunLine.objects.filter(run=run).select_related("organisation")
    }


def test_missing_is_not_zero(network):
    schedule = a_schedule(rules=[by_turnover()])
    turnover(a_member("Known"), 2025, "60000")
    turnover(a_member("Asked, not available"), 2025, None)
    turnover(a_member("Another year"), 2024, "60000")
    turnover(a_member("In lei"), 2025, "60000", currency="RON")
    a_member("Silent")

    assert lines(a_run(schedule)) == {
        "Known": ("bill", D(220), ""),
        "Asked, not available": ("missing", None, "figure"),
        "Another year": ("missing", None, "figure"),
        "In lei": ("missing", None, "currency"),
        "Silent": ("missing", None, "figure"),
    }


def test_by_choice_they_are_billed_provisionally(network):
    schedule = a_schedule(rules=[by_turnover(minimum=D(150))])
    turnover(a_member("Another year"), 2023, "200000")
    a_member("Silent")

    run = a_run(schedule, provisional=True)
    assert lines(run) == {
        "Another year": ("provisional", D(400), ""),
        "Silent": ("provisional", D(150), ""),
    }
    fee_runs.start(run)
    jobs.run_all()
    assert all(FeeNotice.objects.values_list("provisional", flat=True))


def test_categories_joining_reductions_and_notices_that_are_there(network):
    full, observer, honorary = (a_category(name) for name in ("Full member", "Observer", "Honorary"))
    schedule = a_schedule(
        rules=[{"category": full, "amount": D(400)}, {"category": observer, "amount": D(0)}],
        prorata="quarter",
    )
    a_member("Long there")
    a_member("Joined in February", since=date(2026, 2, 11))
    a_member("Joins in summer", since=date(2026, 7, 1))
    a_member("Watches", category=observer)
    a_member("Honoured", category=honorary)
    poor, billed = a_member("Poor"), a_member("Billed")
    a_notice(billed)
    answer(_referral(request(poor, 2026, reason="Fire", language="en", percent=D(25))), "granted")

    assert lines(a_run(schedule)) == {
        "Long there": ("bill", D(400), ""),
        "Joined in February": ("bill", D(400), ""),
        "Watches": ("free", D(0), ""),
        "Honoured": ("free", None, "rule"),
        "Poor": ("bill", D(300), ""),
        "Billed": ("billed", None, ""),
    }


def _referral(thing):
    return Referral.objects.get(about_id=thing.pk, state="open")


def test_notices_are_what_the_preview_showed_and_numbered_in_order(network, coordinator):
    schedule = a_schedule(rules=[by_turnover()])
    for name, much in [("Anna", 10_000), ("Bert", 60_000), ("Carla", 200_000)]:
        turnover(a_member(name), 2025, much)
    run = a_run(schedule, due=[date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)])
    for value in list(run.lines.all()):
        value.organisation.figures.update(amount=D(1))  # changed after the preview

    fee_runs.start(run, by=coordinator)
    jobs.run_all()

    notices = list(FeeNotice.objects.order_by("number"))
    assert [(n.label_shown, n.organisation.name, n.total) for n in notices] == [
        ("F-2026-0001", "Anna", D(110)),
        ("F-2026-0002", "Bert", D(220)),
        ("F-2026-0003", "Carla", D(400)),
    ]
    assert again(run).state == "done"
    assert [part.amount for part in notices[0].instalments.order_by("due_on")] == [
        D("36.67"),
        D("36.67"),
        D("36.66"),
    ]
    assert notices[1].facts["computation"]["basis"]["value"] == "60000.00"
    assert balances([n.organisation_id for n in notices])[notices[2].organisation_id] == {"EUR": D(400)}


def test_a_notice_names_figure_category_and_schedule_in_its_members_language(network, coordinator, client):
    schedule = a_schedule(rules=[by_turnover()])
    schedule.put_version("name", "fr", "Cotisations")
    house = a_member("Atelier Vesdre", languages=["fr"])
    turnover(house, 2025, 60_000)
    Figure.objects.get(key="turnover").put_version("name", "fr", "Chiffre d’affaires")
    a_category().put_version("name", "fr", "Membre effectif")
    run = a_run(schedule)
    client.force_login(coordinator)
    page = client.get(f"/ponte/network/membership/fees/runs/{run.pk}/").content.decode()
    assert "Turnover 2025: €60,000.00" in page

    fee_runs.start(run, by=coordinator)
    jobs.run_all()

    notice = FeeNotice.objects.get()
    computation = notice.facts["computation"]
    assert (computation["category"], computation["schedule"]) == ("Membre effectif", "Cotisations")
    assert computation["basis"]["figure"] == "Chiffre d’affaires" and "names" not in computation
    Figure.objects.update(name="Income")  # what is frozen stays
    assert (
        "Chiffre d’affaires"
        in client.get(f"/ponte/network/membership/fees/notices/{notice.pk}/").content.decode()
    )


def test_a_preview_runs_in_constant_queries(network, django_assert_max_num_queries):
    schedule = a_schedule(rules=[by_turnover()])
    for number in range(30):
        turnover(a_member(f"Member {number}"), 2025, 1000 * number)
    with django_assert_max_num_queries(45):
        a_run(schedule)


def test_one_run_at_a_time_started_once(network):
    schedule = a_schedule()
    a_member("Anna")
    run = a_run(schedule)
    with pytest.raises(RunIsOpen):
        fee_runs.begin(schedule, issued_on=MARCH, due=APRIL)
    fee_runs.start(run)
    with pytest.raises(SomebodyWasQuicker):
        fee_runs.start(run)
    with pytest.raises(SomebodyWasQuicker):
        fee_runs.drop(run)


def test_only_the_adopted_schedule_bills(network):
    schedule = a_schedule(adopt=False)
    with pytest.raises(NotAdopted):
        fee_runs.begin(schedule, issued_on=MARCH, due=APRIL)
    adopted = a_schedule()
    run = a_run(adopted)
    a_schedule()  # another version is adopted meanwhile
    with pytest.raises(NotAdopted):
        fee_runs.start(run)


def test_a_schedule_is_proposed_adopted_and_replaced(network, coordinator):
    first = a_schedule(by=coordinator)
    second = fee_schedules.copy(first, by=coordinator)
    assert (second.version, second.state, second.rules.count()) == (2, "draft", 1)
    referral = fee_schedules.propose(second, by=coordinator)
    with pytest.raises(NotDraft):
        fee_schedules.propose(second)
    fee_schedules.note_decision(second, "General assembly, item 4", date(2026, 2, 2))
    answer(referral, "adopted", by=coordinator)

    assert [again(one).state for one in (first, second)] == ["replaced", "adopted"]
    assert fee_schedules.current(2026) == second
    assert (again(second).decision, again(second).decided_in) == ("General assembly, item 4", referral.pk)


def test_a_schedule_that_is_refused_is_not_used(network):
    made = a_schedule(adopt=False)
    answer(fee_schedules.propose(made), "refused")
    assert again(made).state == "refused" and fee_schedules.current(2026) is None
    with pytest.raises(NothingToDecide):
        fee_schedules.propose(FeeSchedule.objects.create(name="Empty", year=2027, language="en"))


def test_a_table_changed_later_changes_no_old_notice(network):
    member = a_member("Anna")
    turnover(member, 2025, "60000")
    run = a_run(a_schedule(rules=[by_turnover()]))
    fee_runs.start(run)
    jobs.run_all()
    notice = FeeNotice.objects.get()
    before = (notice.total, notice.facts, notice.file.read())

    dearer = by_turnover()
    dearer["bands"] = [{"from": "0", "amount": "9999", "rate": "0"}]
    a_schedule(rules=[dearer])
    member.figures.update(amount=D(999_999))
    member.name = "Somebody else"
    member.save()
    jobs.run_all()

    notice = again(notice)
    assert (notice.total, notice.facts, notice.file.read()) == before


def test_a_member_is_billed_once_a_year_until_its_notice_is_credited(network):
    member = a_member("Anna")
    first = a_notice(member)
    with pytest.raises(NotThere):
        a_notice(member)
    credit(first, reason="wrong")
    assert issue(member, D(90), "EUR", fee_year=2026, issued_on=MARCH, due=APRIL).label_shown == "F-2026-0002"


def test_a_reduction_that_is_granted_later_is_credited(network):
    member = a_member("Anna")
    notice = a_notice(member, "200")
    answer(_referral(request(member, 2026, reason="Fire", language="en", percent=D(25))), "granted")

    [made] = notice.credit_notes.all()
    assert (made.total, made.label_shown, again(notice).open_amount) == (D(50), "C-2026-0001", D(150))
    assert again(notice).state == "open"
