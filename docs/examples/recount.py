"""Count a vote again from its published file:  python recount.py ballot.json

Needs Python alone. Ends with 0 where the count is right, with 1 where it is not.
"""

import json
import sys
from fractions import Fraction
from pathlib import Path


def groups(rows, by_country):
    """One vote each with its weight; or one a country, where those without a country stand for themselves."""
    if not by_country:
        return [row["weight"] for row in rows]
    return [1] * (len({row["country"] for row in rows} - {""}) + sum(not row["country"] for row in rows))


def count(told):
    rule, counts = told["rule"], {"yes": 0, "no": 0, "abstain": 0}
    by_country = rule["by_country"] and told["form"] == "open"
    said = {}
    for number, paper in enumerate(told["papers"]):
        key = (paper["country"] or number) if by_country else number
        said.setdefault(key, (set(), 1 if by_country else paper["weight"]))[0].add(paper["choice"][0])
    for choices, weight in said.values():
        choice = choices.pop() if len(choices) == 1 else "abstain"  # a country that disagrees is blank
        counts[choice if choice in counts else "abstain"] += weight
    may = [row for row in told["roll"] if row["may"]]
    cast = counts["yes"] + counts["no"]
    whole = {
        "cast": cast + (counts["abstain"] if rule["abstentions"] else 0),
        "present": sum(groups([row for row in may if row["took_part"]], by_country)),
        "all": sum(groups(may, by_country)),
    }[rule["of"]]
    part = Fraction(rule["share"].lstrip(">"))
    share = Fraction(counts["yes"], whole) if whole else Fraction(0)
    adopted = whole > 0 and (share > part if rule["share"].startswith(">") else share >= part)
    return counts, whole, adopted


told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
result, (counts, whole, adopted) = told["result"], count(told)
print(told["title"], counts, "of", whole, "adopted" if adopted else "rejected")
by_chair = result["by_chair"] and counts["yes"] == counts["no"]  # level: the chair's own vote decided
decided = result["quorum"]["reached"]
right = all(counts[key] == result[key] for key in counts) and whole == result["whole"]
right = right and result["adopted"] == (decided and (adopted or (by_chair and result["adopted"])))
print("The count is right." if right else "THE COUNT DIFFERS from the published result.")
sys.exit(0 if right else 1)
