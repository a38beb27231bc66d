"""Moments of votes and written rounds, in the network’s own time; what bodies and meetings are called in the reader’s language."""

from datetime import datetime
from typing import Any

from django import template

from networks.base.texts import load_versions
from networks.meet.meetings.words import moment_words

register = template.Library()


@register.filter
def moment(at: datetime | None, zone: str) -> str:
    """A day and an hour, with the zone they are in."""
    return moment_words(at, zone) if at else ""


@register.simple_tag(takes_context=True)
def names_here(context: Any, body: Any, meeting: Any) -> dict[str, Any]:
    """What a body and a meeting of it are called in the reader's language, asked once for both."""
    fields = {"body": (body, "name"), "meeting": (meeting, "title")}
    given = {key: (record, field) for key, (record, field) in fields.items() if record}
    load_versions(record for record, _field in given.values() if not hasattr(record, "_versions"))
    reader = context["request"].actor.reader
    return {key: record.version_for(field, reader) for key, (record, field) in given.items()}
