"""Elections and secret votes: who may open the addresses."""

from networks.meet.meetings.models import Ballot, BallotState, Candidacy
from networks.meet.meetings.rules import elections, standing
from networks.meet.meetings.rules.attending import places_of
from networks.meet.meetings.rules.roll import freeze, rule_of_body
from networks.meet.meetings.tests.matrix_holding import LEADS, READS, key
from tests.security.rules import Filled, May

ELECTION, HELD = key("election", "ballot"), key("held election", "ballot")
OWN = frozenset({"board"})  # whoever stands

MATRIX = {
    "election-new": May(LEADS, key("open item", "item"), shows=True),
    "ballot-opening": May(LEADS, ELECTION, shows=True),
    "ballot-receipts": May(READS, HELD, shows=True),
    "candidacy-new": May(LEADS, ELECTION, shows=True),
    "candidacy-own": May(READS, ELECTION, method="post"),
    "candidacy-edit": May(OWN, key("candidacy", "candidacy"), shows=True),
    "candidacy-versions": May(LEADS, key("candidacy", "candidacy"), shows=True),
    "candidacy-withdrawal": May(LEADS, key("candidacy", "candidacy"), method="post"),
    "ballot-choosing": May(LEADS, HELD, method="post"),
    "ballot-next-round": May(LEADS, HELD, method="post"),
    "ballot-seating": May(LEADS, HELD, shows=True),
}


def fill(filled: Filled) -> None:
    """An election that is prepared, with somebody who stands, and one that was held in secret."""
    word, by = filled.word, filled.people["board"]
    item, body = filled.things["open item"], filled.things["closed body"]
    for name in ("election", "held election"):
        made = elections.prepare_election(
            item, title=f"Election {name} {word}", method="approval", seats=2, seats_in=body, by=by
        )
        candidacy = standing.stand(standing.propose(made, by, by=by), {"text": f"Stands {word}"}, by=by)
        Candidacy.objects.filter(pk=candidacy.pk).update(name=f"Candidate {word}")
        filled.things[name] = made
        filled.things.setdefault("candidacy", candidacy)
    held = filled.things["held election"]
    options = [row.option() for row in held.candidacies.all()]
    Ballot.objects.filter(pk=held.pk).update(
        state=BallotState.CLOSED, opened_at=held.created_at, closed_at=held.created_at, options=options,
        rule=rule_of_body(body, "ordinary"),
    )  # fmt: skip
    held.refresh_from_db()
    roll = freeze(held, places_of(filled.things["open meeting"]))
    result = elections.count_election(held, roll, [])
    Ballot.objects.filter(pk=held.pk).update(
        result=result | {"box": {"papers": 0, "votes_on_roll": 0, "receipts": 0}}
    )
