"""Anybody can count an election again: the program in the documentation, against ours, on elections drawn at random."""

import importlib.util
import json
import random
from pathlib import Path

import pytest
from django.conf import settings

from networks.meet.meetings.counting.ballots import RANKS, papers_of_countries
from networks.meet.meetings.models import Method
from networks.meet.meetings.rules.elections import METHODS, counted

PROGRAM = Path(settings.BASE).parent / "docs" / "examples" / "recount_election.py"
TIES = ("lots", "older", "chair", "new_round")
SHARES = (">1/2", "1/2", "2/3", "1/3", ">2/3")


@pytest.fixture(scope="module")
def again():
    """The program, as whoever downloads it has it."""
    spec = importlib.util.spec_from_file_location("recount_election", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def a_paper(method, keys, chance):
    if chance.random() < 0.1:
        return []
    some = chance.sample(keys, chance.randint(1, len(keys)))
    if method == Method.ROUNDS:
        return some[:1]
    if method == Method.EACH:
        return [f"{chance.choice(('yes', 'yes', 'no', 'abstain'))}:{key}" for key in some]
    return some


def an_election(number: int, method: str) -> dict:
    """An election as its file says it, with the result that the program counts. Small numbers, so that many are level."""
    chance = random.Random(f"{number} {method}")
    keys = [f"k{n}" for n in range(chance.randint(1, 6))]
    seats = 1 if method in (Method.ROUNDS, Method.RANKED) else chance.randint(1, 4)
    groups = {key: chance.sample(["w", "m", "be"], chance.randint(0, 2)) for key in keys}
    limits = []
    if seats > 1 and chance.random() < 0.6:
        limits = [
            {"group": group, "most": -(-seats // 2)}
            for group in chance.sample(["w", "m"], chance.randint(1, 2))
        ]
        limits += [{"group": "be", "least": 1, "most": None}] if chance.random() < 0.4 else []
    ties = chance.choice([rule for rule in TIES if not (method in RANKS and rule == "new_round")])
    chosen = chance.sample(keys, chance.randint(0, len(keys))) if ties == "chair" else []
    election = {
        "ties": ties,
        "limits": limits,
        "chosen": chosen,
        "runoff": method == Method.ROUNDS and chance.random() < 0.3,
    }
    rule = {
        "share": chance.choice(SHARES),
        "of": chance.choice(("cast", "present", "all")),
        "abstentions": chance.random() < 0.5,
        "by_country": chance.random() < 0.4,
    }
    form = chance.choice(("open", "open", "secret"))
    together = rule["by_country"] and form == "open"
    born = (
        {key: f"19{chance.randint(60, 62)}-01-01" for key in keys if chance.random() < 0.8}
        if ties == "older"
        else {}
    )
    roll, papers = [], []
    for _voter in range(chance.randint(1, 14)):
        voted, weight = chance.random() < 0.9, chance.choice((1, 1, 1, 2, 3))
        country = chance.choice(("BE", "IT", "RO", ""))
        there = voted or chance.random() < 0.5
        roll.append({"weight": weight, "may": True, "voted": voted, "took_part": there, "country": country})
        if voted:
            papers.append({"weight": weight, "choice": a_paper(method, keys, chance), "country": country})
    choices = [paper["choice"] for paper in papers for _unit in range(paper["weight"])]
    votes = [sum(row["weight"] for row in rows) for rows in (roll, [row for row in roll if row["took_part"]])]
    said = {}
    if together:
        said, alone = papers_of_countries(((paper["country"], paper["choice"]) for paper in papers), method)
        choices = [*said.values(), *alone]
        votes = [
            len(
                {row["country"] or number for number, row in enumerate(roll) if row["took_part"] or everybody}
            )
            for everybody in (True, False)
        ]
    count = counted(
        method, keys, choices, seats, election, rule=rule, seed="seed", born=born, groups=groups,
        everybody=votes[0], present=votes[1],
    ).as_facts()  # fmt: skip
    if said:
        count["countries"] = [{"country": country, "choice": choice} for country, choice in said.items()]
    return {
        "format": "networks-ballot-1", "title": "The board", "form": form, "method": str(method), "options": keys, "seats": seats, "rule": rule,
        "election": election | {"seed": "seed"}, "names": {key: key for key in keys}, "groups": groups, "roll": roll,
        "papers": papers, "result": count,
    }  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
def test_whoever_counts_again_finds_the_same_in_elections_of_every_kind(again, method):
    seen = {"ties": set(), "skipped": 0, "asked": 0, "elected": 0, "as_one": 0}
    for number in range(250):
        try:
            told = an_election(number, method)
        except ValueError:  # limits that these candidates cannot keep: such a vote does not open
            continue
        found, _election, result = again.differences(told)
        assert not found, (number, found, told, result)
        seen["ties"] |= {one["rule"] for one in told["result"]["ties"]}
        seen["skipped"] += bool(told["result"]["skipped"])
        seen["asked"] += bool(told["result"]["level"])
        seen["elected"] += bool(told["result"]["elected"])
        seen["as_one"] += any(one["choice"] for one in told["result"].get("countries", []))
    assert seen["elected"] > 50 and seen["asked"] and seen["as_one"] > 20
    # Where a majority is needed fewer are level.
    assert seen["ties"] >= ({"lots"} if method == Method.EACH else {"lots", "older", "chair"})
    assert seen["skipped"] or method in (Method.ROUNDS, Method.RANKED)


def test_a_result_that_is_not_what_the_papers_say_is_found(again):
    for method in METHODS:
        told = next(
            one for one in (an_election(n, method) for n in range(900, 990)) if len(one["options"]) > 2
        )
        result = told["result"]
        for changed in (
            {"elected": [*result["elected"], "k9"]},
            {"level": ["k0", "k1"]},
            {"papers": result["papers"] + 1},
            {"stages": [{**stage, "votes": {**stage["votes"], "k0": 99}} for stage in result["stages"]]},
        ):
            assert again.differences({**told, "result": {**result, **changed}})[0], changed
        voted = {"weight": 1, "may": True, "took_part": True, "country": ""}
        roll = [{**row, "voted": True} for row in [*told["roll"], voted]]
        assert "papers and roll" in again.differences({**told, "roll": roll})[0]


@pytest.mark.parametrize(
    "changed, said",
    [
        ({"format": "networks-ballot-2"}, "format"),
        ({"method": "yes_no"}, "recount.py"),
        ({"method": "borda"}, "way of voting"),
        ({"election": {"ties": "coin", "seed": "s"}}, "level candidates"),
        ({"election": {"ties": "lots"}}, "missing"),
        ({"papers": [{"weight": 1, "choice": ["somebody"]}]}, "Paper 1"),
        ({"papers": [{"weight": 1, "choice": ["k0", "k0"]}]}, "Paper 1"),
        ({"roll": None}, "missing"),
        ({"names": {}}, "cannot be counted"),
    ],
)
def test_what_it_cannot_count_it_refuses_in_a_sentence(again, tmp_path, capsys, changed, said):
    told = next(
        one for one in (an_election(n, Method.APPROVAL) for n in range(99)) if one["result"]["elected"]
    )
    path = tmp_path / "ballot.json"
    path.write_text(json.dumps(told | changed), encoding="utf-8")
    assert again.main(path) == 2 and said in capsys.readouterr().out
    path.write_text("no file of ours", encoding="utf-8")
    assert again.main(path) == 2
