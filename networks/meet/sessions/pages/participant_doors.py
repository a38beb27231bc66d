"""Who comes in below /j/: whoever has the code may ask for a seat, whoever has a seat takes part.

A seat is known by its secret, from a cookie with the path /j/{code}/ (so that a signed-in facilitator can join beside it)
or from the personal link /j/{code}/me/{secret}/, below which everything works without cookies, too.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from networks.base.limits import Limit
from networks.base.machine import client_address
from networks.base.texts import Reader
from networks.meet.sessions.live import presence
from networks.meet.sessions.models import Answer, Seat, Session
from networks.meet.sessions.rules import seating
from networks.meet.sessions.words import Words, words_for
from networks.people.middleware import enter

COOKIE = "seat"
THEN = "?then=scribe"  # who came to write for others gets there after taking a seat
PRESSED = "me-too"  # in anonymous parts the browser alone knows to which answers it said "me too"
MOST_PRESSED = 200
HALF_YEAR, A_WEEK = 183 * 24 * 3600, 7 * 24 * 3600
# A room of 200 mistypes now and then; 10,000 guesses are stopped. Only failures are counted.
GUESSES = Limit("join-code", failures=100, seconds=600)
SECRETS = Limit("seat-secret", failures=100, seconds=600)


@dataclass
class At:
    """Where a participant is: the session, their seat (None before joining), the words they read."""

    session: Session
    code: str
    words: Words
    seat: Seat | None = None
    secret: str = ""
    by_link: bool = False  # below the personal link, which needs no cookie
    pressed: list[str] = field(default_factory=list)  # what this browser remembers of its me-toos
    more: dict = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The address of the participant's page."""
        return f"/j/{self.code}/me/{self.secret}/" if self.by_link else f"/j/{self.code}/"

    @property
    def reader(self) -> Reader:
        return self.seat.reader if self.seat else Reader((self.words.asked,))

    def context(self, **more) -> dict:
        """What every template of a participant's page needs."""
        return {
            "at": self,
            "session": self.session,
            "seat": self.seat,
            "words": self.words,
            "reader": self.reader,
            "easy": bool(self.seat and self.seat.easy),
            **more,
        }


def has_seat(actor: Any, seat: Seat | None) -> bool:
    """Whoever has a seat in the session that nobody took away."""
    return seat is not None and seat.removed_at is None


def has_code(actor: Any, session: Session | None = None) -> bool:
    """Whoever has the code of a session may ask for a seat in it; the rules of joining decide."""
    return True


def find(request: HttpRequest, code: str, secret: str = "") -> At | None:
    """Find the session and the seat that a request is about, and make it be about their network and language."""
    given = secret or request.COOKIES.get(COOKIE, "")
    seat = seating.find_seat(given)
    if seat and (secret or _names(seat.session, code)):
        session = seat.session  # a personal link leads to its seat, whatever has become of the code in it
    else:
        session = seating.find_session(code)
        if session is None and seat is not None:
            session = seat.session  # the code died with the session; the seat still leads there
        if session is not None and seat is not None and seat.session_id != session.pk:
            seat = None
    if session is None:
        return None
    enter(request, session.network)
    request.seat = seat
    language = seat.language if seat else _asked_language(request)
    words = words_for(session.network_id, language)
    translation.activate(words.in_language)
    request.LANGUAGE_CODE = words.in_language
    pressed = [sign for sign in request.COOKIES.get(PRESSED, "").split(".") if sign][-MOST_PRESSED:]
    return At(session, code, words, seat, given if seat else "", bool(secret and seat), pressed)


def _names(session: Session, code: str) -> bool:
    return session.code == code.upper() or str(session.pk) == code


def _asked_language(request: HttpRequest) -> str:
    return request.GET.get("language", "")[:12] or translation.get_language_from_request(request)


def seated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in whoever has a seat; show anybody else how to get one. The view is called with request and `At`."""

    @wraps(view)
    def guarded(request, code, secret="", **more):
        at, refusal = _enter(request, code, secret, more)
        return refusal or view(request, at)

    guarded.allowed_by = has_seat
    return csrf_exempt(guarded)  # from_our_page() is the check; see there


def seated_async(view: Callable[..., Awaitable[HttpResponse]]) -> Callable[..., Awaitable[HttpResponse]]:
    """The same for an async view, which only reads."""

    @wraps(view)
    async def guarded(request, code, secret="", **more):
        at, refusal = await sync_to_async(_enter)(request, code, secret, more)
        return refusal or await view(request, at)

    guarded.allowed_by = has_seat
    return guarded


def _enter(request, code: str, secret: str, more: dict) -> tuple[At | None, HttpResponse | None]:
    at = find(request, code, secret)
    if at is None:
        return None, wrong_code(request, code)
    if at.seat is None:
        if secret:
            SECRETS.failed(client_address(request), f"code {code.upper()}")
        if request.method in ("GET", "HEAD") and not wants_json(request):
            return None, redirect(f"/j/{code}/{THEN if request.path.endswith('/scribe/') else ''}")
        return None, no(request, at, "gone", 403)
    if not has_seat(request.actor, at.seat):
        return None, no(request, at, "removed", 403)
    if request.method not in ("GET", "HEAD") and not from_our_page(request, at.by_link):
        return None, no(request, at, "other_page", 403)
    at.more = more
    heard_from(at)
    return at, None


def heard_from(at: At) -> None:
    """Whoever opens a page or sends something is here, with or without a script."""
    if at.seat is not None:
        presence.heard(at.session.pk, at.session.network_id, at.seat.pk, by_page=True)


def stream_seat(code: str, secret: str) -> Seat | None:
    """Return the seat that may follow the stream at `code`, without a request; None where somebody has to be told why not."""
    seat = seating.find_seat(secret, briefly=True)
    if seat is None or not has_seat(None, seat):
        return None
    return seat if _names(seat.session, code) or seating.find_session(code) is None else None


def from_our_page(request: HttpRequest, by_link: bool = False) -> bool:
    """Whether a request that changes something comes from our own page.

    Pages of participants work without cookies and are shared between them, so they carry no token. Browsers say
    where a form was sent from (`Origin`); the seat's cookie is `SameSite=Lax`; and a secret in the address is a proof by itself.
    """
    if by_link:
        return True
    origin = request.headers.get("Origin")
    if origin is None and request.headers.get("X-Net-Works"):
        return True  # a header that another site's page cannot send without asking first
    if origin in (None, "null"):
        origin = request.headers.get("Referer", "")
    trusted = {urlsplit(address).netloc for address in settings.CSRF_TRUSTED_ORIGINS}
    try:
        return bool(origin) and urlsplit(origin).netloc in {request.get_host(), *trusted}
    except ValueError:  # no address at all
        return False


def wants_json(request: HttpRequest) -> bool:
    return (
        "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json"
    )


def no(request: HttpRequest, at: At, word: str, status: int, **values) -> HttpResponse:
    """Say why something is not possible, on a page of its own or as JSON."""
    text = at.words.say(word, **values)
    if wants_json(request):
        return JsonResponse({"refused": word, "say": text}, status=status)
    return render(request, "sessions/join/no.html", at.context(text=text, word=word), status=status)


def wrong_code(request: HttpRequest, code: str = "") -> HttpResponse:
    """Count a wrong code, and say what to do."""
    address = client_address(request)
    words = Words(_asked_language(request).split("-")[0], {})
    over = GUESSES.reached(address)
    if not over:
        GUESSES.failed(address)
    text = words.say("code_many", minutes=GUESSES.seconds // 60) if over else words["code_wrong"]
    status = 429 if over else 404
    if wants_json(request):
        return JsonResponse({"refused": "code_wrong", "say": text}, status=status)
    context = {"words": words, "reader": Reader((words.in_language,)), "text": text, "typed": code[:20]}
    return render(request, "sessions/join/code.html", context, status=status)


def keep_seat(request: HttpRequest, response: HttpResponse, code: str, secret: str) -> HttpResponse:
    """Keep the seat in this browser, for this session only."""
    return _keep(request, response, code, COOKIE, secret, HALF_YEAR)


def sign_of(answer: Answer) -> str:
    """How a browser remembers an answer: the beginning of its random key."""
    return answer.pk.hex[:8]


def keep_pressed(request: HttpRequest, response: HttpResponse, at: At, answer: Answer, on: bool) -> None:
    """Let the browser remember that it said "me too" to an anonymous answer, or no longer does; the server keeps nothing of it."""
    kept = [sign for sign in at.pressed if sign != sign_of(answer)]
    kept += [sign_of(answer)] if on else []
    _keep(request, response, at.code, PRESSED, ".".join(kept[-MOST_PRESSED:]), A_WEEK)


def _keep(request, response: HttpResponse, code: str, name: str, value: str, seconds: int) -> HttpResponse:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=f"/j/{code}/",
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
