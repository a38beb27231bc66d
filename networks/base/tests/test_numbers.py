"""Whole numbers as somebody sends them."""

import pytest

from networks.base.numbers import whole


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("7", 7), ("007", 7), (12, 12), ("2147483647", 2_147_483_647)]
)
def test_a_number_is_read(text, number):
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "²", "٣", "9" * 5_000, "2147483648", "1e3", None])
def test_what_is_none_is_none(text):
    assert whole(text) is None


def test_it_may_be_between_two_only():
    assert (whole("1999", 2000, 2100), whole("2027", 2000, 2100)) == (None, 2027)
