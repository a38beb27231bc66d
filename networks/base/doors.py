"""Every view says who may come in. `@allow(predicate)` is how; a check refuses to start with a view without it.

`@allow(may_run, of=session_of)`: `session_of(request, **kwargs)` finds the object (404 where the network has none such),
`may_run(actor, session)` decides, and the view is called with the object: `view(request, session)`.
`@allow(anyone)` is for what everybody may see. A predicate is a function in some `permissions.py`.
"""

from collections.abc import Callable
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any

from asgiref.sync import sync_to_async
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from networks.base.rooms import better


def anyone(actor: Any, thing: Any = None) -> bool:
    """Everybody, signed in or not."""
    return True


def signed_in(actor: Any, thing: Any = None) -> bool:
    """Whoever has signed in."""
    return actor.person is not None


def allow(predicate: Callable[..., bool], of: Callable[..., Any] | None = None) -> Callable:
    """Let in only whom `predicate` allows; see the module."""

    def decorate(view):
        def enter(request, kwargs):
            kwargs.pop("network", None)  # the middleware has found it: request.network
            thing = of(request, **kwargs) if of else None
            if not predicate(request.actor, thing):
                return None, refuse(request)
            return ((thing,), {}) if of else ((), kwargs), None

        if iscoroutinefunction(view):

            @wraps(view)
            async def guarded(request, *args, **kwargs):
                entry, refusal = await sync_to_async(enter)(request, kwargs)
                return refusal or await view(request, *entry[0], **entry[1])
        else:

            @wraps(view)
            def guarded(request, *args, **kwargs):
                entry, refusal = enter(request, kwargs)
                return refusal or view(request, *entry[0], **entry[1])

        guarded.allowed_by = predicate
        return guarded

    return decorate


def gives_way(name: str) -> Callable:
    """A plain page of a lower layer: where a room shows a better one instead (`Room.instead`), reading leads there. Stands below `allow`."""

    def decorate(view):
        @wraps(view)
        def plain(request, *args, **kwargs):
            other = better(name)
            if not other or request.method not in ("GET", "HEAD"):
                return view(request, *args, **kwargs)
            query = request.META.get("QUERY_STRING", "")
            return redirect(
                reverse(other, kwargs=request.resolver_match.kwargs) + (f"?{query}" if query else "")
            )

        return plain

    return decorate


def refuse(request: HttpRequest) -> HttpResponse:
    """Send someone unknown to sign in; tell someone known that this is not for them."""
    if request.actor.person is None and request.method in ("GET", "HEAD"):
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
    raise PermissionDenied
