"""Whom this room tells of what."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.meet.meetings.models import (
    Action,
    Ballot,
    BallotState,
    Body,
    Candidacy,
    Decision,
    Meeting,
    Proxy,
    Round,
)
from networks.meet.meetings.rules.referring import whom_to_tell
from networks.meet.meetings.words import moment_words
from networks.notices.telling import Told
from networks.participation.mandates.rules import who_may_bind
from networks.participation.occasions.models import Invitee
from networks.people.models import Role, RoleKind
from networks.record.models import Event

KIND = "meetings"


def seated(event: Event, body: Body):
    """Whoever was given a seat."""
    return [event.facts.get("person")]


def convened(event: Event, meeting: Meeting):
    """Whoever is convened. The convocation itself comes by a message of its own."""
    return Invitee.objects.filter(
        occasion=meeting.occasion_id, withdrawn_at=None, person__isnull=False
    ).values_list("person", flat=True)


def to_do(event: Event, action: Action):
    """Whoever is to do it."""
    return [action.owner_id]


def late(event: Event, action: Action):
    """The same, while it is not done."""
    return [] if action.done_at else [action.owner_id]


def until(thing: Ballot | Round) -> str:
    """The last moment to vote, or to answer."""
    return moment_words(thing.closes_at, thing.network.zone) if thing.closes_at else ""


def asked(event: Event, body: Body):
    """Whoever leads the body that is asked."""
    return whom_to_tell(body)


def voters(event: Event, ballot: Ballot):
    """Whoever may cast a vote, where one votes from elsewhere. In the meeting the page says so."""
    if not ballot.by_correspondence or not ballot.takes_votes():
        return ()
    return _speakers(ballot.roll.filter(may=True, voted=False).select_related("organisation"))


def reminded(event: Event, ballot: Ballot):
    """The same, and the delegates of countries whose paper is not in the box."""
    if not ballot.takes_votes():
        return set()
    rows = ballot.roll.filter(block=True, voted=False, through__isnull=False)
    return {*voters(event, ballot), *rows.values_list("through", flat=True)}


def delegate(event: Event, ballot: Ballot):
    """Whoever casts the paper of the country."""
    if not ballot.takes_votes():
        return ()
    rows = ballot.roll.filter(
        block=True, voted=False, country=event.facts.get("country"), through__isnull=False
    )
    return rows.values_list("through", flat=True)


def in_writing(event: Event, found: Round):
    """Whoever may answer in a written round."""
    return _speakers(found.voices.select_related("organisation"))


def silent(event: Event, found: Round):
    """Whoever may still answer in a written round, and has not."""
    if not found.is_open or found.closes_at <= timezone.now():
        return ()
    return _speakers(found.voices.filter(stand="").select_related("organisation"))


def proposer(event: Event, found: Round):
    """Whoever proposed it."""
    return [found.made_by_id]


def _speakers(rows):
    """Whoever speaks for these voters."""
    rows = list(rows)
    houses = [row.organisation for row in rows if row.organisation]
    people = {person.pk for found in who_may_bind(houses, "vote").values() for person in found}
    return people | {row.person_id for row in rows if row.person_id}


def holder(event: Event, proxy: Proxy):
    """Whoever votes for somebody else."""
    return [proxy.holder_id]


def candidate(event: Event, candidacy: Candidacy):
    """Whoever was proposed by somebody else, and has not said yes or no."""
    answered = candidacy.agreed_at or candidacy.withdrawn_at
    over = candidacy.ballot.state != BallotState.PLANNED
    return [] if answered or over else [candidacy.person_id]


def coordinators(event: Event, decision: Decision):
    """The coordinators, who see to it that something follows."""
    return Role.objects.now().filter(kind=RoleKind.COORDINATOR).values_list("person", flat=True)


TOLD = {
    "decision.without_effect": Told(
        coordinators, _("It was decided, but nothing could follow: {what}"), KIND
    ),
    "body.asked": Told(asked, _("A decision is asked of {what}"), KIND),
    "ballot.opened": Told(voters, _("Vote: {what}"), KIND, asks=True, until=until),
    "ballot.country_opened": Told(voters, _("Vote in your country: {what}"), KIND, asks=True, until=until),
    "ballot.due": Told(reminded, _("The vote closes soon: {what}"), KIND, asks=True, until=until),
    "ballot.delegate_named": Told(delegate, _("You cast the paper of your country: {what}"), KIND, asks=True),
    "ballot.country_ready": Told(
        delegate, _("Your country has voted, cast its paper: {what}"), KIND, asks=True, until=until
    ),
    "written_round.begun": Told(in_writing, _("{who} proposes in writing: {what}"), KIND, until=until),
    "written_round.amended": Told(in_writing, _("{who} wrote anew: {what}"), KIND),
    "written_round.due": Told(
        silent, _("Your answer is still missing: {what}"), KIND, asks=True, until=until
    ),
    "written_round.asked": Told(proposer, _("{who} asks or answers: {what}"), KIND),
    "written_round.objected": Told(proposer, _("{who} objects: {what}"), KIND),
    "written_round.closed": Told(in_writing, _("This was decided in writing: {what}"), KIND),
    "body.seat_given": Told(seated, _("{who} gave you a seat: {what}"), KIND),
    "meeting.convened": Told(convened, _("{who} convened {what}"), KIND, mail=False),
    "action.given": Told(to_do, _("{who} gave you something to do: {what}"), KIND),
    "action.due": Told(late, _("This is due soon, or late: {what}"), KIND, asks=True),
    "proxy.given": Told(holder, _("{who} gave you a proxy: {what}"), KIND),
    "proxy.revoked": Told(holder, _("{who} revoked your proxy: {what}"), KIND),
    "candidacy.proposed": Told(candidate, _("{who} asks you to stand: {what}"), KIND, asks=True),
    "meeting.cancelled": Told(convened, _("{who} cancelled {what}"), KIND, mail=False),
}
