"""Cards: how somebody without e-mail signs in. A QR code and four words, printed by their organisation, revocable."""

import re
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from networks.base.keys import hashed, token
from networks.base.limits import Limit
from networks.people.models import Card, Organisation, Person, holding
from networks.people.signals import tell

WORDS = Path(__file__).parent / "words"
COUNT = 4


@dataclass(frozen=True)
class Printed:
    """What stands on a card. It is shown once: only what recognises it is kept."""

    card: Card
    words: str
    address: str

    @property
    def where(self) -> str:
        """Where the words are typed."""
        return self.address.split("//", 1)[1].rsplit("/", 2)[0] + "/"

    @property
    def picture(self) -> str:
        """The QR code of the address, as SVG."""
        import segno

        code = segno.make(self.address, error="m")
        return code.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True)


@cache
def word_list(language: str) -> tuple[str, ...]:
    """The words of cards in `language`, or English ones. About 460 words: four of them are 35 bits, beside the limits."""
    path = WORDS / f"{language.split('-')[0]}.txt"
    return tuple((path if path.exists() else WORDS / "en.txt").read_text(encoding="utf-8").split())


def plain_words(typed: str) -> str:
    """What somebody typed as it is compared: small letters without accents, one space between words."""
    letters = unicodedata.normalize("NFKD", typed.casefold())
    return " ".join(
        "".join(ch if ch.isalpha() else " " for ch in letters if not unicodedata.combining(ch)).split()
    )


def words_hash(words: str) -> str:
    """What is kept of the words. They are few, so the installation's own secret is in it: the database alone does not give them."""
    return salted_hmac("networks.people.card", plain_words(words), algorithm="sha256").hexdigest()


@transaction.atomic
def make_card(person: Person, organisation: Organisation, *, by: Person | None = None) -> Printed:
    """Make a card for `person` of `organisation`; their earlier card of it stops working."""
    for old in Card.objects.filter(person=person, organisation=organisation, revoked_at=None):
        old.revoke()
    chosen = [secrets.choice(word_list(person.language)) for _ in range(COUNT)]
    words, secret = " ".join(chosen), token()
    card = Card.objects.create(
        person=person,
        organisation=organisation,
        secret_hash=hashed(secret),
        words_hash=words_hash(words),
        made_by=by,
    )
    tell("card.made", card, actor=by, organisations=[organisation])
    base = settings.LAN_ADDRESS or settings.SITE_ADDRESS
    return Printed(card, words, f"{base}{reverse('card-scanned', args=[secret])}")


def find(*, secret: str = "", words: str = "") -> Card | None:
    """Return the card with this QR code, or with these words, if it is valid and its person still belongs to the organisation."""
    where = {"secret_hash": hashed(secret)} if secret else {"words_hash": words_hash(words)}
    return valid().filter(**where).select_related("person", "organisation", "network").first()


def read(text: str) -> Card | None:
    """The valid card whose code was scanned into a field (its address), or whose words were typed there."""
    text = text.strip()[:500]
    if scanned := re.search(r"/card/([^/\s]+)/?$", text):
        return find(secret=scanned.group(1))
    return find(words=text) if plain_words(text) else None


def of_session(request: HttpRequest) -> Card | None:
    """The card with which this visitor signed in."""
    key = request.session.get("card") if request.session.get("by_card") else None
    return valid().filter(pk=key).first() if key else None


def still_holds(key: str | None) -> bool:
    """Whether the card that somebody signed in with is still valid."""
    return bool(key) and valid().filter(pk=key).exists()


def valid():
    """Cards, of all networks, that are not revoked and whose person still belongs to the organisation."""
    return Card.everywhere.filter(
        holding("person__affiliations__"),
        revoked_at=None,
        person__is_active=True,
        person__affiliations__organisation_id=F("organisation_id"),
        organisation__binned_at=None,
    )


def used(card: Card) -> None:
    Card.everywhere.filter(pk=card.pk).update(last_used_at=timezone.now())


# Guesses of words or codes. Successes are not counted: 200 people with cards share an address.
GUESSES = Limit("card", failures=60, seconds=600)

# On a phone in the room (bin/run --lan) signing in is refused; there a card gives a seat in what runs now.
_seat: list[Callable[[HttpRequest, Card], HttpResponse | None]] = []


def gives_a_seat(function: Callable[[HttpRequest, Card], HttpResponse | None]) -> Callable:
    """Register what a card gives on a phone in the room: `function(request, card)` returns a response, or None where nothing runs."""
    _seat.append(function)
    return function


def seat(request: HttpRequest, card: Card) -> HttpResponse | None:
    """The seat that this card gives here, from the first room that has one."""
    return next((response for give in _seat if (response := give(request, card)) is not None), None)


@dataclass(frozen=True)
class Desk:
    """Where whoever scans somebody's card may note that they are there: what the button says, and where `words` is sent."""

    label: str
    url: str


_desks: list[Callable[[HttpRequest, Card], list[Desk]]] = []


def has_desks(function: Callable[[HttpRequest, Card], list[Desk]]) -> Callable:
    """Register the desks of a room: `function(request, card)` returns those that this visitor keeps now."""
    _desks.append(function)
    return function


def desks(request: HttpRequest, card: Card) -> list[Desk]:
    """Where this visitor, signed in as themselves, may note that the person of the card is there."""
    if request.actor.person is None or request.actor.by_card or getattr(request, "lan_visitor", False):
        return []
    return [desk for function in _desks for desk in function(request, card)]
