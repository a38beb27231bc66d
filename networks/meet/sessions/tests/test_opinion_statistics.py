"""What groups say, against figures worked out beforehand and two published conversations."""

import numpy as np
import pytest

from networks.meet.sessions.methods.opinion_statistics import (
    Count,
    Counts,
    count_votes,
    group_informed_consensus,
    majority_statements,
    proportion_test,
    reasons,
    representative_statements,
    representativeness,
    two_proportions_test,
)
from networks.meet.sessions.methods.opinion_votes import AGREE, DISAGREE, PASS, UNSEEN, Votes
from networks.meet.sessions.methods.polis_files import read_conversation

from .test_polis_files import BIODIVERSITY, SEATTLE


def published(path):
    conversation = read_conversation(path)
    letters = {who: "AB"[int(group)] for who, group in conversation.published_groups.items()}
    return count_votes(conversation.votes, letters)


def test_the_two_tests():
    """S1: golden values."""
    assert proportion_test(8, 10) == pytest.approx(2.1105794, abs=1e-6)
    assert proportion_test(5, 10) == pytest.approx(0.3015113, abs=1e-6)
    assert proportion_test(0, 0) == pytest.approx(1.0)
    assert two_proportions_test(8, 10, 10, 30) == pytest.approx(2.6434932, abs=1e-6)
    assert two_proportions_test(3, 5, 3, 5) == 0
    assert two_proportions_test(4, 4, 5, 5) == 0  # everybody agrees: the pooled share is 1


def test_consensus_multiplies_the_groups():
    counts = Counts(
        {"s": Count(11, 0, 14)},
        {"A": {"s": Count(8, 0, 10)}, "B": {"s": Count(3, 0, 4)}},
        14,
        {"A": 10, "B": 4},
    )
    [found] = group_informed_consensus(counts, least_votes=1)
    assert found.value == pytest.approx(0.5)
    assert (found.people, set(found.groups)) == (14, {"A", "B"})
    assert group_informed_consensus(counts) == []  # S8: four votes in one group are too few


def test_biodiversity():
    counts = published(BIODIVERSITY)
    assert counts.sizes == {"A": 72, "B": 371}
    strongest = [
        (r.statement, r.side, r.inside.on(r.side), r.inside.seen) for r in representativeness(counts, "A")
    ]
    assert strongest[:3] == [(242, DISAGREE, 13, 17), (79, AGREE, 47, 64), (61, AGREE, 51, 63)]
    strongest = [
        (r.statement, r.side, r.inside.on(r.side), r.inside.seen) for r in representativeness(counts, "B")
    ]
    assert strongest[:3] == [(79, DISAGREE, 210, 263), (17, AGREE, 252, 275), (22, AGREE, 249, 279)]
    top = [(c.statement, round(c.value, 4)) for c in group_informed_consensus(counts)[:5]]
    assert top == [(290, 0.9221), (81, 0.8737), (243, 0.8281), (45, 0.8043), (23, 0.8035)]


def test_seattle():
    counts = published(SEATTLE)
    strongest = [
        (r.statement, r.side, r.inside.on(r.side), r.inside.seen) for r in representativeness(counts, "A")
    ]
    assert strongest[:2] == [(20, DISAGREE, 40, 62), (12, AGREE, 59, 70)]
    strongest = [
        (r.statement, r.side, r.inside.on(r.side), r.inside.seen) for r in representativeness(counts, "B")
    ]
    assert strongest[:2] == [(24, DISAGREE, 26, 28), (8, DISAGREE, 20, 27)]
    top = [(c.statement, round(c.value, 4)) for c in group_informed_consensus(counts)[:3]]
    assert top == [(2, 0.3710), (18, 0.3638), (4, 0.3599)]


def test_a_hidden_statement_is_in_no_list():
    conversation = read_conversation(BIODIVERSITY)
    counts = published(BIODIVERSITY)
    assert len(conversation.votes.hidden & set(conversation.votes.statements)) > 100
    assert not conversation.votes.hidden & set(counts.everybody)


@pytest.mark.parametrize("path", [BIODIVERSITY, SEATTLE], ids=["biodiversity", "seattle"])
@pytest.mark.parametrize("letter", ["A", "B"])
def test_a_group_is_known_by_at_most_five_statements_the_best_agreed_first(path, letter):
    shown = representative_statements(published(path), letter)
    assert 1 <= len(shown) <= 5
    assert len({r.statement for r in shown}) == len(shown)
    assert shown[0].side == AGREE
    assert all(r.significant for r in shown[1:])


def two_camps():
    """Six and six people; they differ on a and b, agree on c, pass on d; nobody saw e."""
    first = [1, -1, 1, 0, UNSEEN]
    second = [-1, 1, 1, 0, UNSEEN]
    values = np.array([first] * 6 + [second] * 6, dtype=np.int8)
    votes = Votes(tuple(range(12)), tuple("abcde"), values)
    return votes, {who: "A" if who < 6 else "B" for who in range(12)}


def test_majorities():
    votes, letters = two_camps()
    counts = count_votes(votes, letters)
    assert [m.statement for m in majority_statements(counts, AGREE)] == ["c"]
    assert majority_statements(counts, DISAGREE) == []


def test_a_group_without_anything_significant_still_has_a_statement():
    votes = Votes(tuple(range(4)), ("a",), np.array([[0], [0], [1], [-1]], dtype=np.int8))
    counts = count_votes(votes, {0: "A", 1: "A", 2: "B", 3: "B"})
    for letter in "AB":
        [only] = representative_statements(counts, letter)
        assert not only.significant


def test_nobody_saw_is_never_shown():
    votes, letters = two_camps()
    counts = count_votes(votes, letters)
    shown = {r.statement for letter in "AB" for r in representativeness(counts, letter)}
    assert shown == {"a", "b", "c", "d"}


def test_a_person_is_told_why():
    """S5: what one voted like one's group and unlike the others."""
    votes, letters = two_camps()
    counts = count_votes(votes, letters)
    told = reasons(votes, counts, letters, 0)
    assert {(r.statement, r.vote) for r in told} == {("a", AGREE), ("b", DISAGREE)}
    assert told[0].group.seen == 6 and told[0].others.seen == 6


def test_a_person_who_votes_otherwise_is_not_told_that_it_was_alike():
    votes, letters = two_camps()
    values = votes.values.copy()
    values[0] = [-1, -1, 1, PASS, UNSEEN]
    votes = Votes(votes.participants, votes.statements, values)
    told = reasons(votes, count_votes(votes, letters), letters, 0)
    assert [(r.statement, r.vote) for r in told] == [("b", DISAGREE)]


def test_nobody_is_told_a_group_they_are_not_in():
    votes, letters = two_camps()
    del letters[0]
    assert reasons(votes, count_votes(votes, letters), letters, 0) == []
