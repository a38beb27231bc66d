"""Suggesting themes from the answers of a part, offline, in mixed languages; people then shape them.

Each answer is prepared (turned into a vector) in the background when it arrives; it may fall behind, and the backlog is shown.
A suggestion never moves what a person placed: once people have shaped the themes of a part, only new answers are offered a place.
"""

import base64
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import ask, job, progress
from networks.base.models import Job
from networks.base.places import language_name
from networks.base.texts import text_hash
from networks.meet.sessions.encoding import EncoderFailed, child, label_at_hand, which
from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import Answer, AnswerVector, Part, Placement, Seat, Theme
from networks.meet.sessions.models.planning import AnswerKind, Stage
from networks.meet.sessions.rules.answering import accepted, same_words, shown
from networks.meet.sessions.rules.concluding import theme_changed
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.grouping import standing
from networks.meet.sessions.rules.steps import step
from networks.record.rules import record

BATCH = 16
MOST_COMPARED = 300  # the newest answers, when a writer is offered "me too"
AT_MOST_A_MOMENT = 0.2  # seconds that a writer's request waits for the encoder


def usable(part: Part | None = None) -> tuple[bool, str]:
    """Return whether meanings can be compared here, and a sentence to show: why not, or for which languages not."""
    try:
        found = which()
    except EncoderFailed:
        return False, _("Themes cannot be suggested on this server. Group the answers by hand.")
    if not found["across_languages"]:
        return True, _("Answers are compared by their words only, not by meaning, and not across languages.")
    if part is not None:
        from networks.meet.sessions.methods.theme_suggestions import FEWEST_ANSWERS, LANGUAGES_CLAIMED

        written = set(_to_group(part).values_list("language", flat=True))
        others = sorted(code for code in written if code.split("-")[0] not in LANGUAGES_CLAIMED)
        if others:
            names = ", ".join(language_name(code) for code in others)
            return True, _(
                "How well this works in %(languages)s has not been measured. Look at those answers yourself."
            ) % {"languages": names}
        if len({code.split("-")[0] for code in written}) == 1 and _to_group(part).count() >= FEWEST_ANSWERS:
            return True, _(
                "All answers are in one language. Then short and long ones are often kept apart: look at each theme, and move what does not belong."
            )
    return True, ""


def backlog(part: Part) -> int:
    """Return how many answers of `part` are not prepared yet."""
    return _unprepared(part).count()


def _to_group(part: Part):
    return part.answers.filter(Answer.standing()).exclude(text="").order_by("number")


def _unprepared(part: Part):
    return _to_group(part).exclude(vectors__isnull=False)


def _when_accepted(sender, part: Part, answers, **kwargs) -> None:
    """Answers arrived or were changed: prepare them, those changed again."""
    AnswerVector.objects.filter(answer__in=[a.pk for a in answers]).delete()
    if part.answer_kind == AnswerKind.OPEN and Stage.GROUPING in part.stages:
        ask("sessions.prepare", key=f"prepare:{part.pk}", priority=-10, part=str(part.pk))


accepted.connect(_when_accepted, dispatch_uid="prepare answers")


@job("sessions.prepare", slow=True)
def prepare_job(row: Job, part: str) -> int:
    """Prepare what waits in a part, in order. From its start on, a new answer asks for another job."""
    Job.objects.filter(pk=row.pk).update(key=None)
    found = Part.objects.filter(pk=part).first()
    return prepare(found, row) if found else 0


def prepare(part: Part, row: Job | None = None) -> int:
    """Turn all answers of `part` that are not prepared into vectors; return how many."""
    done = 0
    waiting = _unprepared(part).count()
    while batch := list(_unprepared(part)[:BATCH]):
        made = child.ask("encode", texts=[answer.text for answer in batch])
        AnswerVector.objects.bulk_create(
            [
                AnswerVector(
                    answer=answer,
                    encoder=made["label"][:60],
                    vector=base64.b64decode(vector),
                    text_hash=text_hash(answer.text),
                )
                for answer, vector in zip(batch, made["vectors"], strict=True)
            ],
            ignore_conflicts=True,
        )
        done += len(batch)
        if row is not None:
            progress(row, done, max(waiting, done))
    return done


def shaped_by_people(part: Part) -> bool:
    """Whether a person has placed an answer of `part` or made or named a theme of it."""
    named = standing(part).filter(suggested=False).exists()
    return named or Placement.objects.filter(theme__part=part, by_person=True).exists()


def ask_to_suggest(part: Part, by) -> Job | None:
    """Have themes suggested in the background, with progress. Asked twice is once (None)."""
    return ask(
        "sessions.suggest",
        key=f"suggest:{part.pk}",
        by=by,
        priority=5,
        part=str(part.pk),
        by_key=str(by.pk) if by else None,
    )


@job("sessions.suggest", slow=True, attempts=2)
def suggest_job(row: Job, part: str, by_key: str | None) -> dict[str, Any]:
    from networks.people.models import Person

    found = Part.objects.select_related("session").get(pk=part)
    by = Person.objects.filter(pk=by_key).first()
    prepare(found, row)
    return {"placed": place_new(found, by) if shaped_by_people(found) else suggest(found, by)}


def suggest(part: Part, by) -> int:
    """Make themes from the answers of `part`, in place of earlier suggestions; return how many answers found a theme.

    Raises NotNow where there are too few answers, or where people have shaped the themes already.
    """
    if shaped_by_people(part):
        raise NotNow(_("People have shaped these themes. Only new answers can be placed."))
    prepare(part)
    answers, asked = _asked(part)
    found = child.ask("suggest", **asked)
    if not found["enough"]:
        raise NotNow(
            _("There are fewer than eight answers. Reading them is quicker than judging a suggestion.")
        )
    with step(part.session, "themes.suggested", by, part) as kept:
        for old in standing(part).filter(suggested=True):
            kept.watch(old)
            rows = list(Placement.objects.filter(theme=old))
            kept.watch(*rows)
            Placement.objects.filter(theme=old).delete()
            Theme.objects.filter(pk=old.pk).update(removed_at=timezone.now())
            theme_changed(old)
        placed = 0
        for position, suggestion in enumerate(found["themes"], start=1):
            theme = Theme.objects.create(
                part=part,
                position=position,
                name=suggestion["name"],
                language=suggestion["language"],
                suggested=True,
            )
            kept.made(theme)
            rows = [Placement(answer=answers[i], theme=theme) for i in suggestion["answers"]]
            Placement.objects.bulk_create(rows)
            kept.made(*rows)
            placed += len(rows)
        record("themes.suggested", part, actor=by, themes=len(found["themes"]), answers=placed)
        tell(part.session, "theme", part, suggested=True)
    return placed


def place_new(part: Part, by) -> int:
    """Give answers that are in no theme a place in the themes as people have shaped them; return how many found one."""
    prepare(part)
    answers, asked = _asked(part)
    themes = list(standing(part))
    index = {answer.pk: i for i, answer in enumerate(answers)}
    members: list[list[int]] = [[] for _theme in themes]
    where = {theme.pk: n for n, theme in enumerate(themes)}
    for answer, theme in Placement.objects.filter(theme__in=themes).values_list("answer", "theme"):
        if answer in index:
            members[where[theme]].append(index[answer])
    taken = {i for group in members for i in group}
    new = [i for i in range(len(answers)) if i not in taken]
    if not new or not themes:
        return 0
    found = child.ask("place", themes=members, new=new, **asked)
    offered = [
        (answers[p["answer"]], themes[p["theme"]]) for p in found["placements"] if p["theme"] is not None
    ]
    with step(part.session, "themes.suggested", by, part) as kept:
        rows = [Placement(answer=answer, theme=theme) for answer, theme in offered]
        Placement.objects.bulk_create(rows, ignore_conflicts=True)
        kept.made(*Placement.objects.filter(pk__in=[row.pk for row in rows]))
        for theme in {theme.pk: theme for _answer, theme in offered}.values():
            theme_changed(theme)
        record("themes.suggested", part, actor=by, answers=len(offered))
        tell(part.session, "theme", part, suggested=True)
    return len(offered)


def _asked(part: Part) -> tuple[list[Answer], dict[str, Any]]:
    """The prepared answers of `part`, and what the encoder's process is told of them."""
    label = which()["label"][:60]
    vectors = dict(
        AnswerVector.objects.filter(answer__part=part, encoder=label).values_list("answer", "vector")
    )
    answers = [answer for answer in _to_group(part) if answer.pk in vectors]
    return answers, {
        "vectors": [base64.b64encode(bytes(vectors[a.pk])).decode() for a in answers],
        "languages": [a.language for a in answers],
        "texts": [a.text for a in answers],
    }


def similar(part: Part, text: str, language: str, seat: Seat) -> list[Answer]:
    """Return up to three answers that say nearly the same as `text`, to which its writer may want to say "me too" instead.

    Only answers in the writer's language that `seat` may see now, none of its own, and none in an anonymous part. The same
    words are always found; the same meaning where the encoder is at hand: nobody waits until it is started or has done other work.
    """
    if part.anonymous or part.answer_kind != AnswerKind.OPEN or not text.strip():
        return []
    rows = shown(part).exclude(seat=seat).exclude(supporters__seat=seat).exclude(text="")
    seen = list(rows.select_related("seat", "organisation").order_by("-number")[:MOST_COMPARED])
    found = same_words(text, seen)[:1]
    return found or _same_meaning(text, language, seen)


def _same_meaning(text: str, language: str, seen: list[Answer]) -> list[Answer]:
    base = language.lower().split("-")[0]
    rows = {a.pk: a for a in seen if a.language.lower().split("-")[0] == base}
    label = label_at_hand()
    if not rows or not label:
        return []
    vectors = dict(
        AnswerVector.objects.filter(answer__in=rows, encoder=label[:60]).values_list("answer", "vector")
    )
    compared = [rows[key] for key in rows if key in vectors]
    if not compared:
        return []
    try:
        found = child.ask(
            "similar",
            within=AT_MOST_A_MOMENT,
            text=text,
            language=language,
            vectors=[base64.b64encode(bytes(vectors[a.pk])).decode() for a in compared],
            languages=[a.language for a in compared],
            texts=[a.text for a in compared],
        )
    except EncoderFailed:
        return []
    return [compared[i] for i in found["similar"]]
