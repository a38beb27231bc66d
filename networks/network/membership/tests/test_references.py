"""Payment references (ISO 11649) and account numbers (ISO 13616)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.network.membership.methods.references import (
    IBAN_LENGTHS,
    in_fours,
    is_iban,
    is_rf,
    references_in,
    rf,
)

bodies = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=1, max_size=21)


def test_published_examples():
    assert rf("539007547034") == "RF18539007547034"
    assert is_rf("RF18 5390 0754 7034")
    assert is_iban("BE68 5390 0754 7034")
    assert is_iban("DE89 3704 0044 0532 0130 00")
    assert not is_iban("BE68 5390 0754 7035")
    assert not is_iban("BE6853900754703")


@given(bodies)
def test_every_reference_has_right_check_digits(body):
    assert is_rf(rf(body))
    assert is_rf(in_fours(rf(body)).lower())


@given(bodies, st.integers(0, 24), st.integers(0, 25))
def test_one_wrong_sign_is_found(body, place, sign):
    """A digit for a digit or a letter for a letter; MOD 97-10 does not promise more."""
    right = rf(body)
    place = 2 + place % (len(right) - 2)
    put = "0123456789"[sign % 10] if right[place].isdigit() else "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[sign]
    wrong = right[:place] + put + right[place + 1 :]
    assert is_rf(wrong) == (wrong == right)


@given(st.text(max_size=30), bodies)
def test_a_reference_is_found_in_what_people_write(before, body):
    text = f"{before} fee 2026 {in_fours(rf(body))}"
    assert any(found.startswith(rf(body)[:4]) for found in references_in(text))


@pytest.mark.parametrize("text", ["", "RF", "RF00", "Rf12!!", "ﷺ", "RF99ABC", "İRF"])
def test_what_is_none_is_none(text):
    assert references_in(text) == []
    assert not is_iban(text)


@pytest.mark.parametrize("body", ["", "X" * 22, "  "])
def test_a_reference_has_1_to_21_signs(body):
    with pytest.raises(ValueError):
        rf(body)


def test_lengths_are_those_of_countries():
    assert all(len(country) == 2 and 15 <= length <= 34 for country, length in IBAN_LENGTHS.items())
