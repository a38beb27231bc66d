"""Elections are counted by their published rules: examples, ties, parity, and what must hold for any papers."""

from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks.base.lots import by_lot
from networks.meet.meetings.counting.approval import approval
from networks.meet.meetings.counting.each import yes_or_no_to_each
from networks.meet.meetings.counting.limits import Limit, Limits, half_at_most
from networks.meet.meetings.counting.majority import ALL, Rule
from networks.meet.meetings.counting.rounds import one_round
from networks.meet.meetings.counting.shares import read
from networks.meet.meetings.counting.ties import Ties
from networks.meet.meetings.counting.transferable import UNIT, instant_runoff, single_transferable_vote


def papers(text):
    return [
        tuple(names) for part in text.split() for count, names in [part.split(":")] for _ in range(int(count))
    ]


FRUIT = papers("4:O 2:PO 8:CS 4:CH 1:S 1:H")
FORTY_TWO = papers("10:AB 6:AC 5:BD 9:CB 7:DE 3:ED 2:E")


# ---- the single transferable vote ----


def test_three_seats_of_twenty_papers():
    found = single_transferable_vote(FRUIT, "OPCSH", 3)
    assert found.needed == 6 * UNIT and found.rule == "scottish"
    assert set(found.elected) == set("OCS")


def test_forty_two_papers_stage_by_stage():
    found = single_transferable_vote(FORTY_TWO, "ABCDE", 3)
    assert found.needed == 11 * UNIT
    assert set(found.elected) == set(
        "ACD"
    )  # Warren's rule would elect A, B and C: the rule stands with the result
    first, surplus, without_e, without_b, *_ = found.stages
    assert dict(first.votes) == {one: n * UNIT for one, n in zip("ABCDE", (16, 5, 9, 7, 5), strict=True)}
    assert first.elected == ("A",)
    assert surplus.whose == ("A",)
    assert (surplus.votes["B"], surplus.votes["C"]) == (812_500, 1_087_500)
    assert without_e.whose == ("E",) and without_e.votes["D"] == 10 * UNIT
    assert without_b.whose == ("B",) and without_b.votes["D"] == 15 * UNIT


def test_values_are_cut_off_after_the_fifth_decimal():
    # 7 of 10 papers elect A with a quota of 4: each goes on at 3/7 = 0.42857…
    found = single_transferable_vote(papers("7:AB 2:C 1:B"), "ABC", 2)
    surplus = found.stages[1]
    assert surplus.votes["B"] == 1 * UNIT + 7 * 42_857
    assert surplus.lost == 3 * UNIT - 7 * 42_857


def test_level_candidates_are_told_apart_by_an_earlier_stage():
    # B and C are level at 4 once E's paper has gone to C; at the first stage C had fewer, so C goes.
    found = instant_runoff(papers("6:A 4:BA 3:CA 1:EC"), "ABCE", ties=Ties("new_round"))
    assert [stage.whose for stage in found.stages] == [(), ("E",), ("C",), ("B",)][: len(found.stages)]
    assert found.elected == ("A",)


def test_nobody_is_passed_over_where_there_are_no_limits():
    for seats in (1, 2):
        count = single_transferable_vote([("a", "b")] * 5 + [("b", "a")] * 4 + [("c",)], "abcd", seats)
        assert len(count.elected) == seats and count.skipped == ()
    limits = Limits([Limit("w", 1)], {"a": [], "b": [], "c": ["w"], "d": ["w"]}, 1)
    count = single_transferable_vote([("a",)] * 5 + [("c",)] * 2 + [("d",)], "abcd", 1, limits=limits)
    assert count.elected == ("c",) and set(count.skipped) == {"a", "b"}


def test_instant_runoff_of_one_seat():
    tennessee = papers("42:MNCK 26:NCKM 15:CKNM 17:KCNM")
    found = instant_runoff(tennessee, "MNCK")
    assert found.elected == ("K",) and found.rule == "alternative"
    assert [stage.whose for stage in found.stages] == [(), ("C",), ("N",)]


def test_a_paper_that_names_somebody_twice_or_a_stranger_is_refused():
    for wrong in ("AA", "AX"):
        with pytest.raises(ValueError):
            instant_runoff([tuple(wrong)], "AB")
        with pytest.raises(ValueError):
            approval([tuple(wrong)], "AB", 1)
    with pytest.raises(ValueError):
        one_round(["X"], "AB")
    with pytest.raises(ValueError):
        yes_or_no_to_each([{"A": "maybe"}], "AB", 1)


def test_blank_papers_are_counted_and_elect_nobody():
    assert single_transferable_vote([()] * 3, "AB", 1).elected == ()
    found = approval([(), ("A",)], "AB", 2)
    assert (found.papers, found.blank, found.elected) == (1, 1, ("A",))
    assert one_round(["", ""], "AB").elected == ()


# ---- rounds ----


def test_more_than_half_is_elected_otherwise_two_go_on():
    assert one_round("AAAB", "AB").elected == ("A",)
    half = one_round("AABB", "AB")
    assert half.elected == () and half.goes_on == ("A", "B") and half.needed == 3
    three = one_round("AAABBC", "ABC")
    assert three.elected == () and set(three.goes_on) == {"A", "B"}
    assert one_round("AAB", "AB", runoff=True).elected == ("A",)


def test_blank_papers_count_in_the_whole_only_where_the_rule_says_so():
    cast = ["A", "A", "B", "", ""]
    assert one_round(cast, "AB").elected == ("A",)
    assert one_round(cast, "AB", blank_counts=True).elected == ()


# ---- yes or no to each ----


def test_each_candidate_of_a_list_needs_a_majority():
    cast = [{"A": "yes", "B": "no", "C": "yes"}] * 3 + [{"A": "no", "B": "yes"}] * 2
    found = yes_or_no_to_each(cast, "ABC", 3)
    assert found.elected == ("A", "C") or found.elected == ("C", "A")
    strict = yes_or_no_to_each(cast, "ABC", 3, rule=Rule(read("2/3"), ALL), everybody=5)
    assert strict.elected == ()


# ---- ties ----


def test_lots_are_drawn_from_the_published_seed():
    found = approval([("A",), ("B",)], "AB", 1, ties=Ties("lots", "ballot-7"))
    assert found.elected == (by_lot("AB", "ballot-7")[0],)
    assert found.ties[0].level == ("A", "B") and found.ties[0].rule == "lots"
    others = {approval([("A",), ("B",)], "AB", 1, ties=Ties("lots", str(seed))).elected for seed in range(20)}
    assert others == {("A",), ("B",)}


def test_the_older_comes_first_and_lots_where_a_day_is_unknown():
    born = {"A": "1980-05-01", "B": "1971-01-01"}
    assert approval([("A",), ("B",)], "AB", 1, ties=Ties("older", "s", born)).elected == ("B",)
    unknown = approval([("A",), ("B",)], "AB", 1, ties=Ties("older", "s", {"A": "1980-05-01"}))
    assert unknown.ties[0].rule == "lots"


@pytest.mark.parametrize("rule", ["chair", "new_round"])
def test_somebody_is_asked_where_the_rule_says_so(rule):
    found = approval([("A",), ("B",), ("C",), ("C",)], "ABC", 2, ties=Ties(rule))
    assert found.level == ("A", "B") and found.asks == rule and not found.is_final
    assert found.elected == ("C",)  # whatever is chosen
    if rule == "chair":
        chosen = approval([("A",), ("B",), ("C",), ("C",)], "ABC", 2, ties=Ties(rule, chosen=("B", "A")))
        assert set(chosen.elected) == {"B", "C"} and chosen.is_final


def test_a_tie_that_decides_nothing_asks_nobody():
    assert approval([("A", "B")], "ABCD", 2, ties=Ties("chair")).is_final
    with pytest.raises(ValueError):
        Ties("coin")


# ---- parity ----

GENDERS = {"A": ["m"], "B": ["m"], "C": ["m"], "D": ["w"], "E": ["w"]}


def test_at_most_half_of_one_gender_rounded_up():
    limits = Limits(half_at_most("mw", 3), GENDERS, 3)
    found = approval(papers("5:ABC 1:D"), "ABCDE", 3, limits=limits)
    assert set(found.elected) > {"D"} and len(found.elected) == 3
    assert len(found.skipped) == 1
    ranked = single_transferable_vote(
        papers("3:ABC 3:BCA 3:CAB 1:DE"), "ABCDE", 3, limits=limits, ties=Ties()
    )
    assert sum("m" in GENDERS[one] for one in ranked.elected) == 2 and len(ranked.elected) == 3


def test_at_least_one_for_a_country_keeps_its_last_candidate_in_the_count():
    groups = {"A": ["be"], "B": ["be"], "C": ["be"], "D": ["pt"]}
    limits = Limits([Limit("pt", least=1)], groups, 2)
    found = single_transferable_vote(papers("5:AB 4:BA 3:CB"), "ABCD", 2, limits=limits)
    assert set(found.elected) == {"A", "D"}
    assert set(approval(papers("5:AB 3:C"), "ABCD", 2, limits=limits, ties=Ties("older")).elected) < set(
        "ABD"
    )


def test_limits_that_nobody_can_keep_are_said_before():
    with pytest.raises(ValueError):
        approval([("A",)], "ABC", 3, limits=Limits([Limit("w", least=1)], {"A": ["m"]}, 3))


# ---- for any papers ----

NAMES = "ABCDE"
RANKING = st.permutations(NAMES).flatmap(lambda order: st.integers(0, 5).map(lambda n: tuple(order[:n])))
RANKINGS = st.lists(RANKING, min_size=1, max_size=40)
MARKS = st.lists(st.sets(st.sampled_from(NAMES)).map(sorted).map(tuple), min_size=1, max_size=40)
SINGLE = st.lists(st.sampled_from([*NAMES, ""]), min_size=1, max_size=40)
SEATS = st.integers(1, 4)
RULE = st.sampled_from(["lots", "older", "chair", "new_round"])
BORN = {"A": "1970-01-01", "B": "1980-01-01", "C": "1980-01-01"}


# How long a busy machine takes says nothing.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def ties(rule="lots"):
    return Ties(rule, "seed", BORN)


@CALM
@given(RANKINGS, SEATS, RULE, st.randoms(use_true_random=False))
def test_the_order_of_papers_changes_nothing_and_a_recount_equals_the_count(cast, seats, rule, chance):
    shuffled = list(cast)
    chance.shuffle(shuffled)
    assert single_transferable_vote(cast, NAMES, seats, ties=ties(rule)) == single_transferable_vote(
        shuffled, reversed(NAMES), seats, ties=ties(rule)
    )
    marks = [tuple(sorted(one)) for one in cast]
    again = [tuple(sorted(one)) for one in shuffled]
    assert approval(marks, NAMES, seats, ties=ties(rule)) == approval(again, NAMES, seats, ties=ties(rule))
    firsts, firsts_again = ([one[0] if one else "" for one in each] for each in (cast, shuffled))
    assert one_round(firsts, NAMES, ties=ties(rule)) == one_round(firsts_again, NAMES, ties=ties(rule))


@CALM
@given(RANKINGS, SEATS)
def test_votes_are_neither_made_nor_lost(cast, seats):
    found = single_transferable_vote(cast, NAMES, seats, ties=ties())
    assert found.papers + found.blank == len(cast)
    for stage in found.stages:
        assert sum(stage.votes.values()) + stage.exhausted + stage.lost == found.papers * UNIT
        assert stage.lost < UNIT and min(stage.votes.values()) >= 0
    if found.papers:
        assert len(found.elected) == len(set(found.elected)) == min(seats, len(NAMES))


@CALM
@given(RANKINGS, SEATS)
def test_whoever_has_as_many_first_places_as_the_quota_is_elected(cast, seats):
    found = single_transferable_vote(cast, NAMES, seats, ties=ties())
    for one in NAMES:
        if sum(paper[:1] == (one,) for paper in cast) * (seats + 1) > found.papers:
            assert one in found.elected


@CALM
@given(RANKINGS, RANKING)
def test_one_more_paper_for_the_winner_of_one_seat_keeps_the_seat(cast, rest):
    found = instant_runoff(cast, NAMES, ties=ties())
    if found.elected:
        (winner,) = found.elected
        more = (winner, *[one for one in rest if one != winner])
        assert instant_runoff([*cast, more], NAMES, ties=ties()).elected == (winner,)


@CALM
@given(MARKS, SEATS, st.sampled_from(NAMES), st.booleans())
def test_one_more_mark_keeps_a_seat_by_approval_with_limits_too(cast, seats, name, with_limits):
    limits = Limits(half_at_most("mw", seats) if with_limits and seats < 4 else [], GENDERS, seats)
    found = approval(cast, NAMES, seats, ties=ties(), limits=limits)
    if name in found.elected:
        assert name in approval([*cast, (name,)], NAMES, seats, ties=ties(), limits=limits).elected


@CALM
@given(SINGLE, st.booleans())
def test_one_more_vote_keeps_the_seat_in_rounds(cast, runoff):
    found = one_round(cast, NAMES, runoff=runoff, ties=ties())
    for one in found.elected:
        assert one_round([*cast, one], NAMES, runoff=runoff, ties=ties()).elected == (one,)
    if found.elected and not runoff:
        votes = found.stages[0].votes
        assert Fraction(votes[found.elected[0]], sum(votes.values())) > Fraction(1, 2)


@CALM
@given(RANKINGS, st.integers(1, 3), st.integers(0, 2))
def test_limits_hold_whatever_people_vote(cast, seats, least):
    asked = [*half_at_most("mw", seats), Limit("w", least=min(least, seats // 2))]
    limits = Limits(asked, GENDERS, seats)
    found = single_transferable_vote(cast, NAMES, seats, ties=ties(), limits=limits)
    if found.papers:
        men = sum("m" in GENDERS[one] for one in found.elected)
        assert len(found.elected) == seats and men <= -(-seats // 2) and seats - men <= -(-seats // 2)
    marked = approval([tuple(sorted(one)) for one in cast], NAMES, seats, ties=ties(), limits=limits)
    assert sum("m" in GENDERS[one] for one in marked.elected) <= -(-seats // 2)


@CALM
@given(
    st.lists(st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["yes", "no", "abstain"])), max_size=30),
    SEATS,
)
def test_a_yes_more_keeps_a_seat_of_a_list(cast, seats):
    found = yes_or_no_to_each(cast, NAMES, seats, ties=ties())
    for one in found.elected:
        assert one in yes_or_no_to_each([*cast, {one: "yes"}], NAMES, seats, ties=ties()).elected
