"""Bank statements: CAMT.053 in several versions (checked against ISO 20022's own schemas), MT940 in three dialects, tables in several languages."""

from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.base.files.errors import FileRefused
from networks.network.membership.files.bank import read_statement
from networks.network.membership.files.bank.statement import (
    ColumnsUnknown,
    NoStatement,
    StatementBroken,
    WrongMessage,
)
from networks.network.membership.files.bank.table import recognise
from networks.network.membership.tests.bank_files import (
    camt,
    camt_batch,
    csv_be,
    csv_de,
    mt940_de,
    mt940_nl,
    mt940_plain,
)

SCHEMAS = Path(__file__).parent / "iso20022"


def entries(data: bytes, **asked):
    return read_statement(data, **asked).entries


@pytest.mark.parametrize("version", ["02", "08"])
@pytest.mark.parametrize("make", [camt, camt_batch])
def test_the_statements_of_these_tests_are_valid_by_the_schema_of_iso_20022(version, make):
    from lxml import etree

    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / f"camt.053.001.{version}.xsd")))
    schema.assertValid(etree.fromstring(make(version)))


@pytest.mark.parametrize("version", ["02", "08"])
def test_camt_is_read_in_its_versions(version):
    first, second, third = entries(camt(version))

    assert (first.booked_on, first.amount, first.currency) == (date(2026, 3, 20), D("350.00"), "EUR")
    assert (first.name, first.iban, first.account) == (
        "Oficina Maré",
        "PT50000201231234567890154",
        "BE68539007547034",
    )
    assert first.reference == "RF82F2026000001"
    assert first.bank_reference == "2026032000017/1" or first.bank_reference == "2026032000017"
    assert second.text == "Cotisation 2026 F-2026-0002 Atelier Vesdre"
    assert third.amount == D("-12.50")


@pytest.mark.parametrize("version", ["02", "08"])
def test_entries_that_are_only_announced_are_left_out_and_batches_taken_apart(version):
    found = entries(camt_batch(version))

    assert [(one.amount, one.name) for one in found] == [
        (D("110.00"), "Zinneke Pack"),
        (D("220.00"), "Filo Comune"),
    ]
    assert len({one.bank_reference for one in found}) == 2


def test_mt940_as_german_banks_write_it():
    one, two = entries(mt940_de())

    assert (one.booked_on, one.amount, one.currency) == (date(2026, 3, 20), D("350.00"), "EUR")
    assert (one.name, one.iban) == ("Oficina Maré Cooperativa", "PT50000201231234567890154")
    assert "F-2026-0001" in one.text and one.reference == "RF82F2026000001"
    assert two.amount == D("-12.50")


def test_mt940_as_dutch_banks_write_it():
    [one] = entries(mt940_nl())

    assert (one.name, one.iban, one.text) == (
        "Atelier Vesdre",
        "BE71096123456769",
        "Cotisation 2026 F-2026-0002",
    )


def test_mt940_in_plain_words_and_over_new_year():
    one, two = entries(mt940_plain())

    assert one.booked_on == date(2027, 1, 2)
    assert one.text == "FEE 2026 WERKPLAATS LEIE BE68539007547034"
    assert two.amount == D("-100"), "a credit that the bank took back"


def test_tables_of_banks_in_their_languages():
    [german, cost] = entries(csv_de())
    [belgian] = entries(csv_be())

    assert (german.booked_on, german.amount, german.name) == (date(2026, 3, 20), D("1350.00"), "Oficina Maré")
    assert german.iban == "PT50000201231234567890154" and german.reference == "RF82F2026000001"
    assert cost.amount == D("-12.50")
    assert (belgian.amount, belgian.text) == (D("220"), "F-2026-0002")


def test_amounts_in_two_columns_and_days_as_in_america():
    data = b"Date,Description,Debit,Credit\n03/20/2026,Fee,,110.00\n03/04/2026,Cost,5.00,\n"
    assert [(one.booked_on, one.amount) for one in entries(data)] == [
        (date(2026, 3, 20), D(110)),
        (date(2026, 3, 4), D(-5)),
    ]


def test_columns_are_recognised_whatever_their_order():
    assert recognise(["Montant", "Nom contrepartie", "Date comptable", "Communication"]) == {
        "amount": 0,
        "name": 1,
        "day": 2,
        "text": 3,
    }


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", FileRefused),
        (b"<html></html>", NoStatement),
        (b"<Document", NoStatement),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Document>&a;</Document>', NoStatement),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"/>', WrongMessage),
        (camt("08").replace(b">350.00<", b">many<"), StatementBroken),
        (camt("08").replace(b"CRDT", b"WHAT"), StatementBroken),
        (b":20:X\n:61:nonsense\n", FileRefused),
        (b"Colour,Size\nred,3\n", ColumnsUnknown),
        (b"Date,Amount\nyesterday,3\n", StatementBroken),
        (b"%PDF-1.7", FileRefused),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(data, error):
    with pytest.raises(error) as refused:
        read_statement(data)
    assert str(refused.value)


@given(st.sampled_from([camt("08"), mt940_de(), csv_de()]), st.data())
def test_no_damaged_file_breaks_it(data, drawn):
    at = drawn.draw(st.integers(0, len(data) - 1))
    much = drawn.draw(st.integers(0, 40))
    broken = data[:at] + drawn.draw(st.binary(max_size=8)) + data[at + much :]
    try:
        read_statement(broken)
    except FileRefused as refused:
        assert str(refused)
