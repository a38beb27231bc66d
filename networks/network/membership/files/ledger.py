"""For the accountant: the journal of entries of a year, and what is open now, as tables."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.files.sheets import Sheet, csv, delimiter_for, xlsx
from networks.network.membership.models import FeeNotice, Payment
from networks.network.membership.rules.opening import openings
from networks.participation.money.models import Entry

KINDS = ("journal", "open")
CENT = Decimal("0.01")


def table_of(kind: str, format: str, year: int, network: Any) -> bytes:
    """One of KINDS as xlsx or csv."""
    header, rows = _journal(year) if kind == "journal" else _open()
    if format == "csv":
        return csv(header, rows, delimiter_for(get_language() or "en"))
    name = _("Journal %(year)s") % {"year": year} if kind == "journal" else _("Open items")
    now: datetime = timezone.now()
    return xlsx(
        [Sheet(name, header, rows, title=f"{network.name}: {name}", language=get_language() or "en")],
        now,
        title=name,
        author=network.name,
    )


def entry_kinds() -> dict[str, str]:
    """What kinds of entries are called."""
    return {
        "notice": _("Fee notice"),
        "credit": _("Credit note"),
        "payment": _("Payment"),
        "refund": _("Paid back"),
        "write_off": _("Written off"),
        "opening": _("Balance brought forward"),
    }


def _journal(year: int) -> tuple[list[str], list[list]]:
    """Every entry booked in a year, in the order of booking: positive is owed to the network, negative was paid or credited."""
    header = [
        _("Day"), _("Booked at"), _("Organisation"), _("Member’s key"), _("Kind"), _("Document number"), _("Reference"), _("Amount"), _("Currency"),
        _("Without VAT"), _("VAT in per cent"), _("VAT"), _("Reverses"), _("By"), _("Entry’s key"),
    ]  # fmt: skip
    entries = list(
        Entry.objects.filter(booked_on__year=year)
        .select_related("organisation", "made_by")
        .order_by("booked_on", "created_at", "pk")
    )
    keys = [entry.about_id for entry in entries]
    keys += [_credit_of(entry) for entry in entries if entry.kind == "credit"]
    notices = {row.pk: row for row in FeeNotice.objects.filter(pk__in=keys).select_related("credits")}
    payments = {row.pk: row for row in Payment.objects.filter(pk__in=keys)}
    kinds, rows = entry_kinds(), []
    for entry in entries:
        notice, payment = notices.get(entry.about_id), payments.get(entry.about_id)
        if entry.kind == "credit":
            notice = notices.get(_credit_of(entry), notice)
        rows.append(
            [
                entry.booked_on,
                timezone.localtime(entry.created_at).replace(microsecond=0),
                entry.organisation.name,
                str(entry.organisation_id),
                kinds.get(entry.kind, entry.kind),
                notice.label_shown if notice else "",
                _reference(notice, payment),
                entry.amount,
                entry.currency,
                *_vat(entry, notice),
                str(entry.reverses_id or ""),
                entry.made_by.shown_name if entry.made_by else "",
                str(entry.pk),
            ]
        )
    return header, rows


def _credit_of(entry: Entry) -> UUID | None:
    """The credit note by which something was taken off; None where the entry does not say."""
    try:
        return UUID(entry.cause.partition(":")[2])
    except ValueError:
        return None


def _reference(notice: FeeNotice | None, payment: Payment | None) -> str:
    if notice is not None:
        return notice.reference or (notice.credits.label_shown if notice.credits else "")
    return payment.note if payment else ""


def _vat(entry: Entry, notice: FeeNotice | None) -> list[Decimal | None]:
    """Without VAT, the rate, VAT: of what a notice or a credit note says; nothing of payments."""
    if notice is None or entry.kind not in ("notice", "credit"):
        return [None, None, None]
    sign = 1 if entry.amount >= 0 else -1
    return [sign * notice.net, notice.vat_rate, sign * notice.vat]


def _open() -> tuple[list[str], list[list]]:
    """Every notice that is not paid, after what was owed when accounts began."""
    header = [
        _("Document number"), _("Date"), _("Organisation"), _("Member’s key"), _("Year of the fee"), _("Total"), _("Still to be paid"), _("Currency"),
        _("Overdue since"), _("Reference"),
    ]  # fmt: skip
    rows = FeeNotice.objects.filter(series=FeeNotice.NOTICE, open_amount__gt=0).select_related("organisation")
    today = timezone.localdate()
    forward = [
        [
            one.label_shown, one.entry.booked_on, one.organisation.name, str(one.organisation.pk), None, one.entry.amount, one.open_amount.quantize(CENT),
            one.currency, one.late_from, "",
        ]
        for one in openings(day=today)
    ]  # fmt: skip
    return header, forward + [
        [
            row.label_shown, row.issued_on, row.organisation.name, str(row.organisation_id), row.fee_year, row.total, row.open_amount,
            row.currency, row.late_from if row.late_from and row.late_from < today else None, row.reference,
        ]
        for row in rows.order_by("issued_on", "number")
    ]  # fmt: skip
