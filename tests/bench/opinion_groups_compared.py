"""How near the opinion groups of two published conversations come to the published ones: the table of docs/performance.md.

    python -m tests.bench.opinion_groups_compared [--orders 200]

Prints Markdown. The figure is the adjusted Rand index over everybody who has a published group and is grouped here; k is the
number of groups that the silhouette chose.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_rand_score

from networks.meet.sessions.methods.clustering import first_k, k_means
from networks.meet.sessions.methods.opinion_groups import POLIS_BASE_CLUSTERS, RESTARTS, SEED, find_groups
from networks.meet.sessions.methods.opinion_map import opinion_map
from networks.meet.sessions.methods.opinion_votes import UNSEEN, Votes
from networks.meet.sessions.methods.polis_files import read_conversation

DATA = Path(__file__).resolve().parents[1] / "data" / "polis"
CONVERSATIONS = ("scoop-hivemind.biodiversity", "15-per-hour-seattle")


def likeness(published: dict, letters: dict) -> float:
    people = [who for who in published if who in letters]
    return adjusted_rand_score([published[who] for who in people], [letters[who] for who in people])


def dropped(votes: Votes) -> Votes:
    kept = votes.shown
    statements = tuple(s for s, keep in zip(votes.statements, kept, strict=True) if keep)
    return Votes(votes.participants, statements, votes.values[:, kept])


def passed_where_seen(votes: Votes) -> Votes:
    values = np.where((votes.values != UNSEEN) & ~votes.shown, 0, votes.values).astype(np.int8)
    return replace(votes, values=values, hidden=frozenset())


def two_clusters_of_base_centres(votes: Votes) -> dict:
    rows = np.flatnonzero(votes.given >= 7)
    base = first_k(opinion_map(votes).points[rows], POLIS_BASE_CLUSTERS)
    # a centre counts once for each of its people
    groups = k_means(base.centres[base.labels], 2, restarts=RESTARTS, seed=SEED)
    return {votes.participants[row]: label for row, label in zip(rows, groups.labels.tolist(), strict=True)}


def unseen_as_pass(votes: Votes) -> dict:
    rows = np.flatnonzero(votes.given >= 7)
    filled = replace(votes, values=np.where(votes.values == UNSEEN, 0, votes.values).astype(np.int8))
    groups = k_means(opinion_map(filled).points[rows], 2, restarts=RESTARTS, seed=SEED)
    return {votes.participants[row]: label for row, label in zip(rows, groups.labels.tolist(), strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description="Opinion groups against those that Polis published.")
    parser.add_argument("--orders", type=int, default=200)
    asked = parser.parse_args()
    read = [read_conversation(DATA / name) for name in CONVERSATIONS]
    variants = {
        "**ours** (k-means on people, 50 starts)": lambda votes: find_groups(votes)[0],
        "as Polis (hidden statements zeroed, √, 100 base clusters, first-k start, file order)": lambda votes: (
            find_groups(votes, as_polis=True)[0]
        ),
        "as Polis, group step with 50 starts": two_clusters_of_base_centres,
        "ours, hidden statements dropped": lambda votes: find_groups(dropped(votes))[0],
        "ours, hidden statements passed only where seen": lambda votes: find_groups(passed_where_seen(votes))[
            0
        ],
        "ours, hidden statements kept with their votes": lambda votes: find_groups(
            replace(votes, hidden=frozenset())
        )[0],
        "ours, without √": lambda votes: find_groups(votes, scaled=False)[0],
        "ours, unseen as pass": unseen_as_pass,
    }
    print("| way | biodiversity, 536 × 314 | Seattle, 339 × 54 |\n|---|---|---|")
    for name, way in variants.items():
        cells = []
        for conversation in read:
            found = way(conversation.votes)
            letters, number = (found, 2) if isinstance(found, dict) else (found.letters, found.number)
            cells.append(f"{likeness(conversation.published_groups, letters):.3f} (k = {number})")
        print(f"| {name} | {' | '.join(cells)} |")
    for as_polis in (True, False):
        cells = []
        for conversation in read:
            values = []
            for seed in range(asked.orders if as_polis else 20):
                order = np.random.default_rng(seed).permutation(len(conversation.votes.participants))
                found, _ = find_groups(conversation.votes.in_rows(order), as_polis=as_polis)
                values.append(likeness(conversation.published_groups, found.letters))
            cells.append(" / ".join(f"{value:.3f}" for value in np.quantile(values, [0.05, 0.5, 0.95])))
        name = f"as Polis, {asked.orders} orders of rows" if as_polis else "ours, 20 orders of rows"
        print(f"| {name}: 5 / 50 / 95 % | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
