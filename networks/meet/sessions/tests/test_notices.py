"""Whom sessions tell of what, and what they show on home."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.base import jobs
from networks.base.rooms import describe
from networks.meet.sessions.models import Answer, Conclusion, Seat, SessionRole, Theme
from networks.meet.sessions.rules import concluding, inviting, planning, running
from networks.notices.models import Notification, OutboxMessage
from networks.participation.occasions import rules as occasions
from networks.participation.occasions.tests.an_occasion import a_person
from networks.people.models import Organisation
from networks.people.personal import erase, in_this_network
from networks.record.rules import record


@pytest.fixture
def ana(network):
    return a_person("Ana", Organisation.objects.create(name="Leie", country="BE"))


@pytest.fixture
def planned(session, coordinator):
    later = (timezone.now() + timedelta(days=10)).replace(tzinfo=None)
    planning.change_session(session, {"starts_local": later, "zone": "UTC"}, coordinator)
    return session


def invite(session, *people, by=None):
    inviting.invite(session, occasions.people_called(people), by)
    jobs.run_all()


def verbs(person):
    return list(
        Notification.objects.filter(person=person)
        .order_by("created_at")
        .values_list("event__verb", flat=True)
    )


def test_who_is_invited_is_told_on_the_page_of_what_they_must_know(planned, ana, coordinator):
    invite(planned, ana, by=coordinator)
    invite(planned, a_person("Eva", Organisation.objects.get()), by=coordinator)  # no news for Ana
    planning.change_session(planned, {"aim": "Another"}, coordinator)  # nor this
    planning.change_session(planned, {"minutes": 45}, coordinator)
    planning.cancel_session(planned, coordinator)
    assert verbs(ana) == ["session.invited", "session.changed", "session.cancelled"]
    jobs.run_all()
    # the invitation, and what holds at last: no second messages
    assert OutboxMessage.objects.filter(to=ana.email).count() == 2


def test_an_action_is_told_to_who_is_to_do_it(part, coordinator, ana):
    made = concluding.conclude(
        part,
        coordinator,
        kind="action",
        text="Write to the ministry",
        owner=ana,
        unsupported=True,
        no_dissent=True,
    )
    assert verbs(ana) == []
    concluding.publish(made, coordinator)
    assert verbs(ana) == ["conclusion.published"]


def test_a_report_is_told_to_who_took_part(session, ana, coordinator):
    Seat.objects.create(session=session, person=ana, secret_hash="x")
    record("report.published", session, actor=coordinator)
    assert verbs(ana) == ["report.published"]


def test_things_are_shown_by_name_and_nothing_before_its_time(part, coordinator):
    answer = Answer.objects.create(part=part, key=part.pk, text="A secret answer", number=7)
    theme = Theme.objects.create(part=part, name="A secret theme")
    conclusion = Conclusion.objects.create(part=part, text="A secret draft")
    things = [("meet_sessions." + k, o.pk) for k, o in
              (("session", part.session), ("part", part), ("answer", answer), ("theme", theme), ("conclusion", conclusion))]  # fmt: skip
    shown = {label.split(".")[1]: found for (label, _key), found in describe(things).items()}
    assert shown["session"].title == "What joining brings"
    assert shown["part"].title == "Why would you join a network?"
    assert shown["answer"].title == "answer 7"
    assert "secret" not in " ".join(found.title for found in shown.values())
    Conclusion.objects.update(published_at=timezone.now())
    assert describe(things)[things[4]].title == "A secret draft"
    part.session.throw_away(coordinator)
    assert {found.url for found in describe(things).values()} == {""}


def test_things_are_described_with_two_queries_a_kind(network, coordinator, django_assert_num_queries):
    keys = [
        planning.plan_session(
            title=f"S{n}", language="en", languages=["en"], zone="Europe/Paris", by=coordinator
        ).pk
        for n in range(5)
    ]
    with django_assert_num_queries(2):
        assert len(describe(("meet_sessions.session", key) for key in keys)) == 5


def test_home_shows_what_waits_and_what_comes(client, planned, ana, coordinator):
    invite(planned, ana, by=coordinator)
    client.force_login(ana)
    page = client.get("/ponte/").content.decode()
    assert "Do you come to “What joining brings”?" in page and "/answer/" in page
    assert "invited people to" in page  # what is new
    occasions.answer(planned.occasion.invitees.get(), occasions.Answered("yes"))
    assert "Do you come to" not in client.get("/ponte/").content.decode()
    running.begin(planned, coordinator)
    assert "is live now" in client.get("/ponte/").content.decode()


def test_who_ran_a_session_has_still_to_publish_its_report(client, planned, coordinator):
    running.begin(planned, coordinator)
    part = planned.parts.get()
    Conclusion.objects.create(part=part, text="C", look_again=True)
    running.end(planned, coordinator)
    client.force_login(coordinator)
    page = client.get("/ponte/").content.decode()
    assert "The report of “What joining brings” is not published" in page
    assert "to look at again" in page
    SessionRole.objects.all().delete()
    assert "is not published" not in client.get("/ponte/").content.decode()


def test_a_persons_own_data_is_exported_and_erased(planned, ana, network):
    invite(planned, ana)
    occasions.answer(planned.occasion.invitees.get(), occasions.Answered("yes", arrangement="A ramp"))
    Seat.objects.create(
        session=planned, person=ana, name="Ana", audience="worker", easy=True, secret_hash="x"
    )
    Answer.objects.create(part=planned.parts.get(), key=planned.pk, text="Be heard", person=ana, number=1)
    mine = in_this_network(ana, network)["meet/sessions"]
    assert mine["arrangements"][0]["text"] == "A ramp"
    assert mine["answers"][0]["text"] == "Be heard" and mine["sessions"][0]["audience"] == "worker"
    erase(ana)
    seat, answer = Seat.objects.get(), Answer.objects.select_related("person").get()
    assert (seat.name, seat.audience, seat.easy, seat.secret_hash != "x") == ("", "", False, True)
    assert answer.person.shown_name == "a former member"
    assert in_this_network(ana, network)["meet/sessions"]["arrangements"] == []


def test_home_asks_no_more_queries_with_many_sessions(client, network, coordinator):
    later = (timezone.now() + timedelta(days=5)).replace(tzinfo=None)

    def asked(sessions):
        for n in range(sessions):
            planning.plan_session(
                title=f"S{n}", language="en", languages=["en"], zone="UTC", by=coordinator, starts_local=later
            )
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/ponte/").status_code == 200
        return len(caught)

    client.force_login(coordinator)
    asked(1)  # the first look remembers where its reader is signed in
    assert asked(1) == asked(6)
