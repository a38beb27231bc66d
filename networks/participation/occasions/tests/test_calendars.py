"""Calendars: of one occasion, of a person across networks, of a network for everybody; in every zone there is."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from networks.base import jobs
from networks.base.files.calendar_files import calendar_file
from networks.base.tenancy import in_network
from networks.base.times import instant, zone_choices
from networks.participation.occasions import calendars, kinds, rules
from networks.participation.occasions.models import Invitee, Occasion
from networks.participation.occasions.tests.an_occasion import a_person, an_occasion, entry_in, invite, sent
from networks.participation.occasions.words import when
from networks.people.belonging import leave
from networks.people.models import Affiliation, Network, Organisation

ZONES = [zone for zone, _name in zone_choices()]


@pytest.fixture
def kind(monkeypatch):
    made = kinds.Kind(
        "somewhere.thing",
        to_come=Occasion.objects.all,
        public=lambda: Occasion.objects.filter(title__startswith="Open"),
    )
    monkeypatch.setattr(kinds, "_kinds", {made.label: made})
    return made


def events(content):
    return Calendar.from_ical(content).walk("VEVENT")


def test_a_move_across_the_change_of_clocks_keeps_the_hour_on_the_wall(network):
    occasion = an_occasion(starts_local=datetime(2027, 10, 29, 14))  # Brussels: summer time ends on the 31st
    assert occasion.starts_at == datetime(2027, 10, 29, 12, tzinfo=UTC)
    invite(occasion, "ana@example.org")
    occasion.starts_local = datetime(2027, 11, 2, 14)
    occasion.save()
    rules.changed(occasion)
    jobs.run_all()
    assert occasion.starts_at == datetime(2027, 11, 2, 13, tzinfo=UTC)
    for message, offset in zip(sent(), (2, 1), strict=True):
        event, _method = entry_in(message)
        assert event.start.hour == 14 and event.start.utcoffset() == timedelta(hours=offset)
        assert f"UTC+{offset}" in message.get_body(("plain",)).get_content()


def test_a_change_of_zone_moves_the_instant(network):
    occasion = an_occasion(starts_local=datetime(2027, 6, 1, 14))
    invite(occasion, "ana@example.org")
    occasion.zone = "Europe/Lisbon"
    occasion.save()
    rules.changed(occasion)
    jobs.run_all()
    event, _method = entry_in(sent()[-1])
    assert event["DTSTART"].params["TZID"] == "Europe/Lisbon"
    assert event.start.astimezone(UTC) == datetime(2027, 6, 1, 13, tzinfo=UTC)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    zone=st.sampled_from(ZONES),
    reader=st.sampled_from(ZONES),
    local=st.datetimes(datetime(2026, 1, 1), datetime(2035, 12, 31)),
    minutes=st.integers(1, 3000),
)
@example(zone="Africa/El_Aaiun", reader="Europe/Brussels", local=datetime(2027, 3, 1), minutes=60)
def test_in_every_zone_the_entry_means_the_instant_that_people_are_told(zone, reader, local, minutes):
    local = local.replace(second=0, microsecond=0)
    occasion = Occasion(starts_local=local, zone=zone, minutes=minutes, changed_at=timezone.now(), title="T")
    occasion.starts_at = instant(local, zone)
    made = calendars.entry(occasion, title="T")
    content = calendar_file(made, made=timezone.now())
    [event] = events(content)
    start = event["DTSTART"].dt
    skipped = occasion.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local
    if "TZID" not in event["DTSTART"].params:  # zones that are UTC all year carry no rules
        assert start == occasion.starts_at
    elif not skipped:  # a time that the clocks skip is nobody's wish; every program moves it as it likes
        assert (start.replace(tzinfo=None), event["DTSTART"].params["TZID"]) == (local, zone)
        [carried] = Calendar.from_ical(content).walk("VTIMEZONE")
        rules_in_file = carried.to_tz(lookup_tzid=False)  # what a program reads that knows no zone by name
        if not _comes_twice(local, zone):
            assert local.replace(tzinfo=rules_in_file).astimezone(UTC) == occasion.starts_at
    shown = when(occasion, reader)
    assert occasion.starts_at.astimezone(ZoneInfo(reader)).strftime("%H:%M") in shown


def _comes_twice(local, zone) -> bool:
    here = local.replace(tzinfo=ZoneInfo(zone))
    return here.utcoffset() != here.replace(fold=1).utcoffset()


def test_every_zone_that_can_be_chosen_is_known():
    assert set(ZONES) <= available_timezones()


def test_ones_own_calendar_holds_all_networks_and_stops_with_its_link(client, network, kind):
    house = Organisation.objects.create(name="Leie")
    ana = a_person("Ana", house)
    one = an_occasion()
    rules.invite(one, rules.people_called([ana]), by=None)
    other = Network.objects.create(name="Arco", slug="arco", languages=["en"])
    with in_network(other):
        Affiliation.objects.create(person=ana, organisation=Organisation.objects.create(name="Filo"))
        two = an_occasion()
        rules.invite(two, rules.people_called([ana]), by=None)
    client.force_login(ana)
    assert "Make the address" in client.get("/you/calendar/").content.decode()
    client.post("/you/calendar/link/")
    path = f"/calendar/{calendars.token_of(calendars.key_of(ana))}.ics"
    assert path in client.get("/you/calendar/").content.decode()
    client.logout()
    response = client.get(path)
    assert response["Content-Type"].startswith("text/calendar")
    assert {str(e["UID"]) for e in events(response.content)} == {calendars.uid(one), calendars.uid(two)}
    assert {str(e["SUMMARY"]).rsplit("(")[-1] for e in events(response.content)} == {"Ponte)", "Arco)"}
    assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304
    rules.answer(Invitee.objects.get(), rules.Answered("no"))
    leave(ana, other)
    assert events(client.get(path).content) == []
    calendars.new_key(ana)
    assert client.get(path).status_code == 404
    assert client.get("/calendar/guess.ics").status_code == 404


def test_what_was_cancelled_is_shown_as_cancelled(network, kind):
    ana = a_person("Ana", Organisation.objects.create(name="Leie"))
    occasion = an_occasion()
    rules.invite(occasion, rules.people_called([ana]), by=None)
    rules.cancel(occasion)
    [event] = events(calendars.persons_feed(ana))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_everybody_sees_public_things_only_without_room_and_people(client, network, kind):
    shown, hidden = an_occasion(), an_occasion()
    Occasion.objects.filter(pk=shown.pk).update(title="Open day")
    invite(shown, "ana@example.org")
    response = client.get("/ponte/public/en/calendar.ics")
    assert [str(e["UID"]) for e in events(response.content)] == [calendars.uid(shown)]
    assert b"meet.example.org" not in response.content and b"ana@" not in response.content
    assert str(hidden.pk).encode() not in response.content
    assert client.get("/ponte/public/xx/calendar.ics").status_code == 404


def test_new_zone_data_moves_the_instant_and_tells(network):
    occasion = an_occasion(starts_local=(timezone.now() + timedelta(days=50)).replace(tzinfo=None))
    invite(occasion, "ana@example.org")
    right = occasion.starts_at
    Occasion.objects.update(starts_at=right + timedelta(hours=1))  # as older zone data had it
    out = StringIO()
    call_command("times", stdout=out)
    assert "1 moved" in out.getvalue()
    jobs.run_all()
    occasion.refresh_from_db()
    assert (occasion.starts_at, occasion.sequence) == (right, 1)
    assert entry_in(sent()[-1])[0]["SEQUENCE"] == 1
    call_command("times", stdout=out)
    assert "0 moved" in out.getvalue()
