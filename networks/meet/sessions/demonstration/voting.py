"""Invented priorities of the demonstration: approvals of the first part, agreement with the themes of the third."""

import random

from networks.meet.sessions.models import AgreementVote, Ballot, Part, Seat
from networks.meet.sessions.models.planning import PriorityMethod


def vote(part: Part, content: dict, seats: list[Seat]) -> None:
    """Let everyone who was there vote as `content` says, the same each time it is built."""
    chance = random.Random(part.position)  # noqa: S311 - invented figures
    themes = dict(zip(content["themes"], part.themes.order_by("position"), strict=True))
    if part.priority_method == PriorityMethod.APPROVAL and "approved" in content:
        for number, seat in enumerate(seats):
            approved = [
                str(themes[key].pk)
                for offset, (key, wanted) in enumerate(content["approved"].items())
                if (number * 7 + offset * 5) % len(seats) < wanted
            ]
            Ballot.objects.create(part=part, voter=seat.pk, seat=seat, content={"approved": approved})
    elif part.priority_method == PriorityMethod.AGREEMENT:
        market = {"market", "funding", "training", "visibility", "institutions"}
        for number, seat in enumerate(seats):
            leans_to_market = number % 5 < 2
            for key, theme in themes.items():
                likes = (
                    0.9
                    if key in ("visits", "mentoring", "ministries")
                    else 0.92
                    if (key in market) == leans_to_market
                    else 0.35
                )
                value = 1 if chance.random() < likes else (-1 if chance.random() < 0.6 else 0)
                AgreementVote.objects.create(part=part, voter=seat.pk, seat=seat, theme=theme, value=value)
