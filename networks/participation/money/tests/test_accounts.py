"""An organisation's account: entries once for each cause, reversed and never edited, currencies apart."""

from datetime import date
from decimal import Decimal as D

import pytest

from networks.participation.money.models import Entry
from networks.participation.money.rules import account, balances, book, open_balance, owed_about, reverse
from networks.people.models import Organisation


@pytest.fixture
def oficina(network):
    return Organisation.objects.create(name="Oficina")


def enter(organisation, amount, currency="EUR", cause="a"):
    return book(organisation, D(amount), currency, kind="notice", about=organisation, cause=cause)


def test_the_same_cause_is_booked_once(oficina):
    assert enter(oficina, "10") is not None
    assert enter(oficina, "10") is None
    assert balances([oficina]) == {oficina.pk: {"EUR": D(10)}}


def test_currencies_are_never_summed(oficina):
    enter(oficina, "10", cause="a")
    enter(oficina, "500", "RSD", cause="b")
    assert balances([oficina])[oficina.pk] == {"EUR": D(10), "RSD": D(500)}


def test_an_entry_is_taken_back_once_and_stays_to_be_seen(oficina):
    first = enter(oficina, "10")
    assert reverse(first).amount == D(-10)
    assert reverse(first) is None
    assert balances([oficina])[oficina.pk]["EUR"] == 0
    assert Entry.objects.count() == 2
    assert owed_about([oficina]) == {(oficina.label, oficina.pk): D(0)}


def test_no_entry_is_finer_than_its_currency(oficina):
    with pytest.raises(ValueError):
        enter(oficina, "10.005")
    with pytest.raises(ValueError):
        enter(oficina, "10.5", "JPY")


def test_an_account_begins_once_with_what_another_book_says(oficina):
    assert open_balance(oficina, D("-20"), "EUR", on=date(2026, 1, 1))
    assert open_balance(oficina, D("35"), "EUR", on=date(2026, 1, 1)) is None
    assert [(e.kind, e.amount) for e in account(oficina)] == [("opening", D(-20))]
    assert list(account(oficina, "RSD")) == []
