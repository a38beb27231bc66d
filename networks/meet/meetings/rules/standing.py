"""Who stands in an election: proposed by whoever leads, or by themselves; on the paper only who has said yes to it."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.lots import by_lot
from networks.meet.meetings.counting.limits import Limit, Limits
from networks.meet.meetings.models import Ballot, BallotState, Candidacy
from networks.meet.meetings.rules.errors import NotNow
from networks.record.rules import record


def _before(ballot: Ballot) -> Ballot:
    """The election, locked, before it opens."""
    found = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
    if not found.is_election or found.state != BallotState.PLANNED:
        raise NotNow(_("One stands before the vote opens. Look at its page again."))
    return found


@transaction.atomic
def propose(ballot: Ballot, person: Any, *, organisation: Any = None, by: Any = None) -> Candidacy:
    """Propose somebody. They are asked; whoever proposes themselves has said yes. Twice is once."""
    found = _before(ballot)
    made, new = Candidacy.objects.get_or_create(
        ballot=found,
        person=person,
        defaults={
            "name": person.shown_name[:200], "organisation": organisation, "proposed_by": by, "language": found.language,
            "agreed_at": timezone.now() if by is not None and by.pk == person.pk else None,
        },
    )  # fmt: skip
    if new:
        record("candidacy.proposed", made, actor=by)
    return made


@transaction.atomic
def stand(candidacy: Candidacy, values: dict[str, Any], *, by: Any = None) -> Candidacy:
    """They stand, with their words and what the limits of this election ask for. Again changes it."""
    found = _before(candidacy.ballot)
    asked = {one["group"] for one in found.election.get("limits", [])}
    row = Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk)
    changed = row.text != values.get("text", row.text)
    row.text = values.get("text", row.text).strip()
    row.language = values.get("language") or row.language
    row.groups = sorted(set(values.get("groups", row.groups)) & asked)
    row.born = values.get("born", row.born)
    row.agreed_at, row.withdrawn_at = row.agreed_at or timezone.now(), None
    row.save()
    if changed:
        row.mark_versions_to_check("text")
    record("candidacy.agreed", row, actor=by)
    return row


@transaction.atomic
def step_back(candidacy: Candidacy, *, by: Any = None) -> None:
    """They do not stand, or not any more. Twice is once."""
    _before(candidacy.ballot)
    if Candidacy.objects.filter(pk=candidacy.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        record("candidacy.withdrawn", candidacy, actor=by)


def standing(ballot: Ballot) -> list[Candidacy]:
    """Who is on the paper, in an order that was drawn by lot: the first place is nobody's advantage."""
    rows = {row.key: row for row in ballot.candidacies.select_related("organisation") if row.stands}
    return [rows[str(key)] for key in by_lot(rows, f"paper:{ballot.pk}")]


def limits_of(ballot: Ballot, rows: list[Candidacy]) -> Limits:
    """The limits of an election, with what its candidates say of themselves."""
    limits = [
        Limit(one["group"], one.get("least", 0), one.get("most")) for one in ballot.election.get("limits", [])
    ]
    return Limits(limits, {row.key: row.groups for row in rows}, ballot.seats)


def why_not_yet(ballot: Ballot) -> str:
    """Why the election cannot open with these candidates; "" where it can."""
    rows = standing(ballot)
    if not rows:
        return _("Nobody stands yet.")
    if not limits_of(ballot, rows).hold((), [row.key for row in rows]):
        return _(
            "With these candidates the seats cannot be filled as your limits ask. Find more candidates, or change the election."
        )
    return ""
