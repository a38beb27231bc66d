"""What a facilitator does with a session that runs: each thing is a page of its own to which the console sends.

All of them answer with the console (or the page named by `next`); what cannot be done is said there, in words.
"""

from contextlib import nullcontext
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.meet.sessions.models import Answer, Part, Seat, Step, Theme
from networks.meet.sessions.models.planning import PartState, Stage
from networks.meet.sessions.pages.finding import part_of, session_of
from networks.meet.sessions.permissions import may_run
from networks.meet.sessions.rules import grouping, running, steering, steps
from networks.meet.sessions.rules.errors import NotNow, SomeoneWasQuicker


def answer_of(request, answer, **kwargs) -> Answer:
    found = get_object_or_404(Answer.objects.select_related("part__session"), pk=answer)
    if found.part.session.binned_at:
        raise Http404
    return found


def seat_of(request, seat, **kwargs) -> Seat:
    found = get_object_or_404(Seat.objects.select_related("session"), pk=seat)
    if found.session.binned_at:
        raise Http404
    return found


def may_run_part(actor, part: Part) -> bool:
    return may_run(actor, part.session)


def may_run_answer(actor, answer: Answer) -> bool:
    return may_run(actor, answer.part.session)


def may_run_seat(actor, seat: Seat) -> bool:
    return may_run(actor, seat.session)


def back(request, otherwise: str):
    """To the page where the button was: a page of this network, else `otherwise`."""
    target = request.POST.get("next", "")
    ours = target.startswith(f"/{request.network.slug}/") and url_has_allowed_host_and_scheme(target, None)
    return redirect(target if ours else otherwise)


def command(
    predicate, of, session=lambda thing: thing.session, page="console", part=lambda thing: thing, atomic=True
):
    """A view that does one thing on POST: `rule(request, thing, by)` may raise NotNow, which is said on the page.

    It is one transaction, unless `atomic` is False: then the rule, which calculates for long, makes its own.
    Then it goes back to `page`: the console of `session(thing)`, or the board of `part(thing)`.
    """

    def decorate(rule):
        @allow(predicate, of=of)
        @require_POST
        @wraps(rule)
        def view(request, thing):
            try:
                with transaction.atomic() if atomic else nullcontext():
                    rule(request, thing, request.actor.person)
            except NotNow as error:
                messages.error(request, error.message)
            about = session(thing) if page == "console" else part(thing)
            return back(request, reverse(page, args=[request.network.slug, about.pk]))

        return view

    return decorate


of_session = command(may_run, session_of, session=lambda thing: thing)
of_part = command(may_run_part, part_of)
of_answer = command(may_run_answer, answer_of, session=lambda thing: thing.part.session)
of_seat = command(may_run_seat, seat_of)


# ---- the session ----


@of_session
def beginning(request, session, by):
    """Begin the session, or go on after it was ended."""
    running.begin(session, by)


@of_session
def ending(request, session, by):
    """End the session."""
    running.end(session, by)


@of_session
def current_part(request, session, by):
    """Let everyone look at another part."""
    steering.go_to_part(session, _part(session, request), by)


@of_session
def screen(request, session, by):
    """Put something on the big screen; what is there already is taken off."""
    view = request.POST.get("view", "")
    if view == "answer":
        answer = one(Answer.objects.filter(part__session=session), request.POST.get("answer"))
        if answer.hidden_at or answer.withdrawn_at:
            raise NotNow(steering.HIDDEN)
        put = {"view": "answer", "answer": str(answer.pk)}
    elif view in ("themes", "results") and session.screen.get("view") != view and not _results_shown(session):
        raise NotNow(steering.RESULTS_HIDDEN)
    elif view in ("themes", "results", "conclusions", "blank"):
        put = {"view": view}
    else:
        put = {}
    steering.put_on_screen(session, put, by)


@of_session
def door(request, session, by):
    """Let nobody new in, or open the door again."""
    steering.lock_joining(session, bool(request.POST.get("locked")), by)


@of_session
def undoing(request, session, by):
    """Take the last step back."""
    done = one(Step.objects.filter(session=session), request.POST.get("step"))
    if steps.undo(done, by):
        messages.info(request, steering.STAYS_SEALED)


# ---- a part ----


def _moving(name: str):
    @of_part
    def view(request, part, by):
        running.move(part, name, by, seen=_seen(request))

    view.__name__ = f"part_{name}"
    return view


opening, pause, resumption, reopening = map(_moving, ("open", "pause", "resume", "reopen"))


@of_part
def completion(request, part, by):
    """Conclude a part; where people were to answer after the session, say that this one takes no more answers."""
    running.move(part, "conclude", by, seen=_seen(request))
    until = part.session.after_until
    if until and until > timezone.now() and Stage.ANSWER in part.stages:
        messages.info(request, steering.NO_ANSWERS_AFTERWARDS)


@of_part
def closing(request, part, by):
    """Close a part; where its answers are grouped next, everyone goes on to that."""
    running.close(part, by, seen=_seen(request))


@of_part
def stage(request, part, by):
    """Let everyone work on another stage."""
    steering.go_to_stage(part, request.POST.get("stage", ""), by)


@of_part
def time(request, part, by):
    """Give everyone more time."""
    steering.more_time(part, _number(request.POST.get("minutes")), by)


@of_part
def results(request, part, by):
    """Show results, or hide them again."""
    steering.show_results(part, bool(request.POST.get("shown")), by)


# ---- an answer ----


@of_answer
def hiding(request, answer, by):
    """Hide an answer, with a reason that its author reads."""
    steering.hide_answer(answer, request.POST.get("why", ""), by)


@of_answer
def showing(request, answer, by):
    """Show an answer: checked, hidden before, or late."""
    steering.show_answer(answer, by)


@of_answer
def theme(request, answer, by):
    """Place an answer in a theme, in a new one, or in none."""
    name, chosen = request.POST.get("name", "").strip(), request.POST.get("theme", "")
    if chosen == "" and name:
        grouping.new_theme(answer.part, name, by, [answer])
    elif chosen == "none":
        grouping.place([answer], None, by)
    elif chosen:
        grouping.place([answer], one(Theme.objects.filter(part=answer.part), chosen), by)
    else:
        raise NotNow(steering.CHOOSE_THEME)


# ---- a participant ----


@of_seat
def seat_removal(request, seat, by):
    """Remove a participant, or let them back in."""
    if request.POST.get("back"):
        steering.let_back_in(seat, by)
    else:
        steering.remove_seat(seat, by)


@of_seat
def extra_time(request, seat, by):
    """Give one participant more time, silently."""
    steering.give_extra_time(seat, _number(request.POST.get("minutes")), by)


def _results_shown(session) -> bool:
    part = session.current_part
    return part is not None and part.results_shown


def one(rows, key):
    """The row with this key (as it came from a form), or 404."""
    try:
        return get_object_or_404(rows, pk=UUID(str(key)))
    except ValueError:
        raise Http404 from None


def _part(session, request) -> Part:
    return one(Part.objects.filter(session=session), request.POST.get("part"))


def _seen(request) -> str:
    """The state in which the facilitator saw the part."""
    seen = request.POST.get("seen", "")
    if seen not in PartState.values:
        raise SomeoneWasQuicker
    return seen


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 5 else 0
