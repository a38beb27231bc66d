"""Functions and affiliations from a day to a day, with the document behind them; who leaves loses access that moment."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.base import jobs
from networks.network.membership.rules import functions
from networks.participation.documents.models import Document
from networks.participation.mandates.models import Mandate
from networks.participation.mandates.rules import may_bind
from networks.people import cards, leavings
from networks.people.models import Affiliation, Function
from networks.record.models import Event


@pytest.fixture
def place(staff) -> Affiliation:
    return Affiliation.objects.get(person=staff)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def test_a_function_begins_by_a_document_and_binds(place, staff, house, browser_of, here):
    minutes = SimpleUploadedFile("minutes.txt", b"The board names her.")
    browser = browser_of(staff)
    browser.post(
        here("function-give", key=place.pk),
        {"kind": "representative", "since": in_days(-3), "document": minutes},
    )
    found = Function.objects.get()
    assert (found.since, found.until) == (in_days(-3), None) and may_bind(staff, house)
    paper = Document.objects.get(about="people.function", about_id=found.pk)
    assert "minutes" in browser.get(here("member", key=house.pk)).content.decode()
    assert browser.get(here("document-file", key=paper.pk)).status_code == 200
    assert Event.objects.get(verb="function.given").facts == {"kind": "representative"}


def test_one_that_is_to_come_does_not_bind_yet(place, staff, house, browser_of, here):
    functions.give(place, "representative", since=in_days(10))
    assert not may_bind(staff, house)
    assert "from" in browser_of(staff).get(here("member", key=house.pk)).content.decode()


def test_it_ends_on_a_day_and_stays_as_history(place, staff, house, browser_of, here):
    found = functions.give(place, "delegate")
    browser = browser_of(staff)
    browser.post(here("function-ending", key=found.pk), {"on": in_days(5)})
    found.refresh_from_db()
    assert found.until == in_days(5) and may_bind(staff, house, "vote")
    assert functions.end(found) and not functions.end(found), "twice is once"
    assert not may_bind(staff, house, "vote")
    assert "Earlier functions" in browser.get(here("member", key=house.pk)).content.decode()
    assert browser.post(here("function-ending", key=found.pk), {"on": in_days(0)}).status_code == 404


def test_twice_is_one_function_and_wrong_days_are_said(place, staff, browser_of, here):
    assert functions.give(place, "invoices") == functions.give(place, "invoices")
    browser = browser_of(staff)
    for data in (
        {"kind": "deputy", "since": in_days(3), "until": in_days(1)},
        {"kind": "deputy", "since": "soon"},
        {"kind": "king", "since": in_days(0)},
        {"kind": "deputy", "since": in_days(0), "document": SimpleUploadedFile("a.exe", b"MZ\0")},
    ):
        assert browser.post(here("function-give", key=place.pk), data).status_code == 422
    assert Function.objects.count() == 1


def test_nobody_does_something_longer_than_they_belong(place):
    held = functions.give(place, "delegate")
    functions.leave_on(place, in_days(20))
    held.refresh_from_db()
    assert held.until == in_days(20)
    assert functions.give(place, "deputy").until == in_days(20)
    with pytest.raises(functions.WrongDays):
        functions.give(place, "invoices", until=in_days(40))


def test_who_leaves_loses_access_that_moment_and_the_organisation_keeps_what_is_its_own(
    place, staff, house, coordinator, client, browser_of, here
):
    functions.give(place, "representative", document=SimpleUploadedFile("m.txt", b"named"), by=staff)
    printed = cards.make_card(staff, house, by=coordinator)
    paper = Document.objects.get()
    browser = browser_of(staff)
    client.post(printed.address.replace("http://localhost:8000", ""))
    assert browser.get(here("members")).status_code == 200 and client.get(here("members")).status_code == 200

    browser.post(here("place", key=place.pk), {"title": "", "until": in_days(0)})

    for one in (browser, client):
        assert one.get(here("members")).status_code in (302, 403), "session and card end"
        assert one.get(here("document-file", key=paper.pk)).status_code in (302, 403)
    assert not may_bind(staff, house)
    page = browser_of(coordinator).get(here("member", key=house.pk)).content.decode()
    assert "Who was here before" in page and "Inês Duarte" in page
    assert browser_of(coordinator).get(here("document-file", key=paper.pk)).status_code == 200


def test_who_leaves_later_keeps_access_until_that_day(place, staff, browser_of, here, monkeypatch):
    browser = browser_of(staff)
    browser.post(here("place", key=place.pk), {"title": "Job coach", "until": in_days(2)})
    place.refresh_from_db()
    assert (place.title, place.until) == ("Job coach", in_days(2))
    assert browser.get(here("members")).status_code == 200
    Affiliation.objects.filter(pk=place.pk).update(until=in_days(0))
    assert browser.get(here("members")).status_code == 403
    assert browser.post(here("place", key=place.pk), {"title": "", "until": in_days(-2)}).status_code in (
        403,
        404,
    )


def at_midnight_of(day: date):
    return time_machine.travel(leavings.moment_of(day) + timedelta(seconds=1), tick=False)


def test_a_leaving_set_for_later_takes_effect_when_that_day_begins(place, staff, house, coordinator):
    functions.give(place, "representative")
    card = cards.make_card(staff, house, by=coordinator).card
    functions.leave_on(place, in_days(20))
    functions.leave_on(place, in_days(10))  # sooner after all
    day = in_days(10)

    with at_midnight_of(day - timedelta(days=1)):
        jobs.run_all()
    card.refresh_from_db()
    assert not Event.objects.filter(verb="affiliation.ended").exists() and card.revoked_at is None

    with at_midnight_of(day):
        jobs.run_all()
        jobs.run_all()
    card.refresh_from_db()
    place.refresh_from_db()
    assert place.until == day and card.revoked_at
    with at_midnight_of(in_days(20)):
        jobs.run_all()
    assert Event.objects.filter(verb="affiliation.ended").count() == 1


def test_a_leaving_that_nothing_waits_for_is_seen_the_days_before(place):
    Affiliation.objects.filter(pk=place.pk).update(until=in_days(5))  # as an archive brings it
    with at_midnight_of(in_days(3)):
        leavings.leavings_to_come()
        leavings.leavings_to_come()
        assert jobs.Job.objects.filter(kind="people.left").count() == 1
    with at_midnight_of(in_days(5)):
        jobs.run_all()
    assert Event.objects.filter(verb="affiliation.ended").count() == 1


def test_somebody_gets_a_mandate_by_a_decision(place, staff, house, browser_of, here):
    browser = browser_of(staff)
    data = {"scope": "commitment", "since": in_days(0), "until": in_days(9), "decision": "Board of 3 May"}
    browser.post(
        here("mandate-give", key=place.pk), {**data, "document": SimpleUploadedFile("m.txt", b"so decided")}
    )
    assert may_bind(staff, house, "commitment") and not may_bind(staff, house, "vote")
    assert "orders and commitments" in browser.get(here("member", key=house.pk)).content.decode()
    given = Mandate.objects.get()
    assert Document.objects.get().about_id == given.pk
    assert browser.post(here("mandate-give", key=place.pk), {**data, "until": in_days(-1)}).status_code == 422
    browser.post(here("mandate-end", key=given.pk), {"on": in_days(0)})
    assert not may_bind(staff, house, "commitment")
