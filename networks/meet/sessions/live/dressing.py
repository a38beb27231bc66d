"""Answers and counts made ready to be shown to whoever runs a session."""

from django.db.models import Q
from django.utils.translation import gettext as _

from networks.meet.sessions.live.moment import prepare
from networks.meet.sessions.models import Answer, Part
from networks.meet.sessions.models.planning import Showing
from networks.meet.sessions.rules import counting
from networks.people.models import Audience


def dress_answers(answers: list[Answer], part: Part, reader) -> None:
    """Give answers their versions for this reader, and under which name each stands. Never the audience."""
    prepare(answers, part)
    for answer in answers:
        answer.shown = answer.version_for("text", reader)
        answer.option = answer.given.version_for("text", reader) if answer.given else None
        placed = getattr(answer, "placement", None)
        answer.theme = placed.theme if placed else None


def in_words(counted: counting.Cells) -> list[tuple[str, int]]:
    """Counts by audience in the order of the audiences, with their names."""
    rows = [(str(Audience(key).label), counted[key]) for key in Audience.values if counted.get(key)]
    return [*rows, *([(_("Not told"), counted[""])] if counted.get("") else [])]


def in_queue(part: Part, queue: str) -> Q:
    """Which answers lie in a queue. Shown: what participants see when answers are shown; each answer lies in one queue."""
    there = Q(withdrawn_at__isnull=True)
    if queue == "hidden":
        return there & Q(hidden_at__isnull=False)
    there &= Q(hidden_at__isnull=True)
    if queue == "late":
        return there & Q(late=True)
    there &= Q(late=False)
    if part.showing != Showing.CHECKED:
        return there if queue == "shown" else Q(pk__in=[])
    return there & Q(checked_at__isnull=queue == "waiting")


def counted_by(values) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for value in values:
        if value:
            found[value] = found.get(value, 0) + 1
    return sorted(found.items(), key=lambda row: (-row[1], row[0]))
