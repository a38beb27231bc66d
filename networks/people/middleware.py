"""Finds out who asks and in which network: `request.actor`, `request.network`, and the network of all queries."""

from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import activate, get_language

from networks.base.tenancy import clock_of, forget_network, name_network
from networks.people.actors import Actor
from networks.people.cards import still_holds as card_holds
from networks.people.models import Network, OldSlug
from networks.people.second_factor import ask_first

SEEN_AGAIN = timedelta(minutes=5)  # a device that was seen more recently is not written down again
REMEMBERED = 10_000  # devices at most, in each process
Device = tuple[str, Any, str, str]


class Devices(UserSessionsMiddleware):
    """Where a person is signed in (allauth's list of devices), written when it changes or after a while: a page that is read writes nothing."""

    def __init__(self, get_response):
        super().__init__(get_response)
        self._until: dict[Device, datetime] = {}  # until when nothing has to be asked about a device

    def __call__(self, request):
        device = _device(request)
        if device and self._known(device):
            return self.get_response(request)
        response = super().__call__(request)
        if device:
            self._remember(device, timezone.now())
        return response

    def _known(self, device: Device) -> bool:
        """Whether it was written down a moment ago. What was found once is remembered: the sign-in itself is looked up at every page, so
        that whoever is signed out is out."""
        from allauth.usersessions.models import UserSession

        now = timezone.now()
        if self._until.get(device, now) > now:
            return True
        session, person, address, agent = device
        found = UserSession.objects.filter(
            session_key=session, user=person, ip=address, user_agent=agent, last_seen_at__gt=now - SEEN_AGAIN
        )
        seen = found.values_list("last_seen_at", flat=True).first()
        if seen:
            self._remember(device, seen)
        return bool(seen)

    def _remember(self, device: Device, seen: datetime) -> None:
        if len(self._until) >= REMEMBERED:
            self._until.clear()
        self._until[device] = seen + SEEN_AGAIN


def _device(request) -> Device | None:
    """The sign-in, the person, the address and the browser; nothing for whoever is not signed in."""
    from allauth.account.adapter import get_adapter
    from allauth.usersessions.models import UserSession

    if not request.user.is_authenticated or not request.session.session_key:
        return None
    agent = request.META.get("HTTP_USER_AGENT", "")[: UserSession._meta.get_field("user_agent").max_length]
    return request.session.session_key, request.user.pk, get_adapter().get_client_ip(request), agent


def enter(request, network: Network | None) -> None:
    """From here on the request is about `network` (for addresses that do not name it, such as /j/…)."""
    leave(request)
    request.network = network
    person = request.user if request.user.is_authenticated else None
    if person and request.session.get("by_card") and not card_holds(request.session.get("card")):
        logout(request)  # the card was revoked, or its person left the organisation
        person = None
    request.actor = Actor(
        person,
        network,
        by_card=bool(request.session.get("by_card")),
        card_network=request.session.get("card_network", ""),
        language=get_language() or "en",
    )
    if network is not None:
        request.network_mark = name_network(network)
    request.clock_before = timezone.get_current_timezone()
    timezone.deactivate()
    timezone.activate(clock_of(network or person))


def leave(request) -> None:
    """The request is about no network any more, and the clock is what it was."""
    if before := getattr(request, "clock_before", None):
        request.clock_before = None
        timezone.activate(before)
    mark = getattr(request, "network_mark", None)
    if mark is not None:
        request.network_mark = None
        try:
            forget_network(mark)
        except ValueError:  # the mark was made in another thread's context, which is gone with its thread
            name_network(None)


class WhoAndWhere(MiddlewareMixin):
    """Every address inside a network begins with the network's slug; old slugs lead to the new one for ever."""

    def process_request(self, request):
        request.network_mark = None
        self._speak_to(request)
        enter(request, None)

    def _speak_to(self, request):
        """Without a choice in this browser, pages are in the language that the person gave on their own page."""
        if settings.LANGUAGE_COOKIE_NAME in request.COOKIES or not request.user.is_authenticated:
            return
        if request.user.language in dict(settings.LANGUAGES):
            activate(request.user.language)
            request.LANGUAGE_CODE = get_language()

    def process_view(self, request, view, args, kwargs):
        slug = kwargs.get("network")
        if slug is None:
            return ask_first(request, view)
        network = Network.objects.filter(slug=slug).first()
        if network is None:
            old = OldSlug.objects.filter(slug=slug).select_related("network").first()
            if old is None:
                raise Http404
            if request.method in ("GET", "HEAD"):
                return redirect(
                    request.get_full_path().replace(f"/{slug}/", f"/{old.network.slug}/", 1), permanent=True
                )
            network = old.network
        enter(request, network)
        return ask_first(request, view)

    def process_response(self, request, response):
        leave(request)
        return response
