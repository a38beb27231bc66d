"""What concerns every request: which language, and from which machine."""

import ipaddress

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin


class ReaderLocale(LocaleMiddleware):
    """Language from the cookie, then the browser. Kept apart so that /j/ pages can follow the seat instead."""


def is_this_machine(request) -> bool:
    """Whether the request comes from the machine that serves it (never true behind a proxy)."""
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class LocalOnly(MiddlewareMixin):
    """With `bin/run --lan`, other machines are served the joining pages, the big screen by its link, and public pages only."""

    OPEN = ("/j/", "/static/", "/screen/", "/card/", "/i18n/", "/settings/", "/favicon.ico")

    def process_request(self, request):
        request.lan_visitor = bool(settings.LAN_ADDRESS) and not is_this_machine(request)
        if not request.lan_visitor:
            return None
        path = request.path_info
        if path == "/" or path.startswith(self.OPEN) or "/public/" in path:
            return None
        return render(request, "web/only_here.html", {"address": settings.LAN_ADDRESS}, status=403)
