"""Fees at a glance, how the network bills, the accounts of members, and what the accountant gets."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.numbers import whole
from networks.base.paging import page_by_key
from networks.network.membership.files import ledger
from networks.network.membership.forms.fees import FeeTermsForm, WriteOffForm
from networks.network.membership.models import (
    Allocation,
    BankLine,
    FeeNotice,
    FeeReduction,
    FeeRun,
    FeeTerms,
    Terms,
)
from networks.network.membership.permissions import coordinates, sees_account, sees_fees
from networks.network.membership.rules import arrears, fee_schedules, opening, reminding
from networks.network.membership.rules.settling import balance_kept
from networks.participation.eligibility.rules import standings
from networks.participation.money.amounts import shown
from networks.participation.money.models import Entry
from networks.participation.money.rules import account as account_of
from networks.participation.money.rules import balances
from networks.participation.referrals import deciders
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import AlreadyAnswered, NotNow, answer, open_referral, refer
from networks.people.models import Organisation


def in_use(request, **kwargs) -> Terms:
    """The terms of a network that has fees; 404 in one that has none, or no legal form to bill in."""
    terms = Terms.current()
    if not terms.bills:
        raise Http404
    return terms


def organisation_of(request, organisation, **kwargs) -> Organisation:
    """A member of this network."""
    in_use(request)
    return get_object_or_404(Organisation, pk=organisation)


def others_decide(request, referral: Referral | None) -> bool:
    """Whether a question was handed to a body: then nobody answers it on a page of fees, and it says so."""
    if referral is None or deciders.may_answer(request.actor, referral):
        return False
    messages.info(request, _("It waits for a decision of %(body)s.") % {"body": deciders.name_of(referral)})
    return True


def year_asked(request) -> int:
    """The year that a page is about: `?year=`, or this one."""
    return whole(request.GET.get("year", ""), 2000, 2100) or timezone.localdate().year


@allow(sees_fees, of=in_use)
def fees(request, terms):
    """For coordinators what is due, paid and overdue; for others their own accounts."""
    own = _own_accounts(request.actor)
    if not request.actor.is_coordinator:
        return render(request, "membership/fees/own.html", {"own": own})
    year, today = year_asked(request), timezone.localdate()
    own_terms = FeeTerms.current()
    years = set(FeeNotice.objects.order_by().values_list("fee_year", flat=True).distinct()) | {
        today.year,
        year,
    }
    return render(
        request,
        "membership/fees/overview.html",
        {
            "year": year,
            "years": sorted(years, reverse=True),
            "sums": sums_of(year, today),
            "schedule": fee_schedules.current(year),
            "run": FeeRun.objects.filter(state__in=["working", "ready", "sending"])
            .select_related("schedule")
            .first(),
            "late": list(_late(today)[:20]),
            "forward": opening.openings(day=today)[:20],
            "to_match": BankLine.objects.filter(state="open").count(),
            "reminders": len(reminding.all_due(own_terms, today)),
            "reductions": list(
                FeeReduction.objects.filter(state="asked").select_related("organisation")[:20]
            ),
            "lapsing": arrears.may_lapse(own_terms, today),
            "ready_to_bill": bool(own_terms.iban),
            "own": own,
        },
    )


def _late(today: date):
    rows = FeeNotice.objects.filter(series=FeeNotice.NOTICE, open_amount__gt=0, late_from__lt=today)
    return rows.select_related("organisation").order_by("late_from", "pk")


def _own_accounts(actor: Any) -> list[dict[str, Any]]:
    houses = [a.organisation for a in actor.affiliations if sees_account(actor, a.organisation)]
    owed = balances(houses)
    return [
        {
            "organisation": house,
            "owed": [(amount, currency) for currency, amount in owed.get(house.pk, {}).items()],
        }
        for house in sorted({one.pk: one for one in houses}.values(), key=lambda one: one.name)
    ]


def sums_of(year: int, today: date) -> list[dict[str, Any]]:
    """Of one year's fees, by currency: billed, credited, paid, written off, open, overdue. Currencies are never summed. Two queries."""
    notices = FeeNotice.objects.filter(series=FeeNotice.NOTICE, fee_year=year)
    found: dict[str, dict[str, Decimal]] = {}
    entries = Entry.objects.filter(about=arrears.LABEL, about_id__in=notices.values("pk")).order_by()
    for currency, kind, amount in entries.values_list("currency", "kind").annotate(Sum("amount")):
        found.setdefault(currency, {})[kind] = amount
    late = Sum("open_amount", filter=Q(late_from__lt=today), default=Decimal(0))
    counted = notices.order_by().values("currency").annotate(
        late=late, count=Count("pk"), unpaid=Count("pk", filter=Q(open_amount__gt=0))
    )  # fmt: skip
    sums = []
    for row in counted.order_by("currency"):
        of = found.get(row["currency"], {})
        zero = Decimal(0)
        billed, credited = of.get("notice", zero), -of.get("credit", zero)
        paid, lost = -of.get("payment", zero) - of.get("refund", zero), -of.get("write_off", zero)
        still = sum(of.values(), zero)
        amounts = [
            (_("Billed"), billed - credited),
            (_("Paid"), paid),
            (_("Open, not yet due"), still - row["late"]),
            (_("Overdue"), row["late"]),
            *([(_("Written off"), lost)] if lost else []),
        ]
        sums.append(
            {
                "currency": row["currency"],
                "count": row["count"],
                "unpaid": row["unpaid"],
                "paid": paid,
                "billed": billed - credited,
                "late": row["late"],
                "share": int(100 * paid / (billed - credited)) if billed - credited > 0 else 0,
                "bars": [(name, float(amount), shown(amount, row["currency"])) for name, amount in amounts],
                "rows": [(name, shown(amount, row["currency"])) for name, amount in amounts],
            }
        )
    return sums


def opening_of(request, key, **kwargs) -> Entry:
    """An opening balance of this network that stands."""
    in_use(request)
    return get_object_or_404(opening.entries().select_related("organisation"), pk=key)


@allow(coordinates, of=opening_of)
def opening_write_off(request, entry: Entry):
    """Ask whether what a member owed from before is given up, and write down what was decided."""
    back = reverse("fee-account", args=[request.network.slug, entry.organisation_id])
    found = opening.opening_of(entry)
    if found is None:
        messages.info(request, _("Nothing of this balance is open any more."))
        return redirect(back)
    return decide_write_off(request, entry, found, back)


def write_off_waits_for(thing) -> str:
    """Who is asked whether what is open of `thing` is given up; empty where nobody is."""
    asked = open_referral(thing, "write_off")
    return str(deciders.name_of(asked)) if asked else ""


def decide_write_off(request, thing, shown_as, back: str):
    """Write down whether what is open of `thing` is given up, or have a body decide it."""
    if others_decide(request, open_referral(thing, "write_off")):
        return redirect(back)
    form = WriteOffForm(
        request.POST or None, bodies=len(deciders.choices()) > 1, initial={"outcome": "granted"}
    )
    if request.method == "POST" and form.is_valid():
        said, words, by = form.cleaned_data, get_language() or "", request.actor.person
        if said["outcome"] == form.ASK:
            asked = refer(thing, "write_off", by=by, note=said["reason"], language=words)
            return redirect("referral-handing", network=request.network.slug, key=asked.pk)
        try:
            with transaction.atomic():
                asked = refer(thing, "write_off", by=by)
                answer(asked, said["outcome"], by=by, reason=said["reason"], language=words)
        except (AlreadyAnswered, NotNow) as refused:
            messages.error(request, str(refused))
        return redirect(back)
    return render(
        request,
        "membership/fees/write_off.html",
        {"form": form, "notice": shown_as, "back": back},
        status=422 if form.errors else 200,
    )


@allow(coordinates, of=in_use)
def settings(request, terms):
    """Who bills, to which account, reminders, and what the statutes say of arrears."""
    own = FeeTerms.current()
    form = FeeTermsForm(request.POST or None, request.FILES or None, instance=own, network=request.network)
    if request.method == "POST" and form.is_valid():
        form.save()
        form.keep_versions(request.actor.person)
        messages.success(request, _("Kept. It holds for notices and reminders from now on."))
        return redirect("fees", network=request.network.slug)
    return render(
        request, "membership/fees/settings.html", {"form": form}, status=422 if form.errors else 200
    )


@allow(sees_account, of=organisation_of)
def account(request, organisation):
    """A member's account: what is open, every entry, what it paid too much."""
    notices = list(
        FeeNotice.objects.filter(organisation=organisation)
        .order_by("-issued_on", "-number")
        .select_related("credits")[:100]
    )
    owed = balances([organisation]).get(organisation.pk, {})
    standing = standings([organisation])[organisation.pk]
    page = page_by_key(account_of(organisation).order_by(), request.GET, "-booked_on")
    names = _evidence(page.rows)
    kinds = ledger.entry_kinds()
    for entry in page.rows:
        entry.words = kinds.get(entry.kind, entry.kind)
        entry.evidence, entry.url = names.get(entry.about_id, ("", ""))
    kept = [
        (currency, balance_kept(organisation.pk, currency))
        for currency in Allocation.objects.filter(
            payment__organisation=organisation, notice=None, taken_back_at=None
        )
        .order_by()
        .values_list("payment__currency", flat=True)
        .distinct()
    ]
    forward = opening.openings([organisation.pk])
    if request.actor.is_coordinator:
        for one in forward:  # one of each currency at most
            one.waits_for = write_off_waits_for(one.entry)
    # The newest come first: the last of each currency stays.
    oldest = {one.currency: one for one in notices if one.open_amount > 0 and not one.is_credit}
    return render(
        request,
        "membership/fees/account.html",
        {
            "organisation": organisation,
            "notices": notices,
            "forward": forward,
            "today": timezone.localdate(),
            "owed": [(amount, currency) for currency, amount in owed.items()],
            "kept": [(currency, amount, oldest.get(currency)) for currency, amount in kept if amount > 0],
            "no_vote": standing.arrears if standing.votes else "",
            "currency": Terms.current().currency,
            "page": page,
            "reductions": list(FeeReduction.objects.filter(organisation=organisation).order_by("-year")[:20]),
            "this_year": timezone.localdate().year,
        },
    )


def _evidence(entries: list[Entry]) -> dict[Any, tuple[str, str]]:
    """What stands behind entries: the notice's number. One query."""
    keys = [entry.about_id for entry in entries if entry.about == arrears.LABEL]
    return {row.pk: (row.label_shown, str(row.pk)) for row in FeeNotice.objects.filter(pk__in=keys)}


def export_of(request, kind, format, **kwargs):
    """Which file is asked for."""
    in_use(request)
    if kind not in ledger.KINDS or format not in ("xlsx", "csv"):
        raise Http404
    return kind, format


@allow(coordinates, of=export_of)
def export_file(request, asked):
    """The journal of entries of a year, or what is open now, as a table for the accountant."""
    kind, format = asked
    content = ledger.table_of(kind, format, year_asked(request), request.network)
    media = {
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "csv": "text/csv; charset=utf-8",
    }
    response = HttpResponse(content, content_type=media[format])
    response["Content-Disposition"] = f'attachment; filename="{kind}-{year_asked(request)}.{format}"'
    return response
