"""Lines of the charter: who may open the addresses."""

from networks.network.charter.models import Line, LineState
from networks.network.charter.rules import carrying, lines
from networks.participation.referrals.rules import answer
from tests.security.rules import CONFIRMED, COORDINATOR, FACILITATORS, MEMBERS, Filled, May


def key(name: str, parameter: str):
    return lambda filled: {parameter: filled.things[name].pk}


LINE, ADOPTED = key("proposed line", "line"), key("adopted line", "line")
WORDING, FIRST, CARRIER = key("wording", "wording"), key("own wording", "wording"), key("carrier", "carrier")
PROPOSER = frozenset({"coordinator", "staff"})

MATRIX = {
    "charter": May(MEMBERS, shows=True),
    "charter-door": May(MEMBERS, lambda f: {"whom": "worker"}, shows=True),
    "charter-proposals": May(MEMBERS, shows=True),
    "charter-earlier": May(MEMBERS, shows=True),
    "charter-proposal-new": May(CONFIRMED),
    "charter-line": May(MEMBERS, LINE, shows=True),
    "charter-way": May(
        MEMBERS,
        lambda f: {"label": "network_charter.line", "key": f.things["adopted line"].pk},
        shows=True,
    ),
    "charter-change": May(CONFIRMED, ADOPTED, shows=True),
    "charter-position": May(COORDINATOR, ADOPTED, method="post", data=lambda f: {"places": "1"}),
    "charter-retirement": May(COORDINATOR, ADOPTED, shows=True),
    "charter-carrier-new": May(FACILITATORS, ADOPTED, shows=True),
    "charter-carrier-edit": May(FACILITATORS, CARRIER, shows=True),
    "charter-carrier-removal": May(FACILITATORS, CARRIER),
    "charter-wording-edit": May(PROPOSER, FIRST, shows=True),
    "charter-wording-versions": May(PROPOSER, FIRST, shows=True),
    "charter-withdrawal": May(PROPOSER, FIRST),
    "charter-asking": May(COORDINATOR, WORDING, shows=True),
    "charter-comment-new": May(CONFIRMED, WORDING, shows=True),
    "charter-comment-removal": May(PROPOSER, key("comment", "comment"), shows=True),
}


def fill(filled: Filled) -> None:
    """A line that is discussed, one that was adopted and is carried, one that was retired."""
    word, by, staff = filled.word, filled.people["coordinator"], filled.people["staff"]
    made = lines.propose("why", f"Proposed {word}", language="en", because=f"Because {word}", by=staff)
    filled.things |= {
        "wording": made,
        "own wording": made,
        "proposed line": made.line,
        "comment": lines.comment(made, "for", f"Said {word}", language="en", by=staff),
    }
    adopted = lines.propose("whom", f"Adopted {word}", whom="worker", language="en", by=staff)
    answer(lines.ask(adopted, to="coordinator", by=by), "adopted", by=by)
    line = Line.objects.get(pk=adopted.line_id)
    filled.things |= {
        "adopted line": line,
        "carrier": carrying.carry(line, words=f"Carried {word}", person=staff, by=by),
    }
    old = lines.propose("what", f"Retired {word}", language="en", by=staff)
    Line.objects.filter(pk=old.line_id).update(
        state=LineState.RETIRED, retired_at=old.created_at, retired_because=f"Over {word}"
    )
