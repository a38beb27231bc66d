"""Count an election again from its published file:  python recount_election.py ballot.json

Needs Python alone. For elections without limits on groups, with ties broken by lot. Ends with 0 where the count is right, with 1 where it is not.
"""

import hashlib
import json
import sys
from pathlib import Path


def lot(seed, key):
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def most(votes, seats, seed):
    """The most votes; of those who are level, the smallest lot."""
    return sorted((key for key in votes if votes[key]), key=lambda key: (-votes[key], lot(seed, key)))[:seats]


def stv(papers, keys, seats, seed):
    """The single transferable vote by the Scottish rules; with one seat, the alternative vote. In hundred-thousandths of a vote."""
    quota = (sum(map(bool, papers)) // (seats + 1) + 1) * 100_000
    held = [[paper, 100_000, None] for paper in papers if paper]  # what it names, its value, who has it
    elected, waiting, out, past = [], [], [], []
    while True:
        for paper in held:
            if paper[2] is None:
                paper[2] = next((key for key in paper[0] if key not in elected and key not in out), "")
        votes = {key: sum(value for _names, value, who in held if who == key) for key in keys}
        past.append(votes)
        left = [key for key in keys if key not in elected and key not in out]
        for key in sorted(left, key=lambda key: [-stage[key] for stage in reversed(past)]):
            if votes[key] >= quota:
                elected.append(key)
                waiting += [key] if votes[key] > quota else []
        left = [key for key in left if key not in elected]
        if len(elected) + len(left) <= seats or len(elected) == seats:
            return elected + (left if len(elected) < seats else [])
        if waiting:
            one = max(
                waiting,
                key=lambda key: ([stage[key] for stage in reversed(past)], [-ord(c) for c in lot(seed, key)]),
            )
            waiting.remove(one)
            gone, part = [paper for paper in held if paper[2] == one], votes[one] - quota
            held += [["", quota, one]]  # what stays with them
        else:
            one = min(
                left,
                key=lambda key: ([stage[key] for stage in reversed(past)], [-ord(c) for c in lot(seed, key)]),
            )
            out.append(one)
            gone, part = [paper for paper in held if paper[2] == one], votes[one]
        for paper in gone:
            paper[1], paper[2] = part * paper[1] // votes[one], None


told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
seed, keys, seats, method = told["election"]["seed"], told["options"], told["seats"], told["method"]
papers = [paper["choice"] for paper in told["papers"] for _vote in range(paper["weight"])]
votes = {key: sum(key in paper for paper in papers) for key in keys}
if method in ("stv", "ranked"):
    found = stv(papers, keys, seats, seed)
elif method == "approval":
    found = most(votes, seats, seed)
else:  # rounds: more than half, or in a run-off the most
    found = [
        key
        for key in most(votes, 1, seed)
        if told["election"].get("runoff") or 2 * votes[key] > sum(votes.values())
    ]
print(told["title"], [told["names"][key] for key in found])
right = set(found) == set(told["result"]["elected"])
print("The count is right." if right else "THE COUNT DIFFERS from the published result.")
sys.exit(0 if right else 1)
