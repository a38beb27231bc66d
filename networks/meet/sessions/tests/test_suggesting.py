"""Themes are suggested from the answers; what people shaped is never moved."""

import csv
import time
from pathlib import Path

import pytest

from networks.base import jobs
from networks.base.keys import uuid7
from networks.base.models import Job
from networks.meet.sessions import encoding
from networks.meet.sessions.models import Answer, AnswerVector, Placement, Theme
from networks.meet.sessions.rules import concluding, grouping, suggesting
from networks.meet.sessions.rules.answering import Draft, accept, think_the_same
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.steps import last_step, undo
from networks.meet.sessions.tests.a_session import a_guest

LABELLED = Path(__file__).parent / "data" / "answers.csv"


@pytest.fixture
def texts():
    """Forty answers to the first question, in several languages."""
    with LABELLED.open(newline="") as file:
        rows = list(csv.DictReader(file))
    first = rows[0]["question"]
    return [(row["text"], row["language"]) for row in rows if row["question"] == first][:40]


@pytest.fixture
def many(part, texts):
    return [
        Answer.objects.create(part=part, key=uuid7(), text=text, language=language, number=n)
        for n, (text, language) in enumerate(texts, start=1)
    ]


def test_an_answer_is_prepared_in_the_background_when_it_arrives(part):
    _seat, secret = a_guest(part.session)
    accept(part.session, [Draft(part=part.pk, key=uuid7(), text="One voice", language="en", secret=secret)])
    assert suggesting.backlog(part) == 1
    jobs.run_all()
    assert suggesting.backlog(part) == 0
    assert AnswerVector.objects.get().encoder
    arguments = Job.objects.get(kind="sessions.prepare").arguments
    assert arguments == {"part": str(part.pk)}  # never the answer: it may be anonymous


def test_a_changed_answer_is_prepared_again(part):
    from networks.meet.sessions.rules.answering import change

    seat, secret = a_guest(part.session)
    answer = accept(part.session, [Draft(part=part.pk, key=uuid7(), text="One voice", secret=secret)])[
        0
    ].answer
    jobs.run_all()
    before = bytes(AnswerVector.objects.get().vector)
    change(answer, seat, "Cheaper insurance")
    assert suggesting.backlog(part) == 1
    jobs.run_all()
    assert bytes(AnswerVector.objects.get().vector) != before


def test_themes_are_suggested_and_the_suggestion_is_undone_whole(part, many, coordinator):
    suggesting.ask_to_suggest(part, coordinator)
    assert suggesting.ask_to_suggest(part, coordinator) is None
    jobs.run_all()
    themes = list(grouping.standing(part))
    assert 2 <= len(themes) <= 12
    assert all(theme.suggested for theme in themes)
    assert Placement.objects.count() > 20
    undo(last_step(part.session), coordinator)
    assert not Placement.objects.exists()
    assert not grouping.standing(part).exists()


def test_suggesting_again_replaces_earlier_suggestions_only(part, many, coordinator):
    suggesting.suggest(part, coordinator)
    first = set(grouping.standing(part).values_list("pk", flat=True))
    suggesting.suggest(part, coordinator)
    assert not first & set(grouping.standing(part).values_list("pk", flat=True))
    assert Placement.objects.filter(theme__removed_at=None).count() == Placement.objects.count()


def test_what_a_person_placed_is_never_moved(part, many, coordinator):
    suggesting.suggest(part, coordinator)
    theme = grouping.standing(part).first()
    strange = Placement.objects.exclude(theme=theme).first().answer
    grouping.place([strange], theme, coordinator)
    before = dict(Placement.objects.values_list("answer", "theme"))
    with pytest.raises(NotNow, match="shaped"):
        suggesting.suggest(part, coordinator)
    late = Answer.objects.create(
        part=part, key=uuid7(), text=many[0].text, language=many[0].language, number=99
    )
    conclusion = concluding.conclude(
        part, coordinator, text="c", kind="why", themes=list(grouping.standing(part))
    )
    suggesting.place_new(part, coordinator)
    after = dict(Placement.objects.values_list("answer", "theme"))
    assert {key: after[key] for key in before} == before
    assert Placement.objects.get(answer=late).theme_id == before.get(many[0].pk)
    conclusion.refresh_from_db()
    assert conclusion.look_again


def test_fewer_than_eight_answers_are_grouped_by_hand(part, answers, coordinator):
    with pytest.raises(NotNow, match="fewer than eight"):
        suggesting.suggest(part, coordinator)


def test_a_part_in_a_language_that_was_not_measured_says_so(part, coordinator):
    Answer.objects.create(part=part, key=uuid7(), text="Ĉu ni povas?", language="eo", number=1)
    works, why = suggesting.usable(part)
    assert works
    assert "Esperanto" in why


def test_a_part_in_one_language_says_what_to_look_at(part, many):
    assert suggesting.usable(part) == (True, "")
    part.answers.exclude(language="en").delete()
    for number in range(8):
        Answer.objects.create(part=part, key=uuid7(), text="money", language="en-IE", number=100 + number)
    works, why = suggesting.usable(part)
    assert works
    assert "All answers are in one language." in why


@pytest.fixture
def seen(part):
    """What Ana wrote, prepared; the encoder is at hand."""
    seat, secret = a_guest(part.session)
    accept(
        part.session,
        [Draft(part=part.pk, key=uuid7(), text="Together we are heard", language="en", secret=secret)],
    )
    suggesting.prepare(part)
    suggesting.which()
    return part.answers.get(), seat


def test_nearly_the_same_answer_is_offered_as_me_too_but_never_in_an_anonymous_part(part, seen):
    """S21"""
    answer, author = seen
    bo, _ = a_guest(part.session, "Bo")
    assert suggesting.similar(part, "together, we are heard!", "en", bo) == [answer]
    assert suggesting.similar(part, "We are heard when we are together", "en", bo) == [answer]
    assert suggesting.similar(part, "cheaper insurance", "en", bo) == []
    assert suggesting.similar(part, "We are heard when we are together", "fr", bo) == []
    assert suggesting.similar(part, "We are heard when we are together", "en", author) == []
    for hidden in ({"showing": "hidden"}, {"showing": "checked"}, {"naming": "anonymous"}):
        for name, value in hidden.items():
            before = getattr(part, name)
            setattr(part, name, value)
            assert suggesting.similar(part, "together, we are heard!", "en", bo) == []
            setattr(part, name, before)
    think_the_same(answer, bo)
    assert suggesting.similar(part, "together, we are heard!", "en", bo) == []


def test_nobody_waits_for_an_encoder_that_is_busy_or_not_started(part, seen, monkeypatch):
    answer, _author = seen
    bo, _ = a_guest(part.session, "Bo")
    with suggesting.child.lock:
        begun = time.monotonic()
        assert suggesting.similar(part, "We are heard when we are together", "en", bo) == []
        assert suggesting.similar(part, "Together we are heard", "en", bo) == [
            answer
        ]  # the same words need none
        assert time.monotonic() - begun < 2
    monkeypatch.setattr(suggesting.child, "process", None)
    started = []
    monkeypatch.setattr(encoding, "_start", lambda: started.append(True))
    assert suggesting.similar(part, "We are heard when we are together", "en", bo) == []
    assert started


def test_without_the_engine_the_rest_goes_on(part, coordinator, monkeypatch):
    suggesting.which.cache_clear()

    def broken(*args, **kwargs):
        raise suggesting.EncoderFailed("no engine")

    monkeypatch.setattr(suggesting.child, "ask", broken)
    works, why = suggesting.usable(part)
    assert not works
    assert "by hand" in why
    theme = grouping.new_theme(part, "By hand", coordinator)
    assert Theme.objects.get() == theme
    suggesting.which.cache_clear()
