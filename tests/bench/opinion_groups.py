"""Opinion groups of 10,000 people and 500 statements, 20 % of the votes given: time and peak memory, in one line.

    python -m tests.bench.opinion_groups [--people 10000] [--statements 500] [--given 0.2] [--repeat 3]

Bars: 2 seconds, 500 MB. The time is the best of the repeats, for groups, counts of every group, representative statements,
consensus and majorities; making the invented votes is not in it. The memory is the largest the whole process ever had.
"""

import argparse
import resource
import sys
import time

import numpy as np

from networks.meet.sessions.methods import opinion_groups, opinion_statistics
from networks.meet.sessions.methods.opinion_votes import AGREE, DISAGREE, UNSEEN, Votes

CAMPS = (0.5, 0.3, 0.2)


def invented(people: int, statements: int, given: float, seed: int = 1) -> tuple[Votes, np.ndarray]:
    """People in three camps with opinions of their own, and the camp of each."""
    rng = np.random.default_rng(seed)
    camp = rng.choice(len(CAMPS), size=people, p=CAMPS).astype(np.int8)
    agreeing = rng.beta(1, 1, size=(len(CAMPS), statements)).astype(np.float32)
    values = np.full((people, statements), UNSEEN, dtype=np.int8)
    for start in range(0, people, 1000):
        rows = slice(start, min(people, start + 1000))
        drawn = rng.random((rows.stop - rows.start, statements), dtype=np.float32)
        vote = np.where(drawn < 0.1, 0, np.where((drawn - 0.1) / 0.9 < agreeing[camp[rows]], AGREE, DISAGREE))
        seen = rng.random(vote.shape, dtype=np.float32) < given
        values[rows] = np.where(seen, vote, UNSEEN)
    return Votes(tuple(range(people)), tuple(range(statements)), values, sequence=1), camp


def calculate(votes: Votes) -> opinion_groups.Grouping:
    found, _ = opinion_groups.find_groups(votes)
    counts = opinion_statistics.count_votes(votes, found.letters)
    for letter in found.sizes:
        opinion_statistics.representative_statements(counts, letter)
    for side in (AGREE, DISAGREE):
        opinion_statistics.group_informed_consensus(counts, side)
        opinion_statistics.majority_statements(counts, side)
    return found


def megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def main() -> None:
    parser = argparse.ArgumentParser(description="Time and memory of opinion groups.")
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--statements", type=int, default=500)
    parser.add_argument("--given", type=float, default=0.2)
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    votes, camp = invented(asked.people, asked.statements, asked.given)
    before = megabytes()
    seconds, processor = [], []
    for _ in range(asked.repeat):
        began, worked = time.perf_counter(), time.process_time()
        found = calculate(votes)
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - worked)
    together = sum(
        max(np.bincount(camp[[who for who, own in found.letters.items() if own == letter]]))
        for letter in found.sizes
    )
    print(
        f"opinion groups {asked.people} x {asked.statements}, {asked.given:.0%} given: "
        f"{min(seconds):.2f} s (worst {max(seconds):.2f}; processor {min(processor):.2f}), peak {megabytes():.0f} MB ({before:.0f} before), "
        f"{found.number} groups, {together / max(1, len(found.letters)):.1%} of people in the group of their camp"
    )


if __name__ == "__main__":
    main()
