"""Memberships that end by themselves (a candidate's year): announced 30 and 7 days before, ended on the day. Run again, nothing is done twice."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from networks.base.jobs import job
from networks.base.tenancy import in_network
from networks.network.membership.models import OPEN, Application, EndReason, EndWarning, Membership
from networks.network.membership.rules import belonging
from networks.people.models import Network
from networks.record.rules import record

WARNED = (30, 7)  # days before


def today_in(network: Network) -> date:
    """The day that it is in the network's zone."""
    return timezone.now().astimezone(ZoneInfo(network.zone)).date()


def ending(network: Network, within: int = WARNED[0]) -> list[Membership]:
    """The memberships of the current network that end by themselves within so many days, the next first."""
    limit = today_in(network) + timedelta(days=within)
    rows = Membership.objects.filter(until__isnull=True, ends_on__lte=limit)
    return list(rows.select_related("organisation", "category").order_by("ends_on", "pk"))


def next_steps(memberships: list[Membership]) -> dict[Any, Application]:
    """Which of these members have an application for another category open: by organisation. One query."""
    rows = Application.objects.filter(
        organisation__in=[found.organisation_id for found in memberships], stage__in=OPEN
    )
    return {row.organisation_id: row for row in rows}


@job("membership.ends", every=timedelta(hours=6))
def end_what_ends(row) -> int:
    """Warn and end in every network; returns how many were ended."""
    keys = Membership.everywhere.filter(until__isnull=True, ends_on__isnull=False)
    ended = 0
    for network in Network.objects.filter(pk__in=keys.values("network"), closed_at=None):
        with in_network(network):
            ended += _in_this(network)
    return ended


def _in_this(network: Network) -> int:
    today, ended = today_in(network), 0
    for found in ending(network):
        if found.ends_on is None or found.organisation.binned_at:
            continue
        if found.ends_on <= today:
            ended += belonging.end(found, EndReason.LAPSED, on=found.ends_on)
        else:
            _warn(found, (found.ends_on - today).days)
    return ended


def _warn(found: Membership, left: int) -> None:
    """Announce the end once for the smallest step that is reached."""
    days = min(step for step in WARNED if left <= step)
    try:
        with transaction.atomic():
            EndWarning.objects.create(membership=found, ends_on=found.ends_on, days=days)
            record("membership.ends_soon", found, organisations=[found.organisation], days=days)
    except IntegrityError:
        return
