"""What an accompanied network chooses to show: drafted, published as an exact copy with who allowed it and until when, taken back."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import job
from networks.base.models import Job
from networks.base.rooms import Showing, rooms
from networks.base.tenancy import across_networks, in_network
from networks.network.twinning.models import Seen, Shown, Twinning
from networks.network.twinning.rules import CannotTwin
from networks.people.models import Person
from networks.record.rules import record

MOST_DAYS = 366 * 2


def kinds() -> dict[str, Showing]:
    """What can be shown, as rooms declare it."""
    return {key: showing for room in rooms() for key, showing in room.shows.items()}


def draft(actor: Any, chosen: Iterable[str]) -> dict:
    """Exactly what the other network would get."""
    wanted = set(chosen)
    return {
        "language": actor.language,
        "parts": [
            {"key": key, "title": str(showing.name), "lines": [str(line) for line in showing.lines(actor)]}
            for key, showing in kinds().items()
            if key in wanted
        ],
    }


@transaction.atomic
def show(twinning: Twinning, actor: Any, chosen: Iterable[str], until: date) -> Shown:
    """Show it. What was shown before is replaced. Raises CannotTwin."""
    today = timezone.localdate()
    if not twinning.is_running or twinning.guides:
        raise CannotTwin(_("Only a network that is accompanied shows something, while the twinning runs."))
    if not today < until <= today + timedelta(days=MOST_DAYS):
        raise CannotTwin(_("Choose a day in the next two years."))
    wanted = [key for key in kinds() if key in set(chosen)]
    if not wanted:
        raise CannotTwin(_("Choose at least one thing that you show."))
    Twinning.objects.select_for_update().get(pk=twinning.pk)
    _take_back(twinning)
    content = draft(actor, wanted)
    made = Shown.objects.create(
        twinning=twinning, kinds=wanted, content=content, until=until, allowed_by=actor.person
    )
    record("twinning.shown", twinning, actor=actor.person)
    with in_network(twinning.other_id):
        other = Twinning.objects.filter(pair=twinning.pair, ended_at=None).first()
        if other is None:
            raise CannotTwin(_("The other network has ended the twinning."))
        Seen.objects.create(twinning=other, origin=made.pk, content=content, until=until)
        record("twinning.seen", other)
    return made


@transaction.atomic
def take_back(twinning: Twinning, by: Person | None = None) -> bool:
    """The copy is deleted that moment. Twice is once."""
    if not _take_back(twinning):
        return False
    record("twinning.taken_back", twinning, actor=by)
    return True


def _take_back(twinning: Twinning) -> bool:
    rows = Shown.objects.filter(twinning=twinning, withdrawn_at=None)
    keys = list(rows.values_list("pk", flat=True))
    if not keys or not rows.update(withdrawn_at=timezone.now()):
        return False
    if twinning.other_id:
        with in_network(twinning.other_id):
            Seen.objects.filter(origin__in=keys).delete()
    return True


def seen(twinning: Twinning) -> Seen | None:
    """What the other network shows now."""
    return Seen.objects.filter(twinning=twinning, until__gte=timezone.localdate()).first()


def shown(twinning: Twinning) -> Shown | None:
    """What this network shows now."""
    rows = Shown.objects.filter(twinning=twinning, withdrawn_at=None, until__gte=timezone.localdate())
    return rows.select_related("allowed_by").first()


@job("twinning.ended", every=timedelta(hours=12))
def delete_ended(row: Job | None = None) -> int:
    """Copies whose time is over are deleted."""
    with across_networks("copies whose time is over"):
        return Seen.everywhere.filter(until__lt=timezone.localdate()).delete()[0]
