"""What concerns every request: that it can be read, which language, and from which machine."""

from django.conf import settings
from django.http import Http404, QueryDict
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.utils.deprecation import MiddlewareMixin

from networks.base.machine import is_this_machine


class ReaderLocale(LocaleMiddleware):
    """Language from the cookie, then the browser. Kept apart so that /j/ pages can follow the seat instead."""


class Readable(MiddlewareMixin):
    """Drops the character NUL from what is sent: no keyboard has it, and PostgreSQL keeps no text with it."""

    def process_request(self, request):
        request.GET = without_nul(request.GET)
        if any("\0" in value for value in request.COOKIES.values()):
            request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}

    def process_view(self, request, view, args, kwargs):
        if any("\0" in str(value) for value in kwargs.values()):
            raise Http404
        if request.method == "POST":
            request._post = without_nul(request.POST)


def without_nul(sent: QueryDict) -> QueryDict:
    """The same without the character NUL; itself where there is none."""
    if not any("\0" in text for name, values in sent.lists() for text in (name, *values)):
        return sent
    clean = QueryDict(mutable=True)
    for name, values in sent.lists():
        clean.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    clean._mutable = False
    return clean


class LocalOnly(MiddlewareMixin):
    """With `bin/run --lan`, other machines get the joining pages, the big screen by its link, and public pages only.

    Nobody signs in from there: the way is not encrypted, and the cookie of somebody who signed in could be read on it.
    """

    OPEN = ("/j/", "/static/", "/screen/", "/card/", "/settings/", "/favicon.ico", "/health/")

    def process_request(self, request):
        request.lan_visitor = bool(settings.LAN_ADDRESS) and not is_this_machine(request)
        if not request.lan_visitor:
            return None
        path = request.path_info
        if path.startswith(self.OPEN) or is_public(path):
            return None
        if path == "/" and request.method in ("GET", "HEAD"):
            return redirect("/j/")
        return None

    def process_view(self, request, view, args, kwargs):
        """Refuse here, once the language and the reader are known, so that the page can be drawn like any other."""
        path = request.path_info
        if not request.lan_visitor or path.startswith(self.OPEN) or is_public(path):
            return None
        return render(request, "web/only_here.html", {"address": settings.LAN_ADDRESS}, status=403)


def is_public(path: str) -> bool:
    """Whether this is a network's public page: /{network}/public/{language}/…"""
    parts = path.split("/")
    return len(parts) > 3 and parts[2] == "public"
