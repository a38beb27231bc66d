"""Leavings that were set for a later day: at that moment access ends, as it does for whoever leaves at once."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from networks.base.jobs import ask, job
from networks.base.tenancy import across_networks, in_network
from networks.people.belonging import end_affiliation
from networks.people.models import Affiliation


def moment_of(day: date) -> datetime:
    """When a day begins in the network: what holds until then holds no longer (`holding`)."""
    return timezone.make_aware(datetime.combine(day, time(0)))


@transaction.atomic
def leaves_on(affiliation: Affiliation, day: date) -> None:
    """Somebody leaves on a day to come; what is open then is ended at that moment."""
    affiliation.end(day)
    _be_there(affiliation)


def _be_there(affiliation: Affiliation) -> None:
    day = affiliation.until
    assert day is not None
    wait = max(timedelta(), moment_of(day) - timezone.now())
    key = f"left:{affiliation.pk}:{day}"
    ask("people.left", key=key, after=wait, affiliation=str(affiliation.pk), day=day.isoformat())


@job("people.left", attempts=20)
def left(row: Any, affiliation: str, day: str) -> bool:
    """The day is there: functions and cards end, whoever follows something live follows it no more. Not where the day was changed since."""
    found = Affiliation.objects.select_related("person", "organisation").filter(pk=affiliation, until=day)
    one = found.first()
    if one is None or day > timezone.localdate().isoformat():
        return False
    end_affiliation(one)
    return True


@job("people.leavings_to_come", every=timedelta(hours=24))
def leavings_to_come(row: Any = None) -> int:
    """See to it that each of the next two days' leavings has its job, also those of an archive that was taken in. Asked for twice is once."""
    today = timezone.localdate()
    with across_networks("who leaves soon"):
        soon = Affiliation.everywhere.filter(until__gt=today, until__lte=today + timedelta(days=2))
        rows = list(soon.select_related("network"))
    for one in rows:
        with in_network(one.network):
            _be_there(one)
    return len(rows)
