"""Arrears: reminders in levels, each once; the vote as the statutes say; back when it is paid."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from uuid import uuid4

import pytest
import time_machine

from networks.base import jobs
from networks.network.membership.models import FeeReminder, Terms
from networks.network.membership.rules import arrears, opening, paying, reminding
from networks.network.membership.rules.importing import applying, planning, reading, undoing
from networks.network.membership.tests.fees_at_work import a_member, a_notice, uses_fees
from networks.notices.models import OutboxMessage
from networks.participation.eligibility.rules import Rule, check, standings
from networks.participation.money.rules import book, open_balance, reverse
from networks.people.belonging import affiliate
from networks.people.models import Affiliation, Function, Person, Role

DUE = date(2026, 3, 31)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def after(days: int) -> datetime:
    return at(DUE + timedelta(days=days))


@pytest.fixture
def member(network):
    uses_fees(vote_lost_days=60)
    made = a_member("Oficina Maré")
    person = Person.objects.create_user("money@mare.example", "Ana", language="fr")
    Function.objects.create(affiliation=affiliate(person, made, "staff"), kind="invoices")
    for since in (Affiliation, Function):
        since.objects.update(since=date(2020, 1, 1))
    return made


def may_vote(member, when) -> bool:
    return bool(check(Rule(votes=True, paid=True), member, when))


def test_the_vote_is_lost_after_the_days_of_the_statutes_and_comes_back(member):
    notice = a_notice(member, "350", due=[DUE])
    assert may_vote(member, after(60))
    assert not may_vote(member, after(61))
    [reason] = check(Rule(paid=True), member, after(61)).reasons
    assert "F-2026-0001" in str(reason) and "350" in str(reason)

    paying.pay(
        member, D(350), "EUR", key=uuid4(), paid_on=DUE + timedelta(days=70), shares=[(notice, D(350))]
    )
    assert not may_vote(member, after(65)), "at that instant it was not paid"
    assert may_vote(member, after(70))


def test_only_the_instalment_that_is_due_counts(member):
    notice = a_notice(member, "300", due=[DUE, DUE + timedelta(days=200)])
    paying.pay(member, D(150), "EUR", key=uuid4(), paid_on=DUE, shares=[(notice, D(150))])
    assert may_vote(member, after(190))
    assert not may_vote(member, after(261))


def test_where_the_statutes_say_nothing_being_late_costs_no_vote(member):
    uses_fees(vote_lost_days=None)
    a_notice(member, "350", due=[DUE])
    assert may_vote(member, after(1000))


def test_a_network_without_fees_asks_nobody_for_any(member):
    a_notice(member, "350", due=[DUE])
    Terms.objects.update(uses_fees=False)
    assert may_vote(member, after(1000))


def test_from_which_reminder_on(member):
    terms = uses_fees(vote_lost_days=None, vote_lost_level=2)
    notice = a_notice(member, "350", due=[DUE])
    for level, day in [(1, 14), (2, 30)]:
        with time_machine.travel(after(day)):
            assert reminding.remind(notice, level, terms)
    assert may_vote(member, after(29))
    assert not may_vote(member, after(31))


def test_this_years_fee_is_known(member):
    a_notice(member, "350")
    assert standings([member], after(0))[member.pk].fee == {"EUR": D(350)}
    next_year = standings([member], after(365))[member.pk]  # not invoiced yet: the last fee stays known
    assert (next_year.fee, next_year.fee_year, next_year.fee_net) == (None, 2026, {"EUR": D(350)})
    assert standings([member], after(-365))[member.pk].fee_year is None


def test_reminders_go_out_level_by_level_each_once(member):
    uses_fees(
        reminders=[{"days": 14, "text": {"fr": "Bonjour, c’est la trésorière."}}, {"days": 30}],
        arrears_text="Offices are suspended.",
    ).put_version("arrears_text", "fr", "Les fonctions sont suspendues.")
    notice = a_notice(member, "350", due=[DUE])
    sent = []
    for day in (13, 14, 15, 29, 30, 31, 90):
        with time_machine.travel(after(day)):
            reminding.remind_all()
            reminding.remind_all()
            jobs.run_all()
            sent.append(FeeReminder.objects.count())
    assert sent == [0, 1, 1, 1, 2, 2, 2]
    first, second = (
        OutboxMessage.objects.filter(subject__contains="F-2026-0001", to="money@mare.example")
        .exclude(text__contains="Attached")
        .filter(key__startswith="fee-reminder")
        .order_by("created_at")
    )
    assert "c’est la trésorière" in first.text and "Les fonctions sont suspendues." in second.text
    assert notice.reminders.count() == 2


def test_a_second_reminder_leaves_time_to_answer_the_first(member):
    terms = uses_fees(reminders=[{"days": 14}, {"days": 30}])
    a_notice(member, "350", due=[DUE])
    sent = []
    for day in (90, 91, 105, 106):  # the network began to remind late
        with time_machine.travel(after(day)):
            for one in reminding.due_reminders(terms):
                reminding.remind(one, one.next_level, terms)
            sent.append(FeeReminder.objects.count())
    assert sent == [1, 1, 1, 2]


def test_who_paid_in_the_meantime_is_not_reminded(member):
    terms = uses_fees()
    notice = a_notice(member, "350", due=[DUE])
    with time_machine.travel(after(20)):
        [waiting] = reminding.due_reminders(terms)
        paying.pay(member, D(350), "EUR", key=uuid4(), paid_on=DUE, shares=[(notice, D(350))])
        assert not reminding.remind(waiting, 1, terms)
        assert reminding.due_reminders(terms) == []


def test_who_may_lapse_is_shown_and_nothing_ends(member):
    terms = uses_fees(lapse_days=365)
    notice = a_notice(member, "350", due=[DUE])
    assert arrears.may_lapse(terms, DUE + timedelta(days=365)) == []
    assert arrears.may_lapse(terms, DUE + timedelta(days=366)) == [notice]


# ---- what was owed when the account began ----


def brought(member, amount: str, currency: str = "EUR"):
    return open_balance(member, D(amount), currency, on=DUE)


def pays(member, amount: str, day: date, currency: str = "EUR"):
    return paying.pay(member, D(amount), currency, key=uuid4(), paid_on=day)


def test_an_opening_balance_costs_the_vote_as_any_arrears_do_and_it_comes_back(member):
    brought(member, "120")
    assert may_vote(member, after(60))
    assert not may_vote(member, after(61))
    [reason] = check(Rule(paid=True), member, after(61)).reasons
    assert "Balance brought forward" in str(reason) and "120" in str(reason)

    pays(member, "100", DUE + timedelta(days=70))
    [reason] = check(Rule(paid=True), member, after(71)).reasons
    assert "€20" in str(reason)
    pays(member, "20", DUE + timedelta(days=80))
    assert not may_vote(member, after(79)), "at that instant it was not wholly paid"
    assert may_vote(member, after(80))


def test_a_payment_of_a_notice_pays_no_opening_balance(member):
    brought(member, "120")
    notice = a_notice(member, "350", due=[DUE + timedelta(days=300)])
    paying.pay(member, D(350), "EUR", key=uuid4(), paid_on=DUE, shares=[(notice, D(350))])
    assert not may_vote(member, after(61))


def test_what_a_notice_asks_for_is_no_part_of_the_opening_balance(member):
    brought(member, "120")
    a_notice(member, "350", due=[DUE + timedelta(days=300)])

    [(_key, owed)] = arrears.brought_forward([member.pk], DUE + timedelta(days=61))

    assert (owed.amount, owed.since) == (D(120), DUE)


def test_an_opening_balance_taken_back_and_entered_anew_counts_from_its_own_day(member):
    reverse(brought(member, "999"), on=DUE + timedelta(days=10))
    book(member, D(120), "EUR", kind="opening", about=member, cause="anew", on=DUE + timedelta(days=50))

    assert may_vote(member, after(61)), "the first one was taken back"
    assert may_vote(member, after(110))
    assert not may_vote(member, after(111))


def test_another_currency_pays_no_opening_balance_either(member):
    brought(member, "120")
    pays(member, "500", DUE, "RON")
    assert not may_vote(member, after(61))


def test_what_was_paid_too_much_or_is_taken_back_costs_nothing(member):
    brought(member, "-80", "RON")
    entry = brought(member, "120")
    reverse(entry, on=DUE + timedelta(days=90))
    assert not may_vote(member, after(89))
    assert may_vote(member, after(90))


def test_the_reminder_of_an_opening_balance_costs_the_vote_where_the_statutes_say_so(member):
    terms = uses_fees(vote_lost_days=None, vote_lost_level=1)
    brought(member, "120")
    assert may_vote(member, after(1000))
    with time_machine.travel(after(14)):
        [due] = opening.due_openings(terms)
        assert opening.remind(due, 1, terms)
    assert may_vote(member, after(13)) and not may_vote(member, after(15))


def test_a_network_without_fees_asks_nobody_for_a_balance(member):
    brought(member, "120")
    Terms.objects.update(uses_fees=False)
    assert may_vote(member, after(1000))


def test_an_imported_balance_counts_from_the_day_of_the_import(member, coordinator, browser_of, here):
    Role.objects.update(since=date(2020, 1, 1))
    data = "Organisation;Balance\nOficina Maré;120\n".encode()
    with time_machine.travel(after(0)):
        found = reading.read_file("balances.csv", data, by=coordinator, languages=["en"])
        reading.set_columns(found, {}, found.options)
        planning.plan(found)
        jobs.run_all()
        found.refresh_from_db()
        applying.confirm(found, by=coordinator)
        jobs.run_all()
    account = here("fee-account", organisation=member.pk)
    with time_machine.travel(after(60)):
        assert "No vote" not in browser_of(coordinator).get(account).text
    with time_machine.travel(after(61)):
        page = browser_of(coordinator).get(account).text
        assert "No vote at present. Balance brought forward: €120.00 has been open since" in page
        undoing.undo(type(found).objects.get(pk=found.pk), by=coordinator)
        jobs.run_all()
        assert may_vote(member, after(62))


def test_arrears_of_many_are_asked_in_few_queries(network, django_assert_num_queries):
    uses_fees(vote_lost_days=10)
    many = [a_member(f"Member {n}") for n in range(10)]
    for one in many:
        a_notice(one, "10", due=[DUE])
    with django_assert_num_queries(11):
        assert not any(one.paid for one in standings(many, after(20)).values())
