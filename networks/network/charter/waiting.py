"""What waits for somebody in this room: for home."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from networks.base.rooms import Need
from networks.base.texts import load_versions
from networks.network.charter.models import Answered, Comment, Objective, Round, Wording, WordingState

SOON = timedelta(days=30)


def whether(about: Any) -> dict[str, Any]:
    """Whether anything is being discussed, a self-assessment runs, somebody sees to something; and the first step that is done."""
    return {
        "charter.discussed": Wording.objects.filter(state=WordingState.DISCUSSED),
        "charter.assessment": Round.objects.filter(closed_at=None),
        "charter.objectives": _seen_to(about.person, about.day(SOON)),
        "charter.first": Wording.objects.filter(state=WordingState.ADOPTED),
    }


def needs(actor: Any) -> Iterable[Need]:
    """The self-assessment to answer; what one sees to; proposals that nobody put to a decision yet, for the coordinators."""
    if actor.person is None:
        return
    if actor.may_wait("charter.assessment"):
        yield from _assessment(actor)
    if actor.by_card:
        return
    if actor.may_wait("charter.objectives"):
        yield from _objectives(actor)
    if actor.is_coordinator and actor.may_wait("charter.discussed"):
        # a draft of one's own about which nobody said anything does not wait for oneself: so begins a network
        of_others = ~Q(proposed_by=actor.person) | Q(proposed_by=None)
        said = Exists(Comment.objects.filter(wording=OuterRef("pk")))
        count = Wording.objects.filter(of_others | Q(said), state=WordingState.DISCUSSED).count()
        if count:
            yield Need(
                title=ngettext(
                    "A line of the charter is being discussed",
                    "%(count)s lines of the charter are being discussed",
                    count,
                )
                % {"count": count},
                why=_("When enough was said, put them to a decision."),
                url=reverse("charter-proposals", kwargs={"network": actor.network.slug}),
                action=_("Read what was said"),
            )


def _end_of(day: Any, actor: Any) -> datetime | None:
    return datetime.combine(day, time(23, 59), ZoneInfo(actor.network.zone)) if day else None


def _assessment(actor: Any) -> Iterable[Need]:
    found = Round.objects.filter(closed_at=None).first()
    if found is None or not actor.confirmed:
        return
    where = {"network": actor.network.slug}
    if not Answered.objects.filter(round=found, person=actor.person).exists():
        yield Need(
            title=_("How well does the network work? Say it in ten minutes."),
            why=_("Nobody sees who answered what."),
            url=reverse("assessment-answer", kwargs={**where, "round": found.pk}),
            action=pgettext("what to do", "Answer"),
            due=_end_of(found.closes_on, actor),
        )
    if actor.is_coordinator and found.closes_on and found.closes_on < timezone.localdate():
        yield Need(
            title=_("The last day of the self-assessment is over"),
            why=_("Close it: then its results are shown."),
            url=reverse("assessment", kwargs=where),
            action=_("Look and close it"),
            due=_end_of(found.closes_on, actor),
        )


def _seen_to(person: Any, until: date) -> Any:
    """What this person is to reach by a day."""
    return Objective.objects.filter(owner=person, done_at=None, due__lte=until)


def _objectives(actor: Any) -> Iterable[Need]:
    rows = list(
        _seen_to(actor.person, timezone.localdate() + SOON).select_related("round").order_by("due", "pk")[:10]
    )
    load_versions(rows)
    for row in rows:
        yield Need(
            title=row.version_for("text", actor.reader).text,
            why=str(row.round),
            url=reverse("assessment-results", kwargs={"network": actor.network.slug, "round": row.round_id})
            + "#objectives",
            action=_("Do it, and tick it off"),
            due=_end_of(row.due, actor),
        )
