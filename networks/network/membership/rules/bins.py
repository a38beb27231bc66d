"""Organisations in the bin: taken back; and those that were members or paid, which stay in it: the register of members and the accounts are records."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from networks.base.bins import must_stay
from networks.network.membership.models import FeeNotice, Membership, Merge, Payment
from networks.participation.money.models import Entry
from networks.people.models import Organisation, Person
from networks.record.models import Benefit
from networks.record.rules import record

MEMBER = _("It was a member: the register of members stays.")
PAID = _("It has an account with the network: the accounts stay.")
GAINED = _("What members gained is counted with it: it stays.")


def records_of(keys: list[Any]) -> dict[Any, Any]:
    """Which organisations have to stay, and why. Five queries."""
    found: dict[Any, Any] = {}
    kinds: list[tuple[Any, Any]] = [
        (Benefit, GAINED),
        (Entry, PAID),
        (FeeNotice, PAID),
        (Payment, PAID),
        (Membership, MEMBER),
    ]
    for model, why in kinds:
        rows = model.objects.filter(organisation__in=keys).values_list("organisation", flat=True)
        found |= dict.fromkeys(rows, why)
    return found


def organisations_in_bin(most: int) -> list[Organisation]:
    """Those that an import brought and its undoing threw away, the newest first. What was merged into another comes back by undoing the merge."""
    merged = Merge.objects.filter(gone__isnull=False, undone_at=None).values("gone")
    return list(Organisation.binned.exclude(pk__in=merged).order_by("-binned_at")[:most])


@transaction.atomic
def take_organisation_back(organisation: Organisation, *, by: Person) -> bool:
    """Out of the bin again; return whether it was there. Of two who take it back one does."""
    won = Organisation.binned.filter(pk=organisation.pk).update(binned_at=None, binned_by=None)
    if won:
        record("organisation.taken_back", organisation, actor=by, organisations=[organisation])
    return bool(won)


def ready() -> None:
    must_stay(Organisation._meta.label_lower, records_of)
