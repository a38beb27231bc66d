"""The second factor: pages of administration ask for it, where the installation is not somebody's own machine.

A predicate is marked by `@needs_second_factor`; the middleware asks before the view is called.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode


def needs_second_factor(predicate: Callable) -> Callable:
    """Mark a predicate of administration: whoever it lets in has to have used a second factor."""
    predicate.needs_second_factor = True  # type: ignore[attr-defined]
    return predicate


def is_asked_of(person: Any) -> bool:
    """Not on one's own machine, where a newcomer founds a network in a minute; nor of the demonstration's persons."""
    return not settings.EMBEDDED and not person.is_demonstration


def has_one(person: Any) -> bool:
    return Authenticator.objects.filter(
        user=person, type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    ).exists()


def was_used(request: HttpRequest) -> bool:
    """Whether this sign-in used a passkey or an authenticator app, or set one up."""
    return any(
        record.get("method") == "mfa"
        for record in get_authentication_records(request, request.user)  # type: ignore[arg-type]
    )


def ask_first(request: HttpRequest, view: Callable) -> HttpResponse | None:
    """Return where to go first, or None where the view may be entered."""
    return ask_for(request, getattr(view, "allowed_by", None))


def ask_for(request: HttpRequest, predicate: Any) -> HttpResponse | None:
    """The same for what a predicate allows, where only the view knows which one it is."""
    person = request.actor.person  # type: ignore[attr-defined]
    if person is None or not getattr(predicate, "needs_second_factor", False) or not is_asked_of(person):
        return None
    if was_used(request):
        return None
    name = "mfa_reauthenticate" if has_one(person) else "second-factor"
    target = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("home")
    return redirect(f"{reverse(name)}?{urlencode({'next': target})}")


@receiver(authenticator_added)
def remember(sender, request=None, user=None, authenticator=None, **kwargs) -> None:
    """Who sets one up has it in hand: not asked for it again at once, which an app's number would refuse."""
    if request is not None and authenticator is not None:
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )
