"""What concerns every request: which language, and from which machine."""

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect, render
from django.utils.deprecation import MiddlewareMixin

from networks.base.machine import is_this_machine


class ReaderLocale(LocaleMiddleware):
    """Language from the cookie, then the browser. Kept apart so that /j/ pages can follow the seat instead."""


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
