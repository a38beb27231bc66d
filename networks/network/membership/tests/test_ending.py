"""Memberships that end by themselves: announced 30 and 7 days before, ended on the day, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.base import jobs
from networks.network.membership.models import Category, EndReason, EndWarning, Membership
from networks.network.membership.rules import belonging, ending
from networks.network.membership.tests.an_application import an_open_admission, sent
from networks.notices.models import Notification
from networks.record.models import Event


@pytest.fixture
def candidate(network, coordinator, house, staff):
    an_open_admission(network, coordinator)
    return belonging.begin(house, Category.objects.get(name="Candidate"))


@pytest.fixture
def run(monkeypatch, candidate):
    """Let the job run so many days before the end."""

    def run_before(left):
        monkeypatch.setattr(ending, "today_in", lambda network: candidate.ends_on - timedelta(days=left))
        jobs.ask("membership.ends")
        jobs.run_all()
        candidate.refresh_from_db()

    return run_before


def warned():
    return sorted(EndWarning.objects.values_list("days", flat=True))


def test_it_is_announced_at_30_and_at_7_days_once_each(run):
    seen = []
    for left in (40, 31, 30, 30, 12, 8, 7, 7, 1):
        run(left)
        seen.append(warned())

    assert seen == [[], [], [30], [30], [30], [30], [7, 30], [7, 30], [7, 30]]
    told = Notification.objects.filter(event__verb="membership.ends_soon")
    assert set(told.values_list("person__name", flat=True)) == {"Ilse Vermeulen", "Inês Duarte"}
    assert told.count() == 4


def test_whoever_was_not_told_in_time_is_told_once_of_the_nearest_step(run):
    run(5)
    run(4)

    assert warned() == [7]
    assert Event.objects.filter(verb="membership.ends_soon").count() == 1


def test_on_the_day_it_ends(run, candidate):
    run(0)
    run(0)

    assert (candidate.until, candidate.end_reason) == (candidate.ends_on, EndReason.LAPSED)
    assert Event.objects.filter(verb="membership.ended").count() == 1
    told = Notification.objects.filter(event__verb="membership.ended").values_list("person__name", flat=True)
    assert sorted(told) == ["Ilse Vermeulen", "Inês Duarte"]


@pytest.mark.parametrize(("reason", "told"), [("resigned", ["Inês Duarte"]), ("mistake", [])])
def test_its_people_hear_of_an_end_that_somebody_noted(candidate, coordinator, reason, told):
    belonging.end(candidate, reason, by=coordinator)
    jobs.run_all()
    there = Notification.objects.filter(event__verb="membership.ended")
    assert list(there.values_list("person__name", flat=True)) == told


def test_one_that_was_to_end_long_ago_ends_on_its_day(candidate, house):
    day = timezone.localdate() - timedelta(days=10)
    Membership.objects.filter(pk=candidate.pk).update(since=day - timedelta(days=365), ends_on=day)

    jobs.ask("membership.ends")
    jobs.run_all()

    candidate.refresh_from_db()
    house.refresh_from_db()
    assert candidate.until == day and not house.is_member


def test_what_has_no_end_goes_on(network, coordinator, house):
    an_open_admission(network, coordinator)
    found = belonging.begin(house, Category.objects.get(name="Full member"))
    jobs.ask("membership.ends")
    jobs.run_all()

    found.refresh_from_db()
    assert found.until is None


def test_the_coordinator_is_led_to_the_next_step(run, candidate, coordinator, house, browser_of):
    candidate.ends_on = timezone.localdate() + timedelta(days=20)
    candidate.save(update_fields=["ends_on"])
    run(20)
    page = browser_of(coordinator).get("/ponte/").content.decode()
    assert "Prepare the next step" in page and f"organisation={house.pk}" in page

    found = sent(name=house.name, organisation=house, category=Category.objects.get(name="Full member"))
    page = browser_of(coordinator).get("/ponte/").content.decode()
    assert f"/applications/{found.pk}/" in page and "decide before that day" in page
