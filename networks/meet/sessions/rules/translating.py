"""Translating answers, conclusions and the names of themes: by people, and answers by a machine, too, where the network's server has a
service for it. The original stays as it was written.

Answers of an anonymous part are translated once they are cut from their authors, and without a translator's name: whoever translated one might
have written it. A machine never gets anonymous answers nor those given in confidence.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import ask, job, progress
from networks.base.models import Job, TextVersion
from networks.base.outside import NotReached, post_json
from networks.base.texts import load_versions, text_hash
from networks.base.versions import VersionsForm
from networks.meet.sessions.live.telling import tell
from networks.meet.sessions.models import Answer, Conclusion, Part, Session, Theme
from networks.meet.sessions.models.planning import Showing
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.report_material import may_show_answers
from networks.record.rules import record

LONGEST = 10_000


def base_of(language: str) -> str:
    """The language without its region or script: what two tags must share to be one language here."""
    return language.split("-")[0].lower()


# ---- by people ----


def translatable(session: Session, *, writes: bool) -> list[Part]:
    """Return the parts whose answers may be translated: by those who write the conclusions all that are not anonymous or are cut from
    their authors; by others those that stand in the report."""
    found = []
    for part in Part.objects.filter(session_id=session.pk):
        part.session = session
        if (not part.anonymous or part.sealed_at) and (writes or may_show_answers(part)):
            found.append(part)
    return found


def answers_for(part: Part, *, writes: bool):
    """Return the answers of `part` that may be translated by somebody: all that count for those who write, else those that are shown."""
    rows = Answer.objects.filter(Answer.standing(), part_id=part.pk)
    if not writes and part.showing == Showing.CHECKED:
        rows = rows.filter(checked_at__isnull=False)
    return rows.exclude(text="").order_by("number")


def may_translate(person, session: Session, language: str, *, writes: bool) -> bool:
    """Whether this person may translate into `language`: who writes the conclusions any, a member those that they speak."""
    return writes or base_of(language) in spoken_by(person, session)


def spoken_by(person, session: Session) -> set[str]:
    """The languages that somebody has told us of: their own, and those of their seat in this session."""
    found = {base_of(person.language)}
    seat = session.seats.filter(person=person).first()
    if seat:
        found |= {base_of(tag) for tag in (seat.language, *seat.understands)}
    return found


@transaction.atomic
def translate(answer: Answer, text: str, language: str, by) -> TextVersion | None:
    """Keep a person's translation; an empty one takes the translation away."""
    part = answer.part
    if part.anonymous and part.sealed_at is None:
        raise NotNow(_("Anonymous answers are translated once the part is closed."))
    if base_of(language) == base_of(answer.language):
        raise NotNow(_("The answer is in this language already."))
    text = text.strip()[:LONGEST]
    version = answer.put_version("text", language, text, author=None if part.anonymous else by)
    if not part.anonymous:
        record("answer.translated", answer, actor=by, language=language)
    return version


@transaction.atomic
def check(answer: Answer, language: str, by, *, right: bool) -> None:
    """Somebody looked at a translation: it is right, or has to be looked at again."""
    changes = {"to_check": not right, "changed_at": timezone.now()}
    if not answer.part.anonymous:
        changes["checked_by"] = by if right else None
    if right:
        changes["made_from"] = text_hash(answer.text)
    TextVersion.objects.filter(
        about=answer.label, about_id=answer.pk, field="text", language=language, plain=False
    ).update(**changes)


# ---- conclusions and themes, by who writes the conclusions ----


@transaction.atomic
def put_in_other_words(form: VersionsForm, by) -> None:
    """Keep what a conclusion or a theme's name says in other languages and in plain words; all pages that show it are told."""
    thing: Conclusion | Theme = form.record
    now = type(thing).objects.select_for_update(of=("self",)).get(pk=thing.pk)
    if any(getattr(now, name) != getattr(thing, name) for name in form.labels):
        raise NotNow(_("The words were changed while you were translating. Look at them again."))
    form.keep(by)
    kind = "conclusion" if isinstance(thing, Conclusion) else "theme"
    record(f"{kind}.translated", thing, actor=by)
    tell(thing.part.session, kind, thing.part, **{kind: str(thing.pk)})


def in_words_of(session: Session, language: str) -> list[tuple[Conclusion | Theme, bool]]:
    """The published conclusions and the themes of a session that were written in another language, and whether each can be read in this one."""
    found: list[Conclusion | Theme] = [
        *Conclusion.objects.filter(part__session=session, published_at__isnull=False).order_by(
            "part__position", "position"
        ),
        *Theme.objects.filter(part__session=session, removed_at=None, suggested=False).order_by(
            "part__position", "position"
        ),
    ]
    load_versions(found)
    rows = []
    for thing in found:
        if base_of(thing.language) == base_of(language):
            continue
        there = {
            v.field for v in thing.versions() if v.language == language and not v.plain and not v.to_check
        }
        wanted = {field for field in thing.TEXTS if getattr(thing, field).strip()}
        rows.append((thing, wanted <= there))
    return rows


# ---- by a machine ----


def service_is_there() -> bool:
    """Whether this server has a translation service."""
    return bool(settings.TRANSLATION_SERVICE)


def machine_may(part: Part) -> bool:
    """Whether a machine may see the answers of `part`: never what is anonymous or was told in confidence."""
    return service_is_there() and not part.anonymous and not part.confidential


def ask_machine(part: Part, language: str, by) -> Job | None:
    """Have the answers of `part` that lack one translated into `language`, in the background. Asked twice is once."""
    if not service_is_there():
        raise NotNow(_("This server has no translation service."))
    if not machine_may(part):
        raise NotNow(_("Answers that are anonymous or given in confidence are never sent to a machine."))
    made = ask(
        "sessions.translate",
        key=f"translate:{part.pk}:{language}",
        by=by,
        part=str(part.pk),
        language=language,
    )
    record("part.translation_asked", part, actor=by, language=language)
    return made


@job("sessions.translate", attempts=3, slow=True)
def translate_job(row: Job, part: str, language: str) -> dict[str, int]:
    """Translate what has no translation yet, one answer after another; what a person wrote meanwhile stays."""
    found = Part.objects.select_related("session").filter(pk=part).first()
    if found is None or not machine_may(found):
        return {"translated": 0, "refused": 0}
    waiting = [a for a in answers_for(found, writes=True) if base_of(a.language) != base_of(language)]
    there = set(
        TextVersion.objects.filter(
            about=Answer._meta.label_lower,
            about_id__in=[a.pk for a in waiting],
            field="text",
            language=language,
            plain=False,
        ).values_list("about_id", flat=True)
    )
    waiting = [answer for answer in waiting if answer.pk not in there]
    done = refused = 0
    for at, answer in enumerate(waiting, 1):
        try:
            text = by_machine(answer.text, answer.language, language)
        except NotReached as error:
            if error.status != 400:
                raise
            refused += 1  # a language that the service does not know
            continue
        done += _keep(answer, text, language)
        progress(row, at, len(waiting))
    return {"translated": done, "refused": refused}


def by_machine(text: str, source: str, target: str) -> str:
    """Return what the service makes of `text` (LibreTranslate's interface: POST /translate)."""
    asked = {"q": text[:LONGEST], "source": base_of(source), "target": base_of(target), "format": "text"}
    if settings.TRANSLATION_SERVICE_KEY:
        asked["api_key"] = settings.TRANSLATION_SERVICE_KEY
    answer = post_json(
        settings.TRANSLATION_SERVICE.rstrip("/") + "/translate",
        asked,
        private=settings.TRANSLATION_SERVICE_PRIVATE,
    )
    text = answer.get("translatedText") if isinstance(answer, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise NotReached("The service sent no translation.", 400)
    return text.strip()[:LONGEST]


def _keep(answer: Answer, text: str, language: str) -> int:
    """Keep a machine's translation if nobody has written one meanwhile and the answer still says the same."""
    now = Answer.objects.filter(Answer.standing(), pk=answer.pk, text=answer.text, part__confidential=False)
    if not now.exists():
        return 0
    try:
        with transaction.atomic():
            TextVersion.objects.create(
                network_id=answer.network_id,
                about=answer.label,
                about_id=answer.pk,
                field="text",
                language=language,
                text=text,
                machine=True,
                made_from=text_hash(answer.text),
            )
    except IntegrityError:
        return 0
    return 1


def languages_of(session: Session) -> list[str]:
    """The languages into which answers of a session are translated: its own, and those of the program."""
    return list(dict.fromkeys([*session.languages, session.language, *dict(settings.LANGUAGES)]))


def lacking(answers: Iterable[Answer], language: str) -> list[Answer]:
    """Return the answers that have no translation into `language`, or one that has to be looked at. Their versions are loaded."""
    found = []
    for answer in answers:
        answer.translation = next(
            (v for v in answer.versions() if v.field == "text" and v.language == language and not v.plain),
            None,
        )
        if base_of(answer.language) != base_of(language) and (
            answer.translation is None or answer.translation.to_check
        ):
            found.append(answer)
    return found
