"""The local outbox: messages that would have left if mail were set up. Answers only here, or whoever has the key."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from networks.base.doors import allow, anyone
from networks.base.limits import Limit
from networks.base.machine import KEY_COOKIE, client_address, is_local, is_local_key, is_proxied
from networks.notices.models import OutboxMessage

GUESSES = Limit("local-key", failures=20, seconds=600)


@allow(anyone)
def outbox(request):
    """The last fifty messages. With `?key=…` (printed by `bin/run`) this browser may look from another machine."""
    if settings.MAIL_IS_SENT or is_proxied(request):
        raise Http404
    if key := request.GET.get("key"):
        return _let_in(request, key)
    if not is_local(request):
        raise Http404
    kept = OutboxMessage.objects.exclude(raw="").order_by("-created_at", "-pk")
    return render(request, "notices/outbox.html", {"outbox": kept[:50]})


def _let_in(request, key):
    who = client_address(request)
    if GUESSES.reached(who) or not is_local_key(key):
        GUESSES.failed(who)
        raise Http404
    response = redirect("outbox")
    response.set_cookie(KEY_COOKIE, key, httponly=True, samesite="Strict", secure=request.is_secure())
    return response


@allow(anyone)
def outbox_message(request, key):
    """One message as it would have been sent."""
    if settings.MAIL_IS_SENT or not is_local(request):
        raise Http404
    return render(
        request, "notices/outbox_message.html", {"letter": get_object_or_404(OutboxMessage, pk=key)}
    )
