"""From choices to a result as plain data that JSON holds: keys of targets and figures, never who chose what.

    result, memory = compute("agreement", keys, [(voter, key, 1), …], memory, places=3, seed="…", used=17)

Only `memory` knows voters (which opinion group each was in); it is never shown.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

FEW = 5  # below this many people no opinion group and no consensus is named
MOST_TIED = 20
FIRST = 5


def compute(
    method: str,
    keys: list[str],
    choices: list[tuple],
    memory: dict,
    *,
    places: int,
    seed: str,
    used: int,
    hidden: Sequence[str] = (),
) -> tuple[dict, dict]:
    """Return the result of `method` and what to remember for the next time. `hidden` are statements that were taken out."""
    if method == "agreement":
        return agreement(keys, choices, memory, used, hidden)
    ballots = [content for _voter, content in sorted(choices, key=lambda c: c[0])]
    known = set(keys)
    if method == "approval":
        return approval(
            keys, [[k for k in b.get("approved", ()) if k in known] for b in ballots], places, seed
        ), {}
    if method == "ranking":
        return ranking(keys, [[k for k in b.get("order", ()) if k in known] for b in ballots], seed), {}
    return rating(
        keys, [{k: g for k, g in b.get("grades", {}).items() if k in known} for b in ballots], seed
    ), {}


def agreement(
    keys: list[str], cast: list[tuple], memory: dict, used: int, hidden: Sequence[str] = ()
) -> tuple[dict, dict]:
    """Counts of each statement, and where there are people enough, opinion groups and what they say."""
    from networks.meet.sessions.methods.opinion_groups import Memory, find_groups
    from networks.meet.sessions.methods.opinion_statistics import (
        AGREE,
        DISAGREE,
        count_votes,
        group_informed_consensus,
        majority_statements,
        representative_statements,
    )
    from networks.meet.sessions.methods.opinion_votes import Votes

    known = {*keys, *hidden}
    votes = Votes.from_cast(
        (c for c in cast if c[1] in known), statements=[*keys, *hidden], hidden=hidden, sequence=used
    )
    before = Memory.from_dict(memory) if memory else None
    found, kept = find_groups(votes, before)
    counts = count_votes(votes, found.letters)
    result: dict[str, Any] = {
        "people": found.people,
        "votes": sum(c.seen for c in counts.everybody.values()),
        "statements": found.statements,
        "considered": found.considered,
        "median": found.median_votes,
        "outcome": found.outcome.name,
        "counts": _counts(counts.everybody),
        "extremity": {str(k): round(v, 6) for k, v in found.extremity.items()},
        "sizes": dict(found.sizes),
        "silhouettes": {str(k): round(v, 3) for k, v in found.silhouettes.items()},
        "groups": {letter: _counts(group) for letter, group in counts.groups.items()},
        "majority": [
            [str(m.statement), m.side]
            for side in (AGREE, DISAGREE)
            for m in majority_statements(counts, side)
            if found.people >= FEW
        ],
    }
    if found.letters:
        result["shares"] = [round(share, 4) for share in found.shares]
        # sorted by place, so that no order tells whose mark is whose
        result["points"] = sorted(
            [round(x, 2), round(y, 2), found.letters.get(who, "")] for who, (x, y) in found.points.items()
        )
        result["representative"] = {
            letter: [
                [str(r.statement), r.side, r.significant] for r in representative_statements(counts, letter)
            ]
            for letter in counts.groups
        }
        result["consensus"] = [
            [str(c.statement), side, round(c.value, 4), c.people]
            for side in (AGREE, DISAGREE)
            for c in group_informed_consensus(counts, side)
            if all(group.likely(side) > 0.5 for group in c.groups.values())
        ]
    return result, kept.as_dict()


def _counts(counts: Any) -> dict[str, list[int]]:
    return {str(key): [c.agree, c.passed, c.disagree] for key, c in counts.items()}


def approval(keys: list[str], ballots: list[list[str]], places: int, seed: str) -> dict:
    """The method of equal shares, with plain counts beside."""
    from networks.meet.sessions.methods.approval import equal_shares, plain_counts

    places = max(1, min(places, len(keys) or 1))
    found = equal_shares(ballots, keys, places, seed=seed)
    plainly = plain_counts(ballots, keys, places, seed=seed)
    wishes = Counter(key for at in found.unrepresented for key in ballots[at])
    return {
        "people": found.ballots,
        "blank": found.blank,
        "places": places,
        "seed": seed,
        "counts": dict(found.counts),
        "chosen": list(found.chosen),
        "rounds": [[r.chosen, str(r.cost), sorted(r.level), r.completing] for r in found.rounds],
        "certain": sorted(found.certain),
        "by_lot": sorted(found.by_lot),
        "places_by_lot": found.places_by_lot,
        "tied": [sorted(each) for each in found.tied[:MOST_TIED]],
        "tied_count": len(found.tied),
        "tied_complete": found.tied_complete,
        "represented": found.represented,
        "unrepresented": len(found.unrepresented),
        "wishes": dict(wishes),
        "most_marks": list(plainly.chosen),
        "represented_by_most_marks": plainly.represented,
    }


def ranking(keys: list[str], ballots: list[list[str]], seed: str) -> dict:
    """The order by beat path, with the table of pairs and first places."""
    from networks.meet.sessions.methods.ranking import beat_path, plurality

    found = beat_path(ballots, keys, seed=seed)
    return {
        "people": found.pairs.ballots,
        "blank": found.pairs.blank,
        "seed": seed,
        "levels": [sorted(level) for level in found.levels]
        if found.pairs.ballots > found.pairs.blank
        else [],
        "order": list(found.order),
        "winner": found.chosen,
        "winners": sorted(found.winners),
        "beats_all": found.pairs.condorcet_winner,
        "pairs": [[one, other, n] for (one, other), n in found.pairs.preferring.items()],
        "first": {key: float(n) for key, n in plurality(ballots, keys).items()},
    }


def rating(keys: list[str], ballots: list[dict[str, int]], seed: str) -> dict:
    """The order by majority judgement, with how the grades are spread."""
    from networks.meet.sessions.methods.rating import majority_judgement

    found = majority_judgement(ballots, keys, seed=seed)
    return {
        "people": found.ballots,
        "blank": found.blank,
        "seed": seed,
        "levels": [sorted(level) for level in found.levels],
        "order": list(found.order),
        "level_medians": sorted(found.level_medians),
        "rated": {
            key: {
                "grades": one.grades,
                "median": one.median,
                "spread": [one.distribution[grade] for grade in sorted(one.distribution)],
            }
            for key, one in found.rated.items()
        },
    }
