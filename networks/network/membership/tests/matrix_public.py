"""The public page: who may make it, and that everybody sees it once it is published."""

from networks.network.membership.rules import public_page
from tests.security.rules import COORDINATOR, EVERYBODY, Filled, May


def language(filled: Filled) -> dict:
    return {"language": "en"}


def key(filled: Filled) -> dict:
    return {"key": filled.organisation.pk}


def offering(filled: Filled) -> dict:
    return {"key": filled.things["offering"].pk}


MATRIX = {
    "public": May(COORDINATOR, shows=True),
    "public-publication": May(COORDINATOR, method="post"),
    "public-withdrawal": May(COORDINATOR, method="post"),
    "public-preview": May(COORDINATOR, kwargs=language, shows=True),
    "public-texts": May(COORDINATOR, kwargs=language, shows=True),
    "public-positions": May(COORDINATOR, shows=True),
    "public-position": May(COORDINATOR, kwargs=key, shows=True),
    "public-position-removal": May(COORDINATOR, kwargs=key, method="post"),
    "offerings": May(COORDINATOR, shows=True),
    "offering-new": May(COORDINATOR),
    "offering": May(COORDINATOR, kwargs=offering, shows=True),
    "offering-move": May(COORDINATOR, kwargs=offering, method="post"),
    "offering-removal": May(COORDINATOR, kwargs=offering, shows=True),
    "public-front": May(EVERYBODY),
    "public-page": May(EVERYBODY, kwargs=language, shows=True),
    "public-door": May(EVERYBODY, kwargs=lambda filled: {"language": "en", "door": "ecosystem"}),
    "public-members": May(EVERYBODY, kwargs=language, shows=True),
    "public-logo": May(EVERYBODY, kwargs=lambda filled: {"language": "en", "key": filled.things["shown"].pk}),
    "robots": May(EVERYBODY),
    "sitemap": May(EVERYBODY),
}


def fill(filled: Filled) -> None:
    """A member with a logo that everybody may see, and a page that is published."""
    from django.core.files.base import ContentFile
    from django.utils import timezone

    from networks.network.membership.models import Offering
    from networks.people.models import Organisation

    shown = Organisation.objects.create(
        name=f"Shown {filled.word}", country="BE", public=["name", "country", "logo"]
    )
    shown.logo.save("logo.webp", ContentFile(b"RIFF....WEBPVP8 "), save=False)
    shown.logo_consent_at = timezone.now()
    shown.save()
    filled.things["shown"] = shown
    filled.things["offering"] = Offering.objects.create(
        title=f"Offer {filled.word}", list_price=80, price=60, currency="EUR"
    )
    page = public_page.page_of(filled.network)
    page.about = f"About {filled.word}"
    page.save()
    public_page.publish(page)
