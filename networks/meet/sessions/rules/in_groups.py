"""In a breakout group: its page, its call for help, what it tells the others; and its end."""

from uuid import uuid4

from django.db import transaction
from django.db.models import F
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import (
    Answer,
    BreakoutGroup,
    BreakoutPlace,
    BreakoutPlan,
    Part,
    Seat,
)
from networks.meet.sessions.models.planning import AnswerKind, Stage
from networks.meet.sessions.rules import answering
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.steps import Kept
from networks.record.rules import record

REPORT_LENGTH = 3000


class ChangedMeanwhile(NotNow):
    """Somebody saved the group's report since it was read. `theirs` is what stands there now."""

    def __init__(self, theirs: BreakoutGroup):
        super().__init__(_("Somebody changed this meanwhile."))
        self.theirs = theirs


# ---- in a group ----


def place_of(part: Part, seat: Seat) -> BreakoutPlace | None:
    """Where somebody is in the groups that participants see now."""
    return (
        BreakoutPlace.objects.filter(
            seat=seat, left_at=None, group__plan__part=part, group__plan__published_at__isnull=False, group__plan__ended_at=None
        )
        .select_related("group__plan")
        .first()
    )  # fmt: skip


@transaction.atomic
def call_for_help(group: BreakoutGroup, part: Part, needed: bool) -> None:
    """A group needs help, or no longer; the console shows it. Twice is once."""
    rows = BreakoutGroup.objects.filter(pk=group.pk, needs_help_at__isnull=needed)
    if rows.update(needs_help_at=timezone.now() if needed else None):
        tell(part.session, "groups", part, group=group.number, help=needed)


@transaction.atomic
def write_report(group: BreakoutGroup, text: str, part: Part, *, read_at: int) -> None:
    """Save what a group tells the others, on top of the revision that was read. Raises ChangedMeanwhile."""
    text = text.strip()[:REPORT_LENGTH]
    changed = BreakoutGroup.objects.filter(pk=group.pk, report_revision=read_at).update(
        report=text, report_revision=F("report_revision") + 1
    )
    group.refresh_from_db()
    if not changed:
        if group.report == text:
            return
        raise ChangedMeanwhile(group)
    tell(part.session, "groups", part, group=group.number, report=True)


@transaction.atomic
def choose_to_report(group: BreakoutGroup, answer: Answer, chosen: bool, part: Part) -> None:
    """A group chooses one of its answers to tell the others, or takes the choice back."""
    if (
        Answer.objects.filter(Answer.standing(), pk=answer.pk, group=group)
        .exclude(reported=chosen)
        .update(reported=chosen)
    ):
        tell(part.session, "answer", part, answer=str(answer.pk), reported=chosen, group=group.number)


@receiver(answering.accepted)
def _belong_to_their_group(sender, part: Part, answers: list[Answer], **_more) -> None:
    """What somebody writes while they sit in a group is the group's too; never in an anonymous part."""
    if not part.in_groups or part.anonymous:
        return
    seats = [answer.seat_id for answer in answers if answer.seat_id]
    places = BreakoutPlace.objects.filter(
        seat__in=seats, left_at=None, group__plan__part=part, group__plan__published_at__isnull=False, group__plan__ended_at=None
    )  # fmt: skip
    for seat, group in dict(places.values_list("seat_id", "group_id")).items():
        Answer.objects.filter(pk__in=[a.pk for a in answers if a.seat_id == seat]).update(group=group)


# ---- the end ----


@transaction.atomic
def end(plan: BreakoutPlan, by, kept: Kept | None = None) -> bool:
    """End the groups: everyone comes back. Who met whom is settled from attendance (see benefits.py). Twice is once."""
    rows = BreakoutPlan.objects.filter(pk=plan.pk, published_at__isnull=False, ended_at=None)
    if kept is not None:
        kept.watch(*rows)
    if not rows.update(ended_at=timezone.now()):
        return False
    record("groups.ended", plan.part, actor=by)
    told = _tell_the_others(plan)
    if kept is not None and not plan.part.anonymous:  # what is sealed is not taken back
        kept.made(*told)
    tell(plan.part.session, "groups", plan.part, ended=True)
    return True


def end_all(part: Part, by, kept: Kept) -> None:
    """End whatever groups of `part` are out, as part of a step that can be undone."""
    for plan in BreakoutPlan.objects.filter(part=part, published_at__isnull=False, ended_at=None):
        plan.part = part
        end(plan, by, kept)


def _tell_the_others(plan: BreakoutPlan) -> list[Answer]:
    """What each group tells becomes an answer of the part: shown, placed in themes and cited like any other. Nobody's own: it is the
    group's; in an anonymous part it does not even say of which. To statements, options and scales a text is no answer."""
    part = Part.objects.select_for_update().get(pk=plan.part.pk)
    groups = [group for group in plan.groups.all() if group.report.strip()]
    if not groups or part.answer_kind != AnswerKind.OPEN or Stage.ANSWER not in part.stages:
        return []
    now = timezone.now()
    made = [
        Answer(
            network_id=part.network_id,
            part=part,
            key=uuid4(),
            number=number,
            text=group.report.strip(),
            language=group.language or part.language,
            named=False,
            reported=True,
            group=None if part.anonymous else group,
            written_at=None if part.anonymous else now,
        )
        for number, group in enumerate(groups, part.answer_number + 1)
    ]
    Answer.objects.bulk_create(made)
    if part.anonymous:  # the same words beside a group would tell whose they are
        plan.groups.update(report="", report_revision=F("report_revision") + 1)
    first, last = part.answer_number + 1, part.answer_number + len(made)
    Part.objects.filter(pk=part.pk).update(answer_number=last)
    part.session = plan.part.session
    answering.accepted.send(Part, part=part, answers=made)
    tell(part.session, "answer", part, first=first, last=last, late=0)
    return made
