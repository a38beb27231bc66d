"""How good a grouping of the labelled answers is, and what it is to be better than."""

import csv
import hashlib
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from networks.meet.sessions.methods.encoder import folded

DATA = Path(__file__).parent / "data"
QUESTIONS = ("1", "2", "3")
SIXTY = ("mixed", "en", "fr", "de", "es", "it")


@dataclass(frozen=True)
class LabelledAnswer:
    question: str
    theme: str  # of its own if it stands alone
    language: str
    text: str
    held_out: bool


@dataclass(frozen=True)
class Scores:
    """Means over the questions, each weighted with its answers."""

    b_cubed: float
    adjusted_rand: float
    by_language: dict[str, float]  # B-cubed


Grouping = Callable[[list[LabelledAnswer]], list[int]]


def labelled_answers() -> list[LabelledAnswer]:
    """The answers in mixed languages; held out by a fixed rule."""
    return [_labelled(row, is_held_out(row["text"])) for row in rows_of("answers.csv")]


def answers_in_one_language() -> list[LabelledAnswer]:
    """The answers to be grouped within one language, which is held out or not as a whole."""
    return [
        _labelled(row, row["language"] in ("hu", "de", "sr")) for row in rows_of("answers_one_language.csv")
    ]


def sixty_answers(name: str) -> list[LabelledAnswer]:
    """One of the six sets of sixty: "mixed", or a language."""
    rows = [row for row in rows_of("answers_sixty.csv") if row["set"] == name]
    return [LabelledAnswer("", row["theme"], row["language"], row["text"], True) for row in rows]


def scores(answers: list[LabelledAnswer], grouping: Grouping) -> Scores:
    """Group the answers to each question, all languages together, and judge."""
    total, rand = 0.0, 0.0
    by_language: dict[str, list[tuple[float, int]]] = {}
    for question in QUESTIONS:
        asked = [answer for answer in answers if answer.question == question]
        truth, found = [answer.theme for answer in asked], grouping(asked)
        total += b_cubed(truth, found) * len(asked)
        rand += adjusted_rand(truth, found) * len(asked)
        for language in {answer.language for answer in asked}:
            judged = [answer.language == language for answer in asked]
            by_language.setdefault(language, []).append((b_cubed(truth, found, judged), sum(judged)))
    return Scores(
        total / len(answers),
        rand / len(answers),
        {
            language: sum(score * count for score, count in parts) / sum(count for _, count in parts)
            for language, parts in sorted(by_language.items())
        },
    )


def rows_of(name: str) -> list[dict[str, str]]:
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def is_held_out(text: str) -> bool:
    """The fixed split: by the last byte of the SHA-256 of the text."""
    return hashlib.sha256(text.encode("utf-8")).digest()[-1] % 2 == 1


def _labelled(row: dict[str, str], held_out: bool) -> LabelledAnswer:
    theme = row["theme"] or f"alone {row['number']}"
    return LabelledAnswer(row["question"], theme, row["language"], row["text"], held_out)


def b_cubed(truth: list, found: list, judged: list[bool] | None = None) -> float:
    """B-cubed F1 (Bagga and Baldwin 1998), precision and recall averaged over the judged answers (all if not given).

    An answer is compared with all others of its question, also where only those of one language are judged.
    """
    same_truth, same_found = _pairs(truth), _pairs(found)
    both = (same_truth & same_found).sum(axis=1)
    chosen = np.ones(len(truth), dtype=bool) if judged is None else np.array(judged)
    precision = (both / same_found.sum(axis=1))[chosen].mean()
    recall = (both / same_truth.sum(axis=1))[chosen].mean()
    return float(2 * precision * recall / (precision + recall))


def adjusted_rand(truth: list, found: list) -> float:
    """Adjusted Rand index (Hubert and Arabie 1985): 1 is the same grouping, 0 what chance gives."""
    upper = np.triu_indices(len(truth), k=1)
    one, other = _pairs(truth)[upper], _pairs(found)[upper]
    expected = one.sum() * other.sum() / len(one)
    highest = (one.sum() + other.sum()) / 2
    return float(((one & other).sum() - expected) / (highest - expected)) if highest != expected else 1.0


def labels_of(suggestion) -> list[int]:
    """Give each answer the number of its theme; one not grouped has a number of its own."""
    labels = {answer: number for number, theme in enumerate(suggestion.themes) for answer in theme.answers}
    labels |= {answer: -1 - answer for answer in suggestion.not_grouped}
    return [labels[answer] for answer in range(len(labels))]


def grouped_by_word_overlap(answers: list[LabelledAnswer]) -> list[int]:
    """The first thing to be better than: average linkage on the share of common words (Jaccard distance).

    Its threshold too was chosen on the tuning part: of 0.70 to 0.99 the best was 0.90.
    """
    from scipy.cluster.hierarchy import fcluster, linkage

    words = [set(re.findall(r"\w{3,}", folded(answer.text))) for answer in answers]
    distances = [
        1 - len(one & other) / max(len(one | other), 1) for one, other in itertools.combinations(words, 2)
    ]
    return list(fcluster(linkage(distances, "average"), 0.90, "distance"))


def grouped_as_one(answers: list[LabelledAnswer]) -> list[int]:
    """The second: everything is one theme."""
    return [0] * len(answers)


def left_alone(answers: list[LabelledAnswer]) -> list[int]:
    """For comparison: every answer a theme of its own, which is what word overlap comes to for short answers."""
    return list(range(len(answers)))


def _pairs(labels: list) -> np.ndarray:
    numbers = np.unique([str(label) for label in labels], return_inverse=True)[1]
    return numbers[:, None] == numbers
