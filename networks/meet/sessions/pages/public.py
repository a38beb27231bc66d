"""The public edition of a report: for everybody once it is published, and for whoever has its secret link. No cookies."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from networks.base.doors import allow, anyone
from networks.base.texts import Reader
from networks.meet.sessions.files import making
from networks.meet.sessions.models import Session
from networks.meet.sessions.models.conclusions import Report
from networks.meet.sessions.pages.reporting import (
    context_of,
    file_links,
    file_response,
    is_language,
    languages_of,
)
from networks.meet.sessions.rules.report_shape import Edition


@dataclass
class Shown:
    """A report that others may read, in a language, and how its addresses are made."""

    report: Report
    language: str
    address: Callable[..., str]  # (language, file name) → address
    name: str = ""

    @property
    def session(self) -> Session:
        return self.report.session

    @property
    def reader(self) -> Reader:
        return Reader((self.language,))


def _rows():
    return Report.objects.select_related(
        "session__occasion", "session__programme", "session__network"
    ).filter(session__binned_at=None, session__rehearsal=False)


def _shown(request, report: Report | None, language: str, name: str, view: str, **which) -> Shown:
    if report is None or not is_language(language) or (name and name not in making.KINDS):
        raise Http404

    def address(tag: str, file: str = "") -> str:
        kwargs = {"network": request.network.slug, "language": tag, **which}
        return (
            reverse(f"{view}-file", kwargs={**kwargs, "name": file}) if file else reverse(view, kwargs=kwargs)
        )

    return Shown(report, language, address, name)


def published(request, language, session, name="", **kwargs) -> Shown:
    """Find a report that everybody may read."""
    report = _rows().filter(session=session, published_at__isnull=False).first()
    return _shown(request, report, language, name, "public-report", session=session)


def by_link(request, language, secret, name="", **kwargs) -> Shown:
    """Find the report that a secret link leads to, while it is shown to whoever has the link, or to everybody."""
    report = _rows().filter(public_secret=secret).first()
    if report and not (report.shared_at or report.published_at):
        report = None
    return _shown(request, report, language, name, "secret-report", secret=secret)


def _page(request: HttpRequest, shown: Shown, *, indexed: bool) -> HttpResponse:
    with translation.override(making.spoken(shown.language)):
        content = making.content_for(shown.session, Edition.PUBLIC, shown.reader)
        context = context_of(
            content,
            file_links(lambda name: shown.address(shown.language, name)),
            [(tag, shown.address(tag), tag == shown.language) for tag in languages_of(shown.session)],
        )
        context |= {
            "cookieless": True,
            "indexed": indexed,
            "above": f"{content.network} · {context['above']}",
        }
        response = render(request, "sessions/report/public.html", context)
    if not indexed:
        response["X-Robots-Tag"] = "noindex"
    return response


def _file(request: HttpRequest, shown: Shown) -> HttpResponse:
    with translation.override(making.spoken(shown.language)):
        content = making.content_for(shown.session, Edition.PUBLIC, shown.reader)
        return file_response(
            request,
            shown.session,
            content,
            shown.name,
            shown.reader,
            shown.address(shown.language),
            cookieless=True,
        )


@allow(anyone, of=published)
def report(request: HttpRequest, shown: Shown) -> HttpResponse:
    """The report for everybody."""
    return _page(request, shown, indexed=True)


@allow(anyone, of=by_link)
def secret_report(request: HttpRequest, shown: Shown) -> HttpResponse:
    """The same for whoever has the link; search engines are asked to leave it out."""
    return _page(request, shown, indexed=False)


@csrf_exempt  # it asks for a file that everybody may have, once: there is nothing to forge, and no cookie to prove it with
@allow(anyone, of=published)
def report_file(request: HttpRequest, shown: Shown) -> HttpResponse:
    """A file of the report for everybody."""
    return _file(request, shown)


@csrf_exempt
@allow(anyone, of=by_link)
def secret_report_file(request: HttpRequest, shown: Shown) -> HttpResponse:
    """A file for whoever has the link."""
    return _file(request, shown)
