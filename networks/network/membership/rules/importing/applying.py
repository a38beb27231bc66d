"""Doing a confirmed import: line by line, in batches, each line once, whatever dies in between.

A line is planned again against the register as it is now; where that differs from what was shown, the line says so. What a line made and
changed is noted beside it, for taking back. One import runs at a time in a network (a unique constraint); the others wait their turn.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import ask, job, progress
from networks.base.models import Job
from networks.network.membership.models import Import, ImportLine, ImportState, LineChoice, LineOutcome
from networks.network.membership.rules.importing.planning import Planned, Planner, keep
from networks.network.membership.rules.importing.writing import Writer
from networks.people.mail import in_language
from networks.record.rules import record

log = logging.getLogger(__name__)
BATCH = 50
JOB = "membership.import"


@transaction.atomic
def confirm(found: Import, *, by: Any) -> bool:
    """Let a planned import run; return whether this was the first to say so."""
    won = Import.objects.filter(pk=found.pk, state=ImportState.PLANNED).update(
        state=ImportState.CONFIRMED, confirmed_at=timezone.now()
    )
    if won:
        found.refresh_from_db()
        record("import.confirmed", found, actor=by, lines=found.lines_of)
        ask(JOB, key=f"import:{found.pk}", found=str(found.pk), by=by)
    return bool(won)


def choose(found: Import, choices: dict[int, str]) -> int:
    """What the coordinator wants of lines that may be known (position → choice); they are planned anew by the caller. Returns how many."""
    count = 0
    for choice in LineChoice.values:
        positions = [position for position, said in choices.items() if said == choice]
        count += (
            found.lines.filter(position__in=positions)
            .exclude(outcome=LineOutcome.WRONG)
            .exclude(choice=choice)
            .update(choice=choice)
        )
    return count


@job(JOB, attempts=20, slow=True)
def import_job(row: Any, found: str) -> None:
    """Do what is confirmed; go on where a killed program stopped."""
    one = Import.objects.select_related("made_by").filter(pk=found).first()
    if one is None or one.state not in (ImportState.CONFIRMED, ImportState.RUNNING):
        return
    if one.state == ImportState.CONFIRMED and not take_turn(one, ImportState.RUNNING):
        wait_for_turn(JOB, one)
        return
    with in_language(one.made_by.language if one.made_by else "en"):
        run(one, row)


def take_turn(one: Import, state: str) -> bool:
    """Be the one import that runs in this network; False where another does."""
    try:
        with transaction.atomic():
            Import.objects.filter(pk=one.pk).update(state=state)
    except IntegrityError:
        return False
    one.state = state
    return True


def wait_for_turn(kind: str, one: Import) -> None:
    """Ask again soon; and see that whoever runs is really being worked on."""
    running = Import.objects.filter(state__in=[ImportState.RUNNING, ImportState.UNDOING]).first()
    if running is not None and running.pk != one.pk:
        work = JOB if running.state == ImportState.RUNNING else "membership.import.undo"
        alive = Job.objects.filter(
            kind=work, arguments__found=str(running.pk), state__in=[Job.State.WAITING, Job.State.RUNNING]
        )
        if not alive.exists():
            ask(work, key=f"again:{running.pk}:{timezone.now().timestamp():.0f}", found=str(running.pk))
    ask(
        kind,
        key=f"turn:{one.pk}:{timezone.now().timestamp():.0f}",
        after=timedelta(seconds=5),
        found=str(one.pk),
    )


def run(one: Import, row: Any = None, stop: Callable[[], bool] = lambda: False) -> None:
    """All lines that are not done yet. `stop` ends it between batches (tests)."""
    planner = Planner(one)
    with transaction.atomic():
        made = planner.coming.keep()
        if made or one.sheets != Import.objects.get(pk=one.pk).sheets:
            one.fields_made = one.fields_made + made
            one.save(update_fields=["sheets", "fields_made"])
    for sheet in one.sheets:
        if one.kind != "vcf":
            _remember(sheet)
    done = one.lines.exclude(done_at=None).count()
    writer = Writer(one, planner)
    while batch := list(one.lines.filter(done_at=None).order_by("position")[:BATCH]):
        if stop():
            return
        writer.planner.register.look_again()
        _do(batch, writer.planner, writer)
        done += len(batch)
        if row is not None:
            progress(row, done, one.lines_of)
    _finish(one)


def _remember(sheet: dict) -> None:
    from networks.network.membership.rules.importing.reading import remember

    remember(sheet)


def _do(batch: list[ImportLine], planner: Planner, writer: Writer) -> None:
    """A batch in one transaction; where a line cannot be done the batch is done line by line, and that line says why."""
    try:
        with transaction.atomic():
            for line in batch:
                _do_line(line, planner, writer)
            _kept(batch)
    except Exception:
        log.exception("an import goes on line by line")
        for line in ImportLine.objects.filter(pk__in=[line.pk for line in batch]).order_by("position"):
            planner = Planner(writer.found)  # what it knew of the lines before was taken back with them
            writer.planner = planner
            try:
                with transaction.atomic():
                    _do_line(line, planner, writer)
                    _kept([line])
            except Exception as error:
                log.exception("line %s of import %s", line.line, line.of_id)
                line.did, line.outcome, line.done_at = {}, LineOutcome.WRONG, timezone.now()
                line.said = _("This line could not be kept (%(why)s). Nothing of it was changed.") % {
                    "why": type(error).__name__
                }
                _kept([line])


def _kept(batch: list[ImportLine]) -> None:
    ImportLine.objects.bulk_update(
        batch, ["outcome", "plan", "title", "did", "said", "done_at"], batch_size=50
    )


def _do_line(line: ImportLine, planner: Planner, writer: Writer) -> None:
    before, names = line.outcome, line.plan.get("match", "")
    planned = planner.plan_line(line)
    if before == LineOutcome.ASKED and not line.choice:
        planned.outcome = LineOutcome.LEFT
    line.did = (
        writer.write(line, planned) if planned.outcome in (LineOutcome.NEW, LineOutcome.CHANGES) else {}
    )
    if planned.outcome == LineOutcome.ASKED:
        planned.outcome = LineOutcome.LEFT
        line.said = _(
            "Meanwhile somebody added an organisation that may be this one: nothing was doubled. Import the line again to decide."
        )
    elif (
        before == LineOutcome.NEW
        and planned.outcome in (LineOutcome.SAME, LineOutcome.CHANGES)
        and planned.match
        and not names
    ):
        line.said = line.said or _meanwhile(line, planned)
    keep(line, planned, planner)
    line.done_at = timezone.now()


def _meanwhile(line: ImportLine, planned: Planned) -> str:
    """What was new when one looked, and is known now: by an earlier line of this file, or added by somebody else."""
    if line.plan.get("match_line") or line.of.lines.filter(did__made__icontains=str(planned.match)).exists():
        return ""
    return _("Meanwhile somebody else added this organisation: nothing was doubled.")


def _finish(one: Import) -> None:
    counts = Counter(one.lines.values_list("outcome", flat=True))
    with transaction.atomic():
        won = Import.objects.filter(pk=one.pk, state=ImportState.RUNNING).update(
            state=ImportState.DONE, done_at=timezone.now(), counts=dict(counts)
        )
        if won:
            record(
                "import.done", one, actor=one.made_by, **{str(key): value for key, value in counts.items()}
            )
