"""The map of opinions, against figures worked out beforehand."""

import numpy as np
import pytest

from networks.meet.sessions.methods.opinion_map import opinion_map
from networks.meet.sessions.methods.opinion_votes import UNSEEN, InvalidVote, Votes

_ = UNSEEN
SIX = np.array(
    [[1, 1, -1, _], [1, 1, -1, -1], [1, 0, _, -1], [-1, -1, 1, 1], [-1, _, 1, 1], [-1, -1, 1, 0]],
    dtype=np.int8,
)


def six(order=range(6), hidden=()):
    order = list(order)
    return Votes(tuple(order), ("a", "b", "c", "d"), SIX[order], frozenset(hidden))


def test_it_works():
    """S1: golden values to 1e-6."""
    drawn = opinion_map(six())
    np.testing.assert_allclose(drawn.means, [0, 0, 0.2, 0], atol=1e-12)
    np.testing.assert_allclose(
        drawn.axes,
        [[0.601166, 0.448035, -0.525190, -0.402541], [-0.165355, 0.533207, -0.320841, 0.765120]],
        atol=1e-6,
    )
    np.testing.assert_allclose(drawn.shares, (0.843238, 0.122157), atol=1e-6)
    np.testing.assert_allclose(
        drawn.points,
        [
            [1.939238, 0.869330],
            [2.081970, -0.012259],
            [1.158981, -1.074420],
            [-1.871894, 0.140595],
            [-1.644131, 0.778040],
            [-1.469353, -0.624525],
        ],
        atol=1e-6,
    )
    np.testing.assert_allclose(opinion_map(six(), scaled=False).points[0], [1.679429, 0.752862], atol=1e-6)


def test_the_same_picture_is_not_mirrored_or_turned():
    before = opinion_map(six())
    names = six().statements
    for signs in [(1, 1), (-1, 1), (1, -1), (-1, -1)]:
        previous = dict(zip(names, (before.axes * np.array(signs)[:, None]).T.tolist(), strict=True))
        again = opinion_map(six(), previous=previous)
        np.testing.assert_allclose(again.points, before.points * signs, atol=1e-9)
    swapped = dict(zip(names, before.axes[::-1].T.tolist(), strict=True))
    again = opinion_map(six(), previous=swapped)
    np.testing.assert_allclose(again.points, before.points[:, ::-1], atol=1e-9)
    assert again.shares == before.shares[::-1]


def test_axes_of_other_statements_do_not_matter():
    np.testing.assert_allclose(opinion_map(six(), previous={"z": (1.0, 0.0)}).axes, opinion_map(six()).axes)


def test_a_hidden_statement_counts_as_seen_by_all_and_moves_nobody():
    drawn = opinion_map(six(hidden={"d"}))
    np.testing.assert_allclose(drawn.axes[:, 3], 0, atol=1e-12)
    assert drawn.extremity[3] == 0
    dropped = opinion_map(Votes(tuple(range(6)), ("a", "b", "c"), SIX[:, :3]))
    # the same direction, but the enlargement counts the hidden one: the first person saw 4 of 4, not 3 of 3
    np.testing.assert_allclose(np.abs(drawn.points[0]), np.abs(dropped.points[0]), atol=1e-9)
    # the third saw two of the three left: 4 ÷ 3, not 3 ÷ 2
    np.testing.assert_allclose(
        np.abs(drawn.points[2]), np.abs(dropped.points[2]) * np.sqrt((4 / 3) / (3 / 2)), atol=1e-9
    )


def test_a_statement_that_nobody_saw_has_no_mean_and_no_harm():
    values = np.column_stack([SIX, np.full(6, UNSEEN, dtype=np.int8)])
    drawn = opinion_map(Votes(tuple(range(6)), tuple("abcde"), values))
    assert np.all(np.isfinite(drawn.points))
    assert np.all(drawn.axes[:, 4] == 0)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (1, 1), (4, 1), (1, 4)])
def test_hardly_any_votes(shape):
    votes = Votes(tuple(range(shape[0])), tuple(range(shape[1])), np.ones(shape, dtype=np.int8))
    drawn = opinion_map(votes)
    assert drawn.points.shape == (shape[0], 2)
    assert np.all(drawn.points == 0)
    assert drawn.shares == (0.0, 0.0)


def test_many_rows_are_read_in_parts():
    values = np.tile(SIX, (400, 1))
    drawn = opinion_map(Votes(tuple(range(2400)), tuple("abcd"), values))
    np.testing.assert_allclose(drawn.points[:6], opinion_map(six()).points, atol=1e-9)
    np.testing.assert_allclose(drawn.points[-6:], drawn.points[:6], atol=1e-9)


def test_the_latest_vote_counts_once():
    """S6"""
    votes = Votes.from_cast(
        [(1, "a", 1), (2, "a", 0), (1, "b", -1), (1, "a", -1)], statements=["a", "b", "c"]
    )
    assert votes.values.tolist() == [[-1, -1, UNSEEN], [0, UNSEEN, UNSEEN]]
    assert votes.of(1) == {"a": -1, "b": -1}


@pytest.mark.parametrize("vote", [2, -2, None, "1"])
def test_no_other_vote_is_taken(vote):
    with pytest.raises(InvalidVote):
        Votes.from_cast([(1, "a", vote)])
