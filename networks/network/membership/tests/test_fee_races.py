"""Several people at once: numbers without gap or double, one booking of a line, nothing paid twice. On SQLite and on PostgreSQL."""

import threading
from datetime import date
from decimal import Decimal as D
from uuid import uuid4

import pytest
from django.db import connection

from networks.base.tenancy import in_network
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

pytestmark = [pytest.mark.django_db(transaction=True)]
DAY = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def terms(network):
    return uses_fees()


def at_once(network, *works) -> list:
    """Do all of these in threads that begin together; what each returned or raised."""
    barrier, found = threading.Barrier(len(works)), [None] * len(works)

    def run(place, work):
        try:
            with in_network(network):
                barrier.wait(60)
                found[place] = work()
        except Exception as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return found


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

    for some in range(0, 50, 10):  # as many at once as connections
        errors(at_once(network, *map(bill, members[some : some + 10])))

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
    from networks.base import jobs

    jobs.run_all()
    run = again(run)
    found = at_once(network, *[lambda: fee_runs.start(run)] * 2)
    assert len(errors(found, SomebodyWasQuicker)) == 1
    job = jobs.take_next(kinds=["fees.issue"])
    errors(at_once(network, *[lambda: fee_runs.issue_job(job, str(run.pk))] * 2))
    assert sorted(FeeNotice.objects.values_list("number", flat=True)) == list(range(1, 7))


def test_two_remind_at_once(network):
    terms = uses_fees()
    notice = a_notice(a_member("Anna"), "100")
    found = at_once(network, *[lambda: reminding.remind(notice, 1, terms)] * 2)
    assert errors(found) == [] and sorted(found) == [False, True]
    assert FeeReminder.objects.count() == 1
