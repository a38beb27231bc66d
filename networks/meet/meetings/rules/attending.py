"""Who is there: checked in, noted by whoever leads, excused, represented; and whether the quorum is there."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.keys import normal_code
from networks.meet.meetings.counting import shares
from networks.meet.meetings.models import (
    THERE,
    Body,
    How,
    Meeting,
    MeetingState,
    Presence,
    Proxy,
    QuorumOf,
)
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.voters import Voter, speakers_of, voters_of, votes_for
from networks.participation.occasions.models import Invitee, Reply
from networks.people.models import Card
from networks.record.rules import record

REPRESENTED, ABSENT = "represented", "absent"


@dataclass
class Place:
    """How one voter takes part now."""

    voter: Voter
    how: str = ABSENT  # on_site, online, represented, excused, absent
    through: Any = None  # the person who is there for it, or holds its proxy
    presence: Presence | None = None
    proxy: Proxy | None = None

    @property
    def takes_part(self) -> bool:
        return self.how in THERE or self.how == REPRESENTED


@dataclass(frozen=True)
class Quorum:
    """Whether enough are there, in figures that can be kept."""

    there: int  # voters who are there themselves
    represented: int
    of: int  # all who have a vote
    votes: int  # of those who are there or represented
    votes_of: int
    share: str
    share_of: str
    needed: int
    reached: bool

    def as_facts(self) -> dict[str, Any]:
        return asdict(self)


def places_of(meeting: Meeting, voters: list[Voter] | None = None) -> list[Place]:
    """Every voter of the meeting's body, and how they take part. A constant number of queries."""
    body = meeting.body
    voters = voters_of(body) if voters is None else voters
    places = {voter.key: Place(voter) for voter in voters}
    here: set[Any] = set()
    rows = meeting.presences.filter(left_at=None).select_related("person", "organisation")
    for row in rows:
        if row.how in THERE and row.person_id:
            here.add(row.person_id)
        key = row.organisation_id if body.of_members else row.person_id
        if (place := places.get(key)) is not None:
            place.how, place.through, place.presence = row.how, row.person, row
    _represent(meeting, body, places, here)
    _excuse(meeting, body, places)
    return list(places.values())


def _represent(meeting: Meeting, body: Body, places: dict[Any, Place], here: set[Any]) -> None:
    """A proxy counts while its holder is there and its giver is not, up to as many as one person may hold."""
    held: dict[Any, int] = {}
    proxies = meeting.proxies.filter(revoked_at=None).select_related("holder", "organisation", "person")
    for proxy in proxies.order_by("created_at", "pk"):
        place = places.get(proxy.giver)
        if place is None:
            continue
        place.proxy = proxy
        if place.how in THERE or proxy.holder_id not in here:
            continue
        held[proxy.holder_id] = held.get(proxy.holder_id, 0) + 1
        if held[proxy.holder_id] <= body.proxies:
            place.how, place.through = REPRESENTED, proxy.holder


def _excuse(meeting: Meeting, body: Body, places: dict[Any, Place]) -> None:
    """Whoever answered that they do not come is excused, unless they came all the same."""
    absent = [place for place in places.values() if place.how == ABSENT]
    if not absent:
        return
    replies = dict(
        Invitee.objects.filter(
            occasion=meeting.occasion_id, withdrawn_at=None, person__isnull=False
        ).values_list("person", "reply")
    )
    if not any(reply == Reply.NO for reply in replies.values()):
        return
    speakers = speakers_of(body, [place.voter for place in absent])
    for place in absent:
        said = [replies.get(person.pk, "") for person in speakers.get(place.voter.key, ())]
        if Reply.NO in said and Reply.YES not in said and Reply.PERHAPS not in said:
            place.how = How.EXCUSED


def quorum_of(body: Body, places: Iterable[Place]) -> Quorum:
    """Whether those who are there or represented are enough. Only who has a vote counts."""
    may = [place for place in places if place.voter.may]
    there = sum(1 for place in may if place.how in THERE)
    represented = sum(1 for place in may if place.how == REPRESENTED)
    votes = sum(place.voter.weight for place in may if place.takes_part)
    votes_of = sum(place.voter.weight for place in may)
    return quorum_from(
        body.quorum, body.quorum_of,
        there=there, represented=represented, of=len(may), votes=votes, votes_of=votes_of,
    )  # fmt: skip


def quorum_from(
    share: str, share_of: str, *, there: int, represented: int, of: int, votes: int, votes_of: int
) -> Quorum:
    """The quorum by a rule as it is kept, of figures that are known."""
    needed = shares.read(share)
    count, whole = (votes, votes_of) if share_of == QuorumOf.VOTES else (there + represented, of)
    return Quorum(
        there, represented, of, votes, votes_of, share, share_of,
        needed=needed.needed(whole) if needed else 0,
        reached=needed.reached(count, whole) if needed else True,
    )  # fmt: skip


# ---- coming and going ----


def _may_come(meeting: Meeting) -> Meeting:
    found = (
        Meeting.objects.select_for_update(of=("self",)).select_related("body", "occasion").get(pk=meeting.pk)
    )
    if found.state not in (MeetingState.CONVENED, MeetingState.OPEN):
        raise NotNow(_("Attendance is noted once the meeting is convened, and until it is closed."))
    return found


@transaction.atomic
def check_in(
    meeting: Meeting, person: Any, how: str, code: str = "", *, card: Card | None = None
) -> list[Presence]:
    """A person says that they are there: for every voter whose vote they may cast and for which nobody is there yet, or as a guest.

    On site only with the code that is shown in the room. Again changes how. Signed in with a `card`: for the organisation that printed it
    alone, and on site, as a card that was lost must not bring a quorum about from elsewhere.
    """
    found = _may_come(meeting)
    if card is not None and how != How.ON_SITE and stood_for(found.body, person, card):
        raise NotNow(
            _("With a card you check in on site, with the code that is shown in the room. Or ask whoever leads the meeting to note you.")
        )  # fmt: skip
    if how == How.ON_SITE and normal_code(code) != found.code:
        raise NotNow(_("This is not the code that is shown in the room. Look again, or check in as online."))
    return _arrive(found, person, how, by=person, card=card)


@transaction.atomic
def check_in_at_the_desk(meeting: Meeting, card: Card, *, by: Any) -> list[Presence]:
    """Whoever leads has scanned the card of somebody who came: on site, for the organisation that printed it. Twice is once."""
    return _arrive(_may_come(meeting), card.person, How.ON_SITE, by=by, card=card)


def stood_for(body: Body, person: Any, card: Card | None = None) -> list[Voter]:
    """The voters for which this person is there; with a card, only the organisation that printed it, or their own seat."""
    found = votes_for(body, person)
    return [one for one in found if card is None or one.key in (card.organisation_id, person.pk)]


@transaction.atomic
def note(meeting: Meeting, voter: Voter, how: str, *, person: Any = None, by: Any = None) -> Presence:
    """Whoever leads notes that a voter is there (through `person`), or is excused."""
    found = _may_come(meeting)
    person = voter.person or person
    if how in THERE and person is None:
        raise NotNow(_("Choose who is there for it."))
    where = (
        {"organisation": voter.organisation}
        if voter.organisation
        else {"person": voter.person, "organisation": None}
    )
    row = found.presences.select_for_update().filter(left_at=None, **where).first()
    row = row or Presence(meeting=found, **where)
    row.person, row.how, row.noted_by = (person if how in THERE else voter.person), how, by
    row.arrived_at = (row.arrived_at or timezone.now()) if how in THERE else None
    row.save()
    record("meeting.noted", found, actor=by, how=how)
    return row


@transaction.atomic
def note_guest(meeting: Meeting, name: str, how: str, *, by: Any = None) -> Presence:
    """Somebody without a vote is there, under a name."""
    found = _may_come(meeting)
    row = Presence.objects.create(
        meeting=found, name=" ".join(name.split())[:120], how=how, arrived_at=timezone.now(), noted_by=by
    )
    record("meeting.noted", found, actor=by, how=how)
    return row


def _arrive(meeting: Meeting, person: Any, how: str, *, by: Any, card: Card | None = None) -> list[Presence]:
    now = timezone.now()
    mine = list(meeting.presences.filter(left_at=None, person=person))
    for row in mine:
        row.how, row.arrived_at = how, row.arrived_at or now
        row.save(update_fields=["how", "arrived_at"])
    if mine:
        return mine
    houses: list[Any] = [None]
    if meeting.body.of_members:
        taken = set(
            meeting.presences.filter(left_at=None, how__in=THERE).values_list("organisation", flat=True)
        )
        voters = stood_for(meeting.body, person, card)
        houses = [v.organisation for v in voters if v.key not in taken] or [None]
        # Whoever was noted as excused has come all the same.
        meeting.presences.filter(
            left_at=None, how=How.EXCUSED, organisation__in=[h for h in houses if h]
        ).delete()
    made = []
    for house in houses:
        try:
            with transaction.atomic():
                made.append(
                    Presence.objects.create(
                        meeting=meeting,
                        person=person,
                        organisation=house,
                        how=how,
                        arrived_at=now,
                        noted_by=by,
                    )
                )
        except IntegrityError:  # a colleague was quicker
            continue
    record("meeting.noted", meeting, actor=by, how=how)
    return made


@transaction.atomic
def leave(presence: Presence, *, by: Any = None) -> None:
    """Somebody leaves, for all they stood for. Whoever was only excused is not any more. Twice is once."""
    meeting = _may_come(presence.meeting)
    if presence.how == How.EXCUSED:
        Presence.objects.filter(pk=presence.pk).delete()
        return
    rows = meeting.presences.filter(left_at=None)
    rows = rows.filter(person=presence.person_id) if presence.person_id else rows.filter(pk=presence.pk)
    if rows.update(left_at=timezone.now()):
        record("meeting.left", meeting, actor=by)


# ---- proxies ----


@transaction.atomic
def give_proxy(
    meeting: Meeting, voter: Voter, holder: Any, *, instructions: str = "", by: Any = None
) -> Proxy:
    """A voter has `holder` vote for it in this meeting. One a voter; a holder has as many as the rules allow."""
    found = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    body = found.body
    if found.state in (MeetingState.CLOSED, MeetingState.CANCELLED):
        raise NotNow(_("This meeting is over: nobody can be represented in it any more."))
    if not body.proxies:
        raise NotNow(_("The rules of this body know no proxies."))
    if not voter.may:
        raise NotNow(
            _("%(name)s has no vote: %(why)s")
            % {"name": voter.name, "why": " ".join(map(str, voter.reasons))}
        )
    own = votes_for(body, holder)
    if not [one for one in own if one.may and one.key != voter.key]:
        raise NotNow(
            _("%(name)s has no vote of their own in this body. Choose somebody who has.")
            % {"name": holder.shown_name}
        )
    held = found.proxies.filter(holder=holder, revoked_at=None)
    if held.count() >= body.proxies:
        raise NotNow(
            _("%(name)s holds as many proxies as the rules allow. Choose somebody else.")
            % {"name": holder.shown_name}
        )
    giver = {"organisation": voter.organisation, "person": voter.person}
    if found.proxies.filter(revoked_at=None, **giver).exists():
        raise NotNow(_("%(name)s has given a proxy already. Revoke it first.") % {"name": voter.name})
    proxy = Proxy.objects.create(
        meeting=found, holder=holder, instructions=instructions.strip(), given_by=by, **giver
    )
    houses = [voter.organisation] if voter.organisation else []
    record("proxy.given", proxy, actor=by, organisations=houses, holder=str(holder.pk))
    return proxy


@transaction.atomic
def revoke_proxy(proxy: Proxy, *, by: Any = None) -> None:
    """From now on the holder votes for them no more; votes that were cast stay. Twice is once."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=proxy.meeting_id)
    if Proxy.objects.filter(pk=proxy.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by):
        proxy.refresh_from_db()
        houses = [proxy.organisation] if proxy.organisation else []
        record("proxy.revoked", proxy, actor=by, organisations=houses)
