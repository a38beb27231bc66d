"""The page of a session has one obvious next step, which depends on how far things are and on who reads it."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from networks.meet.sessions.models import Part, Session
from networks.meet.sessions.pages.next_step import next_step
from networks.meet.sessions.rules import concluding, planning, running
from networks.meet.sessions.tests.a_session import a_part, a_session


def step(session, *, invited=0, runs=True, concludes=True):
    return next_step(
        Session.objects.get(pk=session.pk),
        list(session.parts.all()),
        invited=invited,
        runs=runs,
        concludes=concludes,
    )


def test_it_stands_on_the_page(session, coordinator):
    client = Client()
    client.force_login(coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(f"/ponte/meet/sessions/{session.pk}/").content.decode()
    assert page.count('class="next"') == 1
    assert step(session).title in page


def test_from_planning_to_beginning(session, coordinator):
    empty = planning.plan_session(
        title="Empty", language="en", languages=["en"], zone="Europe/Brussels", by=coordinator, minutes=60
    )
    assert step(empty).action == "Add a part"
    assert step(session).action == "Set the day and the time"
    occasion = session.occasion
    occasion.starts_local = datetime.now() + timedelta(days=20)
    occasion.save()
    assert step(session).action == "Invite people"
    assert (step(session, invited=3).title, step(session, invited=3).action) == (
        "Everything is prepared",
        "Open the console",
    )
    occasion.starts_local = datetime.now() + timedelta(hours=2)
    occasion.save()
    assert step(session, invited=3).title == "The session can begin"


def test_while_it_is_live(part):
    assert step(part.session).action == "Open the console"
    assert step(part.session, runs=False, concludes=False).action == "Join the session"


def test_afterwards_conclusions_then_the_report(part, answers, coordinator):
    running.end(part.session, coordinator)
    assert step(part.session).action == "Write conclusions"
    assert step(part.session, runs=False).action == "Write conclusions"
    part.refresh_from_db()
    made = concluding.conclude(
        part, coordinator, text="We write a letter", kind="what", answers=[answers[0]], no_dissent=True
    )
    concluding.publish(made, coordinator)
    after = step(part.session)
    assert after is None or after.action == "Publish the report"


def test_who_answers_ahead_of_time(network):
    session = a_session(live=False, ahead_from=timezone.now() - timedelta(hours=1))
    part = a_part(session, open=False)
    assert step(session, runs=False, concludes=False).action == "Answer"
    later = timezone.now() + timedelta(hours=1)
    Session.objects.update(state="ended", after_until=later)
    Part.objects.update(state="closed")
    assert "still" in step(session, runs=False, concludes=False).title
    Part.objects.filter(pk=part.pk).update(state="concluded")  # it takes no more
    assert step(session, runs=False, concludes=False) is None


@pytest.mark.parametrize("state", ["cancelled", "planned"])
def test_where_there_is_nothing_to_do(network, state):
    session = a_session(live=False, state=state)
    assert step(session, runs=False, concludes=False) is None
