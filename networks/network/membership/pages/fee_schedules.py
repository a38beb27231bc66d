"""Schedules of fees: drafted rule by rule, proposed, decided, copied for another year."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.numbers import whole
from networks.network.membership.forms.fees import (
    BandForm,
    CopyForm,
    DecisionForm,
    GroupForm,
    RuleForm,
    ScheduleForm,
    rows_of,
)
from networks.network.membership.methods.fees import is_monotone
from networks.network.membership.models import FeeRuleRow, FeeSchedule, ScheduleState, Terms
from networks.network.membership.pages.fees import in_use, others_decide
from networks.network.membership.permissions import coordinates
from networks.network.membership.rules import fee_schedules
from networks.network.membership.rules.fee_errors import FeeRefused
from networks.network.membership.rules.names import named, of_categories
from networks.participation.referrals import deciders
from networks.participation.referrals.rules import AlreadyAnswered, answer, open_referral


def schedule_of(request, key, **kwargs) -> FeeSchedule:
    """A schedule of this network."""
    in_use(request)
    return get_object_or_404(FeeSchedule, pk=key)


def rule_row_of(request, key, **kwargs) -> FeeRuleRow:
    """A rule of a schedule of this network."""
    in_use(request)
    return get_object_or_404(FeeRuleRow.objects.select_related("schedule", "category", "figure"), pk=key)


def _to(request, schedule: FeeSchedule):
    return redirect("fee-schedule", network=request.network.slug, key=schedule.pk)


@allow(coordinates, of=in_use)
def schedules(request, terms):
    """All schedules, the newest year first."""
    rows = FeeSchedule.objects.order_by("-year", "-version")[:200]
    return render(request, "membership/fees/schedules.html", {"schedules": rows})


@allow(coordinates, of=in_use)
def new(request, terms):
    """Begin a schedule."""
    start = {
        "year": timezone.localdate().year,
        "currency": terms.currency,
        "index": "1",
        "name": _("Membership fees"),
    }
    form = ScheduleForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        made = fee_schedules.draft(
            **data, language=(request.network.languages or ["en"])[0], by=request.actor.person
        )
        return redirect("fee-rule-new", network=request.network.slug, key=made.pk)
    return render(
        request, "membership/fees/schedule_form.html", {"form": form}, status=422 if form.errors else 200
    )


@allow(coordinates, of=schedule_of)
def schedule(request, schedule):
    """One schedule: its rules in words, and what can be done with it."""
    rules = list(schedule.rules_to_read())
    figures = named([row.figure for row in rules if row.figure], request.actor.reader)
    for row in rules:
        row.uneven = row.basis == "figure" and not is_monotone(fee_schedules.rule_of(schedule, row))
        row.lines = _lines(row)
        row.category_name = of_categories(request.actor).get(row.category_id, "")
        row.figure_name = figures.get(row.figure_id, "")
        row.is_money = bool(row.figure and row.figure.unit == "money")
        row.figure_year = schedule.year - row.years_before
    referral = open_referral(schedule, fee_schedules.QUESTION)
    if referral is not None:
        referral.decider = deciders.name_of(referral)
        referral.is_ours = deciders.may_answer(request.actor, referral)
    return render(
        request,
        "membership/fees/schedule.html",
        {
            "schedule": schedule,
            "rules": rules,
            "referral": referral,
            "notices": schedule.notices.count(),
            "copy_form": CopyForm(initial={"year": schedule.year + 1}),
        },
    )


def _lines(row: FeeRuleRow) -> list[dict[str, Any]]:
    """Bands with where they end, exact numbers instead of texts."""
    bands = sorted(
        ({name: Decimal(value) for name, value in band.items()} for band in row.bands),
        key=lambda band: band["from"],
    )
    ends = [*(band["from"] for band in bands[1:]), None] if bands else []
    return [
        {"start": band["from"], "end": end, "amount": band["amount"], "rate": band["rate"]}
        for band, end in zip(bands, ends, strict=True)
    ]


@allow(coordinates, of=schedule_of)
def change(request, schedule):
    """Change what holds for all rules of a draft."""
    form = ScheduleForm(request.POST or None, instance=schedule)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                fee_schedules.must_be_draft(schedule)
                form.save()
        except FeeRefused as refused:
            messages.error(request, str(refused))
        return _to(request, schedule)
    return render(
        request,
        "membership/fees/schedule_form.html",
        {"form": form, "schedule": schedule},
        status=422 if form.errors else 200,
    )


@allow(coordinates, of=schedule_of)
def removal(request, schedule):
    """Throw a draft away."""
    if request.method == "POST":
        try:
            fee_schedules.throw_away(schedule, by=request.actor.person)
        except FeeRefused as refused:
            messages.error(request, str(refused))
            return _to(request, schedule)
        return redirect("fee-schedules", network=request.network.slug)
    return render(request, "membership/fees/schedule_removal.html", {"schedule": schedule})


@allow(coordinates, of=schedule_of)
@require_POST
def copying(request, schedule):
    """The same rules again: a new version, or for another year."""
    form = CopyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the year with four digits."))
        return _to(request, schedule)
    made = fee_schedules.copy(schedule, year=form.cleaned_data["year"], by=request.actor.person)
    messages.success(request, _("This is a copy. Change it and propose it; until then the other one holds."))
    return _to(request, made)


@allow(coordinates, of=schedule_of)
@require_POST
def proposal(request, schedule):
    """Ask for a decision about it."""
    try:
        fee_schedules.propose(schedule, by=request.actor.person)
    except FeeRefused as refused:
        messages.error(request, str(refused))
        return _to(request, schedule)
    return redirect("fee-schedule-decision", network=request.network.slug, key=schedule.pk)


@allow(coordinates, of=schedule_of)
def decision(request, schedule):
    """Write down what was decided."""
    referral = open_referral(schedule, fee_schedules.QUESTION)
    if referral is None:
        messages.info(request, _("Nothing is to be decided about it now."))
        return _to(request, schedule)
    if others_decide(request, referral):
        return _to(request, schedule)
    form = DecisionForm(request.POST or None, initial={"decided_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                fee_schedules.note_decision(schedule, data["decision"], data["decided_on"])
                answer(referral, data["outcome"], by=request.actor.person, reason=data["decision"])
        except (FeeRefused, AlreadyAnswered) as refused:
            messages.error(request, str(refused))
        return _to(request, schedule)
    replaced = fee_schedules.current(schedule.year)
    return render(
        request,
        "membership/fees/schedule_decision.html",
        {"form": form, "schedule": schedule, "replaced": replaced},
        status=422 if form.errors else 200,
    )


# ---- rules ----


@allow(coordinates, of=schedule_of)
def rule_new(request, schedule):
    """Add a rule to a draft."""
    return _edit(request, FeeRuleRow(schedule=schedule), schedule)


@allow(coordinates, of=rule_row_of)
def rule(request, row):
    """Change a rule of a draft."""
    return _edit(request, row, row.schedule)


@allow(coordinates, of=rule_row_of)
@require_POST
def rule_removal(request, row):
    """Take a rule off a draft."""
    try:
        with transaction.atomic():
            fee_schedules.must_be_draft(row.schedule)
            row.delete()
    except FeeRefused as refused:
        messages.error(request, str(refused))
    return _to(request, row.schedule)


def _edit(request, row: FeeRuleRow, schedule: FeeSchedule):
    if schedule.state != ScheduleState.DRAFT:
        messages.error(request, str(fee_schedules.NotDraft()))
        return _to(request, schedule)
    posted = request.POST if request.method == "POST" else None
    more = 3 if posted is not None and "more" in posted else 0
    if more:  # the same page with more empty rows; nothing is kept yet
        posted = posted.copy()
        for prefix in ("bands", "groups"):
            total = posted.get(f"{prefix}-TOTAL_FORMS", "0")
            posted[f"{prefix}-TOTAL_FORMS"] = str(min(60, (whole(total) or 0) + more))
    form = RuleForm(posted, instance=row, schedule=schedule, reader=request.actor.reader)
    bands = rows_of(
        BandForm,
        "bands",
        data=posted,
        initial=[
            {"start": line["start"], "amount": line["amount"], "rate": line["rate"]} for line in _lines(row)
        ],
    )
    groups = rows_of(
        GroupForm,
        "groups",
        data=posted,
        initial=[
            {"name": one["name"], "countries": ", ".join(one["countries"]), "amount": Decimal(one["amount"])}
            for one in row.groups
        ],
    )
    if posted is not None and not more and _fits(form, bands, groups):
        made = form.save(commit=False)
        made.schedule = schedule
        made.bands, made.groups = _bands(bands), _groups(groups)
        try:
            with transaction.atomic():
                fee_schedules.must_be_draft(schedule)
                made.save()
        except FeeRefused as refused:
            messages.error(request, str(refused))
        return _to(request, schedule)
    wrong = posted is not None and not more
    return render(
        request,
        "membership/fees/rule_form.html",
        {"form": form, "bands": bands, "groups": groups, "schedule": schedule, "row": row, "currency": schedule.currency,
         "has_figures": form.fields["figure"].queryset.exists(), "terms": Terms.current()},
        status=422 if wrong else 200,
    )  # fmt: skip


def _fits(form, bands, groups) -> bool:
    """Whether everything that counts for the chosen basis is right; what does not count is not looked at."""
    if not form.is_valid():
        return False
    basis = form.cleaned_data["basis"]
    if basis == "figure":
        if not bands.is_valid():
            return False
        starts = [band["from"] for band in _bands(bands)]
        if not starts:
            form.add_error("basis", _("Write at least one band below."))
        elif len(starts) != len(set(starts)):
            form.add_error("basis", _("Two bands begin at the same figure. Change one of them."))
    if basis == "country":
        if not groups.is_valid():
            return False
        rows = _groups(groups)
        countries = [code for one in rows for code in one["countries"]]
        if not rows:
            form.add_error("basis", _("Write at least one group of countries below."))
        elif len(countries) != len(set(countries)):
            form.add_error("basis", _("One country stands in two groups. Leave it in one of them."))
        elif sum(not one["countries"] for one in rows) > 1:
            form.add_error("basis", _("Only one group can be without countries: it holds all others."))
    return not form.errors


def _bands(bands) -> list[dict[str, str]]:
    if not bands.is_valid():
        return []
    rows = [row for row in bands.cleaned_data if row.get("start") is not None]
    return [
        {
            "from": f"{row['start']:f}",
            "amount": f"{row.get('amount') or Decimal(0):f}",
            "rate": f"{row.get('rate') or Decimal(0):f}",
        }
        for row in sorted(rows, key=lambda row: row["start"])
    ]


def _groups(groups) -> list[dict[str, Any]]:
    if not groups.is_valid():
        return []
    return [
        {"name": row["name"], "countries": row.get("countries") or [], "amount": f"{row['amount']:f}"}
        for row in groups.cleaned_data
        if row.get("name")
    ]
