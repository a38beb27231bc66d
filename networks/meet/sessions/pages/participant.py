"""The participant's page: one address, which follows the facilitator."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from networks.base.texts import load_versions
from networks.meet.sessions.live.moment import Moment, prepare, pressed, shown_as
from networks.meet.sessions.models import Answer, Part, Seat, SessionRole
from networks.meet.sessions.pages.participant_doors import At, heard_from, seated, sign_of
from networks.meet.sessions.rules import answering, prioritising


def page(request: HttpRequest, at: At, status: int = 200, **more) -> HttpResponse:
    """Show what the facilitator is at; with `?part=2` another part that takes answers now."""
    heard_from(at)
    moment = Moment(at.session)
    follows = True
    if wanted := request.GET.get("part", ""):
        chosen = next((p for n, p in enumerate(moment.parts, 1) if str(n) == wanted), None)
        if chosen in moment.answerable:
            moment.part, moment.phase, follows = chosen, "question", False
    context = at.context(**{**for_page(moment, at), "follows": follows, **more})
    context["looks_again"] = request.GET.get("again") == "30"
    return render(request, "sessions/join/page.html", context, status=status)


def for_page(moment: Moment, at: At) -> dict:
    """What the regions of the page need, with what is this person's own beside it."""
    part, seat = moment.part, at.seat
    assert seat is not None
    own = answering.own_answers(part, seat) if part else []
    load_versions([*own, *(answer.given for answer in own if answer.given)])
    said = prioritising.said_to(part, own) if part else {}
    for answer in own:
        answer.said_to = said.get(answer.pk)
    return {
        "moment": moment,
        "part": part,
        "here": "",
        "own": own,
        "own_keys": {answer.pk for answer in own},
        "fixed": answering.fixed(part, own) if own else set(),
        "pressed": pressed(part, seat) if part and not part.anonymous else _pressed_here(moment, at),
        "name_shown": shown_as(seat, part) if part else "",
        "is_scribe": is_scribe(seat),
    }


def _pressed_here(moment: Moment, at: At) -> set[UUID]:
    """Of the answers on the page those to which this browser said "me too": in anonymous parts nobody else knows."""
    return {answer.pk for answer in moment.newest if sign_of(answer) in at.pressed}


def is_scribe(seat: Seat) -> bool:
    """Whether this seat's person writes for others in this session."""
    return bool(
        seat.person_id
        and SessionRole.objects.filter(session_id=seat.session_id, person_id=seat.person_id).exists()
    )


@never_cache
@seated
def mine(request: HttpRequest, at: At) -> HttpResponse:
    """What this person wrote in a part: fetched by the page when the facilitator comes back to it."""
    part = Part.objects.filter(pk=at.more["part"], session=at.session).first()
    if part is None:
        raise Http404
    part.session = at.session
    moment = Moment(at.session)
    moment.part = part
    return render(request, "sessions/join/parts/mine.html", at.context(**for_page(moment, at)))


def all_answers(request: HttpRequest, at: At) -> HttpResponse:
    """All answers of others that may be seen, a hundred at a time."""
    moment = Moment(at.session)
    part = moment.part
    answers: list[Answer] = []
    before = request.GET.get("before", "")
    if part is not None and moment.shows_answers:
        rows = answering.shown(part).select_related("given", "seat", "organisation").order_by("-number")
        if before.isdecimal():
            rows = rows.filter(number__lt=int(before[:9]))
        answers = list(rows[:101])
        prepare(answers, part)
    more = answers[99].number if len(answers) > 100 else None
    values = {**for_page(moment, at), "here": "../", "answers": answers[:100], "next": more}
    if part is not None and part.anonymous:
        values["pressed"] = {answer.pk for answer in answers if sign_of(answer) in at.pressed}
    context = at.context(**values)
    return render(request, "sessions/join/answers.html", context)
