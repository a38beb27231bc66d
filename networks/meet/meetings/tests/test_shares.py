"""Shares are exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.meet.meetings.counting import shares
from networks.meet.meetings.models import SHARES


def test_eight_of_twelve_is_two_thirds():
    assert shares.read("2/3").reached(8, 12)
    assert not shares.read("2/3").reached(7, 11)


def test_half_and_more_than_half_differ():
    assert shares.read("1/2").reached(6, 12)
    assert not shares.read(">1/2").reached(6, 12)
    assert shares.read(">1/2").needed(12) == 7
    assert shares.read("1/2").needed(13) == 7


@pytest.mark.parametrize("text", ["2", "5/4", "0/3", ">1/1", "x/y", "-1/2"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(ValueError):
        shares.read(text)


def test_every_choice_of_the_forms_is_a_share():
    for text in SHARES:
        assert str(shares.read(text)) == text


@given(st.sampled_from(list(SHARES)), st.integers(1, 5000), st.integers(0, 5000))
def test_what_is_needed_is_the_first_that_is_enough(text, whole, count):
    share = shares.read(text)
    assert share.reached(count, whole) == (count >= share.needed(whole))
    assert share.part <= Fraction(share.needed(whole), whole)
