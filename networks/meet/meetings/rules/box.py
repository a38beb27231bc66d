"""The box of a secret vote: two facts that nothing connects.

That a voter voted stands on the roll, with a receipt: a keyed hash of the voter and the vote, never of the choice. What was voted lies in the box as
papers without a name, an order or a time, one for each vote of the voter's weight, under random keys. Both are written in one
transaction, or neither. No event, update or job knows of them. Once the vote is closed, both are written anew, apart (sealing.py).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from networks.base.scrubbing import SHUFFLE
from networks.meet.meetings.models import Ballot, Paper, RollEntry
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.roll import Mine, mine

FEW = 5  # voters: below this a result tells who voted what
MOST_WEIGHT = 1000  # papers that one voter puts into the box


@dataclass(frozen=True)
class Cast:
    """What a voter learns: their receipt, and whether it was there before."""

    receipt: str
    again: bool = False


def receipt_for(ballot: Ballot, entry: RollEntry) -> str:
    """The receipt of a voter: nobody can compute it without the secret of the installation, and it holds no choice."""
    digest = salted_hmac(
        "networks.meet.meetings.receipt", f"{ballot.pk}:{entry.voter_key}", algorithm="sha256"
    )
    code = digest.hexdigest()[:16].upper()
    return "-".join(code[place : place + 4] for place in range(0, 16, 4))


def votes_of(ballot: Ballot, entry: RollEntry) -> int:
    """How many papers this voter puts into the box."""
    return 1 if ballot.one_each else entry.weight


@sensitive_variables("choice")
def cast_secretly(
    ballot: Ballot, entry: RollEntry, choice: list[str], *, by: Any, theirs: list[Mine] | None = None
) -> Cast:
    """Put a voter's papers into the box, once. Sent again it is said that it was counted; what was in it is compared with nothing.

    Whose vote this is, is asked before the transaction: it is short, so that thousands can vote at once. A proxy is asked again within.
    """
    from networks.meet.meetings.rules.voting import check_choice, may_cast_now

    by_proxy = may_cast_now(ballot, entry, by, theirs)
    check_choice(ballot, choice)
    return _put(ballot, entry, choice, by_proxy, by)


@sensitive_variables("choice", "papers")
@transaction.atomic
def _put(ballot: Ballot, entry: RollEntry, choice: list[str], by_proxy: bool, by: Any) -> Cast:
    from networks.meet.meetings.rules.blocks import must_say
    from networks.meet.meetings.rules.voting import late, may_cast_now, still_holds

    found = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
    row = RollEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk, ballot=found)
    if row.voted:
        return Cast(row.receipt, again=True)
    if not found.takes_votes():
        raise late(found)
    if by_proxy:
        may_cast_now(ballot, row, by)  # as many as the rules allow, also where several are sent at once
        still_holds(row, by)
    if row.block:
        may_cast_now(found, row, by)  # another delegate may have been named meanwhile
        must_say(found, row, choice)
    receipt = receipt_for(found, row)
    RollEntry.objects.filter(pk=row.pk).update(voted=True, by_proxy=by_proxy, receipt=receipt)
    papers = [
        Paper(pk=uuid4(), network_id=found.network_id, ballot=found, choice=choice)
        for _number in range(votes_of(found, row))
    ]
    Paper.objects.bulk_create(papers)
    return Cast(receipt)


def box_facts(ballot: Ballot, roll: Iterable[RollEntry], papers: Iterable[Paper]) -> dict[str, Any]:
    """What everybody can compare: papers with the votes on the roll, receipts with voters; and whether the result tells."""
    voted = [entry for entry in roll if entry.voted]
    papers = list(papers)
    return {
        "papers": len(papers),
        "votes_on_roll": sum(votes_of(ballot, entry) for entry in voted),
        "receipts": len({entry.receipt for entry in voted if entry.receipt}),
        "few": 0 < len(voted) < FEW,
        "unanimous": bool(papers) and len({tuple(paper.choice) for paper in papers}) == 1,
    }


def must_agree(ballot: Ballot, facts: dict[str, Any], roll: list[RollEntry]) -> None:
    """Nothing is counted where the box and the roll do not say the same."""
    if not roll:
        raise NotNow(
            _(
                "This vote was open when a backup was made: its votes are not in the backup. Annul it, and hold it again."
            )
        )
    voters = sum(1 for entry in roll if entry.voted)
    if facts["papers"] != facts["votes_on_roll"] or facts["receipts"] != voters:
        raise NotNow(
            _(
                "There are %(papers)s papers and %(votes_on_roll)s votes on the roll, %(receipts)s receipts: they differ. Annul it, and hold it again."
            )
            % facts
        )


def receipts_of(ballot: Ballot) -> list[str]:
    """The published list: as many as voters, in the order of the letters."""
    return sorted(ballot.roll.filter(voted=True).exclude(receipt="").values_list("receipt", flat=True))


def own_receipts(ballot: Ballot, person: Any) -> list[RollEntry]:
    """The entries for which this person may see the receipt."""
    return [one.entry for one in mine(ballot, person) if one.entry.receipt]


def shuffled(papers: Iterable[Paper]) -> list[list[str]]:
    """What the papers say, in an order that tells nothing."""
    choices = [list(paper.choice) for paper in papers]
    SHUFFLE.shuffle(choices)
    return choices


def warnings(weights: Iterable[int], *, one_each: bool = False) -> list[str]:
    """What whoever opens a secret vote has to know before: who has so many votes, one for each voter."""
    weights = list(weights)
    found = []
    if len(weights) < FEW:
        found.append(
            ngettext(
                "%(n)s voter: with fewer than five nothing stays secret. Whoever knows some of them knows the others.",
                "%(n)s voters: with fewer than five nothing stays secret. Whoever knows some of them knows the others.",
                len(weights),
            )
            % {"n": len(weights)}
        )
    if not one_each and rare_weights(weights):
        found.append(
            _(
                "Fewer than five voters have %(weights)s votes each: the totals may tell how they voted. Let everybody have one paper, if your statutes allow it."
            )
            % {"weights": ", ".join(map(str, rare_weights(weights)))}
        )
    return found


def rare_weights(weights: Iterable[int]) -> list[int]:
    """Weights that fewer than five voters have, where there are several."""
    held = Counter(weights)
    return sorted(weight for weight, voters in held.items() if voters < FEW) if len(held) > 1 else []


def may_be_secret(ballot: Ballot, roll: Iterable[RollEntry]) -> None:
    """A secret vote opens only where it can stay one."""
    if not ballot.one_each and any(entry.weight > MOST_WEIGHT for entry in roll):
        raise NotNow(
            _("A weight is larger than %(most)s: too many papers. Let everybody have one.")
            % {"most": MOST_WEIGHT}
        )
