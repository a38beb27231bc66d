"""What a member owed when its account began: reminded like a notice, written off by a decision, and back again."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from uuid import uuid4

import pytest
import time_machine

from networks.base import jobs
from networks.network.membership.files import ledger
from networks.network.membership.models import FeeReminder
from networks.network.membership.rules import opening, paying, reminding
from networks.network.membership.tests.fees_at_work import a_member, a_notice, uses_fees
from networks.notices.models import OutboxMessage
from networks.participation.money.rules import balances, open_balance, reverse
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import NotNow, answer, refer, reopen
from networks.people.belonging import affiliate
from networks.people.models import Affiliation, Function, Person, Role
from networks.record.models import Event

DAY = date(2026, 3, 31)


def on(days: int):
    at = DAY + timedelta(days=days)
    return time_machine.travel(datetime(at.year, at.month, at.day, 12, tzinfo=UTC))


@pytest.fixture
def member(network, coordinator):
    uses_fees(
        reminders=[{"days": 14, "text": {"fr": "C’est la trésorière."}}, {"days": 30}], name="Ponte AISBL"
    )
    made = a_member("Oficina Maré")
    person = Person.objects.create_user("money@mare.example", "Ana", language="fr")
    Function.objects.create(affiliation=affiliate(person, made, "staff"), kind="invoices")
    for since in (Affiliation, Function, Role):
        since.objects.update(since=date(2020, 1, 1))
    return made


@pytest.fixture
def entry(member):
    return open_balance(member, D(120), "EUR", on=DAY)


def pays(member, amount: str):
    return paying.pay(member, D(amount), "EUR", key=uuid4(), paid_on=DAY + timedelta(days=1))


def mails() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(key__startswith="fee-reminder").order_by("created_at"))


def test_it_is_reminded_level_by_level_each_once(entry):
    sent = []
    for days in (13, 14, 15, 29, 30, 90):
        with on(days):
            reminding.remind_all()
            reminding.remind_all()
            jobs.run_all()
            sent.append(FeeReminder.objects.count())

    assert sent == [0, 1, 1, 1, 2, 2]
    first, _second = mails()
    assert first.to == "money@mare.example" and "C’est la trésorière." in first.text
    assert "120" in first.text and "BE68 5390 0754 7034" in first.text and "/fees/accounts/" in first.text
    assert Event.objects.filter(verb="fee_opening.reminded").count() == 2


def test_of_two_who_remind_at_the_same_level_one_does(entry):
    terms = uses_fees()
    with on(14):
        [due] = opening.due_openings(terms)
        assert opening.remind(due, 1, terms) and not opening.remind(due, 1, terms)
    assert len(mails()) == 1


def test_a_reminder_asks_for_what_is_open_and_none_leaves_where_it_was_paid(member, entry):
    terms = uses_fees()
    pays(member, "100")
    with on(14):
        [due] = opening.due_openings(terms)
        assert due.open_amount == 20
        pays(member, "20")
        assert not opening.remind(due, 1, terms)
        assert opening.due_openings(terms) == []


def test_what_was_taken_back_is_not_asked_for(entry):
    reverse(entry, on=DAY)
    with on(90):
        assert opening.openings() == [] and opening.due_openings(uses_fees()) == []


def test_a_notice_is_asked_for_apart(member, entry):
    a_notice(member, "350", due=[DAY])
    with on(14):
        assert [one.open_amount for one in reminding.all_due(uses_fees())] == [350, 120]


def test_it_is_written_off_by_a_decision_that_can_be_opened_again(member, entry, coordinator, client):
    pays(member, "50")
    referral = refer(entry, "write_off", by=coordinator)
    client.force_login(coordinator)
    account = client.get(f"/ponte/network/membership/fees/accounts/{member.pk}/").content.decode()
    assert "waits for a decision of the coordinator" in account

    answer(referral, "granted", by=coordinator, reason="The assembly of 3 May")
    assert balances([member])[member.pk]["EUR"] == 0 and opening.openings() == []
    assert Event.objects.filter(verb="fee_opening.written_off").count() == 1

    reopen(Referral.objects.get(), by=coordinator)
    assert [one.open_amount for one in opening.openings()] == [70]
    answer(Referral.objects.get(), "refused", by=coordinator)
    assert [one.open_amount for one in opening.openings()] == [70]


def test_what_was_paid_in_the_meantime_is_not_written_off(member, entry, coordinator):
    referral = refer(entry, "write_off", by=coordinator)
    pays(member, "120")

    with pytest.raises(NotNow):
        answer(referral, "granted", by=coordinator)

    assert balances([member])[member.pk]["EUR"] == 0


def test_a_coordinator_writes_it_off_on_the_page(member, entry, coordinator, browser_of, here):
    browser, account = browser_of(coordinator), here("fee-account", organisation=member.pk)
    form = here("fee-opening-write-off", key=entry.pk)
    assert form in browser.get(account).text
    assert "Oficina Maré" in browser.get(here("fees")).text
    assert "Oficina Maré owes €120.00" in browser.get(form).text
    assert browser.post(form, {"outcome": "granted", "reason": ""}).status_code == 422

    browser.post(form, {"outcome": "granted", "reason": "The assembly of 3 May"})

    page = browser.get(account).text
    assert form not in page and "Written off" in page
    assert browser.get(form).status_code == 302
    assert Referral.objects.get().reason == "The assembly of 3 May"


def test_the_reminders_page_names_it_before_and_after(member, entry, coordinator, browser_of, here):
    with on(20):
        browser = browser_of(coordinator)
        page = browser.get(here("fee-reminders")).text
        assert "Balance brought forward" in page and "Reminder 1, 20 days overdue" in page
        browser.post(here("fee-reminders-sending"))
        jobs.run_all()
        page = browser.get(here("fee-reminders")).text
        assert "Reminder 1 of Balance brought forward" in page and "No reminder is due" in page


def test_the_accountant_finds_it_among_the_open_items(member, entry, network):
    table = ledger.table_of("open", "csv", 2026, network).decode("utf-8-sig")

    assert "Balance brought forward" in table and "120" in table
