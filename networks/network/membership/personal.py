"""A person's data in the register: what is exported, and what is erased."""

from typing import Any

from networks.network.membership.models import Note, OnBehalf, PersonRecord, Task


def export(person: Any) -> dict[str, Any]:
    """What the register holds of somebody in the current network."""
    return {
        "own_fields": list(PersonRecord.objects.filter(person=person).values_list("own", flat=True)),
        "notes_written": list(
            Note.objects.filter(by=person).values("organisation__name", "text", "created_at")
        ),
        "tasks": list(
            Task.objects.filter(owner=person).values("organisation__name", "title", "due", "done_at")
        ),
        "objections": list(
            OnBehalf.objects.filter(contested_by=person).values(
                "organisation__name", "contest", "contested_at"
            )
        ),
    }


def erase(person: Any) -> None:
    """What own fields hold about them goes; notes, tasks and objections stay, by "a former member"."""
    PersonRecord.objects.filter(person=person).delete()
