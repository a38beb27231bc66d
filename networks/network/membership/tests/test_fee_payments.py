"""Payments: part, over, combined, taken back, refunded, credited, written off; the account is always what its entries say."""

import re
from datetime import date
from decimal import Decimal as D
from uuid import uuid4

import pytest

from networks.network.membership.files.bank import BankEntry, Statement
from networks.network.membership.models import BankLine, FeeNotice, Payment
from networks.network.membership.rules import banking, paying
from networks.network.membership.rules.fee_errors import (
    CurrenciesDiffer,
    MoreThanOwed,
    MoreThanThere,
    NothingOpen,
    SomebodyWasQuicker,
)
from networks.network.membership.rules.fee_notices import credit
from networks.network.membership.rules.settling import balance_kept
from networks.network.membership.tests import bank_files
from networks.network.membership.tests.fees_at_work import a_member, a_notice, again, uses_fees
from networks.participation.money.models import Entry
from networks.participation.money.rules import balances, owed_about
from networks.participation.referrals.rules import answer, refer, reopen

DAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def terms(network):
    return uses_fees()


@pytest.fixture
def member(network):
    return a_member("Oficina Maré", country="PT")


def pay(member, amount, *shares, key=None, currency="EUR"):
    return paying.pay(
        member, D(amount), currency, key=key or uuid4(), paid_on=DAY, shares=[(n, D(a)) for n, a in shares]
    )


def stands(notice):
    """How a notice stands, after checking that it is what its entries say."""
    notice = again(notice)
    assert notice.open_amount == owed_about([notice])[notice.label, notice.pk]
    return notice.state, notice.open_amount


def owed(member, currency="EUR"):
    return balances([member])[member.pk][currency]


def test_part_and_rest(member):
    notice = a_notice(member, "350", due=[date(2026, 4, 1), date(2026, 7, 1)])
    pay(member, "100", (notice, "100"))
    assert stands(notice) == ("part", D(250)) and again(notice).late_from == date(2026, 4, 1)
    pay(member, "75", (notice, "75"))
    assert again(notice).late_from == date(2026, 7, 1), "the first instalment is paid"
    pay(member, "175", (notice, "175"))
    assert stands(notice) == ("paid", D(0)) and again(notice).late_from is None


def test_too_much_is_kept_and_pays_the_next_notice(member):
    notice = a_notice(member, "350")
    pay(member, "400", (notice, "350"))
    assert owed(member) == D(-50) and balance_kept(member.pk, "EUR") == D(50)
    following = a_notice(member, "360", year=2027)
    assert paying.use_balance(following) == D(50)
    assert stands(following) == ("part", D(310)) and balance_kept(member.pk, "EUR") == 0
    with pytest.raises(MoreThanThere):
        paying.use_balance(following)


def test_one_transfer_pays_for_several_members(member):
    other = a_member("Cesto do Douro")
    one, two = a_notice(member, "350"), a_notice(other, "110")
    pay(member, "460", (one, "350"), (two, "110"))
    assert stands(one)[0] == stands(two)[0] == "paid"
    assert (owed(member), owed(other)) == (D(0), D(0))


def test_more_than_is_open_is_refused_and_nothing_is_booked(member):
    notice = a_notice(member, "350")
    pay(member, "300", (notice, "300"))
    with pytest.raises(MoreThanOwed) as refused:
        pay(member, "100", (notice, "100"))
    assert "F-2026-0001" in str(refused.value) and "50" in str(refused.value)
    with pytest.raises(MoreThanThere):
        pay(member, "10", (notice, "20"))
    assert Payment.objects.count() == 1 and stands(notice) == ("part", D(50))


def test_currencies_are_never_mixed(member):
    notice = a_notice(member, "350")
    with pytest.raises(CurrenciesDiffer):
        pay(member, "350", (notice, "350"), currency="RON")
    pay(member, "100", currency="RON")
    assert balances([member])[member.pk] == {"EUR": D(350), "RON": D(-100)}


def test_a_form_that_is_sent_twice_books_once(member):
    notice, key = a_notice(member, "350"), uuid4()
    assert pay(member, "350", (notice, "350"), key=key) == pay(member, "350", (notice, "350"), key=key)
    assert Payment.objects.count() == 1 and stands(notice) == ("paid", D(0))


def test_a_payment_on_the_wrong_notice_is_taken_off_it(member):
    wrong, right = a_notice(member, "100", year=2025), a_notice(member, "100", year=2026)
    made = pay(member, "100", (wrong, "100"))
    allocation = made.allocations.get()
    paying.take_back_allocation(allocation)
    with pytest.raises(SomebodyWasQuicker):
        paying.take_back_allocation(allocation)
    assert stands(wrong) == ("open", D(100)) and balance_kept(member.pk, "EUR") == D(100)
    paying.use_balance(right)
    assert stands(right)[0] == "paid"


def test_a_payment_that_never_was_is_taken_back_whole(member):
    notice = a_notice(member, "350")
    made = pay(member, "400", (notice, "350"))
    paying.take_back(made, because="The bank returned it")
    assert (
        stands(notice) == ("open", D(350)) and owed(member) == D(350) and balance_kept(member.pk, "EUR") == 0
    )
    with pytest.raises(SomebodyWasQuicker):
        paying.take_back(made, because="again")
    assert Entry.objects.filter(kind="payment").count() == 4, (
        "two entries and their reversals stay to be seen"
    )


def test_what_was_paid_too_much_goes_back_and_not_more(member):
    notice = a_notice(member, "350")
    made = pay(member, "400", (notice, "350"))
    with pytest.raises(MoreThanThere):
        paying.refund(member, D("50.01"), "EUR", key=uuid4(), paid_on=DAY)
    paying.refund(member, D(50), "EUR", key=uuid4(), paid_on=DAY)
    assert owed(member) == 0 and balance_kept(member.pk, "EUR") == 0
    with pytest.raises(MoreThanThere):  # it went back already
        paying.take_back(made, because="x")
    assert stands(notice)[0] == "paid"


def test_a_credit_note_cancels_and_keeps_what_was_paid(member):
    notice = a_notice(member, "350")
    pay(member, "200", (notice, "200"))
    made = credit(notice, reason="Wrong category")
    assert (made.label_shown, made.total) == ("C-2026-0001", D(350)) or made.label_shown.startswith("C-")
    assert stands(notice) == ("credited", D(0))
    assert owed(member) == D(-200) and balance_kept(member.pk, "EUR") == D(200)
    with pytest.raises(SomebodyWasQuicker):
        credit(notice, reason="again")


def test_part_of_a_notice_is_credited(member):
    notice = a_notice(member, "350")
    credit(notice, reason="Less", amount=D(100))
    assert stands(notice) == ("open", D(250))
    with pytest.raises(MoreThanOwed):
        credit(notice, reason="More than is left", amount=D(251))
    pay(member, "250", (notice, "250"))
    assert stands(notice) == ("paid", D(0))
    credit(notice, reason="The rest")
    assert stands(notice) == ("credited", D(0)) and balance_kept(member.pk, "EUR") == D(250)


def test_vat_is_credited_as_it_was_billed(member, terms):
    terms.vat_rate = D(21)
    terms.save()
    notice = a_notice(member, "99.99")
    assert (notice.vat, notice.total) == (D("21.00"), D("120.99"))
    first = credit(notice, reason="half", amount=D("60.50"))
    second = credit(notice, reason="rest")
    assert first.vat + second.vat == notice.vat and first.net + second.net == notice.net


def test_writing_off_is_a_decision_and_can_be_reopened(member, coordinator):
    notice = a_notice(member, "350")
    pay(member, "100", (notice, "100"))
    referral = refer(notice, "write_off", by=coordinator)
    answer(referral, "granted", by=coordinator, reason="Closed")
    assert stands(notice) == ("written_off", D(0)) and owed(member) == 0
    reopen(referral, by=coordinator, because="It lives")
    assert stands(notice) == ("part", D(250))
    answer(referral, "granted", by=coordinator)
    assert stands(notice) == ("written_off", D(0))
    with pytest.raises(NothingOpen):
        answer(refer(notice, "write_off"), "granted")


# ---- bank files ----


def a_file(*rows) -> bytes:
    return bank_files.many(rows)


def test_a_file_and_an_entry_are_taken_in_once(member):
    first, new = banking.take_in("a.xml", bank_files.camt("08"))
    assert new and first.new_lines == 3
    assert banking.take_in("again.xml", bank_files.camt("08")) == (first, False)
    other, new = banking.take_in("other.xml", bank_files.camt("02"))  # the same entries in another file
    assert (new, other.new_lines, BankLine.objects.count()) == (False, 0, 3)
    assert sorted(BankLine.objects.values_list("state", flat=True)) == ["ignored", "open", "open"]


def test_two_alike_entries_of_one_file_are_two(member):
    data = b"Date,Amount,Name\n2026-03-20,10,Ana\n2026-03-20,10,Ana\n"
    assert banking.take_in("x.csv", data)[0].new_lines == 2
    assert banking.take_in("y.csv", data + b"2026-03-21,10,Ana\n")[0].new_lines == 1


def test_a_line_is_proposed_confirmed_and_its_account_remembered(member):
    notice = a_notice(member, "350")
    banking.take_in("a.xml", a_file(("350.00", "Someone", "PT50000201231234567890154", "", notice.reference)))
    line = BankLine.objects.get()
    proposal = banking.proposals([line])[line.pk]
    assert (proposal.sure, proposal.shares) == (True, ((notice.pk, D(350)),))
    banking.confirm(line, member, [(notice, D(350))])
    assert stands(notice)[0] == "paid" and again(line).state == "booked"
    with pytest.raises(SomebodyWasQuicker):
        banking.confirm(line, member, [])

    following = a_notice(member, "360", year=2027)
    banking.take_in(
        "b.xml", a_file(("360.00", "X", "PT50000201231234567890154", "quota", "")).replace(b">M1<", b">M9<")
    )
    line = BankLine.objects.get(state="open")
    found = banking.proposals([line])[line.pk]
    assert (found.why, found.shares) == ("account", ((following.pk, D(360)),))


def test_a_second_entry_for_a_notice_is_its_members_and_kept_as_a_balance(member, client, coordinator):
    notice = a_notice(member, "350")
    entry = ("350.00", "Nobody known", "", "", notice.reference)
    made, _new = banking.take_in("a.xml", a_file(entry, entry))
    client.force_login(coordinator)
    address = f"/ponte/network/membership/fees/bank/{made.pk}/"
    assert f"another entry pays {notice.label_shown}" in client.get(address).content.decode()
    (first_key, second_key), booking = (
        re.findall(r'name="line" value="([^"]+)"', client.get(address).content.decode()),
        "/ponte/network/membership/fees/bank/lines/booking/",
    )
    said = dict(re.findall(r'name="(said-[^"]+)" value="([^"]*)"', client.get(address).content.decode()))
    client.post(booking, said | {"line": second_key})  # alone: as it stood on the page
    second = BankLine.objects.get(pk=second_key)
    assert second.state == "booked" and owed(member) == 0 and stands(notice)[0] == "open"
    paying.take_back(Payment.objects.get(line=second), because="to see it again")
    first = BankLine.objects.get(pk=first_key)
    banking.confirm(first, member, [(notice, D(350))])

    page = client.get(address).content.decode()
    assert f"{notice.label_shown} is paid already" in page and "nobody recognised" not in page
    assert (
        "is paid already"
        in client.get(f"/ponte/network/membership/fees/bank/lines/{second.pk}/").content.decode()
    )
    client.post(booking, {"line": second_key, f"said-{second_key}": f"{member.pk}:"})
    assert again(second).state == "booked" and owed(member) == D(-350) and stands(notice)[0] == "paid"


def test_a_line_that_was_taken_back_waits_again(member):
    notice = a_notice(member, "350")
    banking.take_in("a.xml", a_file(("350.00", "Someone", "", "F-2026-0001", "")))
    line = BankLine.objects.get()
    made = banking.confirm(line, member, [(notice, D(350))])
    paying.take_back(made, because="wrong member")
    assert again(line).state == "open" and stands(notice)[0] == "open"
    banking.confirm(line, member, [(notice, D(350))])
    assert stands(notice)[0] == "paid"


def test_a_line_that_cannot_be_booked_stays_open(member):
    notice = a_notice(member, "350")
    banking.take_in("a.xml", a_file(("400.00", "Someone", "", "F-2026-0001", "")))
    line = BankLine.objects.get()
    with pytest.raises(MoreThanOwed):
        banking.confirm(line, member, [(notice, D(400))])
    assert again(line).state == "open" and Payment.objects.count() == 0


def test_proposals_need_few_queries_however_many_lines(member, django_assert_num_queries):
    for number in range(12):
        a_notice(a_member(f"Member {number}"), "100")
    banking.take_in(
        "a.xml", a_file(*((f"{n + 1}00.00", f"Member {n}", "", f"F-2026-{n:04d}", "") for n in range(12)))
    )
    lines = list(BankLine.objects.all())
    with django_assert_num_queries(3):
        assert len(banking.proposals(lines)) == 12
    assert FeeNotice.objects.filter(state="open").count() == 12


# ---- the bank's own reference ----


def entry_of(text: str, reference: str):
    return BankEntry(
        account="BE68539007547034", booked_on=DAY, amount=D(110), currency="EUR", name="Filo Comune", iban="IT60X0542811101000000123456",
        text=text, reference="", bank_reference=reference,
    )  # fmt: skip


def kept(name: str, *entries) -> int:
    made, _new = banking.keep(name, name * 8, Statement("csv", list(entries)))
    return made.new_lines


def test_the_banks_own_reference_tells_entries_apart_and_knows_them_again(member):
    """Two files of the same day: the same words with another reference are another entry, other words with the same are the same."""
    assert kept("first", entry_of("Quota 2026", "B1")) == 1
    assert kept("second", entry_of("Quota 2026", "B2")) == 1
    assert kept("third", entry_of("QUOTA 2026 FILO COMUNE", "B1")) == 0
    assert BankLine.objects.count() == 2
