"""Reminders: a week, a day and an hour before, once each for each start; and what is done every so often."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from networks.base.jobs import job
from networks.base.tenancy import in_network
from networks.base.times import instant
from networks.participation.occasions import messages, rules
from networks.participation.occasions.kinds import kinds
from networks.participation.occasions.models import Invitee, Occasion, Reply

# Which reminder is due from how long before the start, to how long before; and who was told this recently needs none.
WINDOWS = {
    "week": (timedelta(days=7), timedelta(days=3), timedelta(days=2)),
    "day": (timedelta(days=1), timedelta(hours=4), timedelta(hours=3)),
    "hour": (timedelta(hours=1), timedelta(0), timedelta(minutes=5)),
}


@job("occasions.remind", every=timedelta(minutes=5))
def remind_job(row) -> int:
    """Write the reminders that are due, in all networks."""
    now, sent = timezone.now(), 0
    for kind in kinds():
        soon = kind.to_come().filter(
            cancelled_at=None, starts_at__gt=now, starts_at__lte=now + WINDOWS["week"][0]
        )
        for occasion in soon.select_related("network"):
            with in_network(occasion.network_id):
                sent += remind(occasion, now)
    return sent


def remind(occasion: Occasion, now=None) -> int:
    """Write the reminders of one occasion that are due now and were not written for this start."""
    now, sent = now or timezone.now(), 0
    left = occasion.starts_at - now
    for which, (most, least, fresh) in WINDOWS.items():
        mark = f"{which} {occasion.starts_at.isoformat()}"
        if not least < left <= most or mark in occasion.reminded:
            continue
        for invitee in _whom(occasion, which, now - fresh):
            invitee.occasion = occasion
            sent += messages.remind(invitee, which)
        occasion.reminded = [*occasion.reminded, mark]
        Occasion.objects.filter(pk=occasion.pk).update(reminded=occasion.reminded)
    return sent


def _whom(occasion: Occasion, which: str, told_before):
    """Who comes or perhaps comes; a week before also who has not answered."""
    answered = Q(reply__in=(Reply.YES, Reply.PERHAPS))
    whom = answered | Q(reply="") if which == "week" else answered
    return (
        Invitee.objects.filter(whom, occasion=occasion, withdrawn_at=None, told_sequence__gte=0)
        .filter(Q(told_at=None) | Q(told_at__lt=told_before))
        .select_related("person", "organisation")
        .order_by("pk")
    )


@job("occasions.tidy", every=timedelta(hours=12))
def tidy_job(row) -> int:
    """Delete what has served: arrangements 30 days after."""
    return rules.delete_old_arrangements()


def derive_times() -> list[Occasion]:
    """Derive the instants of what is to come again from local times and zones; return those that moved, whose people are told.

    For when the zone data changed: the time on the wall stays, its instant moves.
    """
    moved = []
    future = Occasion.everywhere.exclude(starts_local=None).filter(
        starts_at__gt=timezone.now() - timedelta(days=2)
    )
    for occasion in future.select_related("network"):
        if instant(occasion.starts_local, occasion.zone) != occasion.starts_at:
            with in_network(occasion.network_id):
                occasion.save(update_fields=["starts_at"])
                rules.changed(occasion)
            moved.append(occasion)
    return moved
