"""What no backup may hold: papers and roll of a secret vote that runs, or whose sealing is not done.

A backup is read for longer than a vote runs, and two of them would tell what came between. A vote that was open when a restored backup was
made is annulled and held again; its page says so.
"""

from collections.abc import Iterator
from typing import Any

from networks.base.tenancy import across_networks
from networks.meet.meetings.models import Ballot, BallotForm, BallotState, Paper, RollEntry


def withheld() -> Iterator[tuple[Any, list]]:
    """Yield (model, keys) of the rows that a backup leaves out."""
    with across_networks("a backup"):
        ballots = list(
            Ballot.objects.filter(form=BallotForm.SECRET, sealed_at=None)
            .exclude(state=BallotState.PLANNED)
            .values_list("pk", flat=True)
        )
        for model in (Paper, RollEntry):
            yield model, list(model.objects.filter(ballot__in=ballots).values_list("pk", flat=True))
