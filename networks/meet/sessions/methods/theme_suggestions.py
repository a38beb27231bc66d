"""Themes suggested from short answers in mixed languages: average linkage on centred vectors.

Method. (1) A sentence encoder also says in which language a text is written and how long it is, and would group by that. So each
language's mean is subtracted; few answers say little of it, so it is drawn towards the mean of all (shrinkage with a fixed
weight, after Efron and Morris 1975). What the number of words explains is subtracted by regression. (2) Average linkage (Sokal and
Michener 1958) on cosine distance, cut where the distance between two themes passes a threshold, higher if there would be
more than twelve themes. (3) Twice, each answer goes to the theme whose centre, computed without it, is nearest; one that is near to no
centre is left "not grouped": nobody is helped by a theme of leftovers. (4) A theme is shown under the words of the answer nearest to its centre.

The thresholds were chosen on the tuning part of the labelled answers in tests/data; figures in docs/performance.d/themes.md.
People shape the themes: a suggestion is an offer, and `placements` of new answers never moves what a person placed.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .encoder import Encoder, SentenceEncoder, WordEncoder, folded, normalised

FEWEST_ANSWERS = 8  # below, reading them is quicker than judging a suggestion
MOST_THEMES = 12
LONGEST_NAME = 60
MOST_ME_TOOS = 3
PASSES = 2  # of sending each answer to the nearest theme; a third changed next to nothing

# Languages in which the suggestions were shown, on the labelled answers, to be better than word overlap and than one
# theme for all. A page that suggests themes for others says so, and offers grouping by hand.
LANGUAGES_CLAIMED = ("de", "en", "es", "fr", "hu", "it", "mk", "pt", "ro", "sk", "sr")
LANGUAGES_NOT_CLAIMED: tuple[str, ...] = ()  # measured, and not better


@dataclass(frozen=True)
class Thresholds:
    """What counts as near for one encoder's vectors, all as cosine.

    language_weight: how many answers of all languages the mean of one language is mixed with.
    apart: distance between two themes from which they stay two.
    belongs: similarity to a theme's centre above which an answer belongs to it.
    same: similarity of two vectors, nothing subtracted, from which they may say the same.
    """

    language_weight: float
    apart: float
    belongs: float
    same: float


THRESHOLDS = {
    SentenceEncoder.name: Thresholds(language_weight=3, apart=0.90, belongs=0.125, same=0.94),
    WordEncoder.name: Thresholds(language_weight=3, apart=0.85, belongs=0.06, same=0.55),
}


@dataclass(frozen=True)
class SuggestedTheme:
    """`answers` are positions in the input, nearest to the centre first; the first gave `name`, in `language`."""

    name: str
    language: str
    answers: tuple[int, ...]


@dataclass(frozen=True)
class Suggestion:
    """Themes, largest first; positions not grouped; whether there were enough answers to suggest anything."""

    themes: tuple[SuggestedTheme, ...]
    not_grouped: tuple[int, ...]
    enough: bool


@dataclass(frozen=True)
class Placement:
    """Where a new answer would go: the position of a theme, or None for "not grouped"; similarity is that to the theme's centre."""

    answer: int
    theme: int | None
    similarity: float


def languages_not_claimed(languages: Sequence[str], encoder: Encoder) -> list[str]:
    """Give those of the languages, sorted, for which the page says that suggestions are poor and offers grouping by hand."""
    claimed = set(LANGUAGES_CLAIMED) - set(LANGUAGES_NOT_CLAIMED) if encoder.across_languages else set()
    return sorted({language for language in languages if _base(language) not in claimed})


def suggested_themes(
    vectors: np.ndarray, languages: Sequence[str], texts: Sequence[str], thresholds: Thresholds
) -> Suggestion:
    """Group answers into at most twelve themes, the same whatever the order of the input.

    In: one row, one language (its tag) and one text for each answer.
    """
    if len(texts) < FEWEST_ANSWERS:
        return Suggestion((), tuple(range(len(texts))), enough=False)
    vectors = np.asarray(vectors, dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda i: (texts[i], languages[i], vectors[i].tobytes()))
    texts, languages = [texts[i] for i in order], [languages[i] for i in order]
    centred = _centred(vectors[order], languages, texts, thresholds.language_weight)
    if centred.any():
        groups = _linked(centred, thresholds)
        for _ in range(PASSES):
            groups = _refined(centred, groups, thresholds.belongs)
    else:  # everybody wrote the same
        groups = [list(range(len(texts)))]
    themes = []
    for group in groups:
        closeness = centred[group] @ _centre(centred[group])
        nearest_first = [group[i] for i in np.argsort(-closeness.round(5), kind="stable")]
        first = nearest_first[0]
        themes.append(
            SuggestedTheme(shortened(texts[first]), languages[first], tuple(order[i] for i in nearest_first))
        )
    themes.sort(key=lambda theme: (-len(theme.answers), theme.name, theme.language))
    grouped = {answer for theme in themes for answer in theme.answers}
    return Suggestion(tuple(themes), tuple(i for i in range(len(texts)) if i not in grouped), enough=True)


def placements(
    vectors: np.ndarray,
    languages: Sequence[str],
    texts: Sequence[str],
    themes: Sequence[Sequence[int]],
    new: Sequence[int],
    thresholds: Thresholds,
) -> list[Placement]:
    """Offer a place for each *new* answer among themes as people have shaped them; nothing else moves.

    In: all answers of the part, `themes` as positions of the answers that are in them, `new` the positions to be placed.
    Out: one placement for each new answer, in the order of `new`. ValueError if an answer is new and placed.
    """
    if set(new) & {answer for theme in themes for answer in theme}:
        raise ValueError("An answer that is in a theme stays where a person put it.")
    centred = _centred(np.asarray(vectors, dtype=np.float32), languages, texts, thresholds.language_weight)
    filled = [number for number, theme in enumerate(themes) if len(theme)]
    if not filled:
        return [Placement(answer, None, 0.0) for answer in new]
    centres = np.stack([_centre(centred[list(themes[number])]) for number in filled])
    offered = []
    for answer in new:
        similarities = centres @ centred[answer]
        best = int(similarities.argmax())
        near = similarities[best] > thresholds.belongs
        offered.append(Placement(answer, filled[best] if near else None, float(similarities[best])))
    return offered


def me_toos(
    text: str,
    language: str,
    vector: np.ndarray,
    others: Sequence[tuple[str, str, np.ndarray]],
    thresholds: Thresholds,
) -> list[int]:
    """Find up to three answers, nearest first, to which the writer may want to say "me too" instead of sending this text.

    In: `others` as (text, language, vector): only answers that this participant may already see, never of an
    anonymous part. Only those in the writer's language are offered. Out: positions in `others`.
    """
    mine = folded(text)
    found = []
    for position, (other, its_language, its_vector) in enumerate(others):
        if _base(its_language) != _base(language):
            continue
        similarity = 1.0 if mine and folded(other) == mine else float(np.dot(vector, its_vector))
        if similarity >= thresholds.same:
            found.append((-round(similarity, 5), other, position))
    return [position for *_, position in sorted(found)[:MOST_ME_TOOS]]


def shortened(text: str) -> str:
    """Cut a text at 60 characters, at the end of a word where one is near."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_NAME:
        return line
    cut = line[: LONGEST_NAME - 1]
    at_word, space, _ = cut.rpartition(" ")
    return (at_word if space and len(at_word) > LONGEST_NAME // 2 else cut).rstrip(" ,;:.") + "…"


def _base(language: str) -> str:
    return language.lower().replace("_", "-").split("-")[0]


def _script(text: str) -> str:
    """Tell scripts apart by the first letter: enough for Serbian in Cyrillic and in Latin."""
    letter = next((sign for sign in text if sign.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""


def _centred(
    vectors: np.ndarray, languages: Sequence[str], texts: Sequence[str], weight: float
) -> np.ndarray:
    """Take out of each vector what its language and its length explain; length 1, or zeros if nothing is left.

    The mean of a language is mixed with `weight` times the mean of all; a language in two scripts is two. Length is the logarithm of the number of words, by ridge
    regression (Hoerl and Kennard 1970) with penalty 1.
    """
    general = vectors.mean(axis=0)
    spoken = np.array(
        [_base(language) + _script(text) for language, text in zip(languages, texts, strict=True)]
    )
    left = np.empty_like(vectors)
    for language in np.unique(spoken):
        its = spoken == language
        left[its] = vectors[its] - (vectors[its].sum(axis=0) + weight * general) / (its.sum() + weight)
    words = np.log2([1 + len(text.split()) for text in texts]).astype(np.float32)
    words -= words.mean()
    left -= np.outer(words, words @ left / (words @ words + 1))
    left[np.linalg.norm(left, axis=1) < 1e-3] = 0  # only rounding is left
    return normalised(left)


def _centre(rows: np.ndarray) -> np.ndarray:
    return normalised(rows.sum(axis=0, keepdims=True))[0]


def _linked(centred: np.ndarray, thresholds: Thresholds) -> list[list[int]]:
    """Give the groups of two and more of average linkage, at most twelve."""
    from scipy.cluster.hierarchy import fcluster, linkage

    distances = 1 - (centred @ centred.T)[np.triu_indices(len(centred), k=1)]
    tree = linkage(np.clip(distances.round(6), 0, 2), "average")
    for height in [thresholds.apart, *(height for height in tree[:, 2] if height > thresholds.apart)]:
        labels = fcluster(tree, height, "distance")
        sizes = np.bincount(labels)
        if (sizes > 1).sum() <= MOST_THEMES:
            break
    return [list(np.flatnonzero(labels == label)) for label in np.flatnonzero(sizes > 1)]


def _refined(centred: np.ndarray, groups: list[list[int]], belongs: float) -> list[list[int]]:
    """Send each answer to the theme whose centre without it is nearest, or to none; drop themes of one."""
    if not groups:
        return []
    sums = np.stack([centred[group].sum(axis=0) for group in groups])
    similarities = centred @ normalised(sums).T
    for number, group in enumerate(groups):
        similarities[group, number] = (normalised(sums[number] - centred[group]) * centred[group]).sum(axis=1)
    best = similarities.argmax(axis=1)
    near = similarities[np.arange(len(centred)), best] > belongs
    refined = [[int(i) for i in np.flatnonzero((best == number) & near)] for number in range(len(groups))]
    return [group for group in refined if len(group) > 1]
