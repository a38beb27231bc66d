"""How a reader wants pages to look: easy reading, light or dark. Kept with the person, or in a cookie for whoever is not signed in."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

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


def keep(request: HttpRequest, name: str, value: str, allowed: tuple[str, ...]) -> HttpResponse:
    """Keep one reading setting. An unknown value changes nothing."""
    response = back(request)
    if value not in allowed:
        return response
    person: Any = getattr(request, "user", None)
    if person is not None and person.is_authenticated and hasattr(person, "reading"):
        person.reading = {**(person.reading or {}), name: value}
        person.save(update_fields=["reading"])
    else:
        response.set_cookie(
            name, value, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
        )
    return response


@allow(anyone)
@require_POST
def reading(request: HttpRequest) -> HttpResponse:
    """Easy reading on or off."""
    return keep(request, "reading", request.POST.get("reading", ""), READING)


@allow(anyone)
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it."""
    return keep(request, "theme", request.POST.get("theme", ""), THEMES)


@allow(anyone)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part of a page, once. For whoever writes pages; absent unless STYLEGUIDE is set."""
    if not (settings.DEBUG or getattr(settings, "STYLEGUIDE", False)):
        raise Http404
    from networks.base.styleguide import samples

    return render(request, "base/styleguide.html", samples(request))
