"""The next statement: weights worked out beforehand, and a draw that can be repeated."""

from collections import Counter
from random import Random

import pytest

from networks.meet.sessions.methods.opinion_statistics import Count, Counts
from networks.meet.sessions.methods.statement_routing import importance, next_statement, priorities, priority


@pytest.mark.parametrize(
    ("agrees", "passes", "seen", "extremity", "important", "weight"),
    [
        (1, 0, 1, 0, 0.4444444, 12.5297263),
        (20, 3, 20, 0, 0.7809917, 1.3723832),
        (18, 3, 20, 1, 1.4132231, 4.4936992),
        (0, 0, 0, 0, 0.25, 5.0625),
    ],
)
def test_golden_values(agrees, passes, seen, extremity, important, weight):
    """S1"""
    assert importance(agrees, passes, seen, extremity) == pytest.approx(important, abs=1e-6)
    assert priority(agrees, passes, seen, extremity) == pytest.approx(weight, abs=1e-6)


def test_metadata_has_a_fixed_weight():
    assert priority(1, 0, 1, 0, metadata=True) == 49


def test_weights_of_a_part():
    counts = Counts({"old": Count(18, 0, 20), "new": Count(0, 0, 0)}, {}, 20, {})
    weights = priorities(counts, {"old": 1.0})
    assert weights == {"old": priority(18, 2, 20, 1.0), "new": 5.0625}


def test_the_draw_follows_the_weights_and_skips_what_was_voted_on():
    weights = {"often": 9.0, "seldom": 1.0, "done": 100.0}
    drawn = Counter(next_statement(weights, {"done"}, Random(seed)) for seed in range(2000))
    assert set(drawn) == {"often", "seldom"}
    assert drawn["often"] / 2000 == pytest.approx(0.9, abs=0.03)


def test_the_draw_can_be_repeated():
    weights = dict.fromkeys(range(50), 1.0)
    assert next_statement(weights, set(), Random(7)) == next_statement(weights, set(), Random(7))


def test_nothing_left():
    assert next_statement({"a": 1.0}, {"a"}, Random(1)) is None
