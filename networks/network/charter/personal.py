"""A person's data in this room: what is exported, and what is erased. What they said stays, by "a former member": others answered to it."""

from typing import Any

from networks.network.charter.models import Answered, Carrier, Comment, Objective, Wording


def export(person: Any) -> dict[str, Any]:
    """Everything of this room that names `person` in the current network."""
    return {
        "charter_proposals": list(
            Wording.objects.filter(proposed_by=person).values("text", "because", "state", "created_at")
        ),
        "charter_comments": list(
            Comment.objects.filter(by=person).values("wording__text", "view", "text", "created_at")
        ),
        "self_assessments_answered": list(Answered.objects.filter(person=person).values("round__year")),
        "objectives": list(Objective.objects.filter(owner=person).values("text", "due", "done_at")),
        "charter_work": list(Carrier.objects.filter(person=person).values("about", "words", "created_at")),
    }


def erase(person: Any) -> None:
    """They work on nothing any more; that they answered a self-assessment goes, what was answered has no name."""
    Answered.objects.filter(person=person).delete()
    Objective.objects.filter(owner=person).update(owner=None)
    Carrier.objects.filter(person=person).update(person=None)
