"""What pages for everybody share: the network, a language of it, and nothing that needs a cookie."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from networks.base.places import own_language_name
from networks.base.texts import Reader
from networks.network.membership.models import Admission, Application, PublicPage, Terms
from networks.network.membership.rules.applying import by_secret
from networks.people.mail import in_language
from networks.people.models import Network


@dataclass
class Place:
    """A page of a network for everybody, in a language."""

    network: Network
    language: str
    admission: Admission | None
    application: Application | None = None
    secret: str = ""
    which: str = ""  # the step or the paper that is asked for

    @property
    def reader(self) -> Reader:
        """Whoever reads this page: in its language, else in the network's own."""
        return Reader((self.language, *self.network.languages[:1]))

    def address(self, view: str, language: str = "", **kwargs) -> str:
        """The address of another page of this place."""
        where = {"network": self.network.slug, "language": language or self.language, **kwargs}
        if self.secret and "secret" not in kwargs and view.startswith("applying"):
            where["secret"] = self.secret
        return reverse(view, kwargs=where)

    @property
    def frame(self) -> dict:
        """What stands around the page: the network's name, and its page for everybody where it has one."""
        has_page = PublicPage.objects.filter(published_at__isnull=False).exists()
        return {
            "cookieless": True,
            "of": self.network,
            "brand": self.network.name,
            "threads": self.network.threads,
            "home_url": self.address("public-page" if has_page else "join-network"),
        }

    def languages(self, view: str, **kwargs) -> list[tuple[str, str, str, bool]]:
        """The page in each of the network's languages: tag, name, address, whether it is this one."""
        return [
            (tag, own_language_name(tag), self.address(view, tag, **kwargs), tag == self.language)
            for tag in self.network.languages
        ]


def place_of(request: HttpRequest, language: str, **kwargs) -> Place:
    """Find the place; it speaks the network's languages only. A network without applications has none."""
    network = request.network  # type: ignore[attr-defined]
    if language not in network.languages or network.closed_at:
        raise Http404
    terms = Terms.objects.first()
    if terms is not None and not terms.uses_applications:
        raise Http404
    return Place(network, language, Admission.current())


def application_of(request: HttpRequest, language: str, secret: str, **kwargs) -> Place:
    """Find the application that a link leads to."""
    network = request.network  # type: ignore[attr-defined]
    found = by_secret(secret)
    if found is None or language not in network.languages:
        raise Http404
    which = str(kwargs.get("step") or kwargs.get("key") or "")
    return Place(network, language, Admission.current(), found, secret, which)


def spoken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Draw the page in its language (the nearest that the program speaks), kept by nobody on the way."""

    @wraps(view)
    @never_cache
    def speaking(request: HttpRequest, place: Place) -> HttpResponse:
        with in_language(place.language):
            response = view(request, place)
        if place.secret:
            response["X-Robots-Tag"] = "noindex"
            response["Referrer-Policy"] = "no-referrer"
        return response

    return speaking
