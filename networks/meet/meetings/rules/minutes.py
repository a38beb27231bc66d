"""The minutes of a meeting put together for a reader: who was there, what was said, decided and given to do. A constant number of queries."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from networks.base.texts import Reader, Version, load_versions
from networks.meet.meetings.models import THERE, Action, Decision, Item, Meeting
from networks.participation.occasions.models import Invitee, Reply


@dataclass
class There:
    """Somebody who was there."""

    name: str
    house: str
    how: str
    since: datetime
    until: datetime | None


@dataclass
class Attended:
    """Who was there, represented, excused."""

    there: list[There] = field(default_factory=list)
    represented: list[tuple[str, str]] = field(default_factory=list)  # (who, by whom)
    excused: list[str] = field(default_factory=list)


@dataclass
class Said:
    """One item with what came of it."""

    item: Item
    number: int
    title: Version
    text: Version
    notes: Version
    decisions: list[Decision]
    actions: list[Action]

    @property
    def approved(self) -> bool:
        """Whether the minutes that this item is about were approved in this meeting."""
        before = self.item.approves
        return before is not None and before.minutes_approved_in_id == self.item.meeting_id


@dataclass
class Minutes:
    meeting: Meeting
    title: Version
    attended: Attended
    items: list[Said]


def attended(meeting: Meeting) -> Attended:
    """Who was there from opening to closing, or until now."""
    rows = list(meeting.presences.select_related("person", "organisation").order_by("arrived_at", "pk"))
    found = Attended()
    there = [row for row in rows if row.how in THERE and row.arrived_at]
    for row in there:
        house = row.organisation.name if row.organisation else ""
        found.there.append(
            There(row.shown_name, house, str(row.get_how_display()), row.arrived_at, row.left_at)
        )
    found.there.sort(key=lambda one: (one.house.casefold(), one.name.casefold(), one.since))
    people = {row.person_id for row in there if row.person_id}
    houses = {row.organisation_id for row in there if row.organisation_id}
    proxies = meeting.proxies.filter(revoked_at=None, holder__in=people).select_related(
        "holder", "organisation", "person"
    )
    for proxy in proxies:
        if proxy.organisation_id not in houses and proxy.person_id not in people:
            found.represented.append((proxy.giver_name, proxy.holder.shown_name))
    found.represented.sort()
    noted = [row.shown_name for row in rows if row.how not in THERE]
    replied = Invitee.objects.filter(
        occasion=meeting.occasion_id, reply=Reply.NO, withdrawn_at=None, person__isnull=False
    ).exclude(person__in=people)
    found.excused = sorted({*noted, *(one.person.shown_name for one in replied.select_related("person"))})
    return found


def minutes_of(meeting: Meeting, reader: Reader) -> Minutes:
    """Everything that the minutes say, in the best versions for a reader."""
    items = list(meeting.items.select_related("presenter", "approves"))
    decisions = list(Decision.objects.filter(meeting=meeting))
    actions = list(
        Action.objects.filter(item__meeting=meeting).select_related("owner").order_by("created_at", "pk")
    )
    load_versions([meeting, *items, *decisions, *actions])
    for one in [*decisions, *actions]:
        one.shown = one.version_for("text", reader)
    by_item: dict[Any, tuple[list[Decision], list[Action]]] = {item.pk: ([], []) for item in items}
    for decision in decisions:
        by_item[decision.item_id][0].append(decision)
    for action in actions:
        by_item[action.item_id][1].append(action)
    said = []
    for number, item in enumerate(items, start=1):
        title, text, notes = (item.version_for(name, reader) for name in ("title", "text", "notes"))
        said.append(Said(item, number, title, text, notes, *by_item[item.pk]))
    return Minutes(meeting, meeting.version_for("title", reader), attended(meeting), said)
