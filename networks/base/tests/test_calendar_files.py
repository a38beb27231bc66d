"""Calendar files that calendars read alike: three readers agree on each."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import icalendar
import ics
import pytest
import recurring_ical_events
import vobject

from networks.base.files.calendar_files import Entry, Party, calendar_file, feed

MADE = datetime(2026, 9, 1, 8, tzinfo=UTC)
SESSION = Entry(
    uid="0192f0c1@networks.example",
    start=datetime(2026, 10, 24, 14, 0),
    end=datetime(2026, 10, 24, 16, 30),
    zone="Europe/Bratislava",
    summary="Peer session: ďalší krok; why, whom?",
    changed=datetime(2026, 9, 1, 7, 30, 12, 999, tzinfo=UTC),
    description="Bring a question.\nJoin by the link, " + "ž" * 100,
    location="Košice, Hlavná 1",
    url="https://networks.example/ponte/meet/sessions/1",
    language="sk",
    organizer=Party("ilse@ponte.example", 'Ilse "Ili" Vermeulen'),
    attendees=[
        Party("radu@arin.example", "Radu Munteanu"),
        Party("ana@arin.example", answer="ACCEPTED", optional=True),
    ],
)


def read(made):
    """What each of the readers makes of the one event: uid, start and end as instants, summary."""
    text = made.decode()
    by_vobject = vobject.readOne(text).vevent
    (by_ics,) = ics.Calendar(text).events
    (by_recurring,) = recurring_ical_events.of(icalendar.Calendar.from_ical(made)).between(
        (2026, 1, 1), (2027, 1, 1)
    )
    found = [
        (by_vobject.uid.value, by_vobject.dtstart.value, by_vobject.dtend.value, by_vobject.summary.value),
        (by_ics.uid, by_ics.begin.datetime, by_ics.end.datetime, by_ics.name),
        (str(by_recurring["uid"]), by_recurring.start, by_recurring.end, str(by_recurring["summary"])),
    ]
    return [(uid, start.astimezone(UTC), end.astimezone(UTC), summary) for uid, start, end, summary in found]


def event(made):
    return icalendar.Calendar.from_ical(made).walk("VEVENT")[0]


@pytest.mark.parametrize(
    ("month", "hour"),
    [(7, 12), (12, 13)],  # summer and winter time
)
def test_readers_agree_on_the_instant(month, hour):
    entry = replace(SESSION, start=datetime(2026, month, 24, 14), end=datetime(2026, month, 24, 16))
    expected = (
        entry.uid,
        datetime(2026, month, 24, hour, tzinfo=UTC),
        datetime(2026, month, 24, hour + 2, tzinfo=UTC),
        entry.summary,
    )
    assert read(calendar_file(entry, made=MADE)) == [expected] * 3


def test_over_the_night_when_clocks_change():
    entry = replace(SESSION, start=datetime(2026, 10, 24, 22), end=datetime(2026, 10, 25, 4))
    assert {end - start for _, start, end, _ in read(calendar_file(entry, made=MADE))} == {
        datetime(2026, 1, 1, 7) - datetime(2026, 1, 1)
    }


def test_lines():
    made = calendar_file(SESSION, "REQUEST", made=MADE)
    assert made.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
    for line in made.split(b"\r\n"):
        line.decode()  # folding never cuts a letter
    assert made.count(b"BEGIN:VTIMEZONE") == 1
    assert b"VALARM" not in made
    assert b"DTSTART;TZID=Europe/Bratislava:20261024T140000" in made


def test_an_invitation():
    made = calendar_file(SESSION, "REQUEST", made=MADE)
    invited = event(made)
    assert icalendar.Calendar.from_ical(made)["method"] == "REQUEST"
    assert invited["organizer"] == "mailto:ilse@ponte.example"
    assert invited["organizer"].params["cn"] == "Ilse ’Ili’ Vermeulen"
    assert [
        (str(guest), guest.params["partstat"], guest.params["rsvp"], guest.params["role"])
        for guest in invited["attendee"]
    ] == [
        ("mailto:radu@arin.example", "NEEDS-ACTION", "TRUE", "REQ-PARTICIPANT"),
        ("mailto:ana@arin.example", "ACCEPTED", "FALSE", "OPT-PARTICIPANT"),
    ]
    assert str(invited["description"]) == SESSION.description
    assert (invited["dtstamp"].dt, invited["last-modified"].dt) == (
        MADE,
        SESSION.changed.replace(microsecond=0),
    )
    assert (str(invited["location"]), str(invited["url"])) == (SESSION.location, SESSION.url)


def test_a_change_and_a_cancellation_keep_the_uid_and_count_up():
    first = event(calendar_file(SESSION, "REQUEST", made=MADE))
    moved = event(
        calendar_file(replace(SESSION, sequence=1, start=datetime(2026, 10, 24, 15)), "REQUEST", made=MADE)
    )
    gone = event(calendar_file(replace(SESSION, sequence=2), "CANCEL", made=MADE))
    assert first["uid"] == moved["uid"] == gone["uid"]
    assert [part["sequence"] for part in (first, moved, gone)] == [0, 1, 2]
    assert [str(part["status"]) for part in (first, moved, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert moved.start.hour == 15


def test_what_is_published_names_no_guests():
    assert b"ATTENDEE" not in calendar_file(SESSION, made=MADE)
    assert b"radu" not in feed([SESSION], "Ponte")


def test_a_feed():
    other = replace(SESSION, uid="2@x", zone="Europe/Athens", summary="Visit")
    whole = replace(SESSION, uid="3@x", start=date(2026, 11, 2), end=date(2026, 11, 4), summary="Two days")
    noon = replace(SESSION, uid="4@x", zone="UTC", summary="At noon")
    made = feed([other, SESSION, whole, noon], "Ponte – dni", language="sk")
    calendar = icalendar.Calendar.from_ical(made)
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == [
        "Europe/Athens",
        "Europe/Bratislava",
    ]
    assert [str(part["uid"]) for part in calendar.walk("VEVENT")] == ["2@x", SESSION.uid, "3@x", "4@x"]
    assert b"DTSTART;VALUE=DATE:20261102" in made
    assert b"DTSTART:20261024T140000Z" in made
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in made
    assert made == feed([other, SESSION, whole, noon], "Ponte – dni", language="sk")
    assert len(ics.Calendar(made.decode()).events) == 4
    assert len(list(vobject.readOne(made.decode()).vevent_list)) == 4


def test_an_empty_feed():
    assert icalendar.Calendar.from_ical(feed([], "Ponte")).walk("VEVENT") == []


def test_nothing_can_be_smuggled_in():
    evil = replace(
        SESSION,
        summary="x\r\nATTENDEE:mailto:a@b.example",
        location="y\x00\nEND:VEVENT",
        url="https://a.example/\r\nX:1",
    )
    lines = re.sub(rb"\r\n ", b"", calendar_file(evil, made=MADE)).split(b"\r\n")
    assert not [line for line in lines if line.startswith((b"ATTENDEE", b"X:1", b"URL"))]
    assert lines.count(b"END:VEVENT") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"uid": "a\r\nb"},
        {"uid": ""},
        {"end": SESSION.start},
        {"end": date(2026, 10, 25)},
        {"status": "MAYBE"},
        {"start": datetime(2026, 10, 24, 14, tzinfo=UTC)},
    ],
)
def test_what_makes_no_entry(wrong):
    with pytest.raises(ValueError):
        replace(SESSION, **wrong)


def test_what_makes_no_invitation():
    with pytest.raises(ValueError, match="organizer"):
        calendar_file(replace(SESSION, attendees=()), "REQUEST", made=MADE)
    with pytest.raises(ValueError):
        calendar_file(SESSION, "REPLY", made=MADE)
    with pytest.raises(ValueError):
        Party("a@b\r\nX:1")
