"""Finds out who asks and in which network: `request.actor`, `request.network`, and the network of all queries."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import get_language

from networks.base.tenancy import forget_network, name_network
from networks.people.actors import Actor
from networks.people.models import Network, OldSlug


def enter(request, network: Network | None) -> None:
    """From here on the request is about `network` (for addresses that do not name it, such as /j/…)."""
    leave(request)
    request.network = network
    person = request.user if request.user.is_authenticated else None
    request.actor = Actor(
        person, network, by_card=bool(request.session.get("by_card")), language=get_language() or "en"
    )
    if network is not None:
        request.network_mark = name_network(network)


def leave(request) -> None:
    """The request is about no network any more."""
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
        enter(request, None)

    def process_view(self, request, view, args, kwargs):
        slug = kwargs.get("network")
        if slug is None:
            return None
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
        return None

    def process_response(self, request, response):
        leave(request)
        return response
