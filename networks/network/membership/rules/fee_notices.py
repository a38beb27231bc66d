"""Notices: numbered without a gap, issued once, never edited; a credit note cancels one."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from networks.base.jobs import ask
from networks.network.membership.methods.instalments import instalments
from networks.network.membership.methods.references import rf
from networks.network.membership.models import FeeInstalment, FeeNotice, FeeTerms, NumberSeries
from networks.network.membership.rules.fee_errors import (
    MoreThanOwed,
    NothingOpen,
    NotThere,
    SomebodyWasQuicker,
)
from networks.network.membership.rules.fee_people import language_for
from networks.network.membership.rules.fee_working import names_in
from networks.network.membership.rules.settling import (
    fresh,
    give_back_what_is_too_much,
    lock_accounts,
    settle,
)
from networks.participation.money.amounts import rounded
from networks.participation.money.rules import book
from networks.people.models import Network, Organisation
from networks.record.rules import record


def next_number(series: str, year: int) -> int:
    """The next number of a series, inside the transaction that uses it: if that is undone, so is the number."""
    mine = NumberSeries.objects.filter(series=series, year=year)
    if not mine.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                NumberSeries.objects.create(series=series, year=year)
        except IntegrityError:
            pass  # somebody else began the series at the same moment
        mine.update(last=F("last") + 1)
    return mine.values_list("last", flat=True).get()


def _numbered(series: str, day: date) -> dict[str, Any]:
    number = next_number(series, day.year)
    return {
        "series": series,
        "year": day.year,
        "number": number,
        "label_shown": f"{series}-{day.year}-{number:04d}",
        "issued_on": day,
    }


def frozen(organisation: Organisation, language: str) -> dict[str, Any]:
    """What a notice says of who sends it, who gets it and where it is paid, as it is today."""
    network = Network.objects.get(pk=organisation.network_id)
    terms = FeeTerms.current()
    from networks.base.texts import Reader

    reader = Reader((language,))
    return {
        "network": network.name,
        "sender": {
            "name": terms.name or network.name,
            "address": terms.address,
            "vat_number": terms.vat_number,
        },
        "recipient": {
            "name": organisation.legal_name or organisation.name,
            "address": organisation.address,
            "country": organisation.country,
            "vat_number": organisation.numbers.get("vat", ""),
        },
        "account": {
            "name": (terms.account_name or terms.name or network.name)[:70],
            "iban": terms.iban,
            "bic": terms.bic,
        },
        "vat_text": terms.version_for("vat_text", reader).text if terms.vat_text else "",
        "foot": terms.version_for("foot", reader).text if terms.foot else "",
    }


@transaction.atomic
def issue(
    organisation: Organisation,
    amount: Decimal,
    currency: str,
    *,
    fee_year: int,
    issued_on: date,
    due: Sequence[date],
    schedule=None,
    membership=None,
    computation: dict[str, Any] | None = None,
    provisional: bool = False,
    wants_mail: bool = True,
    by=None,
) -> FeeNotice:
    """Bill a member for a year, once: raises NotThere where a notice of that year is not credited. `amount` is without VAT."""
    lock_accounts([organisation.pk])
    terms = FeeTerms.current()
    vat = rounded(amount * terms.vat_rate / 100, currency)
    language = language_for(organisation)
    facts = {**frozen(organisation, language), "computation": names_in(computation or {}, language)}
    if FeeNotice.of_year(fee_year).filter(organisation=organisation).exists():
        raise NotThere
    numbered = _numbered(FeeNotice.NOTICE, issued_on)
    made = FeeNotice.objects.create(
        **numbered,
        organisation=organisation,
        membership=membership,
        schedule=schedule,
        fee_year=fee_year,
        language=language,
        currency=currency,
        net=amount,
        vat_rate=terms.vat_rate,
        vat=vat,
        total=amount + vat,
        facts=facts,
        provisional=provisional,
        reference=rf(f"{FeeNotice.NOTICE}{numbered['year']}{numbered['number']:06d}"),
        wants_mail=wants_mail,
        made_by=by,
    )
    FeeInstalment.objects.bulk_create(
        FeeInstalment(notice=made, due_on=part.due_on, amount=part.amount)
        for part in instalments(made.total, due, currency)
    )
    book(organisation, made.total, currency, kind="notice", about=made, cause=f"notice:{made.pk}", on=issued_on, by=by)  # fmt: skip
    settle(made)
    record("fee_notice.issued", made, actor=by, organisations=[organisation])
    ask("fees.deliver", key=f"fees.deliver:{made.pk}", notice=str(made.pk))
    return made


@transaction.atomic
def credit(
    notice: FeeNotice, *, reason: str, amount: Decimal | None = None, on: date | None = None, by=None
) -> FeeNotice:
    """Cancel a notice (or `amount` of it) by a credit note of its own series. What was paid of it is kept as a balance.

    Of two at once one wins; the other raises SomebodyWasQuicker (the notice is cancelled already) or MoreThanOwed.
    """
    on = on or timezone.localdate()
    lock_accounts([notice.organisation_id])
    notice = fresh(notice)
    before = sum(notice.credit_notes.values_list("total", flat=True), Decimal(0))
    left = notice.total - before
    if notice.is_credit or left <= 0:
        raise SomebodyWasQuicker
    total = left if amount is None else amount
    if not 0 < total <= left:
        notice.open_amount = left
        raise MoreThanOwed(notice)
    share = total / notice.total if notice.total else Decimal(0)
    vat = notice.vat - sum(notice.credit_notes.values_list("vat", flat=True), Decimal(0))
    vat = vat if total == left else rounded(notice.vat * share, notice.currency)
    made = FeeNotice.objects.create(
        **_numbered(FeeNotice.CREDIT, on),
        organisation=notice.organisation,
        membership=notice.membership,
        schedule=notice.schedule,
        fee_year=notice.fee_year,
        credits=notice,
        reason=reason,
        language=notice.language,
        currency=notice.currency,
        net=total - vat,
        vat_rate=notice.vat_rate,
        vat=vat,
        total=total,
        facts={**notice.facts, "computation": {}},
        state="paid",
        wants_mail=notice.wants_mail,
        made_by=by,
    )
    book(
        notice.organisation, -total, notice.currency, kind="credit", about=notice, cause=f"credit:{made.pk}", on=on, by=by
    )  # fmt: skip
    give_back_what_is_too_much(notice, by=by)
    record("fee_notice.credited", made, actor=by, organisations=[notice.organisation])
    ask("fees.deliver", key=f"fees.deliver:{made.pk}", notice=str(made.pk))
    return made


def must_be_open(notice: FeeNotice) -> None:
    """Raise NothingOpen where nothing of it is owed."""
    if notice.is_credit or notice.open_amount <= 0:
        raise NothingOpen
