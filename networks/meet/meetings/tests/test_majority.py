"""Majorities: exact fractions, what abstentions count as, ties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.meet.meetings.counting.majority import ALL, CAST, PRESENT, Rule, Votes, judge, rule_of
from networks.meet.meetings.counting.shares import read
from networks.meet.meetings.models import SHARES

# Published: weights yes 7, no 5, abstain 2, absent 4.
SEVEN_FIVE = Votes(7, 5, 2, present=14, all=18)


@pytest.mark.parametrize(
    ("share", "of", "adopted", "whole"),
    [
        (">1/2", CAST, True, 12),
        (">1/2", PRESENT, False, 14),
        (">1/2", ALL, False, 18),
        ("2/3", CAST, False, 12),
    ],
)
def test_seven_of_twelve_fourteen_and_eighteen(share, of, adopted, whole):
    found = judge(Rule(read(share), of), SEVEN_FIVE)
    assert (found.adopted, found.yes, found.whole) == (adopted, 7, whole)


def test_eight_of_twelve_is_two_thirds():
    assert judge(Rule(read("2/3")), Votes(8, 4)).adopted
    assert not judge(Rule(read("2/3")), Votes(7, 4)).adopted


def test_abstentions_that_count_are_against():
    votes = Votes(6, 4, 3)
    assert judge(Rule(read(">1/2")), votes).adopted
    assert not judge(Rule(read(">1/2"), abstentions=True), votes).adopted


def test_level_votes_are_said_and_fall_unless_the_chair_decides():
    rule = Rule(read(">1/2"))
    found = judge(rule, Votes(5, 5, 1))
    assert found.tie and not found.adopted and not found.by_chair
    assert judge(rule, Votes(5, 5), chair="yes").adopted
    no = judge(rule, Votes(5, 5), chair="no")
    assert not no.adopted and no.by_chair
    assert not judge(Rule(read("2/3")), Votes(5, 5), chair="yes").adopted  # level is not what decides there
    assert not judge(rule, Votes(5, 4), chair="no").by_chair


def test_no_vote_at_all_adopts_nothing():
    assert not judge(Rule(read(">1/2")), Votes(0, 0, 9)).adopted
    assert not judge(Rule(read(">1/2")), Votes(0, 0)).tie


def test_a_rule_is_read_as_it_is_kept():
    assert rule_of({"share": "2/3", "of": "all", "abstentions": True}) == Rule(read("2/3"), ALL, True)
    with pytest.raises(ValueError):
        rule_of({"share": "2/3", "of": "some"})
    with pytest.raises(ValueError):
        Votes(-1, 0)


COUNT = st.integers(0, 400)


@given(
    st.sampled_from(list(SHARES)),
    st.sampled_from([CAST, PRESENT, ALL]),
    st.booleans(),
    COUNT,
    COUNT,
    COUNT,
    COUNT,
)
def test_one_more_yes_never_rejects_what_was_adopted(share, of, abstentions, yes, no, abstain, absent):
    rule = Rule(read(share), of, abstentions)
    there = yes + no + abstain
    before = judge(rule, Votes(yes, no, abstain, there, there + absent))
    after = judge(rule, Votes(yes + 1, no, abstain, there + 1, there + 1 + absent))
    assert after.adopted or not before.adopted
    if no:  # somebody who changes from no to yes
        changed = judge(rule, Votes(yes + 1, no - 1, abstain, there, there + absent))
        assert changed.adopted or not before.adopted
