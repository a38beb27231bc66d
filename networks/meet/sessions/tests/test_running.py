"""A session begins and ends; a part goes planned → open ⇄ paused → closed → concluded; steps can be taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.meet.sessions.models import Session, Step, Update
from networks.meet.sessions.rules import running, steering
from networks.meet.sessions.rules.errors import NotNow, SomeoneWasQuicker
from networks.meet.sessions.rules.steps import last_step, undo


def test_a_part_goes_through_its_states(part, coordinator):
    for command, seen, state in [
        ("pause", "open", "paused"),
        ("resume", "paused", "open"),
        ("close", "open", "closed"),
        ("conclude", "closed", "concluded"),
    ]:
        running.move(part, command, coordinator, seen=seen)
        assert part.state == state


def test_a_paused_part_keeps_the_rest_of_its_time(part, coordinator):
    """S35"""
    running.move(part, "pause", coordinator, seen="open")
    assert part.ends_at is None
    assert 1490 <= part.seconds_left <= 1500
    running.move(part, "resume", coordinator, seen="paused")
    assert part.seconds_left is None
    assert part.time_left() > timedelta(minutes=24)


def test_of_two_facilitators_one_wins_and_the_other_sees_who_did_what(part, coordinator):
    """S33"""
    other = type(part).objects.get(pk=part.pk)
    running.move(part, "close", coordinator, seen="open")
    with pytest.raises(SomeoneWasQuicker, match="Ilse Vermeulen was quicker: closed"):
        running.move(other, "pause", coordinator, seen="open")


def test_a_part_cannot_be_opened_before_the_session_begins(session, coordinator):
    part = session.parts.get()
    with pytest.raises(NotNow, match="Begin the session"):
        running.move(part, "open", coordinator, seen="planned")


def test_updates_are_numbered_without_gaps(part, coordinator):
    running.move(part, "close", coordinator, seen="open")
    numbers = list(
        Update.objects.filter(session=part.session).order_by("number").values_list("number", flat=True)
    )
    assert numbers == list(range(1, len(numbers) + 1))
    assert Session.objects.get().update_number == numbers[-1]


def test_closing_is_undone_within_five_minutes(part, coordinator):
    """S34 (five minutes)"""
    running.move(part, "close", coordinator, seen="open")
    undo(last_step(part.session), coordinator)
    part.refresh_from_db()
    assert part.state == "open"
    assert part.ends_at is not None


def test_after_five_minutes_it_stays(part, coordinator):
    running.move(part, "close", coordinator, seen="open")
    done = last_step(part.session)
    Step.objects.update(done_at=timezone.now() - timedelta(minutes=6))
    assert last_step(part.session) is None
    done.refresh_from_db()
    with pytest.raises(NotNow, match="five minutes"):
        undo(done, coordinator)


def test_what_somebody_built_on_cannot_be_undone(part, coordinator):
    running.move(part, "pause", coordinator, seen="open")
    done = last_step(part.session)
    running.move(part, "resume", coordinator, seen="paused")
    with pytest.raises(NotNow, match="changed this since"):
        undo(done, coordinator)


def test_hiding_needs_a_reason_and_takes_the_answer_off_the_screen(part, answers, coordinator):
    steering.put_on_screen(part.session, {"view": "answer", "answer": str(answers[0].pk)}, coordinator)
    with pytest.raises(NotNow, match="Say why"):
        steering.hide_answer(answers[0], " ", coordinator)
    steering.hide_answer(answers[0], "It names a person", coordinator)
    assert Session.objects.get().screen == {}
    undo(last_step(part.session), coordinator)
    answers[0].refresh_from_db()
    assert answers[0].hidden_at is None


def test_pressing_what_is_on_the_screen_takes_it_off(part, coordinator):
    """S34"""
    steering.put_on_screen(part.session, {"view": "themes"}, coordinator)
    steering.put_on_screen(part.session, {"view": "themes"}, coordinator)
    assert Session.objects.get().screen == {}


def test_more_time(part, coordinator):
    """S35"""
    before = part.ends_at
    steering.more_time(part, 5, coordinator)
    assert part.ends_at - before == timedelta(minutes=5)
    running.move(part, "close", coordinator, seen="open")
    with pytest.raises(NotNow):
        steering.more_time(part, 5, coordinator)
