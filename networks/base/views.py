"""How a reader wants pages to look: easy reading, light or dark. Kept with the person, or in a cookie for whoever is not signed in."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from networks.base.doors import allow, anyone

READING = ("", "easy")
THEMES = ("", "light", "dark")
YEAR = 365 * 24 * 3600


def back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the reader came from, if it is one of ours."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    return HttpResponseRedirect(target)


def keep(request: HttpRequest, name: str, cookie: str, setting: Any) -> HttpResponse:
    """Keep one reading setting: `setting` under `name` with the person, or `cookie` in the browser."""
    response = back(request)
    person: Any = request.user
    key = "reading" if name == "easy" else name
    if person.is_authenticated:
        response.delete_cookie(key)  # chosen before signing in; the person's own choice holds now
        person.reading = {**person.reading, name: setting}
        person.save(update_fields=["reading"])
    else:
        response.set_cookie(
            key, cookie, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


@allow(anyone)
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """Easy reading on or off."""
    wanted = request.POST.get("reading", "")
    return keep(request, "easy", wanted, wanted == "easy") if wanted in READING else back(request)


@allow(anyone)
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it."""
    wanted = request.POST.get("theme", "")
    return keep(request, "theme", wanted, wanted) if wanted in THEMES else back(request)


@allow(anyone)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of pages; kept with the person too, for mail and for other devices."""
    wanted = request.POST.get("language", "")
    person: Any = request.user
    if person.is_authenticated and wanted in dict(settings.LANGUAGES):
        person.language = wanted
        person.save(update_fields=["language"])
    return set_language(request)


def too_many(request: HttpRequest, message: str = "") -> HttpResponse:
    """The answer to whoever tried too often; `message` says how long to wait."""
    return render(request, "429.html", {"message": message}, status=429)


@allow(anyone)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part of a page, once. For whoever writes pages; absent unless STYLEGUIDE is set."""
    if not (settings.DEBUG or settings.STYLEGUIDE):
        raise Http404
    from networks.base.styleguide import samples

    return render(request, "base/styleguide.html", samples(request))


@allow(anyone)
def styleguide_screen(request: HttpRequest) -> HttpResponse:
    """The big screen's dress, with its parts."""
    if not (settings.DEBUG or settings.STYLEGUIDE):
        raise Http404
    from networks.base.styleguide import samples

    return render(request, "base/styleguide_screen.html", samples(request))
