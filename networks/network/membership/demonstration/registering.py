"""Somebody of a member is registered on its behalf for what takes place next: they rang, having no way to answer themselves."""

from datetime import timedelta
from typing import Any

from networks.network.membership.rules.registering import NotRegistered, Registration, register_for
from networks.participation.occasions.kinds import kinds
from networks.participation.occasions.models import Reply

WHO = ("Gábor Fehér", "alfold")
REASON = "He rang: their connection does not work this week, and he wants to come."


def fill(made: Any) -> None:
    """The nearest occasion for which they have not answered yet, if there is one."""
    who, house = made.people.get(WHO[0]), made.organisations.get(WHO[1])
    if who is None or house is None:
        return
    begins = made.now + timedelta(days=1)
    coming = [
        one for kind in kinds() for one in kind.to_come().filter(cancelled_at=None, starts_at__gt=begins)
    ]
    for occasion in sorted(coming, key=lambda one: (one.starts_at, one.pk)):
        try:
            register_for(
                house, Registration(occasion, Reply.YES, person=who), REASON, None, by=made.people["ilse"]
            )
        except NotRegistered:
            continue
        return
