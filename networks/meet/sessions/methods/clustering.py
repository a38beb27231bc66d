"""k-means on points in the plane, with many starts, a fixed seed and the silhouette of the result.

Sources: S. Lloyd, "Least squares quantization in PCM", 1982; D. Arthur and S. Vassilvitskii, "k-means++: the
advantages of careful seeding", 2007; P. Rousseeuw, "Silhouettes", 1987. `first_k` follows the start and the stopping
rule of Polis, to compare with published conversations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
Labels = NDArray[np.intp]

MOST_ROUNDS = 100
SAMPLE = (
    2_000  # people used to choose a start, and for the silhouette: its table of distances has SAMPLE² cells
)


@dataclass(frozen=True)
class Clusters:
    labels: Labels
    centres: Points

    @property
    def sizes(self) -> NDArray[np.intp]:
        return np.bincount(self.labels, minlength=len(self.centres))


def nearest(points: Points, centres: Points) -> Labels:
    """The nearest centre of each point; the first of equals."""
    return np.argmin(_squared_distances(points, centres), axis=1)


def k_means(points: Points, k: int, *, restarts: int, seed: int, sample: int = SAMPLE) -> Clusters | None:
    """The best of `restarts` k-means++ starts by summed squared distance.

    Above `sample` points the starts run on a sample drawn with the seed, the best one then on all points. None if
    there are fewer than k different points. Same points in the same order give the same clusters.
    """
    if len(np.unique(points, axis=0)) < k:
        return None
    rng = np.random.default_rng([seed, k])
    some = points
    if len(points) > sample:
        some = points[np.sort(rng.choice(len(points), size=sample, replace=False))]
    centres = np.stack([_spread_start(some, k, rng) for _ in range(restarts)])
    centres = _lloyd_all(some, centres)
    summed = [np.min(_squared_distances(some, each), axis=1).sum() for each in centres]
    # rounded, so that starts that ended in the same place are equals and the first of them wins
    best = centres[int(np.argmin(np.round(summed, 9)))]
    best = _lloyd_all(points, best[None])[0]
    labels = nearest(points, best)
    if len(np.unique(labels)) < k:
        return None
    return Clusters(labels, best)


def _spread_start(points: Points, k: int, rng: np.random.Generator) -> Points:
    """k-means++: each next centre is drawn in proportion to its squared distance from those already there."""
    centres = [points[rng.integers(len(points))]]
    distance = _squared_distances(points, centres[0][None])[:, 0]
    while len(centres) < k:
        total = distance.sum()
        if total <= 0:
            centres.append(points[rng.integers(len(points))])
            continue
        drawn = int(np.searchsorted(np.cumsum(distance), rng.random() * total, side="right"))
        centres.append(points[min(drawn, len(points) - 1)])
        distance = np.minimum(distance, _squared_distances(points, centres[-1][None])[:, 0])
    return np.array(centres)


def _lloyd_all(points: Points, starts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Move the centres of all starts (starts × k × 2) at once, each until they rest. A centre that lost its points stays."""
    centres = starts.copy()
    moving = np.arange(len(starts))
    k = starts.shape[1]
    for _ in range(MOST_ROUNDS):
        count = len(moving)
        before = centres[moving]
        distance = _squared_distances(points, before.reshape(count * k, 2)).reshape(len(points), count, k)
        belongs = (np.argmin(distance, axis=2) + np.arange(count) * k).ravel()
        size = np.bincount(belongs, minlength=count * k)
        summed = [
            np.bincount(belongs, weights=np.repeat(points[:, axis], count), minlength=count * k)
            for axis in (0, 1)
        ]
        after = np.stack(summed, axis=1) / np.maximum(1, size)[:, None]
        after = np.where((size > 0)[:, None], after, before.reshape(count * k, 2)).reshape(count, k, 2)
        centres[moving] = after
        moving = moving[np.abs(after - before).max(axis=(1, 2)) > 1e-12]
        if not len(moving):
            break
    return centres


def first_k(
    points: Points, k: int, *, weights: NDArray[np.float64] | None = None, rounds: int = 20
) -> Clusters:
    """k-means as Polis runs it: starts at the first k different points, stops when no centre moves 0.01.

    Clusters that lost all their points disappear, so there may be fewer than k.
    """
    _, first = np.unique(points, axis=0, return_index=True)
    centres = points[np.sort(first)[:k]]
    weights = np.ones(len(points)) if weights is None else weights
    for _ in range(rounds + 1):
        labels = nearest(points, centres)
        kept, labels = np.unique(labels, return_inverse=True)
        weight = np.bincount(labels, weights=weights)
        moved = np.stack(
            [np.bincount(labels, weights=weights * points[:, axis]) / weight for axis in range(2)], axis=1
        )
        still = len(kept) == len(centres) and np.all(np.hypot(*(moved - centres).T) < 0.01)
        centres = moved
        if still:
            break
    return Clusters(labels.astype(np.intp), centres)


def silhouette(points: Points, labels: Labels, *, seed: int = 0, sample: int = SAMPLE) -> float:
    """How well the clusters are apart, -1 to 1: the mean of (b - a) ÷ max(a, b) over the points.

    a is the mean distance to one's own cluster, b to the nearest other one; 0 for a cluster of one. Above `sample`
    points it is measured on a sample drawn with the seed.
    """
    if len(points) > sample:
        chosen = np.sort(np.random.default_rng(seed).choice(len(points), size=sample, replace=False))
        points, labels = points[chosen], labels[chosen]
    names, labels = np.unique(labels, return_inverse=True)
    if len(names) < 2:
        return 0.0
    sizes = np.bincount(labels)
    distance = np.sqrt(np.maximum(_squared_distances(points, points), 0.0)).astype(np.float32)
    to_cluster = np.stack(
        [distance[:, labels == each].sum(axis=1, dtype=np.float64) for each in range(len(names))], 1
    )
    rows = np.arange(len(points))
    own = sizes[labels]
    a = to_cluster[rows, labels] / np.maximum(1, own - 1)
    others = to_cluster / sizes
    others[rows, labels] = np.inf
    b = others.min(axis=1)
    larger = np.maximum(a, b)
    value = np.where((own > 1) & (larger > 0), (b - a) / np.where(larger > 0, larger, 1.0), 0.0)
    return float(value.mean())


def _squared_distances(points: Points, centres: Points) -> NDArray[np.float64]:
    """|points| × |centres|. By differences, not by the product rule, whose rounding can go below 0."""
    return (points[:, 0:1] - centres[:, 0]) ** 2 + (points[:, 1:2] - centres[:, 1]) ** 2
