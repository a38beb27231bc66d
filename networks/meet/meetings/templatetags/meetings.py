"""Moments of votes and written rounds, in the network's own time."""

from datetime import datetime

from django import template

from networks.meet.meetings.words import moment_words

register = template.Library()


@register.filter
def moment(at: datetime | None, zone: str) -> str:
    """A day and an hour, with the zone they are in."""
    return moment_words(at, zone) if at else ""
