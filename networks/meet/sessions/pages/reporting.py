"""The report of a session: its page and files for members, its plain-language version, and who else may read it."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.places import language_name
from networks.base.texts import Reader
from networks.meet.sessions.files import making
from networks.meet.sessions.forms.reporting import PlainVersionForm
from networks.meet.sessions.models import Session
from networks.meet.sessions.models.conclusions import Report
from networks.meet.sessions.pages.finding import session_of
from networks.meet.sessions.permissions import belongs, confirmed, may_conclude, may_run
from networks.meet.sessions.rules import publishing
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.report_shape import Edition, ReportContent
from networks.meet.sessions.rules.report_words import people_line, report_above, report_lead

MOST_ON_A_PAGE = 500  # answers; above that a page has those that are cited and the first of each theme
FIRST = 25


# ---- reading ----


def edition_for(request: HttpRequest) -> Edition:
    """Return the edition that is asked for; whoever nobody has confirmed yet reads the public one."""
    if not confirmed(request.actor) or request.GET.get("edition") == Edition.PUBLIC:
        return Edition.PUBLIC
    return Edition.INTERNAL


def reader_for(request: HttpRequest) -> Reader:
    """Return who reads: in the language chosen on the page, else in their own."""
    own = request.actor.reader
    chosen = request.GET.get("language", "")
    if chosen and is_language(chosen):
        return Reader((chosen, *[tag for tag in own.languages if tag != chosen]), own.plain)
    return own


def is_language(tag: str) -> bool:
    """Whether `tag` is a language that somebody knows the name of."""
    return len(tag) <= 12 and tag.replace("-", "").isalnum() and language_name(tag, "en") != tag


def languages_of(session: Session) -> list[str]:
    """The languages that a report is offered in: the session's, then the program's."""
    return list(dict.fromkeys([*session.languages, session.language, *dict(settings.LANGUAGES)]))


def context_of(content: ReportContent, files: list[tuple[str, str]], in_languages: list) -> dict[str, Any]:
    """Return what the template of a report needs, whoever reads it."""
    shown, is_trimmed = trimmed(content)
    return {
        "report": shown,
        "above": report_above(content),
        "lead": report_lead(content),
        "people_lines": people_line(content),
        "files": files,
        "in_languages": in_languages,
        "trimmed": is_trimmed,
    }


def trimmed(content: ReportContent) -> tuple[ReportContent, bool]:
    """Return the report with as many answers as a page can hold, cited ones always, and whether some are left out."""
    if content.answers_shown <= MOST_ON_A_PAGE:
        return content, False
    parts = []
    for part in content.parts:
        themes = [replace(theme, answers=_some(theme.answers)) for theme in part.themes]
        parts.append(replace(part, themes=themes, loose=_some(part.loose)))
    return replace(content, parts=parts), True


def _some(answers: list) -> list:
    return [answer for at, answer in enumerate(answers) if at < FIRST or answer.cited_in]


def file_links(address) -> list[tuple[str, str]]:
    """Return (words, address) of each file; `address` makes the address of a file's name."""
    return [
        ("PDF", address("report.pdf")),
        ("Word", address("report.docx")),
        (_("Data (JSON)"), address("report.json")),
        (_("Answers (CSV)"), address("answers.csv")),
        (_("Themes (CSV)"), address("themes.csv")),
        (_("Conclusions (CSV)"), address("conclusions.csv")),
    ]


@allow(belongs, of=session_of)
def page(request: HttpRequest, session: Session) -> HttpResponse:
    """The report for members; the public edition as everybody would read it."""
    edition, reader = edition_for(request), reader_for(request)
    kept = Report.objects.filter(session=session).first()
    slug, writes = request.network.slug, may_conclude(request.actor, session)
    here = reverse("report", kwargs={"network": slug, "session": session.pk})

    def asked(**changes) -> str:
        wanted = {"edition": str(edition), "language": reader.languages[0], **changes}
        return urlencode(wanted)

    def file_address(name: str) -> str:
        return (
            reverse("report-file", kwargs={"network": slug, "session": session.pk, "name": name})
            + f"?{asked()}"
        )

    with translation.override(making.spoken(reader.languages[0])):
        content = making.content_for(session, edition, reader)
        context = context_of(
            content,
            file_links(file_address),
            [
                (tag, f"{here}?{asked(language=tag)}", tag == reader.languages[0])
                for tag in languages_of(session)
            ],
        )
        context |= {
            "session": session,
            "slug": slug,
            "inside": True,
            "record": kept,
            "writes": writes,
            "outdated": writes and publishing.is_outdated(kept),
            "both_editions": confirmed(request.actor),
            "editions": [
                (_("For members"), f"{here}?{asked(edition='internal')}", edition == Edition.INTERNAL),
                (_("For everybody"), f"{here}?{asked(edition='public')}", edition == Edition.PUBLIC),
            ],
        }
        if writes:
            context["plain_edit_url"] = reverse(
                "report-plain", kwargs={"network": slug, "session": session.pk}
            )
        return render(request, "sessions/report/report.html", context)


# ---- files ----


def file_and_session(request, session, name, **kwargs) -> tuple[Session, str]:
    if name not in making.KINDS:
        raise Http404
    return session_of(request, session), name


def _belongs(actor, thing) -> bool:
    return belongs(actor)


@allow(_belongs, of=file_and_session)
def file(request: HttpRequest, thing: tuple[Session, str]) -> HttpResponse:
    """One file of the report; a long one is made in the background, with its progress shown."""
    session, name = thing
    reader = reader_for(request)
    content = making.content_for(session, edition_for(request), reader)
    back = reverse("report", kwargs={"network": request.network.slug, "session": session.pk})
    return file_response(request, session, content, name, reader, f"{back}?{request.GET.urlencode()}")


def file_response(
    request: HttpRequest,
    session: Session,
    content: ReportContent,
    name: str,
    reader: Reader,
    back: str,
    **more,
) -> HttpResponse:
    """Return the file, or the page that asks for it and shows how far it is."""
    if making.is_long(content, name) and making.kept(content, name) is None:
        if request.method == "POST":
            making.ask_for(session, content, name, reader, by=request.actor.person)
            return redirect(request.get_full_path())
        context = {
            "making": making.being_made(content, name),
            "name": name,
            "back": back,
            "answers": content.answers_shown,
            "title": content.title.shown.text,
            "address": request.get_full_path(),
            **more,
        }
        part = "sessions/report/making_part.html"
        return render(request, part if request.htmx else "sessions/report/making.html", context)
    if request.htmx:  # it is ready: the page that waited for it goes there
        response = HttpResponse()
        response["HX-Redirect"] = request.get_full_path()
        return response
    response = HttpResponse(making.file_of(content, name), content_type=making.KINDS[name].media_type)
    stem = f"{content.network}-{content.position}-{content.edition}-{content.language}".lower()
    safe = "".join(ch if ch.isascii() and ch.isalnum() else "-" for ch in stem)
    response["Content-Disposition"] = f'attachment; filename="{safe}-{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


# ---- in plain words ----


@allow(may_conclude, of=session_of)
def plain(request: HttpRequest, session: Session) -> HttpResponse:
    """Write or confirm the plain-language version, on top of what it was when it was read."""
    language = request.GET.get("language") or session.language
    if not is_language(language):
        raise Http404
    kept = Report.objects.filter(session=session).first()
    stands = {field: publishing.text_in(kept, field, language) for field in publishing.TEXTS}
    draft = ""
    if not stands["plain_text"]:
        with translation.override(making.spoken(language)):
            content = making.content_for(session, Edition.PUBLIC, Reader((language,), plain=True))
            draft = publishing.first_draft(content)
    initial = {**stands, **{f"read_{field}": text for field, text in stands.items()}}
    if request.GET.get("draft"):
        initial["plain_text"] = draft
    form = PlainVersionForm(request.POST or None, initial=initial)
    conflicts = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            publishing.write(
                session,
                {field: data[field] for field in publishing.TEXTS},
                request.actor.person,
                language=language,
                read={field: data[f"read_{field}"] for field in publishing.TEXTS},
                confirm=bool(request.POST.get("confirm")),
            )
            if request.POST.get("confirm"):
                messages.success(request, _("Saved and confirmed: readers see it now."))
            else:
                messages.success(request, _("Saved as a draft. Readers see it once you confirm it."))
            where = reverse("report", kwargs={"network": request.network.slug, "session": session.pk})
            return redirect(f"{where}?{urlencode({'language': language})}#plain")
        except publishing.BothChanged as error:
            conflicts = error.conflicts
            corrected = form.data.copy()
            corrected[f"read_{error.field}"], corrected[error.field] = error.theirs, error.over
            form.data = corrected
            form.add_error(None, error.message)
    context = {
        "form": form,
        "session": session,
        "language": language,
        "in_languages": [
            (tag, f"?{urlencode({'language': tag})}", tag == language) for tag in languages_of(session)
        ],
        "draft": draft if not request.GET.get("draft") and request.method != "POST" else "",
        "draft_url": f"?{urlencode({'language': language, 'draft': 1})}",
        "conflicts": conflicts,
        "record": kept,
    }
    return render(request, "sessions/report/plain.html", context)


# ---- who may read it ----


@allow(may_run, of=session_of)
def publication(request: HttpRequest, session: Session) -> HttpResponse:
    """Show the report to everybody, to whoever has the link, or to members alone; each said before it is done."""
    here = redirect("report-publication", network=request.network.slug, session=session.pk)
    if request.method == "POST":
        rules = {"everybody": publishing.publish, "link": publishing.share, "members": publishing.withdraw}
        chosen = rules.get(request.POST.get("readers", ""))
        try:
            if chosen:
                chosen(session, request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
        return here
    kept = Report.objects.filter(session=session).select_related("session__network").first()
    content = making.content_for(session, Edition.PUBLIC, request.actor.reader)
    why_not = ""
    try:
        publishing.may_be_shown(session)
    except NotNow as error:
        why_not = str(error.message)
    language = making.spoken(request.actor.reader.languages[0])
    context = {
        "session": session,
        "record": kept,
        "report": content,
        "why_not": why_not,
        "address": publishing.public_address(kept, language)
        if kept and (kept.published_at or kept.shared_at)
        else "",
    }
    return render(request, "sessions/report/publication.html", context)
