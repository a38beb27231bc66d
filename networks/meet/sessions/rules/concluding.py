"""Concluding: what a part amounts to, each line citing what it rests on, with those who see it differently.

Several people write at once: a change is saved on top of the revision it was read from. Whoever is slower sees both texts.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import Answer, Citation, Conclusion, ConclusionVote, Part, Seat, Theme
from networks.meet.sessions.models.planning import PartState
from networks.meet.sessions.rules.errors import NotNow
from networks.record.rules import link, record, unlink

FIELDS = (
    "kind",
    "text",
    "language",
    "country",
    "done_by",
    "done_by_name",
    "owner",
    "owner_name",
    "due",
    "dissent",
    "no_dissent",
    "unsupported",
)


class ChangedMeanwhile(NotNow):
    """Somebody saved another text since this one was read. `theirs` is the conclusion as it stands now."""

    def __init__(self, theirs: Conclusion):
        super().__init__(
            _(
                "Somebody changed this conclusion while you were writing. Both texts are here: choose what stays."
            )
        )
        self.theirs = theirs


@transaction.atomic
def conclude(
    part: Part, by, *, themes: Iterable[Theme] = (), answers: Iterable[Answer] = (), **fields: Any
) -> Conclusion:
    """Write a conclusion of `part` that cites `themes` and `answers` of it."""
    last = part.conclusions.aggregate(last=Max("position"))["last"] or 0
    fields.setdefault("language", part.language)
    conclusion = Conclusion.objects.create(part=part, position=last + 1, written_by=by, **fields)
    cite(conclusion, themes, answers, by)
    record("conclusion.written", conclusion, actor=by, kind=conclusion.kind)
    tell(part.session, "conclusion", part, conclusion=str(conclusion.pk))
    return conclusion


@transaction.atomic
def rewrite(
    conclusion: Conclusion, changes: dict[str, Any], by, *, read_at: int, themes=None, answers=None
) -> Conclusion:
    """Change a conclusion that its author read at revision `read_at`.

    Raises ChangedMeanwhile, with what stands there now, where another revision was saved since; nothing is overwritten.
    """
    won = Conclusion.objects.filter(pk=conclusion.pk, revision=read_at).update(revision=F("revision") + 1)
    if not won:
        raise ChangedMeanwhile(Conclusion.objects.get(pk=conclusion.pk))
    conclusion.refresh_from_db()
    texts = [
        field
        for field in Conclusion.TEXTS
        if field in changes and changes[field] != getattr(conclusion, field)
    ]
    for field, value in changes.items():
        setattr(conclusion, field, value)
    conclusion.look_again = False
    conclusion.changed_at = timezone.now()
    conclusion.save()
    for field in texts:
        conclusion.mark_versions_to_check(field)
    if themes is not None or answers is not None:
        cite(conclusion, themes or (), answers or (), by)
    record("conclusion.changed", conclusion, actor=by, revision=conclusion.revision)
    tell(conclusion.part.session, "conclusion", conclusion.part, conclusion=str(conclusion.pk))
    return conclusion


def cite(conclusion: Conclusion, themes: Iterable[Theme], answers: Iterable[Answer], by) -> None:
    """Make `themes` and `answers` (of the same part) all that the conclusion cites; links are kept with them."""
    wanted = {("theme", t.pk): t for t in themes if t.part_id == conclusion.part_id}
    wanted |= {("answer", a.pk): a for a in answers if a.part_id == conclusion.part_id}
    for citation in conclusion.citations.select_related("theme", "answer"):
        key = ("theme", citation.theme_id) if citation.theme_id else ("answer", citation.answer_id)
        if wanted.pop(key, None) is None:
            unlink(citation.theme or citation.answer, conclusion, "cited by")
            citation.delete()
    for (kind, _key), thing in wanted.items():
        Citation.objects.create(conclusion=conclusion, **{kind: thing})
        link(thing, conclusion, "cited by", by)


@transaction.atomic
def publish(conclusion: Conclusion, by) -> None:
    """Let everyone see a conclusion. It must cite something, or say that it rests on no answer; and say whether anyone differed."""
    if not conclusion.unsupported and not conclusion.citations.exists():
        raise NotNow(
            _("Cite a theme or an answer, or tick “No answer supports this: added by the facilitator”.")
        )
    if not conclusion.dissent.strip() and not conclusion.no_dissent:
        raise NotNow(_("Say who sees it differently, or tick “Nobody saw it differently”."))
    if Conclusion.objects.filter(pk=conclusion.pk, published_at=None).update(published_at=timezone.now()):
        conclusion.refresh_from_db()
        record("conclusion.published", conclusion, actor=by, kind=conclusion.kind)
        tell(conclusion.part.session, "conclusion", conclusion.part, conclusion=str(conclusion.pk))


@transaction.atomic
def withdraw(conclusion: Conclusion, by) -> None:
    """Take a published conclusion back to be worked on."""
    if Conclusion.objects.filter(pk=conclusion.pk, published_at__isnull=False).update(published_at=None):
        conclusion.refresh_from_db()
        record("conclusion.withdrawn", conclusion, actor=by)
        tell(conclusion.part.session, "conclusion", conclusion.part, conclusion=str(conclusion.pk))


@transaction.atomic
def throw_away(conclusion: Conclusion, by) -> None:
    """Put a conclusion into the bin."""
    conclusion.throw_away(by)
    tell(conclusion.part.session, "conclusion", conclusion.part, conclusion=str(conclusion.pk))


@transaction.atomic
def take_back(conclusion: Conclusion) -> None:
    """Out of the bin again."""
    conclusion.take_back()
    tell(conclusion.part.session, "conclusion", conclusion.part, conclusion=str(conclusion.pk))


def theme_changed(theme: Theme) -> int:
    """Answers of `theme` changed: conclusions that cite it are marked "look again". Returns how many. Call in the change's transaction."""
    return Conclusion.objects.filter(citations__theme=theme, look_again=False).update(look_again=True)


@transaction.atomic
def agree(conclusion: Conclusion, seat: Seat, agrees: bool) -> None:
    """A participant agrees with a published conclusion, or not; the latest counts."""
    if conclusion.published_at is None or conclusion.part.session_id != seat.session_id:
        raise NotNow(_("This conclusion is not shown yet."))
    ConclusionVote.objects.update_or_create(conclusion=conclusion, seat=seat, defaults={"agrees": agrees})
    tell(conclusion.part.session, "conclusion_votes", conclusion.part, conclusion=str(conclusion.pk))


def agreement(conclusions: Iterable[Conclusion]) -> dict[Any, tuple[int, int]]:
    """Return how many agree of how many said so, by conclusion key, with one query."""
    counted: dict[Any, tuple[int, int]] = {}
    for key, agrees in ConclusionVote.objects.filter(conclusion__in=list(conclusions)).values_list(
        "conclusion", "agrees"
    ):
        yes, of = counted.get(key, (0, 0))
        counted[key] = (yes + agrees, of + 1)
    return counted


def may_begin(part: Part) -> bool:
    """Conclusions are written once there is something to conclude from; they may be prepared while a part is open."""
    return part.state != PartState.PLANNED
