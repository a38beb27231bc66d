"""Whoever leads notes the vote of a voter without a phone, in an open vote of a meeting. Who noted it, and how, stays on the roll."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.meet.meetings.models import THERE, Ballot, Noted, Paper, RollEntry
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.voting import check_choice, late, may_cast_now, still_holds


def can_be_noted(ballot: Ballot) -> bool:
    """Votes are noted in the meeting, and never where they are secret."""
    return ballot.is_open and not ballot.is_secret and not ballot.by_correspondence


def not_voted(ballot: Ballot) -> list[RollEntry]:
    """Who is there, alone or by a proxy, and has not voted."""
    rows = ballot.roll.filter(may=True, voted=False).select_related("organisation", "person", "proxy__holder")
    here, people = _here(ballot)
    return [
        row
        for row in rows
        if row.voter_key in here
        or (row.proxy and row.proxy.revoked_at is None and row.proxy.holder_id in people)
    ]


def _here(ballot: Ballot) -> tuple[dict[Any, Any], set[Any]]:
    """Which voters are there, through whom; which people are there."""
    rows = list(ballot.meeting.presences.filter(left_at=None, how__in=THERE).select_related("person"))
    through = {row.organisation_id or row.person_id: row.person for row in rows}
    return through, {row.person_id for row in rows if row.person_id}


def _who(ballot: Ballot, entry: RollEntry) -> tuple[Any, bool]:
    """Who gives this vote in the room, and whether by proxy."""
    here, people = _here(ballot)
    if entry.voter_key in here:
        return here[entry.voter_key], False
    if entry.proxy and entry.proxy.holder_id in people:
        return entry.proxy.holder, may_cast_now(ballot, entry, entry.proxy.holder)
    raise NotNow(_("%(name)s is not there. Note first who came.") % {"name": entry.name})


@transaction.atomic
def note_vote(ballot: Ballot, entry: RollEntry, choice: list[str], how: str, *, by: Any) -> Paper:
    """Count a vote that was given in the room, once. The same vote noted again is the one that was counted."""
    check_choice(ballot, choice)
    if how not in Noted.values:
        raise NotNow(_("Say how the vote was given."))
    found = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
    if found.is_secret:
        raise NotNow(_("This vote is secret: nobody notes it for somebody else."))
    if found.by_correspondence:
        raise NotNow(_("This vote is by correspondence: nothing is noted in a room."))
    row = (
        RollEntry.objects.select_for_update(of=("self",))
        .select_related("proxy__holder")
        .get(pk=entry.pk, ballot=found)
    )
    if not row.may:
        raise NotNow(_("%(name)s has no vote here. The roll says why.") % {"name": row.name})
    if row.voted:
        paper = Paper.objects.get(entry=row)
        if row.noted_by_id == by.pk and paper.choice == choice:
            return paper
        raise NotNow(_("A vote for %(name)s was counted already. It stays as it is.") % {"name": row.name})
    if not found.takes_votes():
        raise late(found)
    who, by_proxy = _who(found, row)
    if by_proxy:
        still_holds(row, who)
    RollEntry.objects.filter(pk=row.pk).update(
        voted=True, voted_at=timezone.now(), voted_by=who, by_proxy=by_proxy, noted_by=by, noted_how=how
    )
    return Paper.objects.create(ballot=found, entry=row, choice=choice, weight=row.weight)
