"""Answering: send, change, take back, say "me too", write for others. As a form, or as JSON from the page's queue."""

import json
import math
import time
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from networks.base.keys import hashed
from networks.meet.sessions.live.moment import Moment
from networks.meet.sessions.models import Answer, Part
from networks.meet.sessions.models.planning import AnswerKind
from networks.meet.sessions.pages import participant
from networks.meet.sessions.pages.participant_doors import (
    At,
    keep_pressed,
    no,
    seated,
    sign_of,
    wants_json,
)
from networks.meet.sessions.permissions import may_scribe
from networks.meet.sessions.rules import answering, prioritising, suggesting
from networks.meet.sessions.rules.answering import CannotChange, Draft

SCRIBE_ROWS = 5
LONGEST = 200_000  # characters that are looked at at all


def uuid_or_none(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def number_or(text: object, otherwise: int | None) -> int | None:
    try:
        return max(-10_000, min(10_000, int(str(text))))
    except ValueError:
        return otherwise


def draft_from(data, *, seat=None, secret: str = "") -> Draft | None:
    """Make a draft from a form or from JSON; None where it names no part or has no key."""
    part, key = uuid_or_none(data.get("part")), uuid_or_none(data.get("key"))
    if part is None or key is None:
        return None
    return Draft(
        part=part,
        key=key,
        text=str(data.get("text") or "")[:LONGEST],
        language=str(data.get("language") or "")[:12],
        given=uuid_or_none(data.get("given")),
        value=number_or(data.get("value"), None),
        named=bool(data.get("named", True)) if "asks_name" not in data else bool(data.get("named")),
        country=str(data.get("country") or "")[:2].upper(),
        audience=str(data.get("audience") or "")[:8],
        voices=number_or(data.get("voices") or 1, 0) or 0,
        editing_key=str(data.get("editing_key") or "")[:100],
        age=_age(data),
        seat=seat,
        secret=secret,
    )


def _age(data) -> float:
    """How many seconds ago the answer was written. `at` is that moment by our own clock as the page reckons it, so that a slow line makes
    nothing late; `age` is by the phone's clock, until the moment of sending. What is neither counts as written now."""
    try:
        age = time.time() - float(data["at"]) if data.get("at") else float(data.get("age") or 0)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return max(age, 0.0) if math.isfinite(age) else 0.0


@never_cache
@seated
def answers(request: HttpRequest, at: At) -> HttpResponse:
    """GET: what others said. POST: one answer (a form or JSON)."""
    if request.method != "POST":
        return participant.all_answers(request, at)
    if request.content_type == "application/json":
        return _send_json(request, at)
    return _send_form(request, at)


def as_json(outcome: answering.Outcome, words) -> tuple[dict, int]:
    """What the queue on the phone is told about one answer, and the status."""
    if outcome.answer is not None:
        answer = outcome.answer
        state = "late" if answer.late else "arrived"
        return {"state": state, "key": str(answer.key), "id": str(answer.pk), "number": answer.number}, 200
    status = {"gone": 404, "removed": 403, "too_many": 429}.get(outcome.refused, 422)
    return {"refused": outcome.refused, "say": words.say(outcome.refused, **outcome.values)}, status


def _send_json(request: HttpRequest, at: At) -> HttpResponse:
    try:
        data = json.loads(request.body)
        draft = draft_from(data, seat=at.seat) if isinstance(data, dict) else None
    except (ValueError, RecursionError):
        draft = None
    if draft is None:
        return no(request, at, "gone", 400)
    content, status = as_json(answering.accept(at.session, [draft])[0], at.words)
    return JsonResponse(content, status=status)


def _send_form(request: HttpRequest, at: At) -> HttpResponse:
    draft = draft_from(request.POST, seat=at.seat)
    if draft is None:
        return no(request, at, "gone", 400)
    part = Part.objects.filter(pk=draft.part, session=at.session).first()
    if part is None:
        return no(request, at, "gone", 404)
    part.session = at.session
    drafts = _stands(request, part, draft) if part.answer_kind == AnswerKind.STATEMENTS else [draft]
    if len(drafts) == 1 and not request.POST.get("not_similar") and not _sent_before(drafts[0]):
        alike = suggesting.similar(part, drafts[0].text, drafts[0].language or at.seat.language, at.seat)
        if alike:
            context = at.context(alike=alike, part=part, data=_fields(request))
            return render(request, "sessions/join/similar.html", context)
    outcomes = answering.accept(at.session, drafts)
    wrong = next((o for o in outcomes if o.refused), None)
    if wrong is not None or not outcomes:
        word, values = (wrong.refused, wrong.values) if wrong else ("choose_one", {})
        problem = at.words.say(word, **values)
        return participant.page(request, at, 422, problem=problem, draft=draft, here="../")
    made = outcomes[0].answer
    if part.anonymous and draft.editing_key and not outcomes[0].again:
        link = f"{at.base}key/{draft.editing_key}/{made.pk}/"
        context = at.context(answer=made, link=link, full_link=request.build_absolute_uri(link))
        return render(request, "sessions/join/sent.html", context)
    return redirect(
        at.base if part.pk == at.session.current_part_id else f"{at.base}?part={_place(at, part)}"
    )


@never_cache
@seated
def similar(request: HttpRequest, at: At) -> HttpResponse:
    """POST: what others said that is nearly the text of a form that is not sent yet. It is posted so that no log keeps it; nothing else does."""
    if request.method != "POST":
        return redirect(at.base)
    part = Part.objects.filter(pk=uuid_or_none(request.POST.get("part")), session=at.session).first()
    if part is None:
        return no(request, at, "gone", 404)
    part.session = at.session
    text = request.POST.get("text", "")[:LONGEST]
    language = request.POST.get("language", "")[:12] or at.seat.language
    alike = (
        suggesting.similar(part, text, language, at.seat) if answering.takes_answers(part, at.session) else []
    )
    found = [{"id": str(a.pk), "number": a.number, "text": a.text, "language": a.language} for a in alike]
    return JsonResponse({"similar": found})


def _sent_before(draft: Draft) -> bool:
    return Answer.objects.filter(part_id=draft.part, key=draft.key).exists()


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, value) for name, values in request.POST.lists() for value in values]


def _place(at: At, part: Part) -> int:
    return [p.pk for p in Moment(at.session).parts].index(part.pk) + 1


def _stands(request: HttpRequest, part: Part, draft: Draft) -> list[Draft]:
    """One draft for each statement that was answered; its key is made from the form's and the statement's."""
    drafts = []
    for given in part.given.filter(withdrawn_at=None):
        value = number_or(request.POST.get(f"value-{given.pk}"), None)
        if value is not None:
            made = draft_from(request.POST, seat=draft.seat)
            made.key, made.given, made.value, made.text = uuid5(draft.key, str(given.pk)), given.pk, value, ""
            drafts.append(made)
    return drafts


# ---- one's own answers ----


def _find(at: At, editing_key: str = "") -> Answer:
    """The answer of an address. Once its part is sealed an anonymous one has another key, and is found by its author's own."""
    rows = Answer.objects.select_related("part").filter(part__session=at.session)
    answer = rows.filter(pk=at.more["answer"]).first()
    if answer is None and editing_key:
        answer = rows.filter(editing_hash=hashed(editing_key)).first()
    if answer is None:
        raise Http404
    answer.part.session = at.session
    return answer


@never_cache
@seated
def answer(request: HttpRequest, at: At) -> HttpResponse:
    """GET: an own answer, to change it. POST: its new text."""
    editing_key = request.POST.get("editing_key", "") or request.headers.get("X-Editing-Key", "")
    return _own(request, at, _find(at, editing_key), editing_key)


@never_cache
@seated
def with_key(request: HttpRequest, at: At) -> HttpResponse:
    """The same for an anonymous answer, by the link that was shown once."""
    try:
        found = _find(at, at.more["key"])
    except (
        Http404
    ):  # the key was deleted when the answer was placed, or never was one: which, nobody can tell any more
        return no(request, at, "not_any_more", 404)
    return _own(request, at, found, at.more["key"])


def _own(request: HttpRequest, at: At, found: Answer, editing_key: str) -> HttpResponse:
    if not answering.author(found, at.seat, editing_key):
        return no(request, at, "not_yours", 403)
    by_link = f"key/{editing_key}/{found.pk}/" if found.part.anonymous else f"answers/{found.pk}/"
    problem, status, text = "", 200, found.text
    if request.method == "POST":
        text = request.POST.get("text", "")[:LONGEST]
        try:
            answering.change(found, at.seat, text, editing_key=editing_key)
        except CannotChange as error:
            problem, status = at.words.say(error.word, **error.values), 422
            if wants_json(request):
                return no(request, at, error.word, 422, **error.values)
        else:
            if wants_json(request):
                return JsonResponse({"state": "arrived", "text": found.text})
            return redirect(at.base)
    elif found.withdrawn_at:
        return no(request, at, "withdrawn", 410)
    elif wants_json(request):  # an anonymous author is told of hiding and counts by their key
        hidden = at.words.say("hidden_why", why=found.hidden_why) if found.hidden_at else ""
        told = {"text": found.text, "me_toos": found.me_toos, "hidden": hidden}
        return JsonResponse({**told, "fixed": answering.is_fixed(found)})
    found.said_to = prioritising.said_to(found.part, [found]).get(found.pk)
    context = at.context(
        answer=found,
        part=found.part,
        text=text,
        problem=problem,
        fixed=answering.is_fixed(found),
        withdrawal=f"{at.base}answers/{found.pk}/withdrawal/"
        + (f"?key={editing_key}" if found.part.anonymous else ""),
        action=at.base + by_link,
    )
    return render(request, "sessions/join/change.html", context, status=status)


@never_cache
@seated
def withdrawal(request: HttpRequest, at: At) -> HttpResponse:
    """POST: take an own answer back."""
    editing_key = request.POST.get("editing_key", "") or request.GET.get("key", "")
    found = _find(at, editing_key)
    if request.method != "POST":
        return redirect(at.base)
    try:
        answering.withdraw(found, at.seat, editing_key=editing_key)
    except CannotChange as error:
        return no(request, at, error.word, 422, **error.values)
    if wants_json(request):
        return JsonResponse({"state": "withdrawn", "say": at.words["withdrawn"]})
    return redirect(at.base)


@never_cache
@seated
def me_too(request: HttpRequest, at: At) -> HttpResponse:
    """POST: I think the same; with `back=1`: no longer."""
    found = _find(at)
    if request.method != "POST":
        return redirect(at.base)
    back, count = bool(request.POST.get("back")), found.me_toos
    rule = answering.think_otherwise if back else answering.think_the_same
    if not found.part.anonymous or (sign_of(found) in at.pressed) == back:  # there only the browser knows
        try:
            count = rule(found, at.seat)
        except CannotChange as error:
            return no(request, at, error.word, 422, **error.values)
    response = JsonResponse({"count": count}) if wants_json(request) else redirect(at.base)
    if found.part.anonymous:
        keep_pressed(request, response, at, found, not back)
    return response


# ---- a scribe ----


@never_cache
@seated
def scribe(request: HttpRequest, at: At) -> HttpResponse:
    """Many answers for several people, from a table or a flip chart."""
    runs = request.actor.person is not None and request.actor.person.pk == at.seat.person_id
    if not participant.is_scribe(at.seat) and not (runs and may_scribe(request.actor, at.session)):
        raise Http404
    part = Moment(at.session).part
    rows = [{"key": uuid4(), "text": "", "voices": 1} for _ in range(SCRIBE_ROWS)]
    problem, done = "", number_or(request.GET.get("done", ""), 0)
    if request.method == "POST" and part is not None:
        drafts, rows = _scribed(request, at, part)
        outcomes = answering.accept(at.session, drafts)
        wrong = [o for o in outcomes if o.refused]
        if not wrong:
            return redirect(f"{at.base}scribe/?done={len(outcomes)}")
        problem = at.words.say(wrong[0].refused, **wrong[0].values)
        kept = {str(o.draft.key) for o in wrong}
        rows = [row for row in rows if str(row["key"]) in kept or not row["text"]]
    takes = (
        part is not None and part.answer_kind == AnswerKind.OPEN and answering.takes_answers(part, at.session)
    )
    context = at.context(part=part, rows=rows, problem=problem, done=done, takes=takes)
    return render(request, "sessions/join/scribe.html", context, status=422 if problem else 200)


def _scribed(request: HttpRequest, at: At, part: Part) -> tuple[list[Draft], list[dict]]:
    drafts, rows = [], []
    names = ("text", "key", "voices", "country", "audience")
    for index in range(50):
        if f"text-{index}" not in request.POST:
            break
        row = {name: request.POST.get(f"{name}-{index}", "") for name in names}
        rows.append(row)
        if row["text"].strip():
            draft = draft_from({**row, "part": part.pk}, seat=at.seat)
            if draft is not None:
                draft.scribing = True
                drafts.append(draft)
    return drafts, rows
