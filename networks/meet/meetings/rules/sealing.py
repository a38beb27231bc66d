"""After a secret vote is closed, nobody who reads the database, its backups and logs can tell who voted what.

While it runs, a database remembers which row came after which, and PostgreSQL which transaction wrote both facts. So papers and roll are copied in
shuffled order under new random keys, each in a transaction of its own, the old rows deleted, and what the database keeps of them is scrubbed.
The papers of a country's own ballot are deleted: what it said is in the box of the vote, without its name.
Jobs, which name the vote and nothing else, stay.

What this does not cover, and pages say so: whoever administers the server while the vote runs.
"""

import copy
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from networks.base.jobs import ask, job
from networks.base.models import Job
from networks.base.scrubbing import SHUFFLE, scrub
from networks.meet.meetings.models import Ballot, BallotForm, BallotState, Paper, RollEntry

KIND = "meetings.seal"
TABLES = (Paper, RollEntry)
OVER = (BallotState.CLOSED, BallotState.ANNULLED)


def ask_to_seal(ballot: Ballot) -> None:
    """Have it sealed as soon as this transaction is committed."""
    if ballot.is_secret:
        ask(KIND, key=f"seal:{ballot.pk}", priority=10, ballot=str(ballot.pk))


@job(KIND, attempts=20)
def seal_job(row: Job, ballot: str) -> bool:
    """Write papers and roll anew, apart; then scrub what the database keeps of the old rows."""
    key = UUID(ballot)
    if not renew(key, Paper) or not renew(key, RollEntry):
        return False
    scrub(TABLES)
    Ballot.objects.filter(pk=key).update(sealed_at=timezone.now())
    return True


@transaction.atomic
def renew(ballot: UUID, model: Any) -> bool:
    """Copy the rows of one kind in shuffled order under new keys, the old ones deleted. Only once a secret vote is over; again is harmless."""
    over = Ballot.objects.select_for_update(of=("self",)).filter(
        Q(within=None) | Q(within__state__in=OVER), pk=ballot, form=BallotForm.SECRET, state__in=OVER
    )
    found = over.first()
    if found is None:
        return False
    old = list(model.objects.filter(ballot=found))
    if model is Paper and (found.state == BallotState.ANNULLED or found.within_id):
        old = []  # what was voted in a vote that does not count, or within a country, is nobody's business
    SHUFFLE.shuffle(old)
    made = []
    for row in old:
        new = copy.copy(row)
        new._state = copy.copy(row._state)
        new._state.adding, new.pk = True, uuid4()
        made.append(new)
    model.objects.filter(ballot=found).delete()
    model.objects.bulk_create(made)
    return True
