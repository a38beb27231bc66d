"""Calendar files (RFC 5545) and invitations (RFC 5546), from plain data.

What is planned is local time in a zone; the file carries the zone's rules. A change or a cancellation keeps the
UID and has a higher SEQUENCE: the caller counts it up with each change that guests must know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from networks.base.files.document import clean

PRODUCT = "-//Net-Works//Net-Works//EN"
METHODS = ("PUBLISH", "REQUEST", "CANCEL")
STATES = ("TENTATIVE", "CONFIRMED", "CANCELLED")
ANSWERS = ("NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE")
_UID = re.compile(r"[A-Za-z0-9@._:-]{1,250}")
_ADDRESS = re.compile(r"[^\s<>\"@,;:\\]+@[^\s<>\"@,;:\\]+")


@dataclass(frozen=True, slots=True)
class Party:
    """Who invites or is invited. ``answer`` counts for guests only."""

    address: str
    name: str = ""
    answer: str = "NEEDS-ACTION"
    optional: bool = False

    def __post_init__(self) -> None:
        if not _ADDRESS.fullmatch(self.address):
            raise ValueError(f"{self.address!r} is no e-mail address.")
        if self.answer not in ANSWERS:
            raise ValueError(f"{self.answer!r} is none of {ANSWERS}.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One occasion in a calendar.

    ``start`` and ``end`` are local times without zone in ``zone`` (IANA), or dates for whole days, where
    ``end`` is the day after the last. ``changed`` is the instant of the last change (UTC).
    """

    uid: str
    start: datetime | date
    end: datetime | date
    zone: str
    summary: str
    changed: datetime
    sequence: int = 0
    status: str = "CONFIRMED"
    description: str = ""
    location: str = ""
    url: str = ""
    language: str = ""
    organizer: Party | None = None
    attendees: Sequence[Party] = ()

    def __post_init__(self) -> None:
        if not _UID.fullmatch(self.uid):
            raise ValueError("A UID is 1 to 250 letters, digits and @._:-")
        if self.status not in STATES:
            raise ValueError(f"{self.status!r} is none of {STATES}.")
        times = isinstance(self.start, datetime) and isinstance(self.end, datetime)
        if times and (self.start.tzinfo or self.end.tzinfo):  # type: ignore[union-attr]
            raise ValueError("Start and end are local times; the zone is given apart.")
        if isinstance(self.start, datetime) != isinstance(self.end, datetime) or self.end <= self.start:
            raise ValueError("An entry ends after it starts; both are times, or both are days.")


def calendar_file(entry: Entry, method: str = "PUBLISH", *, made: datetime) -> bytes:
    """One occasion as a calendar file: `PUBLISH` to put into a calendar, `REQUEST` to invite or change, `CANCEL`.

    ``made`` is the instant at which this file is made (DTSTAMP). Raises ValueError when an invitation lacks who
    invites or who is invited.
    """
    if method not in METHODS:
        raise ValueError(f"{method!r} is none of {METHODS}.")
    if method in ("REQUEST", "CANCEL") and not (entry.organizer and entry.attendees):
        raise ValueError(f"{method} needs an organizer and an attendee.")
    if method == "CANCEL":
        entry = replace(entry, status="CANCELLED")
    if method == "PUBLISH":
        entry = replace(entry, attendees=())
    return _calendar([(entry, made)], method=method)


def feed(
    entries: Iterable[Entry], name: str, *, language: str = "", refresh: timedelta = timedelta(hours=1)
) -> bytes:
    """Several occasions as a calendar to subscribe to. The same entries give the same bytes.

    Guests are left out: who subscribes need not know who comes.
    """
    about = {"name": clean(name), "language": language, "refresh": refresh}
    return _calendar([(replace(entry, attendees=()), entry.changed) for entry in entries], about=about)


def _calendar(
    entries: Sequence[tuple[Entry, datetime]], method: str = "", about: dict[str, Any] | None = None
) -> bytes:
    from icalendar import Calendar, vDuration

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if about:
        marks = {"language": about["language"]} if about["language"] else {}
        calendar.add("name", about["name"], parameters=marks)
        calendar.add("x-wr-calname", about["name"])
        calendar.add("refresh-interval", vDuration(about["refresh"]), parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", vDuration(about["refresh"]))
    for entry, stamp in entries:
        calendar.add_component(_event(entry, stamp))
    if entries:
        _add_zones(calendar, [entry for entry, _stamp in entries])
    return calendar.to_ical(sorted=False)


def _event(entry: Entry, stamp: datetime) -> Any:
    from icalendar import Event

    event = Event()
    marks = {"language": entry.language} if entry.language else {}
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", _utc(stamp))
    event.add("last-modified", _utc(entry.changed))
    event.add("dtstart", _local(entry.start, entry.zone))
    event.add("dtend", _local(entry.end, entry.zone))
    event.add("summary", clean(entry.summary).replace("\n", " "), parameters=marks)
    event.add("status", entry.status)
    if entry.description:
        event.add("description", clean(entry.description), parameters=marks)
    if entry.location:
        event.add("location", clean(entry.location), parameters=marks)
    if entry.url.startswith(("https://", "http://")) and not re.search(r"[\x00-\x20\x7f]", entry.url):
        event.add("url", entry.url)
    if entry.organizer:
        event.add("organizer", _party(entry.organizer, {}))
    for guest in entry.attendees:
        marks = {
            "cutype": "INDIVIDUAL",
            "role": "OPT-PARTICIPANT" if guest.optional else "REQ-PARTICIPANT",
            "partstat": guest.answer,
            "rsvp": "TRUE" if guest.answer == "NEEDS-ACTION" and entry.status != "CANCELLED" else "FALSE",
        }
        event.add("attendee", _party(guest, marks))
    return event


def _party(party: Party, marks: dict[str, str]) -> Any:
    from icalendar import vCalAddress, vText

    made = vCalAddress(f"mailto:{party.address}")
    if name := re.sub(r"\s+", " ", clean(party.name).replace('"', "’")).strip():
        made.params["cn"] = vText(name)
    for key, value in marks.items():
        made.params[key] = vText(value)
    return made


def _local(when: datetime | date, zone: str) -> datetime | date:
    return when.replace(tzinfo=ZoneInfo(zone)) if isinstance(when, datetime) else when


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


@cache
def _zone_rules() -> Any:
    """The library's rules of a zone, searched in steps of 16 days: it takes 64, and misses clocks that change for a month (Morocco)."""
    from icalendar import Timezone

    class Rules(Timezone):
        _from_tzinfo_skip_search = [
            step for step in Timezone._from_tzinfo_skip_search if step <= timedelta(days=16)
        ]

    return Rules


def _add_zones(calendar: Any, entries: Sequence[Entry]) -> None:
    """The rules of each zone for the years around the entries, in order of their names."""
    first = min(entry.start.year for entry in entries) - 1
    last = max(entry.end.year for entry in entries) + 2
    for name in sorted(calendar.get_missing_tzids()):
        with suppress(ValueError):  # a zone that has no rules of its own
            zone = _zone_rules().from_tzid(name, first_date=date(first, 1, 1), last_date=date(last, 1, 1))
            calendar.add_component(zone)
    zones = [part for part in calendar.subcomponents if part.name == "VTIMEZONE"]
    others = [part for part in calendar.subcomponents if part.name != "VTIMEZONE"]
    calendar.subcomponents[:] = sorted(zones, key=lambda zone: str(zone["tzid"])) + others
