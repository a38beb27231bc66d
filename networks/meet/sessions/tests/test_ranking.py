"""Rankings: Schulze's example, Tennessee, ties, and what must hold for any ballots."""

import random
from fractions import Fraction
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.meet.sessions.methods.ranking import (
    InvalidRanking,
    beat_path,
    borda,
    copeland,
    count_pairs,
    instant_runoff,
    plurality,
    ranked_pairs,
)

BOTH = pytest.mark.parametrize("rule", [beat_path, ranked_pairs])


def ballots(text):
    return [
        list(order)
        for part in text.split()
        for people, order in [part.split(":")]
        for _ in range(int(people))
    ]


SCHULZE = ballots("5:ACBED 5:ADECB 8:BEDAC 3:CABED 7:CAEBD 2:CBADE 7:DCEBA 8:EBADC")
TENNESSEE = ballots("42:MNCK 26:NCKM 15:CKNM 17:KCNM")


def best(points):
    most = max(points.values())
    return {option for option, each in points.items() if each == most}


def test_schulze_45_ballots():
    result = beat_path(SCHULZE, "ABCDE", seed="1")
    assert result.winners == {"E"}
    assert result.order == tuple("EACBD")
    assert result.strengths["E", "A"] == 25 and result.strengths["A", "E"] == 24
    assert result.pairs.preferring["A", "B"] == 20 and result.pairs.preferring["B", "A"] == 25
    assert result.pairs.condorcet_winner is None
    assert ranked_pairs(SCHULZE, "ABCDE", seed="1").winners == {"A"}
    assert best(plurality(SCHULZE, "ABCDE")) == {"C"}
    assert instant_runoff(SCHULZE, "ABCDE") == {"A"}  # B and E, level with 8, go together
    assert instant_runoff(SCHULZE, "ABCDE", together=False) == {"C"}
    assert best(borda(SCHULZE, "ABCDE")) == {"E"}
    assert best(copeland(result.pairs)) == {"E"}


def test_tennessee():
    for rule in (beat_path, ranked_pairs):
        result = rule(TENNESSEE, "MNCK", seed="1")
        assert result.order == tuple("NCKM")
        assert result.pairs.condorcet_winner == "N"
    assert best(plurality(TENNESSEE, "MNCK")) == {"M"}
    assert instant_runoff(TENNESSEE, "MNCK") == {"K"}
    assert best(borda(TENNESSEE, "MNCK")) == {"N"}


@BOTH
def test_a_tie_is_said_and_drawn(rule):
    """S41"""
    cast = ballots("3:abc 3:bac")
    drawn = {rule(cast, "abc", seed=str(seed)).chosen for seed in range(30)}
    assert drawn == {"a", "b"}
    assert rule(cast, "abc", seed="1").winners == {"a", "b"}
    assert rule(cast, "abc", seed="1").levels == (frozenset("ab"), frozenset("c"))


@BOTH
def test_a_full_circle_leaves_all_level(rule):
    result = rule(ballots("2:abc 2:bca 2:cab"), "abc", seed="1")
    assert result.winners == {"a", "b", "c"}
    assert result.complete


def test_too_many_ties_are_said_to_be_too_many():
    """Thirty options in circles: it ends, and says that not every order was tried."""
    names = [f"o{number}" for number in range(30)]
    cast = [names[start:] + names[:start] for start in range(30)]
    result = ranked_pairs(cast, names, seed="1")
    assert not result.complete
    assert result.chosen in names
    assert beat_path(cast, names, seed="1").winners == set(names)


def test_options_alike_and_left_out():
    pairs = count_pairs([["a", {"b", "c"}], ["b"], []], "abcd")
    assert pairs.preferring["a", "b"] == 1 and pairs.preferring["b", "a"] == 1
    assert pairs.preferring["b", "c"] == 1 and pairs.preferring["c", "b"] == 0
    assert pairs.preferring["c", "d"] == 1 and pairs.preferring["a", "d"] == 1
    assert (pairs.ballots, pairs.blank) == (3, 1)
    assert borda([["a", {"b", "c"}]], "abcd") == {"a": 3, "b": Fraction(3, 2), "c": Fraction(3, 2), "d": 0}
    assert plurality([[{"a", "b"}], []], "abcd")["a"] == Fraction(1, 2)


def test_an_instant_runoff_with_a_tie_names_all_who_may_win():
    assert instant_runoff(ballots("2:abc 2:bac 1:cab"), "abc") == {"a"}
    assert instant_runoff(ballots("2:ab 2:ba"), "ab") == {"a", "b"}
    assert instant_runoff(ballots("3:abc 2:bac 2:cba"), "abc", together=False) == {"a", "b"}


@BOTH
def test_nobody_voted(rule):
    result = rule([], "abc", seed="1")
    assert result.winners == {"a", "b", "c"}
    assert rule([], [], seed="1").winners == frozenset()


@pytest.mark.parametrize("ballot", [["x"], ["a", "a"], [{"a", "b"}, "b"]])
def test_wrong_ballots_are_refused(ballot):
    with pytest.raises(InvalidRanking):
        count_pairs([ballot], "abc")


OPTIONS = "abcd"
rankings = st.lists(
    st.permutations(OPTIONS).flatmap(lambda p: st.integers(0, 4).map(lambda n: p[:n])), max_size=9
)


@BOTH
@settings(max_examples=80, deadline=None)
@given(cast=rankings, renamed=st.permutations(OPTIONS), shuffle=st.integers())
def test_who_voted_and_names_do_not_matter(rule, cast, renamed, shuffle):
    """S44: anonymity and neutrality of the set of winners."""
    one = rule(cast, OPTIONS, seed="7")
    assert rule(random.Random(shuffle).sample(cast, len(cast)), OPTIONS, seed="7") == one
    name = dict(zip(OPTIONS, renamed, strict=True))
    other = rule([[name[option] for option in ballot] for ballot in cast], OPTIONS, seed="7")
    assert {name[option] for option in one.winners} == other.winners


@BOTH
@settings(max_examples=80, deadline=None)
@given(cast=rankings)
def test_an_option_that_beats_all_others_wins(rule, cast):
    result = rule(cast, OPTIONS, seed="7")
    if result.pairs.condorcet_winner:
        assert result.winners == {result.pairs.condorcet_winner}
    assert set(result.order) == set(OPTIONS)
    assert result.chosen in result.winners
    assert result.levels[0] <= result.winners


@settings(max_examples=80, deadline=None)
@given(cast=rankings)
def test_the_beat_path_is_the_strongest_of_all_chains(cast):
    """Against every chain written out."""
    result = beat_path(cast, OPTIONS, seed="7")
    wins = {pair: n if result.pairs.beats(*pair) else 0 for pair, n in result.pairs.preferring.items()}
    for start, end in permutations(OPTIONS, 2):
        others = [option for option in OPTIONS if option not in (start, end)]
        chains = [(start, *way, end) for n in range(3) for way in permutations(others, n)]
        strongest = max(min(wins[step] for step in pairwise(chain)) for chain in chains)
        assert result.strengths[start, end] == strongest
