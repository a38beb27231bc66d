"""The self-assessment: who may open the addresses."""

from networks.network.charter.models import Round
from networks.network.charter.rules import assessing
from tests.security.rules import CONFIRMED, COORDINATOR, MEMBERS, Filled, May


def key(name: str, parameter: str):
    return lambda filled: {parameter: filled.things[name].pk}


OPEN, CLOSED = key("open round", "round"), key("closed round", "round")
OBJECTIVE = key("objective", "objective")

MATRIX = {
    "assessment": May(MEMBERS, shows=True),
    "assessment-new": May(COORDINATOR),
    "assessment-results": May(MEMBERS, CLOSED, shows=True),
    "assessment-answer": May(CONFIRMED, OPEN),
    "assessment-closing": May(COORDINATOR, OPEN),
    "objective-new": May(COORDINATOR, CLOSED),
    "objective-edit": May(COORDINATOR, OBJECTIVE, shows=True),
    "objective-finishing": May(frozenset({"coordinator", "staff"}), OBJECTIVE, method="post"),
    "objective-dropping": May(COORDINATOR, OBJECTIVE, shows=True),
}


def fill(filled: Filled) -> None:
    """A round that is closed, with an objective, and one that is open."""
    word, by = filled.word, filled.people["coordinator"]
    first = assessing.begin(2029, by=by)
    Round.objects.filter(pk=first.pk).update(closed_at=first.created_at, sealed_at=first.created_at)
    first.refresh_from_db()
    filled.things |= {
        "closed round": first,
        "objective": assessing.choose(
            first, f"Reach {word}", dimension="finance", owner=filled.people["staff"], due=None, language="en", by=by
        ),
        "open round": assessing.begin(2030, by=by),
    }  # fmt: skip
