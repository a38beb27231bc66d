"""Joining a session: type a code, say who you are, move to another phone."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from networks.base.doors import allow, anyone
from networks.base.forms import PlainForm
from networks.base.keys import normal_code
from networks.base.machine import client_address
from networks.base.places import country_choices, language_choices
from networks.base.tenancy import in_network
from networks.base.texts import Reader
from networks.meet.sessions.live.moment import Moment
from networks.meet.sessions.pages import participant
from networks.meet.sessions.pages.participant_doors import (
    GUESSES,
    SECRETS,
    THEN,
    At,
    find,
    from_our_page,
    has_code,
    keep_seat,
    no,
    seated,
    wrong_code,
)
from networks.meet.sessions.rules import seating
from networks.meet.sessions.words import Words, words_for
from networks.people.actors import Actor
from networks.people.cards import gives_a_seat
from networks.people.choosing import an_organisation
from networks.people.middleware import enter
from networks.people.models import Audience, Card, Organisation


class SeatForm(PlainForm):
    """What a guest may tell. Every field may be left out but the language."""

    def __init__(self, *args, at: At, known: seating.Details | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        words = at.words
        session = at.session
        if known is None:
            self.fields["name"] = forms.CharField(
                label=words["first_name"], help_text=words["first_name_help"], max_length=80, required=False
            )
            self.fields["name"].widget.attrs["autocomplete"] = "given-name"
            if organisations := _expected(session):
                self.fields["organisation"] = an_organisation(
                    Organisation.objects.filter(pk__in=organisations),
                    label=words["organisation"],
                    empty_label=words["organisation_none"],
                    required=False,
                    few=150,
                    url=str,  # guests are offered no names while they write
                )
            self.fields["country"] = forms.ChoiceField(
                label=words["country"], choices=country_choices(words["not_said"]), required=False
            )
            self.fields["audience"] = forms.ChoiceField(
                label=words["audience"],
                help_text=words["audience_help"],
                choices=[("", words["not_said"]), *((a, words[a]) for a in Audience.values)],
                required=False,
            )
        first = [*session.languages, session.language, words.in_language, *session.network.languages]
        codes = list(dict.fromkeys([*first, *(code for code, name in language_choices())]))
        self.fields["language"] = forms.ChoiceField(
            label=words["language"], help_text=words["language_help"], choices=language_choices(codes)
        )
        self.fields["easy"] = forms.BooleanField(
            label=words["easy_reading"], help_text=words["easy_reading_help"], required=False
        )
        self.fields["with_help"] = forms.BooleanField(label=words["with_help"], required=False)

    def details(self) -> seating.Details:
        return seating.Details(**self.cleaned_data)


def _expected(session) -> set:
    """The keys of organisations that host or are invited: guests choose among them, and see no others of the network."""
    hosts = session.hosts.values_list("organisation_id", flat=True)
    invited = session.occasion.invitees.filter(organisation__isnull=False, withdrawn_at=None)
    return {*hosts, *invited.values_list("organisation_id", flat=True)}


@allow(anyone)
@require_GET
def type_code(request: HttpRequest) -> HttpResponse:
    """Where somebody types the code that they see or heard."""
    language = translation.get_language_from_request(request)
    typed = request.GET.get("code", "")
    if code := normal_code(typed)[:40]:
        if GUESSES.reached(client_address(request)) or seating.find_session(code) is None:
            return wrong_code(request, typed)
        return redirect(f"/j/{code}/")
    words = Words(language.split("-")[0], {})
    return render(request, "sessions/join/code.html", {"words": words, "reader": Reader((language,))})


@never_cache
@csrf_exempt  # from_our_page() is the check
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """GET: the participant's page for who has a seat, else the form that gives one. POST: take a seat."""
    known = GUESSES.reached(client_address(request)) and not request.COOKIES.get("seat")
    at = None if known else find(request, code)
    if at is None:
        return wrong_code(request, code)
    if at.session.code and code != at.session.code and code.upper() == at.session.code:
        return redirect(f"/j/{at.session.code}/")
    if at.seat is not None:
        if at.seat.removed_at:
            return no(request, at, "removed", 403)
        return participant.page(request, at) if request.method == "GET" else redirect(at.base)
    return _take_seat(request, at) if request.method == "POST" else _ask(request, at)


join.allowed_by = has_code


def _ask(request: HttpRequest, at: At, form: SeatForm | None = None, status: int = 200) -> HttpResponse:
    by_code = at.session.code == at.code.upper()
    known = seating.details_of(request.actor) if request.actor.belongs else None
    problem = ""
    try:
        seating.check_joining(at.session, request.actor, by_code=by_code)
    except seating.CannotJoin as error:
        if error.word == "code_wrong":
            return wrong_code(request, at.code)
        if known is None or error.word not in ("locked", "full"):
            problem = error.word
    language = _of_session(at, known.language if known else at.words.asked)
    easy = known.easy if known else request.COOKIES.get("reading") == "easy"
    form = form or SeatForm(at=at, known=known, initial={"language": language, "easy": easy})
    more = {"moment": Moment(at.session), "then": _then(request)}
    context = at.context(form=form, known=known, problem=problem, **more)
    return render(request, "sessions/join/join.html", context, status=status if not problem else 403)


def _of_session(at: At, language: str) -> str:
    """The language as the form names it: `fr-BE` is offered as `fr`."""
    codes = {code for code, name in language_choices()} | set(at.session.languages)
    return language if language in codes else language.split("-")[0]


def _take_seat(request: HttpRequest, at: At) -> HttpResponse:
    if not from_our_page(request):
        return no(request, at, "other_page", 403)
    known = seating.details_of(request.actor) if request.actor.belongs else None
    form = SeatForm(request.POST, at=at, known=known)
    if not form.is_valid():
        return _ask(request, at, form, 422)
    try:
        by_code = at.session.code == at.code.upper()
        _seat, secret = seating.sit_down(at.session, request.actor, form.details(), by_code=by_code)
    except seating.CannotJoin as error:
        return no(request, at, error.word, 403)
    to = "scribe/" if _then(request) else ""
    return keep_seat(request, redirect(f"/j/{at.code}/{to}"), at.code, secret)


def _then(request: HttpRequest) -> str:
    return THEN if request.GET.get("then") == "scribe" else ""


@gives_a_seat
def by_card(request: HttpRequest, card: Card) -> HttpResponse | None:
    """On a phone in the room (`bin/run --lan`) a worker's card gives its person their seat in what runs now, and nothing else."""
    with in_network(card.network):
        session = seating.running_for(card.person)
    if session is None:
        return None
    enter(request, session.network)
    actor = Actor(card.person, session.network)
    details = seating.details_of(actor)
    at = At(session, session.code, words_for(session.network_id, details.language))
    details.language = _of_session(at, details.language)
    try:
        _seat, secret = seating.sit_down(session, actor, details)
    except seating.CannotJoin as error:
        return no(request, at, error.word, 403)
    return keep_seat(request, redirect(at.base), at.code, secret)


@never_cache
@csrf_exempt
@require_GET
def move_here(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """The personal link, on another phone: the same seat. It works without cookies, too."""
    address = client_address(request)
    if SECRETS.reached(address, f"code {code.upper()}"):
        return wrong_code(request, code)
    at = find(request, code, secret)
    if at is None or at.seat is None:
        SECRETS.failed(address, f"code {code.upper()}")
        return wrong_code(request, code)
    if at.seat.removed_at:
        return no(request, at, "removed", 403)
    return keep_seat(request, participant.page(request, at), at.code, secret)


move_here.allowed_by = has_code


@never_cache
@seated
def me(request: HttpRequest, at: At) -> HttpResponse:
    """The personal link, to go on elsewhere."""
    import segno

    link = request.build_absolute_uri(f"/j/{at.code}/me/{at.secret}/")
    picture = segno.make(link, error="m").svg_data_uri(scale=6, border=4)
    return render(request, "sessions/join/me.html", at.context(link=link, picture=picture))


@never_cache
@seated
def settings(request: HttpRequest, at: At) -> HttpResponse:
    """Language, easy reading, help with writing: for this seat."""
    seat = at.seat
    initial = {"language": seat.language, "easy": seat.easy, "with_help": seat.with_help}
    known = seating.Details()  # who somebody is, is said once
    form = SeatForm(request.POST or None, at=at, known=known, initial=initial)
    if request.method == "POST" and form.is_valid():
        seating.change_seat(seat, **form.cleaned_data)
        return redirect(at.base)
    return render(request, "sessions/join/settings.html", at.context(form=form))


@never_cache
@seated
def easy(request: HttpRequest, at: At) -> HttpResponse:
    """Switch easy reading on or off."""
    if request.method == "POST":
        seating.change_seat(at.seat, easy=request.POST.get("easy") == "on")
    return redirect(at.base)
