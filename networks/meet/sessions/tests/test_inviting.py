"""Inviting to a session: its page, and what a change of its plan tells."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.base import jobs
from networks.meet.sessions.models import Session, SessionRole
from networks.meet.sessions.rules import inviting, planning, running
from networks.participation.occasions import rules as occasions
from networks.participation.occasions.models import Arrangement, Invitee, Occasion
from networks.participation.occasions.tests.an_occasion import a_person, entry_in, sent
from networks.people.models import Affiliation, Organisation


@pytest.fixture
def planned(session, coordinator):
    day = (timezone.now() + timedelta(days=20)).replace(
        hour=14, minute=0, second=0, microsecond=0, tzinfo=None
    )
    planning.change_session(session, {"starts_local": day}, coordinator)
    return session


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


def address(name, session, **kwargs):
    return reverse(name, kwargs={"network": session.network.slug, "session": session.pk, **kwargs})


def invite(session, *emails):
    inviting.invite(session, [occasions.Guest(email=e) for e in emails], None)
    jobs.run_all()


def test_organisations_people_and_addresses_are_invited_once_each(signed_in, planned):
    leie = Organisation.objects.create(name="Werkhuis Leie", country="BE")
    ana, eva = a_person("Ana", leie), a_person("Eva")
    Affiliation.objects.create(person=eva, organisation=Organisation.objects.create(name="Filo"))
    page = signed_in.get(address("session-invitation-new", planned))
    assert page.status_code == 200
    data = {
        "organisations": [leie.pk],
        "people": [ana.pk, eva.pk],
        "addresses": "new@example.org, New\nana@example.org",
    }
    response = signed_in.post(address("session-invitation-new", planned), data, follow=True)
    assert "3 invitations are on their way" in response.content.decode()
    jobs.run_all()
    assert sorted(m["To"] for m in sent()) == ["ana@example.org", "eva@example.org", "new@example.org"]
    text = sent("new@example.org")[0].get_body(("plain",)).get_content()
    assert f"/j/{planned.code}/" in text  # how to join, from a phone without an account
    page = signed_in.get(address("session-invitations", planned)).content.decode()
    assert "Werkhuis Leie" in page and "New" in page and "No answer yet" in page


def test_whoever_cannot_come_reads_how_to_answer_ahead(client, signed_in, planned):
    planning.change_session(planned, {"ahead_from": timezone.now() + timedelta(days=1)}, None)
    invite(planned, "a@example.org")
    text = sent("a@example.org")[0].get_body(("plain",)).get_content()
    assert "You cannot come? From " in text
    answer = f"/answer/{Invitee.objects.get().secret}/"
    no = {"reply": "no", "language": "en"}
    page = client.post(answer, no, follow=True).content.decode()
    assert "You cannot come? From " in page and "Answer the questions" not in page
    planning.change_session(planned, {"ahead_from": timezone.now() - timedelta(days=1)}, None)
    page = client.get(answer).content.decode()
    assert "You can answer the questions now" in page and f"/j/{planned.code}/" in page
    assert "Answers without coming" in signed_in.get(address("session", planned)).content.decode()
    running.begin(planned, None)
    assert "You cannot come?" not in client.get(answer).content.decode()


def test_nobody_chosen_and_broken_lines_are_said(signed_in, planned):
    url = address("session-invitation-new", planned)
    assert "Choose somebody" in signed_in.post(url, {}).content.decode()
    page = signed_in.post(url, {"addresses": "good@example.org\nbroken"})
    assert page.status_code == 422 and "Line 2" in page.content.decode()
    assert not Invitee.objects.exists()


def test_the_list_shows_counts_and_filters(signed_in, planned):
    invite(planned, "a@example.org", "b@example.org", "c@example.org")
    occasions.answer(Invitee.objects.get(email="a@example.org"), occasions.Answered("yes", "fr"))
    page = signed_in.get(address("session-invitations", planned) + "?reply=yes").content.decode()
    assert "1 of 3 said yes" in page and "a@example.org" in page and "b@example.org" not in page
    page = signed_in.get(address("session-invitations", planned) + "?words=c@ex").content.decode()
    assert "c@example.org" in page and "a@example.org" not in page
    page = signed_in.get(address("session", planned)).content.decode()
    assert "1 of 3 said yes" in page


def test_a_change_of_plan_updates_calendars_and_other_changes_do_not(planned, coordinator):
    invite(planned, "a@example.org")
    planning.change_session(planned, {"aim": "Another aim"}, coordinator)
    jobs.run_all()
    assert len(sent()) == 1
    planning.change_session(planned, {"link": "https://meet.example.org/new", "minutes": 120}, coordinator)
    jobs.run_all()
    event, method = entry_in(sent()[-1])
    assert (method, len(sent())) == ("REQUEST", 2)
    assert "https://meet.example.org/new" in event["LOCATION"]
    assert event.end - event.start == timedelta(minutes=120)


def test_cancelling_planning_again_and_throwing_away_are_told(planned, coordinator):
    invite(planned, "a@example.org")
    planning.cancel_session(planned, coordinator)
    jobs.run_all()
    planning.plan_again(planned, coordinator)
    jobs.run_all()
    planning.throw_away(planned, coordinator)
    jobs.run_all()
    assert [entry_in(m)[1] for m in sent()] == ["REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    assert [entry_in(m)[0]["SEQUENCE"] for m in sent()] == sorted(entry_in(m)[0]["SEQUENCE"] for m in sent())


def test_the_title_is_told_in_the_language_of_the_invitee(planned, coordinator):
    planned.put_version("title", "fr", "Ce que l’adhésion apporte", author=coordinator)
    inviting.invite(planned, [occasions.Guest(email="luc@example.org", language="fr")], coordinator)
    jobs.run_all()
    assert "Ce que l’adhésion apporte" in sent()[0]["Subject"]
    assert entry_in(sent()[0])[0]["SUMMARY"] == "Ce que l’adhésion apporte"


def test_the_silent_are_asked_again_and_an_invitation_is_withdrawn(signed_in, planned):
    invite(planned, "a@example.org", "b@example.org")
    page = signed_in.post(address("session-invitations-again", planned), follow=True).content.decode()
    assert "2 people are asked again" in page
    jobs.run_all()
    assert len(sent()) == 4
    one = Invitee.objects.get(email="a@example.org")
    url = address("session-invitation-withdrawal", planned, invitee=one.pk)
    assert signed_in.get(url).status_code == 200
    signed_in.post(url)
    jobs.run_all()
    assert entry_in(sent("a@example.org")[-1])[1] == "CANCEL"


def test_arrangements_are_read_by_the_facilitators_of_this_session_only(
    client, planned, coordinator, network
):
    invite(planned, "a@example.org")
    occasions.answer(Invitee.objects.get(), occasions.Answered("yes", arrangement="A ramp"))
    client.force_login(coordinator)  # planned it: facilitates it
    assert "A ramp" in client.get(address("session-invitations", planned)).content.decode()
    SessionRole.objects.all().delete()
    page = client.get(address("session-invitations", planned))
    assert page.status_code == 200 and "A ramp" not in page.content.decode()
    assert Arrangement.objects.exists()


def test_members_see_figures_but_not_the_list(client, planned):
    invite(planned, "a@example.org")
    client.force_login(a_person("Ana", Organisation.objects.create(name="Leie")))
    page = client.get(address("session", planned)).content.decode()
    assert "0 of 1 said yes" in page and "a@example.org" not in page
    assert client.get(address("session-invitations", planned)).status_code == 403
    assert b"BEGIN:VEVENT" in client.get(address("session-calendar", planned)).content


def test_an_invitee_of_another_session_is_not_there(signed_in, planned, coordinator):
    invite(planned, "a@example.org")
    other = planning.plan_session(
        title="Other", language="en", languages=["en"], zone="Europe/Paris", by=coordinator
    )
    url = address("session-invitation-withdrawal", other, invitee=Invitee.objects.get().pk)
    assert signed_in.post(url).status_code == 404


def test_the_list_asks_the_same_number_of_queries_with_two_thousand(
    signed_in, planned, django_assert_max_num_queries
):
    inviting.invite(planned, [occasions.Guest(email=f"p{n}@example.org") for n in range(2000)], None)
    for name in ("session-invitations", "session", "session-invitation-new"):
        with django_assert_max_num_queries(25):
            assert signed_in.get(address(name, planned)).status_code == 200


def test_what_was_held_is_not_cancelled_in_calendars_when_thrown_away(planned, coordinator):
    invite(planned, "a@example.org")
    running.begin(planned, coordinator)
    running.end(planned, coordinator)
    planning.throw_away(planned, coordinator)
    jobs.run_all()
    assert len(sent()) == 1


def test_a_session_in_the_bin_is_in_no_feed_and_reminds_nobody(planned, coordinator):
    assert list(inviting.to_come()) == [planned.occasion]
    planned.throw_away(coordinator)
    assert list(inviting.to_come()) == []


def test_the_day_is_kept_as_people_said_it(planned, coordinator):
    planning.change_session(planned, {"starts_local": datetime(2027, 3, 29, 14, 0)}, coordinator)
    assert Session.objects.get(pk=planned.pk).occasion.starts_at.isoformat() == "2027-03-29T12:00:00+00:00"


def test_a_coordinator_sees_shortly_before_how_many_have_not_answered(planned, coordinator):
    from networks.meet.sessions.waiting import stuck
    from networks.people.actors import Actor

    actor = Actor(coordinator, planned.network)
    invite(planned, "a@x.example", "b@x.example")
    Invitee.objects.update(created_at=timezone.now() - timedelta(days=4))
    assert not list(stuck(actor)), "there is time"

    Occasion.objects.update(starts_at=timezone.now() + timedelta(days=5))
    (need,) = stuck(actor)
    assert "2 people have not answered" in need.title and "/invitations/" in need.url
    Invitee.objects.update(reply="yes")
    assert not list(stuck(actor))
