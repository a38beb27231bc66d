"""Votes from elsewhere: who has not voted is reminded, and what is over is closed."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from networks.base.jobs import job
from networks.base.tenancy import across_networks, in_network
from networks.meet.meetings.models import (
    Ballot,
    BallotState,
)
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.voting.closing import close_ballot
from networks.record.rules import record

REMIND_BEFORE = timedelta(hours=24)


@job("meetings.remind_voters", every=timedelta(minutes=30))
def remind_voters(row: Any = None) -> int:
    """Tell whoever has not voted from elsewhere that the vote closes within a day; once."""
    now = timezone.now()
    with across_networks("votes that close soon"):
        soon = list(
            Ballot.objects.filter(
                state=BallotState.OPEN, closes_at__gt=now, closes_at__lt=now + REMIND_BEFORE, reminded_at=None,
                opened_at__lt=now - REMIND_BEFORE / 2, network__closed_at=None,
            )
        )  # fmt: skip
    count = 0
    for ballot in soon:
        with in_network(ballot.network_id), transaction.atomic():
            if Ballot.objects.filter(pk=ballot.pk, reminded_at=None).update(reminded_at=now):
                record("ballot.due", ballot)
                count += 1
    return count


@job("meetings.close_ballots", every=timedelta(minutes=1))
def close_what_is_over(row: Any = None) -> int:
    """Close the votes by correspondence whose last moment has passed."""
    with across_networks("votes that are over"):
        over = list(
            Ballot.objects.filter(
                state=BallotState.OPEN, closes_at__lt=timezone.now(), network__closed_at=None
            ).select_related("item")
        )
    count = 0
    for ballot in over:
        with in_network(ballot.network_id):
            try:
                close_ballot(ballot)
                count += 1
            except NotNow:  # somebody was quicker
                continue
    return count
