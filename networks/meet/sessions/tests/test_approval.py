"""Approval with proportional choice: known elections, lots, and what must hold for any ballots."""

import random
from collections import Counter
from fractions import Fraction
from hashlib import sha256
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.meet.sessions.methods.approval import InvalidBallot, equal_shares, phragmen, plain_counts

RULES = [plain_counts, phragmen, equal_shares]
each_rule = pytest.mark.parametrize("rule", RULES, ids=["counts", "phragmen", "equal shares"])
proportional = pytest.mark.parametrize("rule", RULES[1:], ids=["phragmen", "equal shares"])


def ballots(*groups):
    return [set(marks) for people, marks in groups for _ in range(people)]


def sets(*names):
    return {frozenset(name) for name in names}


SIX_TO_FOUR = ballots((6, "abc"), (4, "def"))
TWO_TO_ONE = ballots((66, "abcd"), (33, "efg"))
EIGHT = [set(marks) for marks in ["ab", "abc", "ac", "ad", "be", "ef", "eg", "f"]]
SINGLE = ballots((4, "a"), (3, "b"), (2, "c"), (1, "d"), (1, "e"), (1, "f"))


def test_six_to_four():
    counted = plain_counts(SIX_TO_FOUR, "abcdef", 3, seed="1")
    assert set(counted.tied) == sets("abc")
    assert (counted.represented, counted.unrepresented) == (6, (6, 7, 8, 9))
    nine = {frozenset([*two, one]) for two in combinations("abc", 2) for one in "def"}
    for rule in (phragmen, equal_shares):
        result = rule(SIX_TO_FOUR, "abcdef", 3, seed="1")
        assert set(result.tied) == nine
        assert (result.represented, result.unrepresented) == (10, ())
        assert result.tied_complete


def test_two_to_one():
    assert set(plain_counts(TWO_TO_ONE, "abcdefg", 3, seed="1").tied) == {
        frozenset(three) for three in combinations("abcd", 3)
    }
    eighteen = {frozenset([*two, one]) for two in combinations("abcd", 2) for one in "efg"}
    for rule in (phragmen, equal_shares):
        assert set(rule(TWO_TO_ONE, "abcdefg", 3, seed="1").tied) == eighteen


@each_rule
def test_eight_people(rule):
    assert set(rule(EIGHT, "abcdefg", 3, seed="1").tied) == sets("abe")


@each_rule
def test_the_last_place_is_drawn(rule):
    result = rule(SINGLE, "abcdef", 4, seed="1")
    assert set(result.tied) == sets("abcd", "abce", "abcf")
    assert (result.certain, result.by_lot, result.places_by_lot) == (set("abc"), set("def"), 1)
    assert result.rounds[-1].level == set("def")


def test_equal_shares_says_what_each_paid():
    result = equal_shares(SIX_TO_FOUR, "abcdef", 3, seed="1")
    # 3 places and 10 people: 3/10 each; six buy one for 1/6 each, four for 1/4; then 2/15 × 6 is too little
    assert [(r.cost, r.completing) for r in result.rounds] == [
        (Fraction(1, 6), False),
        (Fraction(1, 4), False),
        (Fraction(1, 30), True),
    ]


def test_exactly_enough_money_is_enough():
    rounds = equal_shares([{"a"}, {"b"}], "ab", 2, seed="1").rounds
    assert [(each.cost, each.completing) for each in rounds] == [(1, False), (1, False)]


@each_rule
def test_the_lot_can_be_repeated_by_hand(rule):
    """S41"""
    drawn = Counter()
    for seed in map(str, range(60)):
        result = rule(SINGLE, "abcdef", 4, seed=seed)
        by_hand = min("def", key=lambda option, seed=seed: sha256(f"{seed}:{option}".encode()).hexdigest())
        assert result.chosen[3] == by_hand
        assert rule(list(reversed(SINGLE)), "fedcba", 4, seed=seed).chosen == result.chosen
        drawn[by_hand] += 1
    assert set(drawn) == set("def")


@each_rule
def test_a_blank_ballot_takes_part(rule):
    """S43"""
    result = rule([*EIGHT, set(), set()], "abcdefg", 3, seed="1")
    assert (result.ballots, result.blank) == (10, 2)
    assert not {8, 9} & set(result.unrepresented)


@each_rule
def test_what_nobody_supports_is_not_chosen(rule):
    result = rule([{"a"}, {"a", "b"}, set()], "abcd", 3, seed="1")
    assert set(result.chosen) == {"a", "b"}
    assert result.empty_places == 1


@each_rule
def test_nobody_voted(rule):
    result = rule([], "abc", 2, seed="1")
    assert (result.chosen, result.represented, result.empty_places) == ((), 0, 2)
    assert result.tied == (frozenset(),)


@each_rule
def test_wrong_ballots_are_refused(rule):
    with pytest.raises(InvalidBallot):
        rule([{"x"}], "abc", 1, seed="1")
    with pytest.raises(InvalidBallot):
        rule([{"a"}], "abc", 0, seed="1")


@each_rule
def test_too_many_ties_are_said_to_be_too_many(rule):
    options = range(40)
    result = rule([{option} for option in options], options, 20, seed="1")
    assert len(result.chosen) == 20
    assert not result.tied_complete


OPTIONS = "abcde"
marks = st.lists(st.sets(st.sampled_from(OPTIONS)), max_size=12)
some_places = st.integers(1, 4)


@each_rule
@settings(max_examples=60, deadline=None)
@given(cast=marks, places=some_places, order=st.randoms(use_true_random=False))
def test_who_voted_does_not_matter(rule, cast, places, order):
    """S44: anonymity."""
    shuffled = random.Random(order.random()).sample(cast, len(cast))
    one, other = (rule(each, OPTIONS, places, seed="7") for each in (cast, shuffled))
    assert (one.tied, one.chosen, one.represented) == (other.tied, other.chosen, other.represented)


@each_rule
@settings(max_examples=60, deadline=None)
@given(cast=marks, places=some_places, renamed=st.permutations(OPTIONS))
def test_names_do_not_matter(rule, cast, places, renamed):
    """S44: neutrality."""
    name = dict(zip(OPTIONS, renamed, strict=True))
    one = rule(cast, OPTIONS, places, seed="7")
    other = rule([{name[option] for option in ballot} for ballot in cast], OPTIONS, places, seed="7")
    assert {frozenset(name[option] for option in each) for each in one.tied} == set(other.tied)


@proportional
@settings(max_examples=150, deadline=None)
@given(cast=marks, places=some_places)
def test_every_large_enough_group_with_one_common_choice_is_represented(rule, cast, places):
    """S44: proportionality, in every result that ties leave open."""
    for committee in rule(cast, OPTIONS, places, seed="7").tied:
        for option in OPTIONS:
            left_out = sum(1 for ballot in cast if option in ballot and not ballot & committee)
            assert left_out * places < len(cast) or left_out == 0


def test_plain_counts_are_not_proportional():
    """The property above can fail: three of ten are a third of three places, and get none."""
    result = plain_counts(SIX_TO_FOUR, "abcdef", 3, seed="1")
    assert len(result.unrepresented) * 3 >= len(SIX_TO_FOUR)


@each_rule
@settings(max_examples=60, deadline=None)
@given(cast=marks, places=some_places, seed=st.text(max_size=5))
def test_counting_again_gives_the_same(rule, cast, places, seed):
    """S44: recount equals count; what the lot gave is one of the tied results; the facts add up."""
    result = rule(cast, OPTIONS, places, seed=seed)
    assert rule(cast, OPTIONS, places, seed=seed) == result
    assert frozenset(result.chosen) in result.tied
    assert result.represented + len(result.unrepresented) + result.blank == result.ballots
    assert all(result.counts[option] == sum(option in ballot for ballot in cast) for option in OPTIONS)
    assert all(each.chosen in each.level for each in result.rounds)
