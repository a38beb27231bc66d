"""Payments: booked once, shared among notices, taken back, refunded; what cannot be had is written off by a decision."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.network.membership.models import Allocation, BankLine, FeeNotice, KnownAccount, Payment
from networks.network.membership.rules.fee_errors import (
    CurrenciesDiffer,
    MoreThanOwed,
    MoreThanThere,
    NothingOpen,
    SomebodyWasQuicker,
)
from networks.network.membership.rules.settling import (
    allocate,
    balance_kept,
    fresh,
    lock_accounts,
    release,
    settle,
)
from networks.network.membership.rules.write_off_question import Owed, ask_write_off, give_up, owed_again
from networks.participation.referrals.models import Referral
from networks.people.models import Organisation
from networks.record.rules import record

Share = tuple[FeeNotice, Decimal]
LABEL = "network_membership.feenotice"


@transaction.atomic
def pay(
    organisation: Organisation,
    amount: Decimal,
    currency: str,
    *,
    key: UUID,
    paid_on: date,
    shares: Sequence[Share] = (),
    way: str = "bank",
    note: str = "",
    line: BankLine | None = None,
    by=None,
) -> Payment:
    """Book what `organisation` paid, shared among notices (of others too: one transfer for several); the rest is kept as its balance.

    The same `key` again is the same payment. Raises MoreThanOwed where a notice is not open by so much (any more).
    """
    there = Payment.objects.filter(key=key).first()
    if there is not None:
        return there
    lock_accounts([organisation.pk, *(notice.organisation_id for notice, _amount in shares)])
    try:
        with transaction.atomic():
            made = Payment.objects.create(
                organisation=organisation, amount=amount, currency=currency, paid_on=paid_on, way=way, note=note[:300],
                line=line, key=key, made_by=by,
            )  # fmt: skip
    except IntegrityError:
        if there := Payment.objects.filter(key=key).first():
            return there
        raise SomebodyWasQuicker from None
    left = amount
    for notice, share in shares:
        left -= share
        _allocate_checked(made, fresh(notice), share, by)
    if left < 0:
        raise MoreThanThere(amount, currency)
    if left:
        allocate(made, None, left, by=by)
    if line is not None and line.iban:
        _remember(organisation, line.iban)
    record("fee_payment.booked", made, actor=by, organisations=[organisation])
    return made


def _allocate_checked(payment: Payment, notice: FeeNotice, share: Decimal, by: Any) -> None:
    if notice.currency != payment.currency:
        raise CurrenciesDiffer(notice=notice.label_shown)
    if not 0 < share <= notice.open_amount:
        raise MoreThanOwed(notice)
    allocate(payment, notice, share, by=by)
    settle(notice)


def _remember(organisation: Organisation, iban: str) -> None:
    KnownAccount.objects.get_or_create(organisation=organisation, iban=iban)


@transaction.atomic
def use_balance(notice: FeeNotice, *, by=None) -> Decimal:
    """Pay a notice from what its member has paid too much; return how much. Raises where there is nothing."""
    lock_accounts([notice.organisation_id])
    notice = fresh(notice)
    if notice.open_amount <= 0:
        raise NothingOpen
    kept = Allocation.objects.filter(
        payment__organisation=notice.organisation_id,
        payment__currency=notice.currency,
        notice=None,
        taken_back_at=None,
        amount__gt=0,
    )
    used = Decimal(0)
    there = balance_kept(notice.organisation_id, notice.currency)  # refunds have taken their part of it
    for one in kept.select_related("payment", "entry").order_by("created_at", "pk"):
        share = min(one.amount, notice.open_amount, there - used)
        if share <= 0:
            break
        release(one, by=by)
        allocate(one.payment, notice, share, by=by)
        if one.amount > share:
            allocate(one.payment, None, one.amount - share, by=by)
        used += share
        notice = settle(notice)
    if not used:
        raise MoreThanThere(Decimal(0), notice.currency)
    record("fee_payment.allocated", notice, actor=by, organisations=[notice.organisation])
    return used


@transaction.atomic
def take_back_allocation(found: Allocation, *, by=None) -> None:
    """A payment went to the wrong notice: it is kept as the payer's balance instead. Twice is once."""
    notice = found.notice
    if notice is None:
        raise SomebodyWasQuicker
    lock_accounts([found.payment.organisation_id, notice.organisation_id])
    if not Allocation.objects.filter(pk=found.pk, taken_back_at=None).exists():
        raise SomebodyWasQuicker
    release(found, by=by)
    allocate(found.payment, None, found.amount, by=by)
    settle(fresh(notice))
    record("fee_payment.reallocated", found.payment, actor=by, organisations=[notice.organisation])


@transaction.atomic
def take_back(found: Payment, *, because: str, by=None) -> None:
    """The payment was never there, was another member's, or the bank took it back: all of it is reversed; its line waits again."""
    rows = list(found.allocations.filter(taken_back_at=None).select_related("notice", "entry"))
    lock_accounts([found.organisation_id, *(row.notice.organisation_id for row in rows if row.notice)])
    won = Payment.objects.filter(pk=found.pk, taken_back_at=None).update(
        taken_back_at=timezone.now(), taken_back_by=by, taken_back_because=because[:300], line=None
    )
    if not won:
        raise SomebodyWasQuicker
    rows = list(found.allocations.filter(taken_back_at=None).select_related("notice", "entry"))
    free = sum((row.amount for row in rows if row.notice is None), Decimal(0))
    if found.amount > 0 and free > balance_kept(found.organisation_id, found.currency):
        raise MoreThanThere(balance_kept(found.organisation_id, found.currency), found.currency)
    for row in rows:
        release(row, by=by)
        if row.notice is not None:
            settle(fresh(row.notice))
    if found.line_id:
        BankLine.objects.filter(pk=found.line_id, state="booked").update(
            state="open", settled_at=None, settled_by=None
        )
    record("fee_payment.taken_back", found, actor=by, organisations=[found.organisation])


@transaction.atomic
def refund(
    organisation: Organisation,
    amount: Decimal,
    currency: str,
    *,
    key: UUID,
    paid_on: date,
    note: str = "",
    line: BankLine | None = None,
    by=None,
) -> Payment:
    """Book what went back to a member, not more than it has paid too much. The same `key` again is the same refund."""
    there = Payment.objects.filter(key=key).first()
    if there is not None:
        return there
    lock_accounts([organisation.pk])
    kept = balance_kept(organisation.pk, currency)
    if not 0 < amount <= kept:
        raise MoreThanThere(kept, currency)
    made = Payment.objects.create(
        organisation=organisation, amount=-amount, currency=currency, paid_on=paid_on, note=note[:300], line=line, key=key,
        made_by=by,
    )  # fmt: skip
    allocate(made, None, -amount, by=by)
    record("fee_payment.refunded", made, actor=by, organisations=[organisation])
    return made


# ---- writing off: by a decision ----
def write_off(notice: FeeNotice, referral: Referral) -> None:
    """What is open of a notice is given up, or the part of it that was decided."""
    lock_accounts([notice.organisation_id])
    asked, notice = notice, fresh(notice)
    if notice.open_amount <= 0:
        raise NothingOpen
    give_up(asked, notice.open_amount, referral)
    settle(notice)
    record("fee_notice.written_off", notice, actor=referral.answered_by, organisations=[notice.organisation])


def take_back_write_off(notice: FeeNotice, referral: Referral) -> None:
    """The inverse: what was given up is owed again."""
    lock_accounts([notice.organisation_id])
    owed_again(notice, referral)
    settle(fresh(notice))


def declare() -> None:
    """Make known what is asked about notices."""
    ask_write_off(
        LABEL, write_off, take_back_write_off, _("Is what is open of this notice given up? {what}"), _owed
    )


def _owed(notice: FeeNotice) -> Owed:
    return Owed(
        notice.label_shown,
        max(notice.open_amount, Decimal(0)),
        notice.late_from,
        notice.total,
        notice.reminders.count(),
    )
