"""Translating answers, conclusions and themes: which lack a translation, writing one, looking at those of a machine."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.texts import load_versions
from networks.base.versions import VersionsForm
from networks.meet.sessions.forms.translating import TranslationForm
from networks.meet.sessions.models import Answer, Conclusion, Part, Session, Theme
from networks.meet.sessions.pages.board import theme_of
from networks.meet.sessions.pages.concluding import conclusion_of
from networks.meet.sessions.pages.finding import part_of, session_of
from networks.meet.sessions.pages.reporting import is_language
from networks.meet.sessions.permissions import confirmed, may_conclude
from networks.meet.sessions.rules import translating
from networks.meet.sessions.rules.errors import NotNow

MOST = 50  # answers of one part on a page; the next come when these are done


def _language(request: HttpRequest, session: Session) -> str:
    """The language into which is translated: the one chosen, else the reader's own."""
    language = request.GET.get("language") or request.actor.reader.languages[0]
    if not is_language(language):
        raise Http404
    return language


@allow(confirmed, of=session_of)
def page(request: HttpRequest, session: Session) -> HttpResponse:
    """What has no translation yet, part by part."""
    language, writes = _language(request, session), may_conclude(request.actor, session)
    person = request.actor.person
    parts = translating.translatable(session, writes=writes)
    load_versions(parts)
    for part in parts:
        answers = list(translating.answers_for(part, writes=writes))
        load_versions(answers)
        waiting = translating.lacking(answers, language)
        part.shown = part.version_for("question", request.actor.reader)
        part.waiting, part.many = waiting[:MOST], len(waiting)
        part.by_machine = writes and translating.machine_may(part)
        part.machines = [
            a for a in answers if a.translation and a.translation.machine and not a.translation.checked_by_id
        ][:MOST]
    context = {
        "session": session,
        "parts": parts,
        "language": language,
        "may": translating.may_translate(person, session, language, writes=writes),
        "written": _written(request, session, language) if writes else [],
        "in_languages": [
            (tag, f"?{urlencode({'language': tag})}", tag == language)
            for tag in translating.languages_of(session)
        ],
    }
    return render(request, "sessions/report/translations.html", context)


def _written(request: HttpRequest, session: Session, language: str) -> list[tuple]:
    """Conclusions and themes, whether each can be read in `language`, and the page on which it is put into it."""
    rows = []
    for thing, done in translating.in_words_of(session, language):
        kind, said = ("conclusion", thing.text) if isinstance(thing, Conclusion) else ("theme", thing.name)
        page = reverse(f"{kind}-words", kwargs={"network": request.network.slug, kind: thing.pk})
        rows.append((thing, said, done, f"{page}?{urlencode({'language': language})}"))
    return rows


def _may_word(actor, thing: Conclusion | Theme) -> bool:
    return may_conclude(actor, thing.part.session)


@allow(_may_word, of=conclusion_of)
def conclusion_words(request: HttpRequest, conclusion: Conclusion) -> HttpResponse:
    """A conclusion, and who sees it differently, in other languages and in plain words."""
    return _words(request, conclusion, {"text": _("Conclusion"), "dissent": _("Seen differently")})


@allow(_may_word, of=theme_of)
def theme_words(request: HttpRequest, theme: Theme) -> HttpResponse:
    """The name of a theme in other languages and in plain words."""
    return _words(request, theme, {"name": _("Name of the theme")})


def _words(request: HttpRequest, thing: Conclusion | Theme, fields: dict[str, str]) -> HttpResponse:
    """With `?language=fr` into that language only: so comes whoever goes through all that waits for it, and goes back to the list."""
    session = thing.part.session
    where = {"network": request.network.slug, "session": session.pk}
    languages = translating.languages_of(session)
    asked = request.GET.get("language", "")
    if is_language(asked):
        languages = [asked]
        back = f"{reverse('translations', kwargs=where)}?{urlencode({'language': asked})}"
    elif isinstance(thing, Conclusion):
        back = f"{reverse('conclusions', kwargs=where)}#c-{thing.pk}"
    else:
        back = reverse("board", kwargs={"network": request.network.slug, "part": thing.part_id})
    form = VersionsForm(request.POST or None, record=thing, fields=fields, languages=languages)
    if request.method == "POST" and form.is_valid():
        try:
            translating.put_in_other_words(form, request.actor.person)
            messages.success(request, _("The words are kept."))
            return redirect(back)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "back": back, "session": session}
    return render(request, "sessions/versions_form.html", context, status=422 if form.errors else 200)


@dataclass
class Translating:
    """An answer that somebody translates into a language."""

    answer: Answer
    session: Session
    language: str


def translation_of(request: HttpRequest, answer, **kwargs) -> Translating:
    """Find an answer that this reader may read and translate."""
    found = get_object_or_404(
        Answer.objects.filter(Answer.standing()).select_related("part__session"), pk=answer
    )
    session = found.part.session
    if session.binned_at:
        raise Http404
    writes = may_conclude(request.actor, session)
    parts = {part.pk for part in translating.translatable(session, writes=writes)}
    if (
        found.part_id not in parts
        or not translating.answers_for(found.part, writes=writes).filter(pk=found.pk).exists()
    ):
        raise Http404
    return Translating(found, session, _language(request, session))


def _may_translate(actor, thing: Translating) -> bool:
    return confirmed(actor) and translating.may_translate(
        actor.person, thing.session, thing.language, writes=may_conclude(actor, thing.session)
    )


@allow(_may_translate, of=translation_of)
def translation(request: HttpRequest, thing: Translating) -> HttpResponse:
    """Write, change or take away one translation; or say that one is right."""
    answer, language = thing.answer, thing.language
    stands = next(
        (v for v in answer.versions() if v.field == "text" and v.language == language and not v.plain), None
    )
    form = TranslationForm(request.POST or None, initial={"text": stands.text if stands else ""})
    back = reverse("translations", kwargs={"network": request.network.slug, "session": thing.session.pk})
    back = f"{back}?{urlencode({'language': language})}"
    if request.method == "POST" and form.is_valid():
        try:
            if stands and form.cleaned_data["text"].strip() == stands.text:
                translating.check(answer, language, request.actor.person, right=not request.POST.get("doubt"))
            else:
                translating.translate(answer, form.cleaned_data["text"], language, request.actor.person)
            return redirect(back)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {
        "form": form,
        "answer": answer,
        "session": thing.session,
        "language": language,
        "stands": stands,
        "back": back,
    }
    return render(request, "sessions/report/translation.html", context)


def _may_ask(actor, part: Part) -> bool:
    return may_conclude(actor, part.session)


@require_POST
@allow(_may_ask, of=part_of)
def by_machine(request: HttpRequest, part: Part) -> HttpResponse:
    """Have the answers of a part translated by the server's translation service."""
    language = _language(request, part.session)
    try:
        translating.ask_machine(part, language, request.actor.person)
        messages.success(
            request,
            _(
                "The machine translates. Look at what it made: each stands marked until a person has checked it."
            ),
        )
    except NotNow as error:
        messages.error(request, error.message)
    where = reverse("translations", kwargs={"network": request.network.slug, "session": part.session_id})
    return redirect(f"{where}?{urlencode({'language': language})}")
