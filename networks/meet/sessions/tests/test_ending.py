"""A session is ended: parts close, the code dies. For five minutes that can be taken back, and everybody is where they were."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from networks.base import jobs
from networks.base.keys import uuid7
from networks.base.models import Job
from networks.meet.sessions.models import Answer, Part, SeatPresence, Session, Step
from networks.meet.sessions.pages.participant_doors import stream_seat
from networks.meet.sessions.rules import running, translating
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.steps import last_step, undo
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.people.models import Organisation
from networks.record.models import Benefit, Event

ORIGIN = {"HTTP_ORIGIN": "http://testserver"}


def test_ending_closes_parts_and_the_code_dies(part, coordinator):
    running.end(part.session, coordinator)
    part.refresh_from_db()
    session = Session.objects.get()
    assert (part.state, session.state, session.code) == ("closed", "ended", "")
    running.end(session, coordinator)  # twice is once
    assert Step.objects.filter(kind="session.end").count() == 1


def test_the_end_is_undone_whole(part, coordinator):
    """S34 (five minutes)"""
    session = part.session
    code, until = session.code, part.ends_at
    running.end(session, coordinator)
    undo(last_step(session), coordinator)
    part.refresh_from_db()
    session.refresh_from_db()
    assert (session.state, session.code, session.current_part) == ("live", code, part)
    assert (session.ended_at, part.state, part.ends_at, part.closed_at) == (None, "open", until, None)
    assert last_step(session).kind == "part.open"
    news = Event.objects.filter(about_id=session.pk, verb__in=["session.begun", "session.ended"])
    assert [event.verb for event in news] == ["session.begun"]


def test_after_five_minutes_the_end_stays(part, coordinator):
    running.end(part.session, coordinator)
    done = last_step(part.session)
    Step.objects.update(done_at=timezone.now() - timedelta(minutes=6))
    assert last_step(part.session) is None
    done.refresh_from_db()
    with pytest.raises(NotNow, match="five minutes"):
        undo(done, coordinator)


def test_beginning_is_undone(session, coordinator):
    running.begin(session, coordinator)
    undo(last_step(session), coordinator)
    session.refresh_from_db()
    assert (session.state, session.started_at) == ("planned", None)


@pytest.fixture
def console(coordinator):
    client = Client()
    client.force_login(coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def phone(part):
    """A guest, and their old addresses: with a cookie, and the personal link."""
    seat, secret = a_guest(part.session)
    phone = Client()
    code = part.session.code
    phone.get(f"/j/{code}/me/{secret}/")
    phone.seat, phone.secret, phone.old_code = seat, secret, code
    phone.addresses = [f"/j/{code}/", f"/j/{code}/me/{secret}/"]
    return phone


def answers_at(phone, part) -> bool:
    """Whether the guest can answer at their old addresses, and follow there."""
    for address in phone.addresses:
        key = uuid7()
        assert part.question in phone.get(address).text
        phone.post(f"{address}answers/", {"part": part.pk, "key": key, "text": "Together"}, **ORIGIN)
        assert Answer.objects.get(key=key).seat == phone.seat
    assert stream_seat(phone.old_code, phone.secret) == phone.seat
    return True


def test_guests_are_where_they_were_once_the_end_is_undone(console, phone, part, coordinator):
    """By the console's own buttons."""
    session = part.session
    at = f"/ponte/meet/sessions/{session.pk}"
    console.post(f"{at}/ending/")
    assert "The session has ended" in phone.get(phone.addresses[0]).text
    assert Client().get(phone.addresses[0]).status_code == 404
    page = console.get(f"{at}/console/")
    assert "Undo: end of the session" in page.text
    console.post(f"{at}/undoing/", {"step": page.context["desk"].undo.values["step"]})
    assert Client().get(phone.addresses[0]).status_code == 200  # others come in by the same code
    assert answers_at(phone, part)


def test_going_on_later_keeps_the_code_and_the_guests(phone, part, coordinator):
    session = part.session
    code = session.code
    running.end(session, coordinator)
    Step.objects.update(done_at=timezone.now() - timedelta(hours=1))
    running.begin(session, coordinator)
    part.refresh_from_db()
    part.session = session
    running.move(part, "reopen", coordinator, seen="closed")
    assert session.code == code
    assert answers_at(phone, part)


def test_where_another_session_has_the_code_by_then_guests_keep_their_personal_link(phone, part, coordinator):
    session = part.session
    old = session.code
    running.end(session, coordinator)
    other = a_session(code=old)
    undo(last_step(session), coordinator)
    session.refresh_from_db()
    assert session.code not in ("", old)
    assert Session.objects.get(pk=other.pk).code == old
    assert part.question in phone.get(phone.addresses[1]).text
    running.end(session, coordinator)
    running.begin(session, coordinator)
    assert session.code != old


def test_what_was_sealed_at_the_end_stays_sealed_and_the_console_says_so(console, network, coordinator):
    part = a_part(a_session(), naming="anonymous")
    before = Answer.objects.create(part=part, key=uuid7(), number=1, text="Said before")
    running.end(part.session, coordinator)
    jobs.run_all()
    undone = {"step": last_step(part.session).pk}
    page = console.post(f"/ponte/meet/sessions/{part.session.pk}/undoing/", undone, follow=True).text
    assert "The anonymous answers given before stay cut from their authors" in page
    part.refresh_from_db()
    assert (part.state, part.sealed_at) == ("open", None)
    kept = Answer.objects.get(part=part)
    assert (kept.text, kept.pk == before.pk) == ("Said before", False)
    later = Answer.objects.create(part=part, key=uuid7(), number=2, text="Said after")
    running.end(part.session, coordinator)
    jobs.run_all()
    assert not Answer.objects.filter(pk__in=[kept.pk, later.pk]).exists()  # the next close seals all anew
    assert Answer.objects.filter(part=part).count() == 2
    assert Part.objects.get().sealed_at


def test_a_part_that_is_closed_by_undoing_its_reopening_is_sealed_again(network, coordinator):
    """Nor does the report or a translator see what came between."""
    part = a_part(a_session(), naming="anonymous")
    running.move(part, "close", coordinator, seen="open")
    jobs.run_all()
    part.refresh_from_db()
    running.move(part, "reopen", coordinator, seen="closed")
    between = Answer.objects.create(part=part, key=uuid7(), number=1, text="Said between")
    assert not translating.translatable(part.session, writes=True)
    undo(last_step(part.session), coordinator)
    jobs.run_all()
    assert not Answer.objects.filter(pk=between.pk).exists()
    assert Answer.objects.get(part=part).text == "Said between"
    assert translating.translatable(part.session, writes=True) == [part]


def test_nobody_gains_from_an_end_that_was_undone(part, coordinator):
    session = part.session
    seat, _ = a_guest(session, organisation=Organisation.objects.create(name="Leie Werkt", country="BE"))
    now = timezone.now()
    Session.objects.update(started_at=now - timedelta(hours=1))
    SeatPresence.objects.create(seat=seat, since=now - timedelta(hours=1), until=now)
    running.end(session, coordinator)
    undo(last_step(session), coordinator)
    late(session)
    assert not Benefit.objects.exists()
    session.refresh_from_db()
    running.end(session, coordinator)
    late(session)
    assert (
        0.9 < sum(one.amount for one in Benefit.objects.all()) < 1.1
    )  # hours, on one day or around midnight


def late(session) -> None:
    """What is done a while after the end is done now."""
    Job.objects.filter(kind="sessions.attendance").update(run_at=timezone.now())
    jobs.run_all()
