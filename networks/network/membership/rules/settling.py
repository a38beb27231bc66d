"""Notices and accounts are kept in step: one at a time for each organisation, exact, in the transaction of the booking."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from networks.network.membership.methods.instalments import Instalment, first_unpaid
from networks.network.membership.models import Allocation, FeeNotice, NoticeState
from networks.participation.money.models import Entry
from networks.participation.money.rules import book, reverse
from networks.people.models import Organisation

ZERO = Decimal(0)


def lock_accounts(keys: Iterable[Any]) -> dict[Any, Organisation]:
    """Let nobody else book for these organisations until this transaction ends. Always in one order, so that two never wait for each other.

    SQLite, which knows no row locks, lets one transaction write at a time from its beginning (BEGIN IMMEDIATE).
    """
    rows = Organisation.everywhere.select_for_update(no_key=True).filter(pk__in=set(keys)).order_by("pk")
    return {row.pk: row for row in rows}


def fresh(notice: FeeNotice) -> FeeNotice:
    """The notice as it stands now; call it once its organisation's account is locked."""
    return FeeNotice.objects.get(pk=notice.pk)


def settle(notice: FeeNotice) -> FeeNotice:
    """Bring a notice's open amount, state and lateness into step with the entries about it."""
    sums = dict(
        Entry.objects.filter(about=notice.label, about_id=notice.pk)
        .order_by()
        .values_list("kind")
        .annotate(Sum("amount"))
    )
    notice.open_amount = sum(sums.values(), ZERO)
    credited = -sums.get("credit", ZERO)
    if notice.open_amount > 0:
        touched = notice.open_amount - sums.get("write_off", ZERO) < notice.total - credited  # by a payment
        notice.state = NoticeState.PART if touched else NoticeState.OPEN
    elif credited >= notice.total and notice.total > 0:
        notice.state = NoticeState.CREDITED
    else:
        notice.state = NoticeState.WRITTEN_OFF if sums.get("write_off") else NoticeState.PAID
    parts = [Instalment(row.due_on, row.amount) for row in notice.instalments.all()]
    notice.late_from = first_unpaid(parts, notice.total - notice.open_amount)
    notice.save(update_fields=["open_amount", "state", "late_from"])
    return notice


def allocate(payment, notice: FeeNotice | None, amount: Decimal, *, by=None) -> Allocation:
    """Let so much of a payment pay a notice (or stay as a balance). The caller has locked the accounts and checked the amounts."""
    made = Allocation(payment=payment, notice=notice, amount=amount)
    entry = book(
        notice.organisation if notice else payment.organisation,
        -amount,
        payment.currency,
        kind="refund" if payment.is_refund else "payment",
        about=notice or payment,
        cause=f"allocation:{made.pk}",
        on=payment.paid_on,
        by=by,
    )
    assert entry is not None  # its cause is the key of a row that was not there before
    made.entry = entry
    made.save()
    return made


def release(allocation: Allocation, *, by=None) -> None:
    """Take an allocation back: its entry is reversed. The caller locked the accounts and settles the notice."""
    from django.utils import timezone

    won = Allocation.objects.filter(pk=allocation.pk, taken_back_at=None).update(taken_back_at=timezone.now())
    if won:
        reverse(allocation.entry, by=by, on=allocation.entry.booked_on)


def give_back_what_is_too_much(notice: FeeNotice, *, by=None) -> FeeNotice:
    """Where a notice was credited after it was paid: keep the money as a balance of who paid."""
    notice = settle(notice)
    paid = Allocation.objects.filter(notice=notice, taken_back_at=None).select_related("payment", "entry")
    for allocation in paid.order_by("-created_at", "-pk"):
        if notice.open_amount >= 0:
            break
        kept = max(ZERO, allocation.amount + notice.open_amount)
        release(allocation, by=by)
        if kept:
            allocate(allocation.payment, notice, kept, by=by)
        allocate(allocation.payment, None, allocation.amount - kept, by=by)
        notice = settle(notice)
    return notice


def balance_kept(organisation: Any, currency: str) -> Decimal:
    """What an organisation paid and no notice has taken yet."""
    return (
        Allocation.objects.filter(
            payment__organisation=organisation, payment__currency=currency, notice=None, taken_back_at=None
        ).aggregate(total=Sum("amount"))["total"]
        or ZERO
    )
