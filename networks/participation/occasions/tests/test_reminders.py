"""Reminders: a week, a day and an hour before, once each for each start, in the reader's zone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from networks.base import jobs
from networks.base.tenancy import across_networks
from networks.participation.occasions import kinds, reminding, rules
from networks.participation.occasions.models import Invitee, Occasion
from networks.participation.occasions.tests.an_occasion import a_person, an_occasion, invite, sent
from networks.participation.occasions.words import zone_words
from networks.people.models import Organisation

WEEK, DAY, HOUR = timedelta(days=6, hours=12), timedelta(hours=20), timedelta(minutes=50)


@pytest.fixture
def occasion(network):
    return an_occasion(starts_local=(timezone.now() + timedelta(days=40)).replace(tzinfo=None), zone="UTC")


def before(occasion, left):
    """The moment that lies `left` before the start."""
    return occasion.starts_at - left


def subjects(to):
    return [m["Subject"].split(":")[0] for m in sent(to)][1:]  # after the invitation


def test_each_is_reminded_three_times_and_the_silent_once(occasion):
    ana, eva, bo, _silent = invite(occasion, *(f"{n}@example.org" for n in ("ana", "eva", "bo", "silent")))
    for invitee, reply in ((ana, "yes"), (eva, "perhaps"), (bo, "no")):
        rules.answer(invitee, rules.Answered(reply))
    for left in (
        timedelta(days=20),
        WEEK,
        WEEK,
        timedelta(days=5),
        DAY,
        DAY,
        HOUR,
        HOUR,
        timedelta(minutes=10),
    ):
        occasion.refresh_from_db()
        reminding.remind(occasion, before(occasion, left))
    jobs.run_all()
    assert subjects("ana@example.org") == ["In a week", "Tomorrow", "In an hour"]
    assert subjects("eva@example.org") == ["In a week", "Tomorrow", "In an hour"]
    assert subjects("bo@example.org") == []
    assert subjects("silent@example.org") == ["In a week"]


def test_a_new_day_is_reminded_of_anew(occasion):
    [ana] = invite(occasion, "ana@example.org")
    rules.answer(ana, rules.Answered("yes"))
    reminding.remind(occasion, before(occasion, DAY))
    occasion.starts_local += timedelta(days=2)
    occasion.save()
    rules.changed(occasion)
    jobs.run_all()
    Invitee.objects.update(told_at=timezone.now() - timedelta(days=1))
    reminding.remind(occasion, before(occasion, DAY))
    assert subjects("ana@example.org") == ["Tomorrow", "Changed", "Tomorrow"]


def test_stopped_midway_nobody_is_reminded_twice(occasion):
    ana, eva = invite(occasion, "ana@example.org", "eva@example.org")
    for invitee in (ana, eva):
        rules.answer(invitee, rules.Answered("yes"))
    reminding.remind(occasion, before(occasion, DAY))
    Occasion.objects.update(reminded=[])  # as if it had been stopped before it noted that it was done
    occasion.refresh_from_db()
    assert reminding.remind(occasion, before(occasion, DAY)) == 0
    assert len(sent()) == 4


def test_a_reminder_is_in_the_readers_zone_without_another_entry(occasion):
    reader = a_person("Ana", Organisation.objects.create(name="L", country="PT"), zone="Asia/Tokyo")
    rules.invite(occasion, rules.people_called([reader]), by=None)
    jobs.run_all()
    rules.answer(Invitee.objects.get(), rules.Answered("yes"))
    reminding.remind(occasion, before(occasion, DAY))
    message = sent()[-1]
    assert "Tokyo time, UTC+9" in message.get_content()
    with translation.override("fr"):
        assert (
            zone_words("Europe/London", timezone.localtime(timezone=ZoneInfo("UTC")))
            == "heure de Londres, UTC+0"
        )
    assert message.get_content_type() == "text/plain"  # no second entry, no second alarm


def test_who_was_just_invited_is_not_reminded_at_once(occasion):
    invite(occasion, "ana@example.org")
    Invitee.objects.update(told_at=before(occasion, timedelta(days=6, hours=13)))
    assert reminding.remind(occasion, before(occasion, WEEK)) == 0


def test_the_job_knows_only_what_is_to_come(occasion, monkeypatch):
    [ana] = invite(occasion, "ana@example.org")
    rules.answer(ana, rules.Answered("yes"))
    Occasion.objects.update(starts_at=timezone.now() + DAY)
    Invitee.objects.update(told_at=timezone.now() - timedelta(days=9))
    kind = kinds.Kind("somewhere.thing", to_come=Occasion.objects.all, public=Occasion.objects.none)
    monkeypatch.setattr(kinds, "_kinds", {kind.label: kind})
    with across_networks("a test of a job"):
        rules.Occasion.objects.update(cancelled_at=timezone.now())
        assert reminding.remind_job(None) == 0
        rules.Occasion.objects.update(cancelled_at=None)
        assert reminding.remind_job(None) == 1
