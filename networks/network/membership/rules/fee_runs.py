"""A run of notices: a preview of every member, then the notices, in the background, each once, resumed where it was stopped."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Sum

from networks.base.jobs import ask, job, progress
from networks.network.membership.models import FeeRun, FeeRunLine, FeeSchedule, Membership, ScheduleState
from networks.network.membership.rules.fee_errors import NotAdopted, NotThere, RunIsOpen, SomebodyWasQuicker
from networks.network.membership.rules.fee_notices import issue
from networks.network.membership.rules.fee_working import billed_on, work_out
from networks.record.rules import record

BATCH = 200


@transaction.atomic
def begin(
    schedule: FeeSchedule,
    *,
    issued_on: date,
    due: Sequence[date],
    provisional: bool = False,
    sends: bool = True,
    by=None,
) -> FeeRun:
    """Have every member's fee worked out for a preview; nothing is billed yet. One run of a schedule at a time."""
    if not FeeSchedule.objects.filter(pk=schedule.pk, state=ScheduleState.ADOPTED).exists():
        raise NotAdopted
    try:
        with transaction.atomic():
            made = FeeRun.objects.create(
                schedule=schedule,
                issued_on=issued_on,
                due=[day.isoformat() for day in sorted(set(due))],
                provisional=provisional,
                sends=sends,
                made_by=by,
            )
    except IntegrityError:
        raise RunIsOpen from None
    _ask("fees.preview", made)
    record("fee_run.begun", made, actor=by)
    return made


@transaction.atomic
def start(run: FeeRun, *, by=None) -> None:
    """Make the notices as the preview shows them. Of two who press at once one starts it."""
    if not FeeSchedule.objects.filter(pk=run.schedule_id, state=ScheduleState.ADOPTED).exists():
        raise NotAdopted
    if not FeeRun.objects.filter(pk=run.pk, state="ready").update(state="sending", started_by=by):
        raise SomebodyWasQuicker
    _ask("fees.issue", run)
    record("fee_run.started", run, actor=by)


@transaction.atomic
def drop(run: FeeRun, *, by=None) -> None:
    """Give a preview up: nothing was billed."""
    if not FeeRun.objects.filter(pk=run.pk, state__in=["working", "ready"]).update(state="dropped"):
        raise SomebodyWasQuicker
    record("fee_run.dropped", run, actor=by)


def _ask(kind: str, run: FeeRun) -> None:
    made = ask(kind, key=f"{kind}:{run.pk}", run=str(run.pk))
    FeeRun.objects.filter(pk=run.pk).update(job=made.pk if made else None)


@job("fees.preview", attempts=5)
def preview_job(row: Any, run: str) -> int:
    """Write a line for every member, in batches; lines that are there already stay."""
    found = FeeRun.objects.select_related("schedule").filter(pk=run, state="working").first()
    if found is None:
        return 0
    day = billed_on(found.schedule, found.issued_on)
    there = Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)
    there = there.filter(organisation__binned_at=None).select_related("organisation", "category")
    total, done, last = there.count(), 0, None
    while True:
        rows = there.order_by("pk").filter(**({"pk__gt": last} if last else {}))
        batch = list(rows[:BATCH])
        if not batch:
            break
        FeeRunLine.objects.bulk_create(
            [
                FeeRunLine(
                    run=found,
                    organisation=one.membership.organisation,
                    membership=one.membership,
                    state=one.state,
                    amount=one.amount,
                    computation=one.computation,
                    problem=one.problem,
                    position=one.membership.organisation.name.lower(),
                )
                for one in work_out(found.schedule, batch, provisional=found.provisional)
            ],
            ignore_conflicts=True,
        )
        done, last = done + len(batch), batch[-1].pk
        progress(row, done, total)
    FeeRun.objects.filter(pk=run, state="working").update(state="ready")
    return done


@job("fees.issue", attempts=20)
def issue_job(row: Any, run: str) -> int:
    """Make the notices of a run one by one; each in a transaction of its own with its number. Killed midway it goes on, and bills nobody twice."""
    found = FeeRun.objects.select_related("schedule", "started_by").filter(pk=run, state="sending").first()
    if found is None:
        return 0
    waiting = FeeRunLine.objects.filter(run=found, state__in=["bill", "provisional"], notice=None)
    total = FeeRunLine.objects.filter(run=found, state__in=["bill", "provisional"]).count()
    done = total - waiting.count()
    while True:
        batch = list(waiting.select_related("organisation", "membership").order_by("position", "pk")[:BATCH])
        if not batch:
            break
        for line in batch:
            bill(found, line)
            done += 1
            if done % 20 == 0:
                progress(row, done, total)
        progress(row, done, total)
    FeeRun.objects.filter(pk=run, state="sending").update(state="done")
    return done


@transaction.atomic
def bill(run: FeeRun, line: FeeRunLine) -> None:
    """Make the notice of one line, once."""
    mine = FeeRunLine.objects.select_for_update().filter(pk=line.pk, notice=None).first()
    if mine is None:
        return
    try:
        with transaction.atomic():
            made = issue(
                line.organisation,
                line.amount,
                run.schedule.currency,
                fee_year=run.schedule.year,
                issued_on=run.issued_on,
                due=[date.fromisoformat(day) for day in run.due],
                schedule=run.schedule,
                membership=line.membership,
                computation=line.computation,
                provisional=line.state == "provisional",
                wants_mail=run.sends,
                by=run.started_by,
            )
    except NotThere:  # somebody billed this member in the meantime
        FeeRunLine.objects.filter(pk=line.pk).update(state="billed")
        return
    FeeRunLine.objects.filter(pk=line.pk).update(notice=made)


def counted(run: FeeRun) -> dict[str, dict[str, Any]]:
    """How many lines of each state, and their sum."""
    rows = FeeRunLine.objects.filter(run=run).order_by().values("state")
    return {
        row["state"]: {"count": row["count"], "sum": row["sum"]}
        for row in rows.annotate(count=Count("pk"), sum=Sum("amount"))
    }
