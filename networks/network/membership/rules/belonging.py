"""How a membership begins, changes and ends. `Organisation.is_member` is kept in step for who knows nothing of membership."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.network.membership.models import Category, EndReason, Membership
from networks.people.models import Organisation
from networks.record.rules import record


class AlreadyMember(Exception):
    """The organisation is a member already."""

    def __init__(self, organisation: Organisation):
        super().__init__(_("This organisation is a member already."))
        self.organisation = organisation


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    from calendar import monthrange

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@transaction.atomic
def begin(
    organisation: Organisation,
    category: Category,
    *,
    since: date | None = None,
    by=None,
    decided_in: Any = None,
    number: str = "",
) -> Membership:
    """`organisation` becomes a member in `category`. Of two at once one wins; the other gets AlreadyMember."""
    since = since or timezone.localdate()
    try:
        with transaction.atomic():
            made = Membership.objects.create(
                organisation=organisation,
                category=category,
                since=since,
                ends_on=add_months(since, category.months) if category.months else None,
                decided_in=decided_in,
                begun_by=by,
                number=number,
            )
    except IntegrityError:
        raise AlreadyMember(organisation) from None
    keep_in_step(organisation)
    record("membership.begun", made, actor=by, organisations=[organisation])
    return made


@transaction.atomic
def end(
    found: Membership,
    reason: str,
    *,
    on: date | None = None,
    by=None,
    merged_into: Organisation | None = None,
) -> bool:
    """End a membership from a day on; return whether it was still open."""
    on = on or timezone.localdate()
    won = Membership.objects.filter(pk=found.pk, until__isnull=True).update(
        until=on, end_reason=reason, ended_by=by, merged_into=merged_into
    )
    if not won:
        return False
    found.refresh_from_db()
    keep_in_step(found.organisation)
    record("membership.ended", found, actor=by, organisations=[found.organisation], reason=reason)
    return True


@transaction.atomic
def change_category(
    found: Membership, category: Category, *, on: date | None = None, by=None, decided_in: Any = None
) -> Membership | None:
    """End one and begin another in a different category on the same day; None where somebody was quicker."""
    if not end(found, EndReason.CHANGED, on=on, by=by):
        return None
    return begin(found.organisation, category, since=on, by=by, decided_in=decided_in, number=found.number)


def keep_in_step(organisation: Organisation) -> None:
    """`is_member` says whether a membership holds now."""
    there = Membership.objects.now().filter(organisation=organisation).exists()
    Organisation.objects.filter(pk=organisation.pk).exclude(is_member=there).update(is_member=there)
    organisation.is_member = there


@transaction.atomic
def hold_again(found: Membership, *, by=None) -> Membership:
    """A membership that a decision ended holds again: the decision was taken back. Raises AlreadyMember where another one holds."""
    try:
        with transaction.atomic():
            Membership.objects.filter(pk=found.pk).update(
                until=None, end_reason="", ended_by=None, merged_into=None
            )
    except IntegrityError:
        raise AlreadyMember(found.organisation) from None
    found.refresh_from_db()
    keep_in_step(found.organisation)
    record("membership.held_again", found, actor=by, organisations=[found.organisation])
    return found
