"""A meeting as it is held: opened, minutes written by several hands, approved at the next one, closed."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.keys import token
from networks.base.paragraphs import Merged, merge
from networks.base.times import day_words
from networks.meet.meetings.models import THERE, Ballot, BallotState, Item, ItemKind, Meeting, MeetingState
from networks.meet.meetings.rules.attending import places_of, quorum_of
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.referring import put_off
from networks.meet.meetings.rules.translating import said_in, say_in_others
from networks.participation.occasions.attending import Stretch, measure
from networks.people.models import Affiliation
from networks.record.rules import record


class BothChanged(NotNow):
    """Somebody wrote other words in the same paragraphs. Nothing is saved; both are shown."""

    def __init__(self, merged: Merged, theirs: str):
        super().__init__(
            _(
                "Somebody changed the same paragraph while you were writing. Both are here: put them together, and save."
            )
        )
        self.conflicts, self.theirs = merged.conflicts, theirs
        self.both = merged.both or merged.text  # to go on with: nothing of either is lost


@transaction.atomic
def open_meeting(meeting: Meeting, *, without_quorum: bool = False, by: Any = None) -> Meeting:
    """Open it. Where the quorum is not there, only knowingly: nothing can then be decided until it is. One of two wins."""
    found = (
        Meeting.objects.select_for_update(of=("self",)).select_related("body", "occasion").get(pk=meeting.pk)
    )
    if found.state != MeetingState.CONVENED:
        raise NotNow(_("Only a meeting that was convened can be opened. Look at its page again."))
    quorum = quorum_of(found.body, places_of(found))
    if not quorum.reached and not without_quorum:
        raise NotNow(
            _(
                "The quorum is not there yet. Note who is there, or open it knowing that nothing can be decided."
            )
        )
    Meeting.objects.filter(pk=found.pk).update(
        state=MeetingState.OPEN, opened_at=timezone.now(), opening=quorum.as_facts()
    )
    meeting.refresh_from_db()
    record("meeting.opened", meeting, actor=by, quorum=quorum.reached)
    return meeting


@transaction.atomic
def close_meeting(meeting: Meeting, *, by: Any = None) -> Meeting:
    """Close it: whoever is there has left, and attendance is kept with the occasion. Twice is once."""
    found = Meeting.objects.select_for_update(of=("self",)).select_related("occasion").get(pk=meeting.pk)
    if found.state != MeetingState.OPEN:
        raise NotNow(_("This meeting is not open. Look at its page again."))
    if Ballot.objects.filter(item__meeting=found, state=BallotState.OPEN, closes_at=None).exists():
        raise NotNow(_("A vote is open. Close it first, then the meeting."))
    now = timezone.now()
    found.presences.filter(left_at=None, how__in=THERE).update(left_at=now)
    Meeting.objects.filter(pk=found.pk).update(state=MeetingState.CLOSED, closed_at=now)
    meeting.refresh_from_db()
    _keep_attendance(meeting)
    put_off(meeting)
    record("meeting.closed", meeting, actor=by)
    return meeting


def _keep_attendance(meeting: Meeting) -> None:
    """Presences become attendance of the occasion, as hours and contacts are counted from."""
    rows = list(
        meeting.presences.filter(how__in=THERE, arrived_at__isnull=False).select_related(
            "person", "organisation"
        )
    )
    homes = {
        one.person_id: one.organisation
        for one in Affiliation.objects.now()
        .filter(person__in=[row.person_id for row in rows if row.person_id])
        .select_related("organisation")
        .order_by("since", "pk")
    }
    stretches, seen = [], set()
    for row in rows:
        if row.person_id in seen:
            continue  # one person for several organisations was there once
        if row.person_id:
            seen.add(row.person_id)
        house = row.organisation or homes.get(row.person_id)
        begun = max(row.arrived_at, meeting.opened_at)
        if row.left_at > begun:
            stretches.append(
                Stretch(row.pk, begun, row.left_at, row.person, house, house.country if house else "")
            )
    measure(meeting.occasion, stretches)


# ---- the big screen ----


def screen_link(meeting: Meeting) -> str:
    """The secret of the big screen's link; made when it is asked for first."""
    Meeting.objects.filter(pk=meeting.pk, screen_secret="").update(screen_secret=token())
    meeting.refresh_from_db(fields=["screen_secret"])
    return meeting.screen_secret


def show(item: Item, *, by: Any = None) -> None:
    """The big screen shows this item from now on."""
    if Meeting.objects.filter(pk=item.meeting_id, state=MeetingState.OPEN).update(screen_item=item):
        record("item.shown", item, actor=by)


# ---- minutes ----


def takes_minutes(meeting: Meeting) -> bool:
    """Whether words can be written: from the opening until the minutes are approved."""
    return meeting.state in (MeetingState.OPEN, MeetingState.CLOSED) and meeting.minutes_approved_at is None


@transaction.atomic
def write_notes(item: Item, read: str, text: str, *, by: Any = None) -> Item:
    """Save the minutes of an item, written on top of `read`: other paragraphs that somebody saved meanwhile stay. Raises BothChanged."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    if not takes_minutes(meeting):
        raise NotNow(_("Minutes are written from the opening of a meeting until they are approved."))
    found = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    merged = merge(read, text, found.notes)
    if merged.conflicts:
        raise BothChanged(merged, found.notes)
    if merged.text != found.notes:
        won = Item.objects.filter(pk=found.pk, notes_revision=found.notes_revision).update(
            notes=merged.text, notes_revision=found.notes_revision + 1, notes_by=by
        )
        if not won:  # where rows are not locked (SQLite locks the whole database instead)
            found.refresh_from_db()
            raise BothChanged(merge(read, text, found.notes), found.notes)
        item.refresh_from_db()
        item.mark_versions_to_check("notes")
        record("item.minuted", item, actor=by)
    return item


def minutes_to_approve(meeting: Meeting) -> Item | None:
    """Put the minutes of the body's last meeting on the agenda of a new one, where nobody has approved them. Call it when one is planned."""
    last = (
        Meeting.objects.filter(body=meeting.body, state=MeetingState.CLOSED)
        .exclude(pk=meeting.pk)
        .order_by("-closed_at", "-pk")
        .first()
    )
    if last is None or last.minutes_approved_at:
        return None
    if Item.objects.filter(approves=last).exclude(meeting__state=MeetingState.CANCELLED).exists():
        return None

    def words() -> str:
        return _("Minutes of %(day)s") % {"day": day_words(last.closed_at)}

    title, language = said_in(meeting.language, words)
    made = Item.objects.create(
        meeting=meeting,
        position=1,
        kind=ItemKind.DECISION,
        language=language,
        title=title,
        approves=last,
        minutes=5,
    )
    say_in_others(made, "title", words)
    return made


@transaction.atomic
def approve_minutes(item: Item, *, by: Any = None) -> Meeting:
    """The minutes of the meeting that `item` names hold from now on; nobody changes them any more. Twice is once."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    if meeting.state != MeetingState.OPEN or item.approves_id is None:
        raise NotNow(_("Minutes are approved while the next meeting is open."))
    won = Meeting.objects.filter(pk=item.approves_id, minutes_approved_at=None).update(
        minutes_approved_at=timezone.now(), minutes_approved_in=meeting
    )
    found = Meeting.objects.get(pk=item.approves_id)
    if won:
        record("minutes.approved", found, actor=by)
    return found
