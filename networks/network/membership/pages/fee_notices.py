"""Notices: the list by state, one notice with all that was booked of it, its file; cancelling, writing off, reductions."""

from decimal import Decimal

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.jobs import ask
from networks.base.paging import page_by_key
from networks.network.membership.files.fee_notice import explained, vat_of
from networks.network.membership.forms.fees import (
    CreditForm,
    ReductionDecisionForm,
    ReductionForm,
)
from networks.network.membership.models import FeeNotice, FeeReduction, NoticeState
from networks.network.membership.pages.fees import (
    decide_write_off,
    in_use,
    organisation_of,
    others_decide,
    write_off_waits_for,
)
from networks.network.membership.permissions import coordinates, sees_account, sees_notice
from networks.network.membership.rules import fee_notices, fee_reductions, paying
from networks.network.membership.rules.delivering import file_of
from networks.network.membership.rules.fee_errors import FeeRefused
from networks.network.membership.rules.settling import balance_kept
from networks.network.membership.rules.write_off_question import given_up
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import AlreadyAnswered, answer, open_referral


def notice_of(request, key, **kwargs) -> FeeNotice:
    """A notice or credit note of this network."""
    in_use(request)
    return get_object_or_404(FeeNotice.objects.select_related("organisation", "credits", "made_by"), pk=key)


def reduction_of(request, key, **kwargs) -> FeeReduction:
    """A request to pay less, of this network."""
    in_use(request)
    return get_object_or_404(FeeReduction.objects.select_related("organisation", "asked_by"), pk=key)


def _address(request, notice: FeeNotice) -> str:
    return reverse("fee-notice", args=[request.network.slug, notice.pk])


def _to(request, notice: FeeNotice):
    return redirect("fee-notice", network=request.network.slug, key=notice.pk)


def states() -> list[tuple[str, str]]:
    """By what the list can be filtered."""
    return [
        ("", _("All")),
        ("unpaid", _("To be paid")),
        ("late", _("Overdue")),
        ("paid", _("Paid")),
        ("credited", _("Cancelled")),
        ("written_off", _("Written off")),
        ("unsent", _("Not sent")),
        ("credits", _("Credit notes")),
    ]


def filtered(state: str, year: str = "", words: str = ""):
    """The notices of a state, of a fee year, whose number or member holds some words: then credit notes, too."""
    rows = FeeNotice.objects.select_related("organisation")
    words = words.replace("\0", "").strip()[:80]
    if state == "credits":
        rows = rows.filter(series=FeeNotice.CREDIT)
    elif state != "unsent" and not (words and not state):
        rows = rows.filter(series=FeeNotice.NOTICE)
    today = timezone.localdate()
    if state == "unpaid":
        rows = rows.filter(open_amount__gt=0)
    elif state == "late":
        rows = rows.filter(open_amount__gt=0, late_from__lt=today)
    elif state == "unsent":
        rows = rows.filter(Q(sent_at=None) | Q(sent_to=[]))
    elif state in (NoticeState.PAID, NoticeState.CREDITED, NoticeState.WRITTEN_OFF):
        rows = rows.filter(state=state)
    if year.isascii() and year.isdigit() and len(year) == 4:
        rows = rows.filter(fee_year=int(year))
    if words:
        rows = rows.filter(Q(organisation__name__icontains=words) | Q(label_shown__icontains=words))
    return rows


@allow(coordinates, of=in_use)
def notices(request, terms):
    """All notices, the newest first."""
    state, year, words = (request.GET.get(name, "") for name in ("state", "year", "q"))
    page = page_by_key(filtered(state, year, words), request.GET, "-issued_on", "-number")
    return render(
        request,
        "membership/fees/notices.html",
        {
            "page": page,
            "state": state,
            "year": year,
            "q": words,
            "states": states(),
            "today": timezone.localdate(),
        },
    )


@allow(sees_notice, of=notice_of)
def notice(request, notice: FeeNotice):
    """One notice: what it says, how its amount came about, what was paid, and what can be done."""
    computation = notice.facts.get("computation") or {}
    parts = list(notice.instalments.order_by("due_on"))
    allocations = list(
        notice.allocations.select_related("payment__organisation").order_by("created_at", "pk")
    )
    return render(
        request,
        "membership/fees/notice.html",
        {
            "notice": notice,
            "today": timezone.localdate(),
            "steps": [(words, Decimal(after)) for words, after in explained(computation, notice.currency)],
            "computation": computation,
            "parts": parts,
            "vat": vat_of(notice),
            "allocations": allocations,
            "credit_notes": list(notice.credit_notes.order_by("number")),
            "reminders": list(notice.reminders.order_by("level")),
            "kept": balance_kept(notice.organisation_id, notice.currency) if notice.open_amount > 0 else 0,
            "coordinates": coordinates(request.actor),
            "written_off": [(-one.amount, one.booked_on) for one in given_up(notice)],
            "waits_for": write_off_waits_for(notice) if coordinates(request.actor) else "",
        },
    )


@allow(sees_notice, of=notice_of)
def notice_file(request, notice: FeeNotice):
    """The notice as PDF."""
    response = HttpResponse(file_of(notice), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{notice.label_shown}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@allow(coordinates, of=notice_of)
def credit(request, notice: FeeNotice):
    """Cancel a notice, wholly or in part."""
    left = notice.total - sum(notice.credit_notes.values_list("total", flat=True), Decimal(0))
    form = CreditForm(request.POST or None, initial={"amount": left})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        amount = None if data["amount"] == left else data["amount"]
        try:
            made = fee_notices.credit(notice, reason=data["reason"], amount=amount, by=request.actor.person)
        except FeeRefused as refused:
            messages.error(request, str(refused))
            return _to(request, notice)
        messages.success(request, _("Credit note %(number)s was made.") % {"number": made.label_shown})
        return _to(request, notice)
    return render(
        request,
        "membership/fees/credit.html",
        {"form": form, "notice": notice},
        status=422 if form.errors else 200,
    )


@allow(coordinates, of=notice_of)
@require_POST
def sending(request, notice: FeeNotice):
    """Send a notice that was not sent, or that nobody could get."""
    won = FeeNotice.objects.filter(Q(sent_at=None) | Q(sent_to=[]), pk=notice.pk).update(
        sent_at=None, wants_mail=True
    )
    if won:
        ask("fees.deliver", key=f"fees.deliver:{notice.pk}", notice=str(notice.pk))
        messages.success(request, _("The notice is being sent."))
    else:
        messages.info(request, _("This notice was sent already."))
    return _to(request, notice)


@allow(coordinates, of=notice_of)
@require_POST
def balance(request, notice: FeeNotice):
    """Pay a notice from what its member paid too much."""
    try:
        paying.use_balance(notice, by=request.actor.person)
    except FeeRefused as refused:
        messages.error(request, str(refused))
    return _to(request, notice)


@allow(coordinates, of=notice_of)
def write_off(request, notice: FeeNotice):
    """Ask whether what is open is given up, and write down what was decided."""
    if notice.is_credit or notice.open_amount <= 0:
        messages.info(request, _("Nothing of this notice is open any more."))
        return _to(request, notice)
    return decide_write_off(request, notice, notice, _address(request, notice))


# ---- reductions ----


@allow(sees_account, of=organisation_of)
def reduction_new(request, organisation):
    """Ask to pay less in a year."""
    form = ReductionForm(request.POST or None, initial={"year": timezone.localdate().year})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            fee_reductions.request(
                organisation,
                data["year"],
                reason=data["reason"],
                language=get_language() or "en",
                percent=data["percent"] or Decimal(0),
                amount=data["amount"] or Decimal(0),
                by=request.actor.person,
            )
        except FeeRefused:
            form.add_error("year", _("A reduction was asked for this year already."))
        else:
            messages.success(request, _("Your request was sent. You are told of the decision."))
            return redirect("fee-account", network=request.network.slug, organisation=organisation.pk)
    return render(
        request,
        "membership/fees/reduction_form.html",
        {"form": form, "organisation": organisation},
        status=422 if form.errors else 200,
    )


@allow(coordinates, of=reduction_of)
def reduction(request, reduction: FeeReduction):
    """Decide about a request to pay less."""
    referral = open_referral(reduction, fee_reductions.QUESTION)
    if others_decide(request, referral):
        return redirect("fee-account", network=request.network.slug, organisation=reduction.organisation_id)
    form = ReductionDecisionForm(
        request.POST or None, initial={"percent": reduction.percent, "amount": reduction.amount}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if referral is None:
                raise AlreadyAnswered(Referral())
            with transaction.atomic():
                fee_reductions.set_terms(
                    reduction, data["percent"] or Decimal(0), data["amount"] or Decimal(0)
                )
                answer(
                    referral,
                    data["outcome"],
                    by=request.actor.person,
                    reason=data["reason"],
                    language=get_language() or "",
                )
        except (FeeRefused, AlreadyAnswered) as refused:
            messages.error(request, str(refused))
        return redirect("fee-account", network=request.network.slug, organisation=reduction.organisation_id)
    return render(
        request,
        "membership/fees/reduction.html",
        {"form": form, "reduction": reduction, "referral": referral},
        status=422 if form.errors else 200,
    )
