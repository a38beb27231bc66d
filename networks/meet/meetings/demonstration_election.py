"""An election in the demonstration: Ponte's assembly elected three people into its board, by secret ballot."""

from datetime import timedelta
from itertools import cycle
from typing import Any

from django.db.models import Q

from networks.meet.meetings.models import Ballot, Body, Decision, How, ItemKind, Meeting, MeetingState, Method
from networks.meet.meetings.rules import attending, box, elections, holding, meetings, standing, voting
from networks.meet.meetings.rules.roll import mine
from networks.meet.meetings.rules.voters import speakers_of, voters_of

TITLE = ("Three seats in the board", "Trois sièges au conseil")
WORDS = [
    ("I want members to buy together what all of us need.", "Je veux que les membres achètent ensemble ce dont nous avons tous besoin."),
    ("Small members should be heard as loudly as large ones.", "Les petits membres doivent être entendus autant que les grands."),
    ("Our workers know best what has to change. I will ask them.", "Nos travailleurs savent le mieux ce qui doit changer. Je leur demanderai."),
    ("I look after the money, and say early when it gets short.", "Je veille sur l’argent, et je préviens tôt quand il manque."),
    ("I bring what other countries do to our table.", "J’apporte à notre table ce que font les autres pays."),
]  # fmt: skip
# How the delegates put the candidates in order, one after another; nobody needs to name all.
ORDERS = ["013", "02", "10", "204", "31", "0", "124", "40", "013", "2", "31", "102"]


def hold(made: Any, assembly: Body, board: Body, chair: Any, people: list[Any]) -> Ballot | None:
    """The last assembly, with its election; None where nobody can vote."""
    begun = (made.now - timedelta(days=120)).replace(hour=10, minute=0, second=0, microsecond=0)
    meeting = meetings.plan(
        assembly, title="General assembly", language="en", zone=made.network.zone, minutes=120, mode="online", by=chair,
        starts_local=begun.replace(tzinfo=None),
    )  # fmt: skip
    meeting.put_version("title", "fr", "Assemblée générale", author=chair)
    item = meetings.add_item(meeting, title=TITLE[0], kind=ItemKind.DECISION, by=chair)
    item.put_version("title", "fr", TITLE[1], author=chair)
    # It was convened and held in the past: no message leaves for it now.
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.CONVENED, convened_at=begun - timedelta(days=30), convened_by=chair
    )
    meeting.refresh_from_db()
    voters = [voter for voter in voters_of(assembly) if voter.may]
    speakers = speakers_of(assembly, voters)
    for voter in voters:
        if speakers.get(voter.key):
            attending.note(meeting, voter, How.ONLINE, person=speakers[voter.key][0], by=chair)
    holding.open_meeting(meeting, without_quorum=True, by=chair)
    if not attending.quorum_of(assembly, attending.places_of(meeting)).reached:
        return None
    ballot = elections.prepare_election(
        item, title=TITLE[0], method=Method.STV, seats=3, seats_in=board, by=chair
    )
    ballot.put_version("title", "fr", TITLE[1], author=chair)
    stands = []
    for person, (words, french) in zip(people[2:7], WORDS, strict=False):
        one = standing.stand(
            standing.propose(ballot, person, by=person), {"text": words, "language": "en"}, by=person
        )
        one.put_version("text", "fr", french, author=person)
        stands.append(one.key)
    voting.open_ballot(ballot, by=chair)
    orders = cycle(ORDERS)
    for person in dict.fromkeys(
        row.person for row in meeting.presences.select_related("person") if row.person
    ):
        for one in mine(ballot, person):
            if not one.entry.voted and not one.hint:
                order = [stands[int(place)] for place in next(orders) if int(place) < len(stands)]
                box.cast_secretly(ballot, one.entry, order, by=person)
    voting.close_ballot(ballot, by=chair)
    ballot.candidacies.filter(elected=True).update(seated=True)  # they sit there since
    in_the_past(meeting, ballot, chair)
    return ballot


def in_the_past(meeting: Meeting, ballot: Ballot, chair: Any) -> None:
    """It was held when it was planned for, with a vote in it that is closed."""
    begun = meeting.occasion.starts_at
    meeting.presences.update(arrived_at=begun)
    Meeting.objects.filter(pk=meeting.pk).update(opened_at=begun)
    holding.close_meeting(meeting, by=chair)
    ended = begun + timedelta(minutes=110)
    meeting.presences.update(left_at=ended)
    Meeting.objects.filter(pk=meeting.pk).update(closed_at=ended)
    at = begun + timedelta(minutes=70)
    Ballot.objects.filter(Q(pk=ballot.pk) | Q(within=ballot)).update(
        opened_at=at, closed_at=at + timedelta(minutes=10)
    )
    ballot.roll.filter(voted_at__isnull=False).update(voted_at=at + timedelta(minutes=5))
    Decision.objects.filter(ballot=ballot).update(decided_at=at + timedelta(minutes=10))
    meeting.occasion.attendances.update(until=ended)
