"""Every result can be stored as JSON."""

import json
from uuid import UUID

import pytest

from networks.meet.sessions.methods.approval import equal_shares
from networks.meet.sessions.methods.facts import plain
from networks.meet.sessions.methods.opinion_groups import find_groups
from networks.meet.sessions.methods.ranking import beat_path, ranked_pairs
from networks.meet.sessions.methods.rating import majority_judgement

from .test_opinion_groups import camps


def test_approval():
    stored = json.loads(
        json.dumps(plain(equal_shares([{"a"}, {"a", "b"}, {"c"}, set()], "abc", 2, seed="7")))
    )
    assert stored["chosen"][0] == "a"
    assert stored["rounds"][0]["cost"] == "1/2"
    assert stored["certain"] == ["a", "c"] and stored["by_lot"] == []
    assert stored["seed"] == "7"


@pytest.mark.parametrize("rule", [beat_path, ranked_pairs])
def test_ranking(rule):
    stored = json.loads(json.dumps(plain(rule([["a", "b"]], "ab", seed="7"))))
    assert stored["pairs"]["preferring"] == [["a", "b", 1], ["b", "a", 0]]
    assert stored["chosen"] == "a"
    assert json.dumps(plain(rule([], [], seed="7")))


def test_rating():
    key = UUID(int=1)
    stored = json.loads(json.dumps(plain(majority_judgement([{key: 4}, {key: 5}], [key], seed="7"))))
    assert stored["rated"][str(key)]["distribution"] == {"1": 0, "2": 0, "3": 0, "4": 1, "5": 1}
    assert stored["rated"][str(key)]["better"] == "1/2"


def test_opinion_groups():
    found, _ = find_groups(camps(10, 10)[0])
    assert json.loads(json.dumps(plain(found)))["outcome"] == "grouped"
