"""Inviting: each message once, in the invitee's language, with a calendar entry that changes and cancels."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.base import jobs
from networks.notices.models import OutboxMessage
from networks.participation.occasions import rules
from networks.participation.occasions.models import Invitee, Occasion
from networks.participation.occasions.tests.an_occasion import (
    a_person,
    an_occasion,
    entry_in,
    invite,
    sent,
)
from networks.people.models import Affiliation, Organisation


@pytest.fixture
def occasion(network):
    return an_occasion()


@pytest.fixture
def leie(network):
    return Organisation.objects.create(name="Werkhuis Leie", country="BE")


def test_an_invitation_leaves_once_with_a_link_and_a_calendar_entry(occasion, coordinator):
    [invitee] = invite(occasion, "ana@example.org", by=coordinator)
    rules.invite(occasion, [rules.Guest(email="ana@example.org")], by=coordinator)
    jobs.run_all()
    [message] = sent()
    assert message["To"] == "ana@example.org"
    assert message["Subject"] == "Ilse Vermeulen invites you: What joining brings"
    body = message.get_body(("plain",)).get_content()
    assert f"/answer/{invitee.secret}/" in body
    assert "https://meet.example.org/r" in body
    event, method = entry_in(message)
    assert method == "REQUEST"
    assert (event["UID"], event["SEQUENCE"]) == (f"{occasion.pk}@localhost", 0)
    attendee = event["ATTENDEE"]
    assert str(attendee) == "mailto:ana@example.org"
    assert (attendee.params["PARTSTAT"], attendee.params["RSVP"]) == ("NEEDS-ACTION", "TRUE")
    assert event["ORGANIZER"].params["CN"] == "Ponte"
    assert {"DTSTAMP", "LAST-MODIFIED"} <= set(event)
    assert "VALARM" not in message.as_string()


def test_the_entry_is_an_alternative_and_a_file_as_mail_programs_want_it(occasion):
    invite(occasion, "ana@example.org")
    [message] = sent()
    assert message.get_content_type() == "multipart/mixed"
    alternative, attached = message.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    assert kinds == ["text/plain", "text/calendar"]  # the richest last
    shown = list(alternative.iter_parts())[1]
    assert (shown.get_param("method"), shown.get_content_charset()) == ("REQUEST", "utf-8")
    assert (attached.get_filename(), attached.get_param("method")) == ("invite.ics", "REQUEST")
    raw = attached.get_payload(decode=True)
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"BEGIN:VTIMEZONE" in raw and b"TZID:Europe/Brussels" in raw
    assert raw.decode().replace("\r\n", "\n").strip() == shown.get_content().replace("\r\n", "\n").strip()


def test_everybody_is_told_in_their_language_and_in_their_zone(occasion, leie):
    lisbon = a_person("Ines", leie, language="fr", zone="Europe/Lisbon")
    rules.invite(occasion, rules.people_called([lisbon]), by=None)
    jobs.run_all()
    text = sent("ines@example.org")[0].get_body(("plain",)).get_content()
    assert "13:00" in text and "Lisbon" in text
    assert "14:00" in text and "Bruxelles" in text  # the organisers' time beside it
    event, _method = entry_in(sent("ines@example.org")[0])
    assert event["SUMMARY"].params.get("LANGUAGE") == "fr"


def test_a_change_raises_the_sequence_and_keeps_the_uid(occasion):
    invite(occasion, "ana@example.org")
    occasion.starts_local += timedelta(days=1)
    occasion.save()
    rules.changed(occasion)
    jobs.run_all()
    first, second = sent()
    assert entry_in(first)[0]["UID"] == entry_in(second)[0]["UID"]
    assert [entry_in(m)[0]["SEQUENCE"] for m in (first, second)] == [0, 1]
    assert entry_in(second)[1] == "REQUEST"
    assert second["Subject"].startswith("Changed: ")


def test_a_cancellation_is_told_and_so_is_that_it_takes_place_after_all(occasion):
    invite(occasion, "ana@example.org")
    rules.cancel(occasion)
    rules.cancel(occasion)
    jobs.run_all()
    event, method = entry_in(sent()[-1])
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    rules.reinstate(occasion)
    jobs.run_all()
    event, method = entry_in(sent()[-1])
    assert (method, event["STATUS"], event["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 2)
    assert len(sent()) == 3


def test_who_was_never_told_is_not_told_of_a_cancellation(occasion):
    rules.invite(occasion, [rules.Guest(email="ana@example.org")], by=None)
    rules.cancel(occasion)
    jobs.run_all()
    assert sent() == []
    with pytest.raises(rules.Refused):
        rules.invite(occasion, [rules.Guest(email="eva@example.org")], by=None)


def test_withdrawing_cancels_for_one_and_inviting_again_makes_a_new_link(occasion):
    [ana, _eva] = invite(occasion, "ana@example.org", "eva@example.org")
    rules.withdraw(ana)
    rules.withdraw(ana)
    jobs.run_all()
    assert entry_in(sent("ana@example.org")[-1])[1] == "CANCEL"
    assert len(sent("ana@example.org")) == 2 and len(sent("eva@example.org")) == 1
    rules.cancel(occasion)  # whoever was withdrawn hears no more
    jobs.run_all()
    assert len(sent("ana@example.org")) == 2
    rules.reinstate(occasion)
    old = ana.secret
    invite(occasion, "ana@example.org")
    ana.refresh_from_db()
    assert ana.secret != old and ana.withdrawn_at is None
    assert entry_in(sent("ana@example.org")[-1])[1] == "REQUEST"


def test_only_the_silent_are_asked_again(occasion):
    ana, _eva = invite(occasion, "ana@example.org", "eva@example.org")
    rules.answer(ana, rules.Answered("yes"))
    assert rules.ask_again(occasion) == 1
    jobs.run_all()
    assert (len(sent("ana@example.org")), len(sent("eva@example.org"))) == (1, 2)
    assert sent("eva@example.org")[-1]["Subject"].startswith("Do you come?")


def test_a_job_that_was_stopped_midway_goes_on_and_two_at_once_tell_once(occasion):
    rules.invite(occasion, [rules.Guest(email=f"p{n}@example.org") for n in range(6)], by=None)
    from networks.participation.occasions import messages

    for invitee in messages.waiting(occasion)[:2]:
        messages.tell(invitee)
    stale = list(Invitee.objects.filter(told_sequence=-1))
    for invitee in stale[:2]:
        assert messages.tell(invitee)
        assert not messages.tell(invitee)  # another process had read the same row
    jobs.run_all()
    assert sorted(m["To"] for m in sent()) == [f"p{n}@example.org" for n in range(6)]


def test_a_whole_organisation_is_everyone_who_belongs_now(occasion, leie):
    a_person("Ana", leie)
    a_person("Eva", leie, "worker")
    Affiliation.objects.filter(person=a_person("Left", leie)).update(until=timezone.localdate())
    Affiliation.objects.filter(person=a_person("New", leie)).update(confirmed=False)
    guests = rules.people_of([leie])
    assert [g.person.name for g in guests] == ["Ana", "Eva"]
    assert {g.audience for g in guests} == {""}
    [board] = rules.people_of([leie], ["worker"])
    assert (board.person.name, board.audience) == ("Eva", "worker")


def test_a_pasted_list_finds_members_and_names_wrong_lines(occasion, leie):
    a_person("Ana", leie)
    guests, wrong = rules.read_addresses(
        "ANA@example.org\nnew@example.org;New One;Werkhuis Leie;BE;fr\nnobody\nnew@example.org\n"
    )
    assert wrong == ["Line 3: “nobody” is no whole address."]
    assert [(g.person and g.person.name, g.email) for g in guests] == [("Ana", ""), (None, "new@example.org")]
    assert (guests[1].name, guests[1].organisation, guests[1].language) == ("New One", leie, "fr")


def test_an_address_known_in_another_network_is_an_address_here(occasion):
    stranger = a_person("Stranger")
    guests, _wrong = rules.read_addresses(stranger.email)
    assert guests[0].person is None


def test_who_comes_into_the_network_later_is_still_one_invitee(occasion, leie):
    invite(occasion, "ana@example.org")
    ana = a_person("Ana", leie)
    assert rules.invite(occasion, rules.people_called([ana]), by=None) == 0
    assert Invitee.objects.get().person == ana


def test_demonstration_persons_and_people_without_mail_get_no_message(occasion, leie):
    demo = a_person("Demo", leie, is_demonstration=True)
    carded = a_person("Carded", leie)
    carded.email = None
    carded.save()
    assert rules.invite(occasion, rules.people_of([leie]), by=None) == 2
    jobs.run_all()
    assert not OutboxMessage.objects.exists()
    assert {i.person for i in Invitee.objects.all()} == {demo, carded}


def test_two_thousand_are_invited_with_a_few_queries(occasion, django_assert_max_num_queries):
    guests = [rules.Guest(email=f"p{n}@example.org", name=f"P {n}") for n in range(2000)]
    with django_assert_max_num_queries(60):
        assert rules.invite(occasion, guests, by=None) == 2000


def test_names_cannot_write_headers_or_calendar_lines(occasion, network, coordinator):
    network.name = "Ponte\r\nBcc: all@example.org"
    network.save()
    coordinator.name = "Ilse\r\nBcc: evil@example.org"
    coordinator.save()
    Occasion.objects.filter(pk=occasion.pk).update(title="T\r\nATTENDEE:mailto:evil@example.org\r\nX-EVIL:1")
    occasion.refresh_from_db()
    invite(occasion, "ana@example.org", by=coordinator, name='An"a\r\nEND:VEVENT')
    [message] = sent()
    assert message["Bcc"] is None
    event, _method = entry_in(message)
    assert "X-EVIL" not in event
    assert str(event["ATTENDEE"]) == "mailto:ana@example.org"
    assert "\n" not in message["Subject"]


def test_without_a_day_the_message_goes_without_entry_and_the_entry_follows(network):
    occasion = an_occasion(starts_local=None)
    invite(occasion, "ana@example.org")
    assert "still to be chosen" in sent()[0].get_content()
    occasion.starts_local = (timezone.now() + timedelta(days=9)).replace(tzinfo=None)
    occasion.save()
    rules.changed(occasion)
    jobs.run_all()
    assert entry_in(sent()[1])[1] == "REQUEST"


def test_workers_are_not_learned_from_lists(occasion, leie):
    from networks.people.actors import Actor

    outsider, insider = a_person("Outsider"), a_person("Insider", leie)
    for n in range(3):
        a_person(f"Worker{n}", leie, "worker")
    rules.invite(occasion, rules.people_of([leie], ["worker"]), by=None)
    rules.invite(occasion, rules.people_of([leie]), by=None)
    rules.invite(occasion, [rules.Guest(email="guest@example.org")], by=None)
    seen = rules.listed(occasion, Actor(outsider, occasion.network))
    assert [i.shown_name for i in seen] == ["guest@example.org"]
    counts, apart = rules.counts(occasion, Actor(outsider, occasion.network))
    assert (counts.invited, apart) == (1, [leie])  # four: fewer than five are not counted either
    assert rules.listed(occasion, Actor(insider, occasion.network)).count() == 5
    rules.invite(occasion, rules.people_called([a_person("Fifth", leie)]), by=None)
    assert rules.counts(occasion, Actor(outsider, occasion.network))[0].invited == 6
