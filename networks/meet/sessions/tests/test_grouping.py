"""Answers are placed in themes by people, together; every step can be read and undone."""

import pytest

from networks.meet.sessions.models import Placement, Step, Theme
from networks.meet.sessions.rules import concluding, grouping
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.steps import last_step, undo
from networks.record.models import Event


def of(theme):
    return sorted(Placement.objects.filter(theme=theme).values_list("answer__number", flat=True))


@pytest.fixture
def voice(part, answers, coordinator):
    return grouping.new_theme(part, "A voice", coordinator, answers[:2])


@pytest.fixture
def money(part, answers, coordinator):
    return grouping.new_theme(part, "Money", coordinator, answers[2:4])


def test_moving_an_answer(voice, money, answers, coordinator):
    grouping.place([answers[0]], money, coordinator)
    assert (of(voice), of(money)) == ([2], [1, 3, 4])
    grouping.place([answers[0]], None, coordinator)
    assert of(money) == [3, 4]


def test_placing_ends_the_author_s_editing(voice, answers, part):
    answers[4].editing_hash = "x" * 64
    answers[4].save()
    grouping.place([answers[4]], voice, voice.named_by)
    answers[4].refresh_from_db()
    assert answers[4].editing_hash == ""


def test_merging_keeps_the_name_readable_and_is_undone_whole(voice, money, coordinator):
    grouping.merge(money, voice, coordinator)
    assert of(voice) == [1, 2, 3, 4]
    assert list(grouping.standing(voice.part)) == [voice]
    undo(last_step(voice.part.session), coordinator)
    assert (of(voice), of(money)) == ([1, 2], [3, 4])
    assert set(grouping.standing(voice.part)) == {voice, money}


def test_a_merge_and_a_new_name_at_the_same_time_both_hold(voice, money, coordinator):
    grouping.merge(money, voice, coordinator)
    grouping.rename(Theme.objects.get(pk=voice.pk), "A voice that is heard", coordinator)
    assert Theme.objects.get(pk=voice.pk).name == "A voice that is heard"
    assert of(voice) == [1, 2, 3, 4]


def test_splitting_a_theme_merged_a_moment_ago_says_so(voice, money, answers, coordinator):
    grouping.merge(money, voice, coordinator)
    with pytest.raises(NotNow, match="merged into “A voice”"):
        grouping.split(money, "Cheap", [answers[2]], coordinator)


def test_splitting(voice, answers, coordinator):
    made = grouping.split(
        voice, "Heard", [answers[1], answers[5]], coordinator
    )  # the last is not in the theme
    assert (of(voice), of(made)) == ([1], [2])
    undo(last_step(voice.part.session), coordinator)
    assert of(voice) == [1, 2]
    assert not Theme.objects.filter(pk=made.pk).exists()


def test_taking_a_theme_away_frees_its_answers_and_is_undone(voice, coordinator):
    grouping.take_away(voice, coordinator)
    assert not Placement.objects.exists()
    undo(last_step(voice.part.session), coordinator)
    assert of(voice) == [1, 2]


def test_every_step_is_an_event_and_marks_conclusions_to_look_again(voice, answers, part, coordinator):
    conclusion = concluding.conclude(part, coordinator, text="x", kind="why", themes=[voice])
    grouping.place([answers[5]], voice, coordinator)
    conclusion.refresh_from_db()
    assert conclusion.look_again
    assert set(Event.objects.filter(verb__contains="theme").values_list("verb", flat=True)) == {"theme.made"}
    assert Step.objects.filter(kind="answer.placed").count() == 1


def test_an_answer_of_another_part_has_no_place_here(voice, part, coordinator):
    from networks.base.keys import uuid7
    from networks.meet.sessions.models import Answer
    from networks.meet.sessions.rules.planning import add_part

    other = add_part(part.session, coordinator, question="?", stages=["answer"])
    stranger = Answer.objects.create(part=other, key=uuid7(), text="x")
    with pytest.raises(NotNow, match="another part"):
        grouping.place([stranger], voice, coordinator)
