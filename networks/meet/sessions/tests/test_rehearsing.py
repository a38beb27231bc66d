"""S40: a rehearsal is put back to nothing in one go, and never mixes with the real session."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from networks.meet.sessions.models import (
    Answer,
    Ballot,
    Conclusion,
    Part,
    Seat,
    SeatPresence,
    Session,
    Step,
    Theme,
    Update,
)
from networks.meet.sessions.rehearsal.phone import Form, NotHere, host_and_port
from networks.meet.sessions.rules import answering, grouping, rehearsing, running
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.tests.a_session import a_guest
from networks.meet.sessions.tests.test_console import signed_in
from networks.participation.feedback.models import Questionnaire
from networks.participation.occasions.models import Attendance
from networks.record.models import Benefit, Event


@pytest.fixture
def rehearsed(session, coordinator):
    """A rehearsal in which much happened, and that was ended."""
    rehearsing.begin(session, coordinator)
    running.begin(session, coordinator)
    part = session.parts.get()
    running.move(part, "open", coordinator, seen="planned")
    seats = [a_guest(session, f"Guest {n}", country="BE", audience="worker")[0] for n in range(6)]
    drafts = [
        answering.Draft(part=part.pk, key=uuid4(), text=f"Answer {n}", seat=s) for n, s in enumerate(seats)
    ]
    outcomes = answering.accept(session, drafts)
    running.move(part, "close", coordinator, seen="open")
    theme = grouping.new_theme(part, "A theme", coordinator, [outcomes[0].answer])
    Conclusion.objects.create(part=part, text="Concluded", unsupported=True)
    Ballot.objects.create(part=part, voter=seats[0].pk, content={"approved": [str(theme.pk)]})
    for seat in seats:
        SeatPresence.objects.create(seat=seat, since=session.started_at, until=session.started_at)
    Questionnaire.objects.create(about=session.label, about_id=session.pk, questions=[])
    running.end(session, coordinator)
    return session


def test_what_happens_in_a_rehearsal_is_not_counted(rehearsed):
    from networks.meet.sessions.rules import benefits

    benefits.settle(rehearsed)
    assert Seat.objects.filter(simulated=True).count() == 6
    assert not Seat.objects.filter(simulated=False).exists()
    assert not Attendance.objects.exists()
    assert not Benefit.objects.exists()
    assert not Event.objects.filter(verb__in=["session.begun", "session.ended"]).exists()


def test_putting_it_back_leaves_nothing_but_the_plan(rehearsed, coordinator):
    planned = Event.objects.filter(verb="session.planned").count()
    before = Session.objects.get().update_number

    gone = rehearsing.reset(rehearsed, coordinator)

    assert gone == {"seats": 6, "answers": 6, "themes": 1, "conclusions": 1}
    for model in (Answer, Seat, SeatPresence, Theme, Conclusion, Ballot, Step, Questionnaire):
        assert not model.objects.exists(), model
    session, part = Session.objects.get(), Part.objects.get()
    assert (session.state, session.rehearsal, session.started_at, session.current_part) == (
        "planned",
        False,
        None,
        None,
    )
    assert (part.state, part.stage, part.answer_number, part.times_reopened) == ("planned", "answer", 0, 0)
    assert part.question == "Why would you join a network?"
    assert Event.objects.filter(verb="session.planned").count() == planned > 0
    assert (
        not Event.objects.filter(verb__startswith="part.")
        .exclude(verb="part.added")
        .filter(about=part.label)
        .exists()
    )
    update = Update.objects.get()
    assert update.number == session.update_number == before + 1, "pages that are open go on from there"


def test_afterwards_the_session_is_held_for_real(rehearsed, coordinator):
    rehearsing.reset(rehearsed, coordinator)
    running.begin(rehearsed, coordinator)
    seat, _secret = a_guest(rehearsed)
    assert not seat.simulated
    assert Event.objects.filter(verb="session.begun").count() == 1
    with pytest.raises(NotNow, match="not a rehearsal"):
        rehearsing.reset(rehearsed, coordinator)
    assert Seat.objects.count() == 1


def test_where_somebody_took_part_there_is_no_rehearsal(session, coordinator):
    a_guest(session)
    with pytest.raises(NotNow, match="cannot be rehearsed"):
        rehearsing.begin(session, coordinator)
    with pytest.raises(CommandError, match="cannot be rehearsed"):
        call_command("rehearse", str(session.pk), people=1, minutes=1, address="http://127.0.0.1:9")
    with pytest.raises(CommandError, match="not a rehearsal"):
        call_command("rehearse", str(session.pk), reset=True)
    assert not Session.objects.get().rehearsal


def test_a_real_seat_is_never_deleted(rehearsed, coordinator):
    Seat.objects.filter(pk=Seat.objects.first().pk).update(simulated=False)
    with pytest.raises(NotNow, match="for real"):
        rehearsing.reset(rehearsed, coordinator)
    assert Answer.objects.count() == 6


def test_another_session_is_not_touched(rehearsed, coordinator):
    from networks.meet.sessions.tests.a_session import a_part, a_session

    other = a_session()
    part = a_part(other)
    seat, _secret = a_guest(other)
    answering.accept(other, [answering.Draft(part=part.pk, key=uuid4(), text="Real", seat=seat)])
    rehearsing.reset(rehearsed, coordinator)
    assert [a.text for a in Answer.objects.all()] == ["Real"]
    assert Seat.objects.get() == seat


def test_the_facilitator_rehearses_and_puts_it_back_on_pages(session, coordinator):
    client = signed_in(coordinator)
    at = [session.network.slug, session.pk]
    assert "Rehearse" in client.get(reverse("session-rehearsal", args=at)).content.decode()
    client.post(reverse("session-rehearsal", args=at))
    assert Session.objects.get().rehearsal
    assert "This is a rehearsal" in client.get(reverse("console", args=at)).content.decode()
    _seat, secret = a_guest(Session.objects.get())
    assert "This is a rehearsal" in client.get(f"/j/{session.pk}/me/{secret}/").content.decode()
    page = client.get(reverse("session-rehearsal", args=at)).content.decode()
    assert "1 seat" in page and "Reset the rehearsal" in page
    client.post(reverse("session-rehearsal-end", args=at))
    assert not Session.objects.get().rehearsal
    assert not Seat.objects.exists()


@pytest.mark.parametrize(
    "address", ["http://net.example.org", "https://localhost", "http://192.0.2.1:80", "ftp://127.0.0.1"]
)
def test_only_this_machine_is_called(address):
    with pytest.raises(NotHere):
        host_and_port(address)
    assert host_and_port("http://localhost:8000") == ("localhost", 8000)
    assert host_and_port("http://[::1]:8000") == ("::1", 8000)


def test_a_form_is_filled_in_like_somebody_would():
    import random

    page = """<form method="get"><input name="q"></form><form method="post"><input type="hidden" name="part" value="7">
    <input type="radio" name="useful" value="1"><input type="radio" name="useful" value="5">
    <input type="number" name="place-a"><input type="number" name="place-b"><select name="language"><option value="fr">Français</select>
    <textarea name="words"></textarea><input name="email"><button name="value" value="-1"></form>"""
    sent = dict(Form(page, "part").filled(random.Random(3), words="Good", email=""))
    assert sent["part"] == "7" and sent["useful"] in ("1", "5") and sent["email"] == ""
    assert {sent["place-a"], sent["place-b"]} == {"1", "2"}
    assert sent["language"] == "fr" and sent["value"] == "-1"
    assert Form(page, "nothing").filled(random.Random(3)) is None
