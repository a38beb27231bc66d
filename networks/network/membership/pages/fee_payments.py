"""Payments: booked by hand, taken back, paid back."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.keys import uuid7
from networks.base.paging import page_by_key
from networks.network.membership.forms.fees import PaymentForm, ReasonForm, RefundForm
from networks.network.membership.models import Allocation, FeeNotice, Payment, Terms
from networks.network.membership.pages.fees import in_use, organisation_of
from networks.network.membership.permissions import coordinates
from networks.network.membership.rules import paying
from networks.network.membership.rules.fee_errors import FeeRefused
from networks.network.membership.rules.settling import balance_kept
from networks.participation.money.amounts import read


def payment_of(request, key, **kwargs) -> Payment:
    """A payment of this network."""
    in_use(request)
    return get_object_or_404(
        Payment.objects.select_related("organisation", "line", "made_by", "taken_back_by"), pk=key
    )


def allocation_of(request, key, **kwargs) -> Allocation:
    """What a payment of this network pays."""
    in_use(request)
    return get_object_or_404(Allocation.objects.select_related("payment", "notice", "entry"), pk=key)


def _to(request, payment: Payment):
    return redirect("fee-payment", network=request.network.slug, key=payment.pk)


@allow(coordinates, of=in_use)
def payments(request, terms):
    """All payments, the newest first."""
    rows = Payment.objects.select_related("organisation")
    page = page_by_key(rows, request.GET, "-paid_on", "-created_at")
    return render(request, "membership/fees/payments.html", {"page": page})


@allow(coordinates, of=payment_of)
def payment(request, payment: Payment):
    """One payment and what it pays."""
    allocations = list(
        payment.allocations.select_related("notice__organisation").order_by("created_at", "pk")
    )
    return render(request, "membership/fees/payment.html", {"payment": payment, "allocations": allocations})


def open_notices(organisation: Any, currency: str | None = None) -> list[FeeNotice]:
    """What a member owes, the oldest first."""
    rows = FeeNotice.objects.filter(organisation=organisation, series=FeeNotice.NOTICE, open_amount__gt=0)
    if currency:
        rows = rows.filter(currency=currency)
    return list(rows.order_by("issued_on", "number")[:50])


def shares_asked(
    posted: Any, notices: list[FeeNotice]
) -> tuple[list[tuple[FeeNotice, Decimal]], dict[Any, str]]:
    """What was written beside each notice: (shares, what is wrong by notice). Nothing written is no share."""
    shares, wrong = [], {}
    for one in notices:
        text = posted.get(f"share-{one.pk}", "").strip()
        one.share = text
        if not text:
            continue
        try:
            amount = read(text)
        except ValueError:
            wrong[one.pk] = _("Write an amount, for example 350 or 1,250.50.")
            continue
        if amount < 0 or amount > one.open_amount or amount != round(amount, 2):
            wrong[one.pk] = _("Write an amount from 0 to what is open.")
        elif amount:
            shares.append((one, amount))
        one.wrong = wrong.get(one.pk, "")
    for one in notices:
        one.wrong = wrong.get(one.pk, "")
    return shares, wrong


@allow(coordinates, of=organisation_of)
def new(request, organisation):
    """Book what a member paid, and say which notices it pays."""
    notices = open_notices(organisation)
    today = timezone.localdate()
    start = {
        "paid_on": today,
        "key": uuid7(),
        "currency": notices[0].currency if notices else Terms.current().currency,
    }
    chosen = next((one for one in notices if str(one.pk) == request.GET.get("notice", "")), None)
    if chosen or len(notices) == 1:
        one = chosen or notices[0]
        start |= {"amount": one.open_amount, "currency": one.currency}
        one.share = f"{one.open_amount:f}"
    form = PaymentForm(request.POST or None, initial=start)
    if request.method == "POST":
        shares, wrong = shares_asked(request.POST, notices)
        if form.is_valid() and not wrong:
            data = form.cleaned_data
            try:
                made = paying.pay(
                    organisation, data["amount"], data["currency"], key=data["key"], paid_on=data["paid_on"], shares=shares,
                    way=data["way"], note=data["note"], by=request.actor.person,
                )  # fmt: skip
            except FeeRefused as refused:
                form.add_error("amount", str(refused))
            else:
                messages.success(request, _("The payment is booked."))
                return _to(request, made)
    return render(
        request,
        "membership/fees/payment_form.html",
        {"form": form, "organisation": organisation, "notices": notices},
        status=422 if request.method == "POST" else 200,
    )


@allow(coordinates, of=payment_of)
def removal(request, payment: Payment):
    """Take a payment back, with a reason."""
    form = ReasonForm(request.POST or None)
    from_bank = payment.line_id is not None
    if request.method == "POST" and form.is_valid():
        try:
            paying.take_back(payment, because=form.cleaned_data["reason"], by=request.actor.person)
        except FeeRefused as refused:
            messages.error(request, str(refused))
        else:
            if from_bank:
                messages.info(request, _("The payment was taken back. Its line of the bank waits again."))
            else:
                messages.info(request, _("The payment was taken back."))
        return _to(request, payment)
    return render(
        request,
        "membership/fees/payment_removal.html",
        {"form": form, "payment": payment},
        status=422 if form.errors else 200,
    )


@allow(coordinates, of=allocation_of)
@require_POST
def allocation_removal(request, allocation: Allocation):
    """A payment went to the wrong notice: keep it as a balance."""
    try:
        paying.take_back_allocation(allocation, by=request.actor.person)
    except FeeRefused as refused:
        messages.error(request, str(refused))
    return _to(request, allocation.payment)


@allow(coordinates, of=organisation_of)
def refund(request, organisation):
    """Book what went back to a member."""
    currency = request.GET.get("currency", "EUR")[:3]
    kept = balance_kept(organisation.pk, currency)
    form = RefundForm(
        request.POST or None, initial={"amount": kept, "paid_on": timezone.localdate(), "key": uuid7()}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = paying.refund(
                organisation, data["amount"], currency, key=data["key"], paid_on=data["paid_on"], note=data["note"],
                by=request.actor.person,
            )  # fmt: skip
        except FeeRefused as refused:
            form.add_error("amount", str(refused))
        else:
            return _to(request, made)
    return render(
        request,
        "membership/fees/refund.html",
        {"form": form, "organisation": organisation, "currency": currency, "kept": kept},
        status=422 if form.errors else 200,
    )
