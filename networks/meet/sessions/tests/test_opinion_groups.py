"""Opinion groups: two published conversations, any order of rows, and how groups live on from one result to the next."""

import json
from dataclasses import replace

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from networks.meet.sessions.methods.clustering import k_means, silhouette
from networks.meet.sessions.methods.opinion_groups import WINS_TO_CHANGE, Memory, Outcome, find_groups
from networks.meet.sessions.methods.opinion_votes import UNSEEN, Votes
from networks.meet.sessions.methods.polis_files import read_conversation

from .test_polis_files import BIODIVERSITY, SEATTLE

BOTH = pytest.mark.parametrize(
    ("path", "at_least"), [(BIODIVERSITY, 0.90), (SEATTLE, 0.85)], ids=["biodiversity", "seattle"]
)


def likeness(conversation, found):
    """Adjusted Rand index over those who have a published group."""
    people = [who for who in conversation.published_groups if who in found.letters]
    assert len(people) >= len(conversation.published_groups) - 2
    return adjusted_rand_score(
        [conversation.published_groups[who] for who in people], [found.letters[who] for who in people]
    )


@BOTH
def test_it_works(path, at_least):
    """S3: the published groups are found, two of them."""
    conversation = read_conversation(path)
    found, _ = find_groups(conversation.votes)
    assert found.outcome is Outcome.GROUPED
    assert found.number == found.best == 2
    assert likeness(conversation, found) >= at_least
    assert sum(found.sizes.values()) == found.considered == len(found.letters)
    assert found.sizes["A"] > found.sizes["B"]


@BOTH
def test_any_order_of_rows_gives_the_same(path, at_least):
    """S2: 20 orders, one result, to the last digit."""
    votes = read_conversation(path).votes
    expected, remembered = find_groups(votes)
    for seed in range(20):
        order = np.random.default_rng(seed).permutation(len(votes.participants))
        found, memory = find_groups(votes.in_rows(order))
        assert found == expected
        assert memory == remembered


@pytest.mark.parametrize(
    ("path", "value"), [(BIODIVERSITY, 0.989), (SEATTLE, 0.563)], ids=["biodiversity", "seattle"]
)
def test_as_polis(path, value):
    """The original's way, whose value for Seattle shows how much it depends on the order of rows."""
    conversation = read_conversation(path)
    found, _ = find_groups(conversation.votes, as_polis=True)
    assert found.number == 2
    assert likeness(conversation, found) == pytest.approx(value, abs=0.001)


def camps(*sizes, statements=12, noise=0.1, seen=0.8, seed=0):
    """Invented people in camps that each hold their own opinions, most of the time."""
    rng = np.random.default_rng(seed)
    held = rng.choice([-1, 1], size=(len(sizes), statements))
    camp = np.repeat(np.arange(len(sizes)), sizes)
    values = held[camp]
    values = np.where(rng.random(values.shape) < noise, -values, values)
    values = np.where(rng.random(values.shape) < seen, values, UNSEEN).astype(np.int8)
    names = tuple(f"p{row:03}" for row in range(len(camp)))
    return Votes(names, tuple(f"s{column}" for column in range(statements)), values), camp


def test_three_camps_are_found():
    votes, camp = camps(30, 25, 20, statements=30, noise=0.05)
    found, _ = find_groups(votes)
    assert found.number == 3
    assert found.sizes == {"A": 30, "B": 25, "C": 20}
    assert adjusted_rand_score(camp, [found.letters[who] for who in votes.participants]) == 1


def test_above_the_sample_the_groups_are_found_too():
    votes, camp = camps(1500, 1000, 700, statements=30, noise=0.05)
    found, _ = find_groups(votes)
    assert found.number == 3
    assert adjusted_rand_score(camp, [found.letters[who] for who in votes.participants]) > 0.97
    order = np.random.default_rng(1).permutation(3200)
    assert find_groups(votes.in_rows(order))[0] == found


def test_below_fifteen_people_there_are_no_groups():
    """S4"""
    found, memory = find_groups(camps(7, 7)[0])
    assert (found.outcome, found.people, found.letters) == (Outcome.TOO_FEW_PEOPLE, 14, {})
    assert memory.number is None
    assert find_groups(camps(8, 7)[0])[0].outcome is Outcome.GROUPED


def test_with_few_votes_each_there_are_no_groups():
    votes, _ = camps(20, 20, statements=30, seen=0.1)
    found, _ = find_groups(votes)
    assert found.outcome is Outcome.TOO_FEW_VOTES
    assert found.median_votes < 7


def test_people_who_did_not_vote_are_not_counted():
    votes, _ = camps(8, 6)
    nobody = np.full((10, 12), UNSEEN, dtype=np.int8)
    more = Votes((*votes.participants, *range(10)), votes.statements, np.vstack([votes.values, nobody]))
    found, _ = find_groups(more)
    assert (found.outcome, found.people) == (Outcome.TOO_FEW_PEOPLE, 14)


def test_a_group_of_fewer_than_five_is_not_shown():
    """S4: four people apart would be known by name."""
    votes, _ = camps(30, 4, statements=30, noise=0.02)
    found, _ = find_groups(votes)
    assert 2 in found.rejected and found.rejected[2] == 4
    assert all(size >= 5 for size in found.sizes.values())
    allowed, _ = find_groups(votes, smallest=1)
    assert allowed.sizes["A"] == 30 and allowed.sizes["B"] < 5


def test_everybody_of_one_mind_is_no_group():
    votes = Votes(tuple(range(30)), tuple(range(10)), np.ones((30, 10), dtype=np.int8))
    found, _ = find_groups(votes)
    assert (found.outcome, found.letters) == (Outcome.NO_CLEAR_GROUPS, {})


def test_nobody_at_all():
    found, _ = find_groups(Votes.from_cast([]))
    assert (found.outcome, found.people) == (Outcome.TOO_FEW_PEOPLE, 0)


def test_once_grouped_always_grouped():
    votes, _ = camps(10, 10, seen=1)
    _, memory = find_groups(votes)
    values = votes.values.copy()
    values[0, 3:] = UNSEEN
    fewer = Votes(votes.participants, votes.statements, values)
    assert "p000" in find_groups(fewer, memory)[0].letters
    assert "p000" not in find_groups(fewer)[0].letters


def test_letters_stay_with_people():
    """S4: the second group outgrows the first and keeps its letter."""
    votes, _ = camps(30, 20, statements=30, noise=0.05)
    found, memory = find_groups(votes)
    was = {who: found.letters[who] for who in votes.participants}
    assert found.sizes == {"A": 30, "B": 20}
    joined = np.vstack([votes.values, np.repeat(votes.values[30:31], 40, axis=0)])
    grown = Votes((*votes.participants, *(f"q{n}" for n in range(40))), votes.statements, joined)
    found, _ = find_groups(grown, memory)
    assert found.sizes == {"A": 30, "B": 60}
    assert all(found.letters[who] == letter for who, letter in was.items())
    assert find_groups(grown)[0].letters["p000"] != "A"  # without the memory it would have been lost


def test_the_number_of_groups_changes_after_four_wins():
    """S4"""
    two, _ = camps(30, 25, statements=30, noise=0.05)
    three, _ = camps(30, 25, 20, statements=30, noise=0.05)
    _, memory = find_groups(two)
    assert memory.number == 2
    shown = []
    for sequence in range(WINS_TO_CHANGE):
        found, memory = find_groups(replace(three, sequence=sequence), memory)
        shown.append((found.number, found.best))
    assert shown == [(2, 3), (2, 3), (2, 3), (3, 3)]
    assert set(found.sizes) == {"A", "B", "C"}


def test_a_win_in_between_starts_the_count_again():
    two, _ = camps(30, 25, statements=30, noise=0.05)
    three, _ = camps(30, 25, 20, statements=30, noise=0.05)
    _, memory = find_groups(two)
    for votes in [three, three, three, two, three, three, three]:
        found, memory = find_groups(votes, memory)
        assert found.number == 2
    assert find_groups(three, memory)[0].number == 3


def test_calculating_the_same_votes_again_is_no_win():
    """S9: a result says which votes it used."""
    two, _ = camps(30, 25, statements=30, noise=0.05)
    three, _ = camps(30, 25, 20, statements=30, noise=0.05)
    _, memory = find_groups(two)
    for _ in range(10):
        found, memory = find_groups(replace(three, sequence=5), memory)
    assert (found.number, memory.wins, found.sequence) == (2, 1, 5)


def test_a_new_group_gets_a_letter_that_nobody_had():
    three, _ = camps(30, 25, 20, statements=30, noise=0.05)
    _, memory = find_groups(three)
    memory = replace(memory, letters={who: letter for who, letter in memory.letters.items() if letter != "C"})
    found, memory = find_groups(three, memory)
    assert set(found.sizes) == {"A", "B", "D"}
    assert memory.letters_used == "ABCD"


def test_the_memory_can_be_stored():
    votes, _ = camps(30, 25, 20, statements=30, noise=0.05)
    _, memory = find_groups(votes)
    assert Memory.from_dict(json.loads(json.dumps(memory.as_dict()))) == memory


def test_the_picture_is_not_mirrored_by_the_next_vote():
    votes, _ = camps(30, 25, 20, statements=30)
    found, memory = find_groups(votes)
    turned = replace(memory, axes={s: (-x, y) for s, (x, y) in memory.axes.items()})
    again, _ = find_groups(votes, turned)
    for who, (x, y) in found.points.items():
        assert again.points[who] == pytest.approx((-x, y))


@pytest.mark.parametrize("k", [2, 3, 4])
def test_k_means_is_as_good_as_another_program(k):
    points = np.random.default_rng(3).normal(size=(200, 2)) + np.repeat(np.eye(2) * 3, 100, axis=0)
    ours = k_means(points, k, restarts=50, seed=1)
    theirs = KMeans(k, n_init=20, random_state=1).fit(points)
    assert sum(((points - ours.centres[ours.labels]) ** 2).ravel()) == pytest.approx(
        theirs.inertia_, rel=1e-3
    )


def test_the_silhouette_is_that_of_another_program():
    points = np.random.default_rng(3).normal(size=(300, 2))
    labels = (points[:, 0] > 0).astype(int) + 2 * (points[:, 1] > 2.2)
    assert silhouette(points, labels) == pytest.approx(silhouette_score(points, labels), abs=1e-5)


def test_somebody_alone_has_silhouette_0():
    points = np.array([[0.0, 0], [0.1, 0], [9, 9]])
    labels = np.array([0, 0, 1])
    assert silhouette(points, labels) == pytest.approx(silhouette_score(points, labels), abs=1e-6)
