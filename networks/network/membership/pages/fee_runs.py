"""A run of notices: when they are due, a preview of every member, then the notices with progress."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.models import Job
from networks.base.paging import page_by_key
from networks.network.membership.files.fee_notice import value_shown
from networks.network.membership.forms.fees import RunForm
from networks.network.membership.models import FeeNotice, FeeRun, FeeRunLine, FeeSchedule, FeeTerms
from networks.network.membership.pages.fee_schedules import schedule_of
from networks.network.membership.pages.fees import in_use
from networks.network.membership.permissions import coordinates
from networks.network.membership.rules import fee_runs
from networks.network.membership.rules.fee_errors import FeeRefused
from networks.network.membership.rules.fee_working import names_in
from networks.network.membership.rules.names import of_categories


def run_of(request, key, **kwargs) -> FeeRun:
    """A run of this network."""
    in_use(request)
    return get_object_or_404(FeeRun.objects.select_related("schedule"), pk=key)


def problems() -> dict[str, str]:
    """Why a member is not billed."""
    return {
        "figure": _("The figure is not known."),
        "currency": _("The figure is in another currency than the schedule."),
        "country": _("Its country stands in no group of the schedule."),
        "band": _("The figure lies below the first band."),
        "rule": _("The schedule has no rule for its category."),
    }


@allow(coordinates, of=schedule_of)
def new(request, schedule: FeeSchedule):
    """Begin a run: have everything worked out, bill nothing."""
    today = timezone.localdate()
    start = {"issued_on": today, "due": (today + timedelta(days=FeeTerms.current().days)).isoformat()}
    form = RunForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = fee_runs.begin(
                schedule,
                issued_on=data["issued_on"],
                due=data["due"],
                provisional=data["missing"] == "provisional",
                sends=data["sends"],
                by=request.actor.person,
            )
        except FeeRefused as refused:
            messages.error(request, str(refused))
            return redirect("fee-schedule", network=request.network.slug, key=schedule.pk)
        return redirect("fee-run", network=request.network.slug, key=made.pk)
    return render(
        request,
        "membership/fees/run_form.html",
        {"form": form, "schedule": schedule},
        status=422 if form.errors else 200,
    )


@allow(coordinates, of=run_of)
def run(request, run: FeeRun):
    """What each member owes, what is missing, and how far the notices are."""
    counted = fee_runs.counted(run)
    state = request.GET.get("state", "")
    rows = FeeRunLine.objects.filter(run=run).select_related("organisation", "membership__category", "notice")
    if state in dict(FeeRunLine.STATES):
        rows = rows.filter(state=state)
    page = page_by_key(rows, request.GET, "position")
    words = problems()
    for line in page.rows:
        line.why = words.get(line.problem, "")
        line.category_name = of_categories(request.actor).get(line.membership.category_id, "")
        basis = names_in(line.computation, request.actor.language)["basis"] if line.computation else {}
        if "value" in basis:
            line.basis = f"{basis['figure']} {basis['year']}: {value_shown(basis)}"
    working = Job.objects.filter(pk=run.job, state__in=["waiting", "running"]).first() if run.job else None
    made = FeeNotice.objects.filter(line__run=run)
    waits = made.filter(sha256="").count() if run.state in ("sending", "done") else 0
    states = [
        (key, name, counted[key]["count"])
        for key, name in FeeRunLine.STATES
        if counted.get(key, {}).get("count")
    ]
    to_bill = [counted[key] for key in ("bill", "provisional") if key in counted]
    return render(
        request,
        "membership/fees/run.html",
        {
            "run": run,
            "page": page,
            "state": state,
            "states": states,
            "bill_count": sum(row["count"] for row in to_bill),
            "bill_sum": sum(row["sum"] or 0 for row in to_bill),
            "missing": counted.get("missing", {}).get("count", 0),
            "job": working,
            "failed": Job.objects.filter(pk=run.job, state="failed").exists() if run.job else False,
            "waits": waits,
            "without_address": made.filter(sent_at__isnull=False, sent_to=[]).count()
            if run.state == "done"
            else 0,
        },
    )


@allow(coordinates, of=run_of)
@require_POST
def start(request, run: FeeRun):
    """Make the notices as they were previewed."""
    try:
        fee_runs.start(run, by=request.actor.person)
    except FeeRefused as refused:
        messages.error(request, str(refused))
    return redirect("fee-run", network=request.network.slug, key=run.pk)


@allow(coordinates, of=run_of)
@require_POST
def drop(request, run: FeeRun):
    """Give a preview up."""
    try:
        fee_runs.drop(run, by=request.actor.person)
    except FeeRefused as refused:
        messages.error(request, str(refused))
        return redirect("fee-run", network=request.network.slug, key=run.pk)
    messages.info(request, _("The preview was dropped. Nobody was billed."))
    return redirect("fees", network=request.network.slug)
