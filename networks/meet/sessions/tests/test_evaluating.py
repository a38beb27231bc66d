"""Participants evaluate a session in a minute, and say three months later whether they used something."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.utils import timezone

from networks.base import jobs
from networks.base.tenancy import across_networks
from networks.meet.sessions.models import Session
from networks.meet.sessions.rules import concluding, evaluating, publishing, running
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.notices import mail as notices_mail
from networks.notices.models import OutboxMessage
from networks.participation.feedback.models import Followup, Questionnaire, Response
from networks.people.models import Person


@pytest.fixture
def held(network):
    return a_session()


def link(session, secret):
    return f"/j/{session.code or session.pk}/me/{secret}/evaluation/"


def test_a_guest_answers_with_faces_and_leaves_an_address(client, held):
    _seat, secret = a_guest(held)
    page = client.get(link(held, secret))
    assert page.status_code == 200
    response = client.post(
        link(held, secret),
        {"useful": "5", "learned": "Buying together", "email": "ana@example.org"},
        follow=True,
    )
    assert "without your name" in response.content.decode()
    assert Response.objects.get().answers == {"useful": 5, "learned": "Buying together"}
    assert Followup.objects.get().email == "ana@example.org"


def test_one_seat_has_one_response_and_it_leads_to_nobody(client, held):
    _seat, secret = a_guest(held)
    client.post(link(held, secret), {"useful": "5"})
    client.post(link(held, secret), {"useful": "2"})
    response = Response.objects.get()
    assert response.answers == {"useful": 2}
    known = {str(value) for row in [_seat] for value in row.__dict__.values()}
    assert str(response.key) not in known
    assert str(response.pk) not in known


def test_it_closes_after_30_days(client, held):
    _seat, secret = a_guest(held)
    running.end(held, None)
    assert client.get(link(held, secret)).status_code == 200
    Session.objects.update(ended_at=timezone.now() - timedelta(days=31))
    assert client.get(link(held, secret)).status_code == 403


def test_results_are_shown_from_five_answers_on(client, network, coordinator, held):
    client.force_login(coordinator)
    address = f"/{network.slug}/meet/sessions/{held.pk}/evaluation/"
    for n in range(5):
        _seat, secret = a_guest(held, f"Guest {n}")
        if n == 4:
            assert "Useful" not in client.get(address).content.decode()
            assert "4 of" in client.get(address).content.decode()
        client.post(link(held, secret), {"useful": "5", "learned": f"thing {n}"})
    page = client.get(address).content.decode()
    assert "Was it useful for you?" in page
    assert "thing 3" in page


def test_the_page_of_a_held_session_leads_to_what_people_said_of_it(client, network, coordinator, held):
    client.force_login(coordinator)
    page, evaluation = (
        f"/{network.slug}/meet/sessions/{held.pk}/",
        f"/{network.slug}/meet/sessions/{held.pk}/evaluation/",
    )
    assert evaluation not in client.get(page).text
    running.end(held, coordinator)
    assert evaluation in client.get(page).text


def test_three_months_later_each_is_asked_once(client, held, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    evaluating.leave_address(held, "ana@example.org", "fr")
    running.end(held, None)
    assert evaluating.ask_later(None) == 0
    Session.everywhere.update(ended_at=timezone.now() - timedelta(days=92))
    assert evaluating.ask_later(None) == 1
    assert evaluating.ask_later(None) == 0
    jobs.run_all()
    assert [m.to for m in mail.outbox] == [["ana@example.org"]]
    link = mail.outbox[0].body[mail.outbox[0].body.index("/feedback/") :].split()[0]
    assert held.title in client.get(link).content.decode()  # what it is about
    assert Questionnaire.objects.get(moment="later").invited == 1


def test_stopped_midway_everybody_is_asked_the_next_time(held, monkeypatch):
    for name in ("ana", "marek"):
        evaluating.leave_address(held, f"{name}@example.org", "en")
    running.end(held, None)
    Session.everywhere.update(ended_at=timezone.now() - timedelta(days=92))
    sent = notices_mail.send

    def dies(to, *arguments, **more):
        if OutboxMessage.objects.exists():
            raise KeyboardInterrupt
        return sent(to, *arguments, **more)

    monkeypatch.setattr(notices_mail, "send", dies)
    with pytest.raises(KeyboardInterrupt):
        evaluating.ask_later(None)
    monkeypatch.undo()
    assert evaluating.ask_later(None) == 2
    assert {m.to for m in OutboxMessage.objects.all()} == {"ana@example.org", "marek@example.org"}


def test_invented_people_get_no_mail(held):
    invented = Person.objects.create_user("ines@mare.example", "Inês", is_demonstration=True)
    seat, _secret = a_guest(held)
    seat.person = invented
    seat.save()
    running.end(held, None)
    Session.everywhere.update(ended_at=timezone.now() - timedelta(days=92))
    assert evaluating.ask_later(None) == 0
    assert not OutboxMessage.objects.exists()


def test_an_address_serves_the_report_and_one_question_and_is_then_nowhere(held, coordinator):
    evaluating.leave_address(held, "ana@example.org", "fr")
    concluding.publish(
        concluding.conclude(
            a_part(held), coordinator, text="Together", kind="why", unsupported=True, no_dissent=True
        ),
        coordinator,
    )
    running.end(held, coordinator)
    held.put_version("title", "fr", "Les mots français", author=coordinator)
    publishing.publish(held, coordinator)
    evaluating.leave_address(
        held, "late@example.org", "fr"
    )  # once others may read the report it is sent at once
    jobs.run_all()
    assert sorted(m.to for m in OutboxMessage.objects.all()) == ["ana@example.org", "late@example.org"]
    assert all("Les mots français" in m.subject for m in OutboxMessage.objects.all())
    Followup.objects.get(email="late@example.org").delete()
    OutboxMessage.objects.filter(to="late@example.org").delete()
    Session.everywhere.update(ended_at=timezone.now() - timedelta(days=92))
    evaluating.ask_later(None)
    jobs.run_all()
    assert sorted(m.to for m in OutboxMessage.objects.all()) == ["ana@example.org"] * 2
    assert where_it_stands("ana@example.org")

    # It has served: it goes the next day.
    assert Followup.objects.get().delete_after == timezone.localdate()
    Followup.objects.update(delete_after=timezone.localdate() - timedelta(days=1))
    OutboxMessage.objects.update(created_at=timezone.now() - timedelta(days=31))
    evaluating.ask_later(None)
    notices_mail.tidy(None)

    assert where_it_stands("ana@example.org") == []


def where_it_stands(word: str) -> list[str]:
    """The tables that hold `word` anywhere."""
    with across_networks("looking"):
        return [
            model._meta.label
            for model in apps.get_models(include_auto_created=True)
            if any(word in str(row) for row in model._base_manager.values_list())
        ]


def test_an_address_is_deleted_when_it_has_served(held):
    from networks.participation.feedback.rules import delete_old_addresses

    evaluating.leave_address(held, "ana@example.org", "en")
    assert delete_old_addresses() == 0
    Followup.objects.update(delete_after=timezone.localdate() - timedelta(days=1))
    assert delete_old_addresses() == 1
