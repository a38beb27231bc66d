"""A meeting as it is prepared: planned, convened with its agenda, changed, cancelled. Occasions write the messages and calendar entries."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.texts import active_reader, load_versions
from networks.meet.meetings.models import (
    BEFORE,
    Ballot,
    BallotState,
    Body,
    Item,
    ItemKind,
    Meeting,
    MeetingState,
)
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.holding import minutes_to_approve
from networks.meet.meetings.rules.referring import put_off, take_up
from networks.meet.meetings.rules.voters import whom_to_invite
from networks.participation.documents.rules import documents_of, throw_away
from networks.participation.occasions import rules as occasions
from networks.participation.occasions.kinds import Kind, register
from networks.participation.occasions.models import Invitee, Occasion
from networks.record.rules import record

LABEL = "meet_meetings.meeting"
OF_OCCASION = ("starts_local", "zone", "minutes", "mode", "venue", "link")


# ---- what occasions know of meetings ----


def to_come():
    """The occasions of meetings that are convened."""
    return Occasion.objects.filter(
        about=LABEL, meeting__state=MeetingState.CONVENED, meeting__body__binned_at=None
    )


def public():
    """Meetings of bodies are for the network: none is public."""
    return Occasion.objects.none()


def agenda_in_words(meeting: Meeting) -> str:
    """The agenda as lines, for messages and calendar entries."""
    items = list(meeting.items.all())
    load_versions(items)
    reader = active_reader()
    return "\n".join(
        f"{number}. {item.version_for('title', reader)} ({item.get_kind_display()})"
        for number, item in enumerate(items, start=1)
    )


def notice(occasion: Occasion) -> str:
    """The agenda, and where its papers are."""
    meeting = Meeting.objects.select_related("network").filter(occasion=occasion).first()
    if meeting is None:
        return ""
    page = settings.SITE_ADDRESS + reverse(
        "meeting", kwargs={"network": meeting.network.slug, "meeting": meeting.pk}
    )
    agenda = agenda_in_words(meeting)
    lines = [_("Agenda:") + "\n" + agenda] if agenda else []
    return "\n\n".join([*lines, _("Agenda and papers:") + "\n" + page])


register(Kind(LABEL, to_come=to_come, public=public, notice=notice))


# ---- planning ----


@transaction.atomic
def plan(body: Body, *, title: str, language: str, zone: str, by: Any = None, **of_occasion: Any) -> Meeting:
    """A new meeting of a body. Nobody is told of it before it is convened."""
    occasion = Occasion(network_id=body.network_id, about=LABEL, zone=zone, title=title)
    for name, value in of_occasion.items():
        setattr(occasion, name, value)
    occasion.save()
    meeting = Meeting.objects.create(body=body, title=title, language=language, occasion=occasion, made_by=by)
    occasion.about_id = meeting.pk
    occasion.save(update_fields=["about_id"])
    minutes_to_approve(meeting)
    take_up(meeting)
    record("meeting.planned", meeting, actor=by)
    return meeting


@transaction.atomic
def change(meeting: Meeting, values: dict[str, Any], *, by: Any = None) -> list[str]:
    """Change title, language, time or place; whoever was told of the meeting is told of this. Returns what changed."""
    _locked(meeting, *BEFORE)
    occasion = meeting.occasion
    changed = []
    for name, value in values.items():
        target = occasion if name in OF_OCCASION else meeting
        if getattr(target, name) != value:
            setattr(target, name, value)
            changed.append(name)
    if not changed:
        return []
    occasion.title = meeting.title
    occasion.save()
    meeting.save()
    if "title" in changed:
        meeting.mark_versions_to_check("title")
    occasions.changed(occasion)
    record("meeting.changed", meeting, actor=by, fields=sorted(changed))
    return changed


def _locked(meeting: Meeting, *states: str) -> Meeting:
    """The meeting as it stands, kept so until the end of the transaction; NotNow in another state than `states`."""
    found = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if found.state not in states:
        raise NotNow(
            _("This meeting is “%(state)s”: that cannot be done any more. Look at its page again.")
            % {"state": found.get_state_display()}
        )
    meeting.state = found.state
    return found


@transaction.atomic
def remove(meeting: Meeting, *, by: Any = None) -> None:
    """Delete a meeting that nobody was told of."""
    _locked(meeting, MeetingState.PLANNED)
    record("meeting.removed", meeting, actor=by)
    occasion = meeting.occasion
    meeting.delete()
    occasion.delete()


# ---- convening ----


@transaction.atomic
def convene(meeting: Meeting, *, late_because: str = "", by: Any = None) -> int:
    """Invite everybody who belongs there, with agenda and calendar entry. Returns how many. Again: those who were not invited yet.

    With less notice than the rules ask, only with a reason, which the minutes show.
    """
    _locked(meeting, *BEFORE)
    if meeting.occasion.starts_at is None:
        raise NotNow(_("Choose the day and time first."))
    if meeting.occasion.starts_at < timezone.now():
        raise NotNow(_("Its time has passed. Choose another day first."))
    if not meeting.items.exists():
        raise NotNow(_("Put something on the agenda first: whoever is convened must know what for."))
    first = meeting.state == MeetingState.PLANNED
    if first and meeting.notice_is_short() and not late_because.strip():
        raise NotNow(
            _(
                "Fewer than %(days)s days are left. Write why it is convened all the same, or choose a later day."
            )
            % {"days": meeting.body.notice_days}
        )
    people = whom_to_invite(meeting.body)
    if not people:
        raise NotNow(_("Nobody belongs to this body yet. Give seats, or name voting delegates, first."))
    count = occasions.invite(meeting.occasion, occasions.people_called(people), by=by)
    if first:
        Meeting.objects.filter(pk=meeting.pk).update(
            state=MeetingState.CONVENED,
            convened_at=timezone.now(),
            convened_by=by,
            late_because=late_because.strip(),
        )
        meeting.refresh_from_db()
        record("meeting.convened", meeting, actor=by, people=count)
    return count


@transaction.atomic
def tell_again(meeting: Meeting, *, by: Any = None) -> int:
    """Send the agenda as it is now to everybody who was convened. Returns to how many."""
    _locked(meeting, MeetingState.CONVENED)
    occasions.changed(meeting.occasion)
    record("meeting.agenda_sent", meeting, actor=by)
    return Invitee.objects.filter(occasion=meeting.occasion, withdrawn_at=None).count()


@transaction.atomic
def cancel(meeting: Meeting, *, by: Any = None) -> None:
    """It does not take place; whoever was told of it is told so."""
    _locked(meeting, *BEFORE)
    _no_vote_is_open(Ballot.objects.filter(item__meeting=meeting))
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CANCELLED)
    meeting.refresh_from_db()
    put_off(meeting)
    occasions.cancel(meeting.occasion)
    record("meeting.cancelled", meeting, actor=by)


def _no_vote_is_open(ballots: Any) -> None:
    if ballots.exclude(state=BallotState.PLANNED).exists():
        raise NotNow(
            _("People are voting on this, or have voted: it stays. Annul a vote that is open first.")
        )


# ---- the agenda ----


@transaction.atomic
def add_item(
    meeting: Meeting, *, title: str, kind: str = ItemKind.DISCUSSION, by: Any = None, **fields: Any
) -> Item:
    """Put something at the end of the agenda; also while the meeting is open."""
    found = _locked(meeting, *BEFORE, MeetingState.OPEN)
    last = found.items.aggregate(last=Max("position"))["last"] or 0
    fields.setdefault("language", meeting.language)
    item = Item.objects.create(
        meeting=found, position=last + 1, title=title, kind=kind, added_by=by, **fields
    )
    record("item.added", item, actor=by, kind=kind)
    return item


@transaction.atomic
def change_item(item: Item, values: dict[str, Any], *, by: Any = None) -> list[str]:
    """Change an item; returns what changed."""
    _locked(item.meeting, *BEFORE, MeetingState.OPEN)
    changed = [name for name, value in values.items() if getattr(item, name) != value]
    if changed:
        for name in changed:
            setattr(item, name, values[name])
        item.save(update_fields=changed)
        for name in set(changed) & set(Item.TEXTS):
            item.mark_versions_to_check(name)
        record("item.changed", item, actor=by, fields=sorted(changed))
    return changed


@transaction.atomic
def move_item(item: Item, places: int, *, by: Any = None) -> None:
    """Move an item up (−1) or down (1) on the agenda."""
    meeting = _locked(item.meeting, *BEFORE, MeetingState.OPEN)
    order = list(meeting.items.all())
    at = next((n for n, one in enumerate(order) if one.pk == item.pk), None)
    to = max(0, min(len(order) - 1, (at or 0) + places))
    if at is None or to == at:
        return
    order.insert(to, order.pop(at))
    for position, one in enumerate(order, start=1):
        if one.position != position:
            Item.objects.filter(pk=one.pk).update(position=position)
    record("item.moved", item, actor=by)


@transaction.atomic
def remove_item(item: Item, *, by: Any = None) -> None:
    """Take an item off the agenda, before the meeting."""
    _locked(item.meeting, *BEFORE)
    _no_vote_is_open(item.ballots.all())
    record("item.removed", item, actor=by)
    for paper in documents_of([item])[item.label, item.pk]:
        throw_away(paper, by=by)
    item.delete_versions()
    item.delete()
