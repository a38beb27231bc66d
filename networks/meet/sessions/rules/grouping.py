"""Grouping: answers are placed in themes; themes are made, named, merged, split and taken away. By people, together.

Two at once: moves of different answers both hold; of the same answer the last wins and the pages say who moved it; a merge and a
new name both hold; whoever works on a theme that was merged a moment ago is told into which.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import Answer, Part, Placement, Theme
from networks.meet.sessions.rules.concluding import theme_changed
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.steps import step
from networks.record.rules import record


def standing(part: Part):
    """The themes of `part` that are there: not merged into another, not taken away."""
    return part.themes.filter(removed_at=None, merged_into=None)


def check(theme: Theme) -> None:
    """Refuse a theme that is no longer there, with a word on what became of it."""
    theme.refresh_from_db()
    if theme.merged_into_id:
        raise NotNow(
            _("This theme was merged into “%(name)s” a moment ago.") % {"name": theme.merged_into.name}
        )
    if theme.removed_at:
        raise NotNow(_("This theme was taken away a moment ago."))


def new_theme(
    part: Part, name: str, by, answers: Iterable[Answer] = (), language: str | None = None
) -> Theme:
    """Make a theme called `name`, with `answers` in it."""
    name = name.strip()[:200]
    if not name:
        raise NotNow(_("Give the theme a name."))
    with step(part.session, "theme.new", by, part) as kept:
        last = part.themes.aggregate(last=Max("position"))["last"] or 0
        theme = Theme.objects.create(
            part=part, name=name, named_by=by, position=last + 1, language=language or part.language
        )
        kept.made(theme)
        _place(list(answers), theme, by, kept)
        record("theme.made", theme, actor=by)
        tell(part.session, "theme", part, theme=str(theme.pk))
    return theme


def rename(theme: Theme, name: str, by, language: str | None = None) -> None:
    """Give `theme` another name. Holds beside a merge that happens at the same time."""
    name = name.strip()[:200]
    if not name:
        raise NotNow(_("Give the theme a name."))
    check(theme)
    with step(theme.part.session, "theme.renamed", by, theme.part) as kept:
        kept.watch(theme)
        theme.name, theme.named_by, theme.suggested, theme.changed_at = name, by, False, timezone.now()
        theme.language = language or theme.language
        theme.save(update_fields=["name", "named_by", "suggested", "language", "changed_at"])
        theme.mark_versions_to_check("name")
        theme_changed(theme)
        record("theme.renamed", theme, actor=by)
        tell(theme.part.session, "theme", theme.part, theme=str(theme.pk))


def place(answers: Iterable[Answer], theme: Theme | None, by) -> None:
    """Place `answers` in `theme`, or with None take them out of theirs. From now on their authors cannot change them."""
    answers = list(answers)
    if not answers:
        return
    part = answers[0].part
    if theme is not None:
        check(theme)
        if theme.part_id != part.pk:
            raise NotNow(_("This theme belongs to another part."))
    with step(part.session, "answer.placed", by, part) as kept:
        _place(answers, theme, by, kept)
        record("answer.placed", theme or part, actor=by, answers=len(answers))
        tell(
            part.session,
            "placed",
            part,
            answers=[str(a.pk) for a in answers],
            theme=str(theme.pk) if theme else None,
            by=str(by.pk) if by else None,
        )


def _place(answers: list[Answer], theme: Theme | None, by, kept: Any) -> None:
    touched = {theme.pk: theme} if theme else {}
    existing = {p.answer_id: p for p in Placement.objects.filter(answer__in=answers).select_related("theme")}
    for answer in answers:
        placed = existing.get(answer.pk)
        if placed:
            touched[placed.theme_id] = placed.theme
            kept.watch(placed)
        if theme is None:
            if placed:
                placed.delete()
        elif placed:
            placed.theme, placed.by, placed.by_person, placed.placed_at = theme, by, True, timezone.now()
            placed.save()
        else:
            kept.made(Placement.objects.create(answer=answer, theme=theme, by=by, by_person=by is not None))
    if by is not None:  # an author may no longer change what a person has placed
        Answer.objects.filter(pk__in=[a.pk for a in answers]).exclude(editing_hash="").update(editing_hash="")
    for one in touched.values():
        theme_changed(one)
        Theme.objects.filter(pk=one.pk).update(changed_at=timezone.now())


def merge(theme: Theme, into: Theme, by) -> None:
    """Merge `theme` into `into`: its answers go there, its name stays readable in the history."""
    if theme.pk == into.pk:
        return
    check(theme), check(into)
    if theme.part_id != into.part_id:
        raise NotNow(_("This theme belongs to another part."))
    with step(theme.part.session, "theme.merged", by, theme.part) as kept:
        kept.watch(theme, into)
        placements = list(Placement.objects.filter(theme=theme))
        kept.watch(*placements)
        Placement.objects.filter(theme=theme).update(
            theme=into, by=by, by_person=True, placed_at=timezone.now()
        )
        Theme.objects.filter(pk=theme.pk).update(merged_into=into, changed_at=timezone.now())
        Theme.objects.filter(pk=into.pk).update(changed_at=timezone.now())
        theme_changed(theme), theme_changed(into)
        record("theme.merged", into, actor=by, merged=str(theme.pk))
        tell(theme.part.session, "theme", theme.part, theme=str(into.pk), merged=str(theme.pk))


def split(theme: Theme, name: str, answers: Iterable[Answer], by) -> Theme:
    """Move `answers` of `theme` into a new theme called `name`."""
    check(theme)
    answers = [a for a in answers if Placement.objects.filter(answer=a, theme=theme).exists()]
    if not answers:
        raise NotNow(_("Choose the answers that go into the new theme."))
    with step(theme.part.session, "theme.split", by, theme.part) as kept:
        last = theme.part.themes.aggregate(last=Max("position"))["last"] or 0
        made = Theme.objects.create(
            part=theme.part,
            name=name.strip()[:200] or _("New theme"),
            named_by=by,
            position=last + 1,
            language=theme.language,
        )
        kept.made(made)
        _place(answers, made, by, kept)
        record("theme.split", theme, actor=by, into=str(made.pk))
        tell(theme.part.session, "theme", theme.part, theme=str(made.pk), split=str(theme.pk))
    return made


def take_away(theme: Theme, by) -> None:
    """Take a theme away: its answers are not grouped any more."""
    check(theme)
    with step(theme.part.session, "theme.removed", by, theme.part) as kept:
        kept.watch(theme)
        placements = list(Placement.objects.filter(theme=theme))
        kept.watch(*placements)
        Placement.objects.filter(theme=theme).delete()
        Theme.objects.filter(pk=theme.pk).update(removed_at=timezone.now())
        theme_changed(theme)
        record("theme.removed", theme, actor=by)
        tell(theme.part.session, "theme", theme.part, theme=str(theme.pk), removed=True)


@transaction.atomic
def put_in_order(part: Part, keys: Iterable[Any], by) -> None:
    """Give the themes of `part` the order of `keys`."""
    for position, key in enumerate(keys, start=1):
        part.themes.filter(pk=key).update(position=position)
    tell(part.session, "theme", part)
