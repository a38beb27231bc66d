"""An election in the demonstration: Ponte's assembly elected three people into its board, by secret ballot."""

from itertools import cycle
from typing import Any

from networks.meet.meetings.demonstration import past
from networks.meet.meetings.models import Ballot, Body, ItemKind, Method
from networks.meet.meetings.rules import box, elections, meetings, standing, voting
from networks.meet.meetings.rules.roll import mine

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
    meeting = past.plan(made, assembly, 120, ("General assembly", "Assemblée générale"), hour=10, by=chair)
    item = meetings.add_item(meeting, title=TITLE[0], kind=ItemKind.DECISION, by=chair)
    item.put_version("title", "fr", TITLE[1], author=chair)
    past.convene(meeting, by=chair)
    past.come(meeting, by=chair)
    if not past.begin(meeting, by=chair):
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
    past.end(meeting, ballot, by=chair)
    return ballot
