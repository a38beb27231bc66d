"""What can be put to a decision, and what the answers do: a wording is adopted or refused, a line leaves the charter or stays; and back again."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.rooms import describe_for
from networks.network.charter.models import Line, LineState, Wording, WordingState
from networks.network.charter.models.lines import OPEN
from networks.network.charter.rules.errors import NotNow
from networks.network.charter.rules.lines import ADOPTION, RETIREMENT, _end
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import Question, Voice, register
from networks.record.models import Link
from networks.record.rules import record

ADOPTED_BY = "adopted by"


def adopt(wording: Wording, referral: Referral) -> None:
    """It stands in the charter from now on; the version before is kept to be read. The line knows the decision."""
    line = Line.objects.select_for_update().get(pk=wording.line_id)
    wording = Wording.objects.select_for_update().get(pk=wording.pk)
    if wording.state != WordingState.ASKED:
        raise NotNow(_("It was withdrawn, or decided already."))
    if line.state == LineState.RETIRED:
        raise NotNow(_("This line has left the charter. Its words cannot change any more."))
    now = timezone.now()
    before = Wording.objects.filter(line=line, state=WordingState.ADOPTED).first()
    if before is not None:
        before.state, before.ended_at = WordingState.REPLACED, now
        before.save(update_fields=["state", "ended_at"])
    wording.state, wording.adopted_at, wording.replaces = WordingState.ADOPTED, now, before
    wording.save(update_fields=["state", "adopted_at", "replaces"])
    if line.state != LineState.ADOPTED:
        last = Line.objects.filter(section=line.section, state=LineState.ADOPTED).aggregate(
            last=Max("position")
        )
        line.state, line.position = LineState.ADOPTED, (last["last"] or 0) + 1
        line.save(update_fields=["state", "position"])
    _link_decision(line, referral)
    record("charter.adopted", wording, actor=referral.answered_by, section=line.section)


def _decision(referral: Referral) -> tuple[str, Any]:
    """What decided: the meeting's decision, or the referral itself."""
    if referral.decided_in:
        return referral.decided_in, referral.decided_in_id
    return referral.label, referral.pk


def _link_decision(line: Line, referral: Referral) -> None:
    label, key = _decision(referral)
    Link.objects.get_or_create(
        source=line.label, source_id=line.pk, target=label, target_id=key, kind=ADOPTED_BY,
        defaults={"made_by": referral.answered_by},
    )  # fmt: skip


def fits(wording: Wording, before: str, after: str) -> None:
    """A line is not longer than a line may be, however it is amended."""
    longest = Wording._meta.get_field("text").max_length
    if len(after) > longest:
        raise NotNow(
            _("As it was amended it is longer than a line may be: %(most)s signs.") % {"most": longest}
        )


def reword(wording: Wording, text: str) -> None:
    """A body amended the words before it decided: these are taken in; their versions in other languages are to be checked."""
    fits(wording, wording.text, text)
    wording.text = text
    wording.save(update_fields=["text"])
    wording.mark_versions_to_check("text")


def unadopt(wording: Wording, referral: Referral) -> None:
    """The decision is open again: the wording waits, and what stood before it stands again."""
    line = Line.objects.select_for_update().get(pk=wording.line_id)
    wording = Wording.objects.select_for_update().get(pk=wording.pk)
    if wording.state != WordingState.ADOPTED or line.state != LineState.ADOPTED:
        raise NotNow(_("A later version was adopted since, or the line was retired. Decide on that first."))
    if line.wordings.filter(state__in=OPEN).exists():
        raise NotNow(_("A change of this line is being discussed. Decide on that first."))
    wording.state, wording.adopted_at = WordingState.ASKED, None
    wording.save(update_fields=["state", "adopted_at"])
    before = wording.replaces
    if before is not None:
        before.state, before.ended_at = WordingState.ADOPTED, None
        before.save(update_fields=["state", "ended_at"])
    else:
        line.state = LineState.PROPOSED
        line.save(update_fields=["state"])
    answer = referral.answers.order_by("created_at", "pk").last()
    label, key = (answer.decided_in, answer.decided_in_id) if answer and answer.decided_in else (referral.label, referral.pk)  # fmt: skip
    Link.objects.filter(source_id=line.pk, target=label, target_id=key, kind=ADOPTED_BY).delete()
    record("charter.reopened", wording)


def refuse(wording: Wording, referral: Referral) -> None:
    """It is not taken into the charter. What stood there before stands."""
    wording = Wording.objects.select_for_update().select_related("line").get(pk=wording.pk)
    if wording.state != WordingState.ASKED:
        raise NotNow(_("It was withdrawn, or decided already."))
    _end(wording, WordingState.REFUSED)
    record("charter.refused", wording, actor=referral.answered_by)


def unrefuse(wording: Wording, referral: Referral) -> None:
    """The refusal is open again."""
    wording = Wording.objects.select_for_update().select_related("line").get(pk=wording.pk)
    if wording.state != WordingState.REFUSED or wording.line.wordings.filter(state__in=OPEN).exists():
        raise NotNow(_("Another change of this line is being discussed. Decide on that first."))
    wording.state, wording.ended_at = WordingState.ASKED, None
    wording.save(update_fields=["state", "ended_at"])
    if wording.line.state == LineState.CLOSED:
        Line.objects.filter(pk=wording.line_id).update(state=LineState.PROPOSED)
    record("charter.reopened", wording)


def retire(line: Line, referral: Referral) -> None:
    """The line leaves the charter; it stays to be read, with the reason."""
    won = Line.objects.filter(pk=line.pk, state=LineState.ADOPTED).update(
        state=LineState.RETIRED,
        retired_at=timezone.now(),
        retired_because=referral.note or referral.reason,
        retired_language=referral.note_language or referral.language,
    )
    if not won:
        raise NotNow(_("This line is not in the charter."))
    record("charter.retired", line, actor=referral.answered_by)


def unretire(line: Line, referral: Referral) -> None:
    """It is in the charter again, where it stood."""
    if not Line.objects.filter(pk=line.pk, state=LineState.RETIRED).update(
        state=LineState.ADOPTED, retired_at=None, retired_because="", retired_language=""
    ):
        raise NotNow(_("This line is in the charter."))
    record("charter.reopened", line)


def keep(line: Line, referral: Referral) -> None:
    """It stays."""
    record("charter.kept", line, actor=referral.answered_by)


def unkeep(line: Line, referral: Referral) -> None:
    """Whether it stays is open again."""


# ---- what whoever decides is shown ----


def facts(wording: Wording, actor: Any) -> Iterable[tuple[Any, Any]]:
    """The words that are proposed, why, for whom; and those that stand in the charter now."""
    line = wording.line
    yield _("Part of the charter"), line.get_section_display()
    if line.whom:
        yield _("For whom"), line.get_whom_display()
    if wording.replaces:
        yield _("Now in the charter"), wording.replaces.text
    yield _("What is proposed"), wording.text
    if wording.because:
        yield _("Why"), wording.because


def papers(wording: Wording, actor: Any) -> Iterable[tuple[str, str]]:
    """Where it comes from."""
    rows = Link.objects.filter(target=Line._meta.label_lower, target_id=wording.line_id)
    shown = describe_for(((row.source, row.source_id) for row in rows), actor)
    for one in shown.values():
        if one.url:
            yield one.title, one.url
    yield (
        _("The line with everything that was said about it"),
        reverse("charter-line", kwargs={"network": wording.network.slug, "line": wording.line_id}),
    )


def voices(wording: Wording, actor: Any) -> Iterable[Voice]:
    """What members say about it."""
    for one in wording.comments.select_related("by"):
        yield Voice(one.by.shown_name if one.by else _("a former member"), str(one.get_view_display()), one.text, one.language)  # fmt: skip


def line_facts(line: Line, actor: Any) -> Iterable[tuple[Any, Any]]:
    now = line.wordings.filter(state=WordingState.ADOPTED).first()
    yield _("Part of the charter"), line.get_section_display()
    if now is not None:
        yield _("Now in the charter"), now.text


register(
    Question(
        "network_charter.wording",
        ADOPTION,
        {"adopted": adopt, "refused": refuse},
        undo={"adopted": unadopt, "refused": unrefuse},
        words={
            "adopted": gettext_lazy("Take it into the charter"),
            "refused": gettext_lazy("Do not take it in"),
        },
        title=gettext_lazy("Into the charter: {what}"),
        text=lambda wording: (wording.text, wording.language),
        reword=reword,
        fits=fits,
        reasons=("refused",),
        known=True,
        facts=facts,
        papers=papers,
        voices=voices,
    )
)
register(
    Question(
        "network_charter.line",
        RETIREMENT,
        {"retired": retire, "kept": keep},
        undo={"retired": unretire, "kept": unkeep},
        words={
            "retired": gettext_lazy("Take it out of the charter"),
            "kept": gettext_lazy("Leave it in the charter"),
        },
        title=gettext_lazy("Out of the charter: {what}"),
        known=True,
        facts=line_facts,
    )
)
