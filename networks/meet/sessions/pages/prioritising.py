"""Pages of priorities: participants choose, one statement at a time or on one ballot; members read what came out; the facilitator steers."""

import time
from threading import Lock
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from networks.base.doors import allow, anyone
from networks.base.texts import Reader, load_versions
from networks.meet.sessions.models import Answer, Given, Part
from networks.meet.sessions.models.planning import PriorityMethod
from networks.meet.sessions.pages.finding import part_of
from networks.meet.sessions.pages.participant_answers import number_or
from networks.meet.sessions.pages.participant_doors import At, seated
from networks.meet.sessions.permissions import may_run, may_see
from networks.meet.sessions.rules import prioritising, steering
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.prioritising import CannotVote
from networks.meet.sessions.rules.priority_results import Shown, shown_result

CONTENT: dict[str, Any] = {
    PriorityMethod.APPROVAL: lambda post, keys: {"approved": post.getlist("approved")},
    PriorityMethod.RANKING: lambda post, keys: {"order": _order(post, keys)},
    PriorityMethod.RATING: lambda post, keys: {
        "grades": {key: number_or(post.get(f"grade-{key}"), None) for key in keys}
    },
}


def _order(post, keys) -> list[str]:
    """The keys by the numbers that somebody wrote beside them; a number given twice is refused."""
    placed = {key: number_or(post.get(f"place-{key}"), None) for key in keys}
    given = [n for n in placed.values() if n is not None and n > 0]
    if len(set(given)) != len(given):
        raise CannotVote("vote_wrong")
    return sorted((key for key, n in placed.items() if n is not None and n > 0), key=lambda key: placed[key])


# ---- participants ----


@never_cache
@seated
def participant(request: HttpRequest, at: At) -> HttpResponse:
    """GET: choose, or read the result once it is shown. POST: one vote or one ballot; what comes next is the answer.

    In anonymous parts nothing that the server keeps says who chose: the key comes from the browser, in a hidden field that the next page
    carries on, or in a header from the page's script.
    """
    part = _current(at)
    if part is None:
        raise Http404
    sent = request.POST.get("voter") or request.headers.get("X-Voter") or str(uuid4())
    voter = prioritising.voter_of(part, at.seat, sent)
    problem, done = "", False
    if request.method == "POST":
        try:
            _take(request, at, part, voter)
            done = part.priority_method != PriorityMethod.AGREEMENT
        except CannotVote as error:
            problem = error.word
    chosen = choosing(part, voter, at)
    if problem and part.priority_method != PriorityMethod.AGREEMENT:
        chosen |= _as_sent(request, [t.key for t in chosen["targets"]])
    context = at.context(**chosen, problem=problem, done=done, here="")
    template = "sessions/join/parts/choosing.html" if _fragment(request) else "sessions/join/choosing.html"
    return render(request, template, context, status=422 if problem else 200)


def _fragment(request: HttpRequest) -> bool:
    return request.headers.get("X-Net-Works") == "fragment"


def _as_sent(request: HttpRequest, keys: list[str]) -> dict:
    """What somebody put into a ballot that was refused: it is theirs to put right, not to write again."""
    sent = request.POST
    return {
        "approved": set(sent.getlist("approved")),
        "places": {key: number_or(sent.get(f"place-{key}"), None) for key in keys},
        "grades": {key: number_or(sent.get(f"grade-{key}"), None) for key in keys},
    }


def _current(at: At) -> Part | None:
    part = Part.objects.filter(pk=at.session.current_part_id).first() if at.session.current_part_id else None
    if part is not None:
        part.session = at.session
    return part


def _take(request: HttpRequest, at: At, part: Part, voter: UUID | None) -> None:
    if request.POST.get("part") != str(part.pk):
        raise CannotVote("vote_over")
    if part.priority_method == PriorityMethod.AGREEMENT:
        value = number_or(request.POST.get("value"), None)
        prioritising.vote(part, request.POST.get("target", ""), 9 if value is None else value, voter, at.seat)
    elif content := CONTENT.get(part.priority_method):
        keys = [t.key for t in prioritising.targets(part)]
        prioritising.cast(part, content(request.POST, keys), voter, at.seat)
    else:
        raise CannotVote("vote_over")


def choosing(part: Part, voter: UUID | None, at: At) -> dict:
    """What the page of choosing needs: the targets in this person's order, what they chose, what comes next, or the result."""
    found = prioritising.in_own_order(prioritising.targets(part), voter) if voter else []
    context = {"part": part, "voter": voter, "targets": found, "takes": prioritising.takes_votes(part)}
    if part.priority_method == PriorityMethod.AGREEMENT:
        votes = prioritising.own_votes(part, voter)
        if context["takes"] and voter:
            context["next"] = prioritising.next_target(part, found, votes, voter)
        context["chosen"] = [(t, votes[t.key]) for t in found if t.key in votes]
        context["seen"], context["nth"] = len(context["chosen"]), len(context["chosen"]) + 1
        if part.results_shown and voter:
            context["opinion"] = opinion_of(part, str(voter), votes, found)
    else:
        ballot = prioritising.own_ballot(part, voter)
        context["ballot"] = ballot
        content = ballot or {}
        context["approved"] = set(content.get("approved", ()))
        context["places"] = {key: n for n, key in enumerate(content.get("order", ()), 1)}
        context["grades"] = content.get("grades", {})
        if context["places"]:  # in the order chosen before, the rest after it
            found.sort(key=lambda t: context["places"].get(t.key, len(found) + 1))
    if part.results_shown:
        context["result"] = _for_all(part, at.reader)
    return context


KNOWN = 10.0  # seconds for which what was made ready is used again, as long as nothing happens in the session
_made: dict[tuple, tuple[float, Shown | None]] = {}
_making = Lock()


def _for_all(part: Part, reader: Reader) -> Shown | None:
    """The result that is shown, made ready once for all who read alike: when voting ends a whole room asks in one moment."""
    if not part.results_shown:
        return None
    key = (part.pk, part.session.update_number, reader, get_language())
    with _making:
        until, result = _made.get(key, (0.0, None))
        if until < time.monotonic():
            if len(_made) > 100:
                _made.clear()
            result = shown_result(part, reader)
            if result is not None:
                result.html = render_to_string("sessions/parts/priority_result.html", {"result": result})
            _made[key] = (time.monotonic() + KNOWN, result)
    return result


def opinion_of(part: Part, voter: str, votes: dict[str, int], found: list) -> dict | None:
    """In which opinion group this person is, and what they chose like most of it; None where they are in none."""
    from networks.meet.sessions.methods.opinion_statistics import Count, Counts, reasons
    from networks.meet.sessions.methods.opinion_votes import Votes

    row = prioritising.result_of(part)
    letter = dict(row.memory.get("letters", ())).get(voter) if row and row.result.get("sizes") else None
    if letter is None or letter not in row.result["groups"]:
        return None

    def counts(of: dict) -> dict[str, Count]:
        return {key: Count(a, d, a + p + d) for key, (a, p, d) in of.items()}

    stored = Counts(
        counts(row.result["counts"]),
        {name: counts(group) for name, group in row.result["groups"].items()},
        row.result["people"],
        row.result["sizes"],
    )
    cast = [(voter, key, value) for key, value in votes.items()]
    why = reasons(Votes.from_cast(cast), stored, {voter: letter}, voter)
    by_key = {t.key: t for t in found}
    return {"letter": letter, "why": [(by_key[r.statement], r.vote) for r in why if r.statement in by_key]}


@never_cache
@seated
def participant_result(request: HttpRequest, at: At) -> HttpResponse:
    """The whole result, for participants, once it is shown."""
    part = get_object_or_404(Part, pk=at.more["part"], session=at.session)
    part.session = at.session
    result = _for_all(part, at.reader)
    if result is None:
        raise Http404
    return render(request, "sessions/join/priority_result.html", at.context(part=part, result=result))


# ---- members and the facilitator ----


def _may_run_part(actor, part: Part) -> bool:
    return may_run(actor, part.session)


def _may_see_part(actor, part: Part) -> bool:
    return may_see(actor, part.session)


def given_of(request, given, **kwargs) -> Given:
    found = get_object_or_404(Given.objects.select_related("part__session"), pk=given)
    if found.part.session.binned_at:
        raise Http404
    return found


def _may_run_given(actor, given: Given) -> bool:
    return may_run(actor, given.part.session)


@never_cache
@allow(_may_see_part, of=part_of)
def page(request: HttpRequest, part: Part) -> HttpResponse:
    """What matters in a part: the result for members once it is shown, for the facilitator always, with what they steer."""
    if not part.priority_method:
        raise Http404
    runs = may_run(request.actor, part.session)
    reader = request.actor.reader
    result: Shown | None = shown_result(part, reader, hidden_too=runs)
    load_versions([part, part.session])
    context = {
        "part": part,
        "session": part.session,
        "question": part.version_for("question", reader),
        "runs": runs,
        "result": result,
        "takes": prioritising.takes_votes(part),
    }
    if runs:
        found = prioritising.targets(part)
        context["statements"] = [(t, t.shown(reader)) for t in found]
        context["of_themes"] = bool(found) and found[0].origin == "theme"
        context["answers"] = _answers_left(part, reader)
    return render(request, "sessions/priorities.html", context)


def _answers_left(part: Part, reader) -> list:
    """Answers that could be taken as statements, the newest first."""
    if part.confidential:
        return []
    taken = part.given.filter(withdrawn_at=None, from_answer__isnull=False).values("from_answer")
    answers = list(
        Answer.objects.filter(Answer.standing(), part=part)
        .exclude(pk__in=taken)
        .exclude(text="")
        .order_by("-number")[:100]
    )
    load_versions(answers)
    return [(answer, answer.version_for("text", reader)) for answer in answers]


def _back(request: HttpRequest, part: Part) -> HttpResponse:
    return redirect("priorities", network=request.network.slug, part=part.pk)


@require_POST
@allow(_may_run_part, of=part_of)
def showing(request: HttpRequest, part: Part) -> HttpResponse:
    """Show the results to everybody, or hide them again."""
    steering.show_results(part, bool(request.POST.get("shown")), request.actor.person)
    return _back(request, part)


@require_POST
@allow(_may_run_part, of=part_of)
def statements(request: HttpRequest, part: Part) -> HttpResponse:
    """Write a statement, or take answers as statements."""
    try:
        if keys := request.POST.getlist("answer"):
            answers = Answer.objects.filter(
                Answer.standing(), part=part, pk__in=[k for k in keys if _is_key(k)]
            )
            prioritising.take_answers(part, answers, request.actor.person)
        else:
            prioritising.write_statement(
                part, request.POST.get("text", ""), part.language, request.actor.person
            )
    except NotNow as error:
        messages.error(request, error.message)
    return _back(request, part)


def _is_key(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


@require_POST
@allow(_may_run_given, of=given_of)
def statement_withdrawal(request: HttpRequest, given: Given) -> HttpResponse:
    """Take a statement out."""
    try:
        prioritising.withdraw_statement(given, request.actor.person)
    except NotNow as error:
        messages.error(request, error.message)
    return _back(request, given.part)


@require_POST
@allow(_may_run_part, of=part_of)
def places(request: HttpRequest, part: Part) -> HttpResponse:
    """How many are taken forward."""
    wanted = number_or(request.POST.get("places"), None)
    if wanted is None or not 1 <= wanted <= 50:
        messages.error(request, _("Write a number from 1 to 50."))
    else:
        try:
            prioritising.take_forward(part, wanted, request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
    return _back(request, part)


@allow(anyone)
@require_GET
def methods(request: HttpRequest) -> HttpResponse:
    """How results are computed: the page of methods from the documentation, one section a method."""
    from networks.base.files.markdown import html

    text = (settings.ROOT / "docs" / "methods.md").read_text()
    sections = []
    for section in text.split("\n## ")[1:]:
        title, _rest, body = section.partition("\n")
        anchor, _rest, name = title.partition(": ")
        sections.append(
            (anchor.strip().lower(), name, mark_safe(html(body, heading_level=2)))
        )  # sanitised there
    return render(request, "sessions/methods.html", {"sections": sections})
