"""Majority judgement: a known example, and taking medians away one by one for any grades."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from networks.meet.sessions.methods.rating import InvalidGrade, majority_judgement, median_grade

X, Y, Z = [5, 5, 4, 4, 3, 3, 1], [5, 4, 4, 4, 4, 2, 1], [5, 5, 5, 3, 3, 3, 3]


def judge(seed="1", **graded):
    """Ballots from lists of grades; lists may differ in length."""
    longest = max((len(grades) for grades in graded.values()), default=0)
    cast = [
        {option: grades[at] for option, grades in graded.items() if at < len(grades)} for at in range(longest)
    ]
    return majority_judgement(cast, list(graded), seed=seed)


def test_it_works():
    result = judge(X=X, Y=Y, Z=Z)
    assert result.order == ("Y", "X", "Z")
    assert [result.rated[option].median for option in "XYZ"] == [4, 4, 3]
    assert result.level_medians == {"X", "Y"}
    assert [round(float(result.rated[option].mean), 2) for option in "XYZ"] == [3.57, 3.43, 3.86]
    assert result.rated["Z"].distribution == {1: 0, 2: 0, 3: 4, 4: 0, 5: 3}
    assert result.rated["Z"].better == Fraction(3, 7)


def test_of_two_middle_grades_the_lower():
    assert median_grade({1: 0, 2: 1, 3: 0, 4: 1, 5: 0}) == 2


def test_equal_grades_are_level_and_drawn():
    result = judge(a=[3, 4], b=[4, 3], c=[1, 1])
    assert result.levels == (frozenset("ab"), frozenset("c"))
    assert {judge(seed=str(seed), a=[3, 4], b=[4, 3], c=[1, 1]).order[0] for seed in range(30)} == {"a", "b"}


def test_an_option_that_nobody_graded_is_last():
    result = majority_judgement([{"a": 1}, {}], "ab", seed="1")
    assert result.levels == (frozenset("a"), frozenset("b"))
    assert result.rated["b"].median is None
    assert (result.ballots, result.blank) == (2, 1)


def test_no_ballots():
    result = majority_judgement([], "ab", seed="1")
    assert result.winners == {"a", "b"} and result.level_medians == frozenset()


@pytest.mark.parametrize("ballot", [{"a": 6}, {"a": 0}, {"x": 3}])
def test_wrong_grades_are_refused(ballot):
    with pytest.raises(InvalidGrade):
        majority_judgement([ballot], "ab", seed="1")


def taken_one_by_one(grades):
    """The rule as its authors tell it: note the middle grade, take it away, again."""
    left, noted = sorted(grades), []
    while left:
        noted.append(left.pop((len(left) - 1) // 2))
    return noted


def order_of(one, other):
    return (one > other) - (one < other)


grades = st.lists(st.integers(1, 5), min_size=1, max_size=9)


@settings(max_examples=300, deadline=None)
@given(
    pair=st.integers(1, 9).flatmap(
        lambda n: st.tuples(*[st.lists(st.integers(1, 5), min_size=n, max_size=n)] * 2)
    )
)
def test_it_is_taking_medians_away_one_by_one(pair):
    a, b = pair
    levels = judge(a=a, b=b).levels
    expected = order_of(taken_one_by_one(a), taken_one_by_one(b))
    assert (
        levels
        == {1: (frozenset("a"), frozenset("b")), -1: (frozenset("b"), frozenset("a")), 0: (frozenset("ab"),)}[
            expected
        ]
    )


@settings(max_examples=200, deadline=None)
@given(a=grades, b=grades)
def test_different_numbers_of_grades_are_compared_as_if_repeated(a, b):
    levels = judge(a=a, b=b).levels
    expected = order_of(taken_one_by_one(a * len(b)), taken_one_by_one(b * len(a)))
    assert (
        levels
        == {1: (frozenset("a"), frozenset("b")), -1: (frozenset("b"), frozenset("a")), 0: (frozenset("ab"),)}[
            expected
        ]
    )


@settings(max_examples=100, deadline=None)
@given(graded=st.lists(grades, min_size=2, max_size=5), renamed=st.permutations("abcde"))
def test_who_voted_and_names_do_not_matter(graded, renamed):
    """S44"""
    one = judge(**dict(zip("abcde", graded, strict=False)))
    other = judge(**{name: list(reversed(each)) for name, each in zip(renamed, graded, strict=False)})
    name = dict(zip("abcde", renamed, strict=True))
    assert [frozenset(name[option] for option in level) for level in one.levels] == list(other.levels)


@settings(max_examples=100, deadline=None)
@given(a=grades, b=grades, at=st.integers(0, 8))
def test_a_better_grade_never_harms(a, b, at):
    raised = list(a)
    raised[at % len(a)] = min(5, raised[at % len(a)] + 1)

    def place(result):
        return next(number for number, level in enumerate(result.levels) if "a" in level)

    assert place(judge(a=raised, b=b)) <= place(judge(a=a, b=b))
