"""Several people at once: numbers without gap or double, one booking of a line, nothing paid twice; a run that dies. On SQLite and on PostgreSQL."""

import os
import signal
import subprocess
import sys
from datetime import date
from decimal import Decimal as D
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from networks.base import jobs
from networks.network.membership.models import (
    BankFile,
    BankLine,
    FeeNotice,
    FeeReminder,
    NumberSeries,
    Payment,
)
from networks.network.membership.rules import banking, fee_runs, paying, reminding
from networks.network.membership.rules.fee_errors import (
    FeeRefused,
    MoreThanOwed,
    NotThere,
    SomebodyWasQuicker,
)
from networks.network.membership.rules.fee_notices import credit, issue
from networks.network.membership.tests import bank_files
from networks.network.membership.tests.fees_at_work import a_member, a_notice, a_schedule, again, uses_fees
from networks.participation.money.rules import balances, owed_about
from networks.people.models import Organisation
from tests.at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True)]
DAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def terms(network):
    return uses_fees()


def errors(found, *expected) -> list:
    """What went wrong; anything that was not expected is raised."""
    wrong = [one for one in found if isinstance(one, Exception)]
    for one in wrong:
        if not isinstance(one, expected):
            raise one
    return wrong


def test_fifty_notices_at_once_have_fifty_numbers_without_a_gap(network):
    members = [a_member(f"Member {number}") for number in range(50)]

    def bill(member):
        return lambda: issue(member, D(100), "EUR", fee_year=2026, issued_on=DAY, due=[DAY])

    found = at_once(network, *map(bill, members))

    assert errors(found) == []
    assert sorted(FeeNotice.objects.values_list("number", flat=True)) == list(range(1, 51))
    assert NumberSeries.objects.get().last == 50
    assert len(set(FeeNotice.objects.values_list("reference", flat=True))) == 50


def test_a_number_that_was_not_used_is_no_gap(network):
    member = a_member("Anna")
    found = at_once(
        network, *[lambda: issue(member, D(100), "EUR", fee_year=2026, issued_on=DAY, due=[DAY])] * 6
    )
    assert len(errors(found, NotThere)) == 5
    a_notice(a_member("Bert"))
    assert sorted(FeeNotice.objects.values_list("number", flat=True)) == [1, 2]


def test_two_pay_the_same_notice_at_once(network):
    notice = a_notice(a_member("Anna"), "100")

    def pay():
        return paying.pay(
            notice.organisation, D(100), "EUR", key=uuid4(), paid_on=DAY, shares=[(notice, D(100))]
        )

    found = at_once(network, pay, pay, pay)
    assert len(errors(found, MoreThanOwed)) == 2
    assert again(notice).state == "paid" and Payment.objects.count() == 1
    assert balances([notice.organisation])[notice.organisation_id] == {"EUR": D(0)}


def test_one_form_sent_twice_at_once(network):
    notice, key = a_notice(a_member("Anna"), "100"), uuid4()

    def pay():
        return paying.pay(notice.organisation, D(100), "EUR", key=key, paid_on=DAY, shares=[(notice, D(100))])

    found = at_once(network, pay, pay)
    assert errors(found) == [] and found[0] == found[1]
    assert Payment.objects.count() == 1


def test_two_take_in_the_same_file_and_confirm_the_same_line(network):
    notice = a_notice(a_member("Anna"), "350")
    data = bank_files.many([("350.00", "Anna", "", "F-2026-0001", "")])
    found = at_once(network, *[lambda: banking.take_in("a.xml", data)] * 3)
    assert errors(found) == [] and sum(new for _file, new in found) == 1
    assert (BankFile.objects.count(), BankLine.objects.count()) == (1, 1)

    line = BankLine.objects.get()
    found = at_once(network, *[lambda: banking.confirm(line, notice.organisation, [(notice, D(350))])] * 3)
    assert len(errors(found, SomebodyWasQuicker)) == 2
    assert Payment.objects.count() == 1 and again(notice).state == "paid"


def test_two_files_with_the_same_entries_at_once(network):
    a_member("Anna")
    found = at_once(
        network,
        lambda: banking.take_in("a.xml", bank_files.camt("02")),
        lambda: banking.take_in("b.xml", bank_files.camt("08")),
    )
    assert errors(found) == []
    assert BankLine.objects.count() == 3


def test_paying_and_crediting_at_once_lose_nothing(network):
    notice = a_notice(a_member("Anna"), "100")

    def pay():
        return paying.pay(
            notice.organisation, D(60), "EUR", key=uuid4(), paid_on=DAY, shares=[(notice, D(60))]
        )

    found = at_once(
        network, pay, lambda: credit(notice, reason="x", on=DAY), lambda: credit(notice, reason="y", on=DAY)
    )
    errors(found, FeeRefused)
    now = again(notice)
    paid = sum(payment.amount for payment in Payment.objects.all())
    assert now.open_amount == owed_about([now])[now.label, now.pk] == 0
    assert now.state == "credited" and now.credit_notes.count() == 1
    assert balances([now.organisation])[now.organisation_id] == {"EUR": -paid}


def test_two_start_one_run_and_two_runners_do_it(network):
    for number in range(6):
        a_member(f"Member {number}")
    run = fee_runs.begin(a_schedule(), issued_on=DAY, due=[DAY])
    jobs.run_all()
    run = again(run)
    found = at_once(network, *[lambda: fee_runs.start(run)] * 2)
    assert len(errors(found, SomebodyWasQuicker)) == 1
    job = jobs.take_next(kinds=["fees.issue"])
    errors(at_once(network, *[lambda: fee_runs.issue_job(job, str(run.pk))] * 2))
    assert sorted(FeeNotice.objects.values_list("number", flat=True)) == list(range(1, 7))


DIES = """
import django, time
django.setup()
from networks.base import jobs
from networks.network.membership.rules import fee_runs
issue, made = fee_runs.issue, []
def and_waits_at_the_eighth(*args, **kwargs):
    made.append(issue(*args, **kwargs))
    if len(made) == 8:
        print("within", flush=True)
        time.sleep(600)
    return made[-1]
fee_runs.issue = and_waits_at_the_eighth
jobs.run(jobs.take_next(kinds=["fees.issue"]))
"""


def test_a_run_that_is_killed_goes_on_and_bills_nobody_twice(network):
    for number in range(12):
        a_member(f"Member {number}")
    run = fee_runs.begin(a_schedule(), issued_on=DAY, due=[DAY])
    jobs.run_all()
    fee_runs.start(again(run))

    child = another_process(DIES)
    try:
        assert (
            child.stdout.readline() == "within\n"
        )  # a number is taken, its notice written, nothing committed
    finally:
        child.kill()
        child.communicate()
    assert child.returncode == -signal.SIGKILL
    assert sorted(FeeNotice.objects.values_list("number", flat=True)) == list(range(1, 8))
    assert NumberSeries.objects.get().last == 7

    jobs.Job.objects.filter(kind="fees.issue").update(lease_until=timezone.now())  # as time does
    jobs.run_all()
    assert sorted(FeeNotice.objects.values_list("number", flat=True)) == list(range(1, 13))
    assert FeeNotice.objects.values("organisation").distinct().count() == 12
    assert again(run).state == "done"
    owed = balances(Organisation.objects.all())
    assert len(owed) == 12 and all(of == {"EUR": D(350)} for of in owed.values())


def another_process(code: str) -> subprocess.Popen:
    """Python beside this one, on the same test database. Whoever starts it ends it."""
    kept = connection.settings_dict
    url = f"sqlite:///{kept['NAME']}" if connection.vendor == "sqlite" else f"postgres:///{kept['NAME']}"
    settings = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, **settings}, stdout=subprocess.PIPE, text=True
    )


def test_two_remind_at_once(network):
    terms = uses_fees()
    notice = a_notice(a_member("Anna"), "100")
    found = at_once(network, *[lambda: reminding.remind(notice, 1, terms)] * 2)
    assert errors(found) == [] and sorted(found) == [False, True]
    assert FeeReminder.objects.count() == 1
