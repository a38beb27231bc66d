"""Themes from 1,000 answers in mixed languages: time from prepared vectors and from nothing, memory, and how good they are.

    python -m tests.bench.themes [--answers 1000] [--repeat 5] [--quality]

Bar: 1 second from prepared vectors. The answers are the labelled ones and the statements of two Polis conversations; what
is missing to the number asked for are the first ones again with an exclamation mark. With --quality the figures of
docs/performance.d/themes.md instead, on the labelled answers.
"""

import argparse
import csv
import resource
import sys
import time
from pathlib import Path

import numpy as np

from networks.meet.sessions.methods.encoder import SentenceEncoder, WordEncoder, available
from networks.meet.sessions.methods.theme_suggestions import THRESHOLDS, me_toos, suggested_themes
from networks.meet.sessions.tests import judging

POLIS = Path(__file__).parents[1] / "data" / "polis"


def answers(wanted: int) -> tuple[list[str], list[str]]:
    """Texts and their languages."""
    labelled = [*judging.labelled_answers(), *judging.answers_in_one_language()]
    found = [(answer.text, answer.language) for answer in labelled]
    for conversation in sorted(POLIS.glob("*/comments.csv")):
        with open(conversation, encoding="utf-8", newline="") as file:
            found += [(row["comment-body"], "en") for row in csv.DictReader(file)]
    found += [(text + "!", language) for text, language in found[: max(0, wanted - len(found))]]
    texts, languages = zip(*found[:wanted], strict=True)
    return list(texts), list(languages)


def megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def measure(wanted: int, repeat: int) -> None:
    texts, languages = answers(wanted)
    print(
        f"{len(texts)} answers, {len(set(languages))} languages, {np.mean([len(t) for t in texts]):.0f} characters on average"
    )
    for encoder in (SentenceEncoder(), WordEncoder()):
        before = megabytes()
        start = time.perf_counter()
        encoder.encode(["money"])
        first = time.perf_counter() - start
        start, spent = time.perf_counter(), time.process_time()
        vectors = encoder.encode(texts)
        took, used = time.perf_counter() - start, time.process_time() - spent
        prepared = megabytes()
        runs = []
        for _ in range(repeat):
            start = time.perf_counter()
            suggestion = suggested_themes(vectors, languages, texts, THRESHOLDS[encoder.name])
            runs.append(time.perf_counter() - start)
        sizes = [len(theme.answers) for theme in suggestion.themes]
        print(
            f"{encoder.label}: first text {first:.2f} s; all {took:.1f} s, {1000 * used / len(texts):.1f} ms of processor a text"
        )
        print(
            f"  prepared to themes: first {runs[0]:.2f} s (scipy's import in it), then {min(runs[1:]):.2f} to {max(runs[1:]):.2f} s"
        )
        print(f"  themes {sizes}, not grouped {len(suggestion.not_grouped)}")
        print(
            f"  largest memory of the process: {before:.0f} MB before, {prepared:.0f} prepared, {megabytes():.0f} after"
        )


def judge() -> None:
    mixed, single = judging.labelled_answers(), judging.answers_in_one_language()
    ways = {
        "word overlap": judging.grouped_by_word_overlap,
        "one theme": judging.grouped_as_one,
        "each alone": judging.left_alone,
    }
    for encoder in (SentenceEncoder(), WordEncoder()):
        sixty = [answer for name in judging.SIXTY for answer in judging.sixty_answers(name)]
        texts = sorted({answer.text for answer in [*mixed, *single, *sixty]})
        vector_of = dict(zip(texts, encoder.encode(texts), strict=True))

        def suggest(asked, vector_of=vector_of, thresholds=THRESHOLDS[encoder.name]):
            vectors = np.stack([vector_of[answer.text] for answer in asked])
            asked_texts = [answer.text for answer in asked]
            return judging.labels_of(
                suggested_themes(vectors, [answer.language for answer in asked], asked_texts, thresholds)
            )

        ways[encoder.name] = suggest
    print("| mixed languages | part | B-cubed | adjusted Rand |\n|---|---|---|---|")
    for name, way in ways.items():
        for part, held_out in (("tuning", [False]), ("held out", [True]), ("all", [False, True])):
            found = judging.scores([answer for answer in mixed if answer.held_out in held_out], way)
            print(f"| {name} | {part} | {found.b_cubed:.2f} | {found.adjusted_rand:.2f} |")
    for part, held_out in (("all", [False, True]), ("held out", [True])):
        found = {
            name: judging.scores([a for a in mixed if a.held_out in held_out], way)
            for name, way in ways.items()
        }
        print(f"\n| language, {part} | " + " | ".join(ways) + " |\n|---|" + "---|" * len(ways))
        for language in next(iter(found.values())).by_language:
            print(
                f"| {language} | "
                + " | ".join(f"{found[name].by_language[language]:.2f}" for name in ways)
                + " |"
            )
    print("\n| five languages | B-cubed | adjusted Rand |\n|---|---|---|")
    for five in ("de en es fr it", "en hu ro sk sr", "fr hu mk pt sr"):
        found = judging.scores(
            [answer for answer in mixed if answer.language in five.split()], ways[SentenceEncoder.name]
        )
        print(f"| {five} | {found.b_cubed:.2f} | {found.adjusted_rand:.2f} |")
    print("\n| one language | " + " | ".join(ways) + " | adjusted Rand |\n|---|" + "---|" * (len(ways) + 1))
    for language in ("en", "fr", "ro", "hu", "de", "sr"):
        asked = [answer for answer in single if answer.language == language]
        truth = [answer.theme for answer in asked]
        row = [f"{judging.b_cubed(truth, way(asked)):.2f}" for way in ways.values()]
        rand = judging.adjusted_rand(truth, ways[SentenceEncoder.name](asked))
        print(f"| {language} | " + " | ".join(row) + f" | {rand:.2f} |")
    print("\n| sixty answers | " + " | ".join(ways) + " | adjusted Rand |\n|---|" + "---|" * (len(ways) + 1))
    for name in judging.SIXTY:
        asked = judging.sixty_answers(name)
        truth = [answer.theme for answer in asked]
        row = [f"{judging.b_cubed(truth, way(asked)):.2f}" for way in ways.values()]
        rand = judging.adjusted_rand(truth, ways[SentenceEncoder.name](asked))
        print(f"| {name} | {' | '.join(row)} | {rand:.2f} |")
    print("\n| me too | part | found | wrongly |\n|---|---|---|---|")
    for encoder in (SentenceEncoder(), WordEncoder()):
        for part, held_out in (("tuning", False), ("held out", True)):
            offered, pairs = {"yes": 0, "no": 0}, {"yes": 0, "no": 0}
            for row in judging.rows_of("near_duplicates.csv"):
                if judging.is_held_out(row["first"]) == held_out:
                    first, second = encoder.encode([row["first"], row["second"]])
                    others = [(row["first"], row["language"], first)]
                    found_ones = me_toos(
                        row["second"], row["language"], second, others, THRESHOLDS[encoder.name]
                    )
                    offered[row["same"]] += len(found_ones)
                    pairs[row["same"]] += 1
            print(
                f"| {encoder.name} | {part} | {offered['yes']} of {pairs['yes']} | {offered['no']} of {pairs['no']} |"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="Time, memory and quality of suggested themes.")
    parser.add_argument("--answers", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--quality", action="store_true")
    asked = parser.parse_args()
    if not available():
        print(available().reason)
    if asked.quality:
        judge()
    else:
        measure(asked.answers, max(2, asked.repeat))


if __name__ == "__main__":
    main()
