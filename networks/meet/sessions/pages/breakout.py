"""Breakout groups: the facilitator plans, publishes and changes them; participants have a page of their group."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.models import Job
from networks.base.texts import load_versions
from networks.meet.sessions.models import Answer, BreakoutGroup, BreakoutPlan, Part, Seat
from networks.meet.sessions.pages.finding import part_of
from networks.meet.sessions.pages.participant_answers import number_or, uuid_or_none
from networks.meet.sessions.pages.participant_doors import At, seated
from networks.meet.sessions.pages.plan_words import Plan, name_of
from networks.meet.sessions.permissions import may_run
from networks.meet.sessions.rules import answering, breaking_out, groups_by_hand, in_groups
from networks.meet.sessions.rules.errors import NotNow

PAIRS = 6  # rows of people to keep together, apart, or with their support
KINDS = ("together", "apart", "support")


def _may_run_part(actor, part: Part) -> bool:
    return may_run(actor, part.session)


def _may_run_plan(actor, plan: BreakoutPlan) -> bool:
    return may_run(actor, plan.part.session)


def plan_of(request, plan, **kwargs) -> BreakoutPlan:
    found = get_object_or_404(BreakoutPlan.objects.select_related("part__session__occasion"), pk=plan)
    if found.part.session.binned_at:
        raise Http404
    return found


def _back(request: HttpRequest, part: Part) -> HttpResponse:
    return redirect("breakout", network=request.network.slug, part=part.pk)


def _do(request: HttpRequest, part: Part, change, *arguments, **more) -> HttpResponse:
    """Do one thing and go back to the page; say why where it is not possible."""
    try:
        change(*arguments, **more)
    except NotNow as error:
        messages.error(request, error.message)
    return _back(request, part)


def _gone(request: HttpRequest, part: Part) -> HttpResponse:
    messages.error(request, _("This is no longer there. Look at the page again."))
    return _back(request, part)


# ---- the facilitator ----


@never_cache
@allow(_may_run_part, of=part_of)
def page(request: HttpRequest, part: Part) -> HttpResponse:
    """GET: the groups of a part, as planned or as they are. POST: the wishes for new ones."""
    if request.method == "POST":
        return _do(
            request,
            part,
            breaking_out.ask_for_plan,
            part,
            wishes_from(request.POST, part),
            request.actor.person,
            seed=max(1, number_or(request.POST.get("seed"), 1) or 1),
        )
    found = BreakoutPlan.objects.filter(part=part, ended_at=None).order_by("-created_at").first()
    out = breaking_out.current_plan(part)
    load_versions([part, part.session])
    seats = breaking_out.candidates(part.session, "all")
    wishes = (found or out).wishes if (found or out) else {}
    context = {
        "part": part,
        "session": part.session,
        "question": part.version_for("question", request.actor.reader),
        "seats": [(seat, name_of(seat)) for seat in seats],
        "here": sum(seat.last_seen_at > timezone.now() - 4 * breaking_out.HERE for seat in seats),
        "wishes": wishes,
        "pairs": _pairs(wishes),
        "kinds": [
            ("together", _("stay together")),
            ("apart", _("are kept apart")),
            ("support", _("the first supports the second")),
        ],
        "plan": Plan(found, request.actor.reader) if found else None,
        "out": Plan(out, request.actor.reader) if out and out != found else None,
        "job": Job.objects.filter(key=f"breakout:{found.pk}").first() if found else None,
    }
    return render(request, "sessions/breakout.html", context)


def _pairs(wishes: dict) -> list[tuple]:
    """Rows of the form: (number, kind, first, second), with empty ones at the end."""
    rows = [(kind, *pair[:2]) for kind in KINDS for pair in wishes.get(kind, ())]
    rows += [("together", "", "")] * max(1, PAIRS - len(rows))
    return [(n, *row) for n, row in enumerate(rows)]


def wishes_from(post, part: Part) -> dict:
    """The facilitator's wishes from the form; people who are not in this session are left out."""
    known = {str(key) for key in Seat.objects.filter(session=part.session).values_list("pk", flat=True)}
    wishes: dict = {
        "by": "number" if post.get("by") == "number" else "size",
        "count": number_or(post.get("count"), 0),
        "who": "all" if post.get("who") == "all" else "here",
        "rapporteurs": [key for key in post.getlist("rapporteur") if key in known],
        **{kind: [] for kind in KINDS},
    }
    for n in range(200):
        if f"kind-{n}" not in post:
            break
        kind, a, b = (post.get(f"{field}-{n}", "") for field in ("kind", "a", "b"))
        if kind in KINDS and a in known and b in known and a != b:
            wishes[kind].append([a, b])
    return wishes


@require_POST
@allow(_may_run_plan, of=plan_of)
def concession(request: HttpRequest, plan: BreakoutPlan) -> HttpResponse:
    """Choose what gives way in a plan that is not possible."""
    choice = number_or(request.POST.get("choice"), -1)
    return _do(request, plan.part, breaking_out.concede, plan, choice, request.actor.person)


@require_POST
@allow(_may_run_plan, of=plan_of)
def publication(request: HttpRequest, plan: BreakoutPlan) -> HttpResponse:
    """Let participants see their groups."""
    minutes = number_or(request.POST.get("minutes"), None)
    return _do(request, plan.part, breaking_out.publish, plan, request.actor.person, minutes)


@require_POST
@allow(_may_run_plan, of=plan_of)
def ending(request: HttpRequest, plan: BreakoutPlan) -> HttpResponse:
    """Everyone comes back."""
    return _do(request, plan.part, in_groups.end, plan, request.actor.person)


@require_POST
@allow(_may_run_plan, of=plan_of)
def time(request: HttpRequest, plan: BreakoutPlan) -> HttpResponse:
    """Give the groups more time."""
    return _do(request, plan.part, breaking_out.more_time, plan, number_or(request.POST.get("minutes"), 0))


@require_POST
@allow(_may_run_plan, of=plan_of)
def links(request: HttpRequest, plan: BreakoutPlan) -> HttpResponse:
    """The links of the groups' rooms."""
    given = {
        key.removeprefix("link-"): value for key, value in request.POST.items() if key.startswith("link-")
    }
    return _do(request, plan.part, breaking_out.set_links, plan, given)


@never_cache
@allow(_may_run_plan, of=plan_of)
def move(request: HttpRequest, plan: BreakoutPlan) -> HttpResponse:
    """GET: what moving somebody would do. POST: move them."""
    data = request.POST if request.method == "POST" else request.GET
    seat, into = _seat(plan, data.get("seat")), _group(plan, data.get("into"))
    if seat is None or into is None:
        messages.error(request, _("Choose a person and a group."))
        return _back(request, plan.part)
    if request.method == "POST":
        return _do(request, plan.part, groups_by_hand.move, plan, seat, into, request.actor.person)
    shown = Plan(plan, request.actor.reader)
    try:
        effect = shown.effect(seat, into)
    except KeyError:
        messages.error(request, _("This person is in no group of this plan."))
        return _back(request, plan.part)
    context = {
        "part": plan.part, "session": plan.part.session, "plan": plan, "seat": seat, "name": name_of(seat),
        "into": into, "effect": effect,
    }  # fmt: skip
    return render(request, "sessions/breakout_move.html", context)


def _seat(plan: BreakoutPlan, key) -> Seat | None:
    wanted = uuid_or_none(key)
    return (
        Seat.objects.filter(session=plan.part.session, pk=wanted, removed_at=None).first() if wanted else None
    )


def _group(plan: BreakoutPlan, key) -> BreakoutGroup | None:
    wanted = uuid_or_none(key)
    return plan.groups.filter(pk=wanted).first() if wanted else None


@require_POST
@allow(_may_run_plan, of=plan_of)
def late(request: HttpRequest, plan: BreakoutPlan) -> HttpResponse:
    """Give somebody who came late a place: in the group named, or in the one that suits best."""
    seat = _seat(plan, request.POST.get("seat"))
    if seat is None:
        return _gone(request, plan.part)
    into = _group(plan, request.POST.get("into"))
    return _do(request, plan.part, groups_by_hand.join_late, plan, seat, request.actor.person, into)


@require_POST
@allow(_may_run_plan, of=plan_of)
def departure(request: HttpRequest, plan: BreakoutPlan) -> HttpResponse:
    """Somebody did not come, or left."""
    seat = _seat(plan, request.POST.get("seat"))
    if seat is None:
        return _gone(request, plan.part)
    return _do(request, plan.part, groups_by_hand.leave, plan, seat, request.actor.person)


@require_POST
@allow(_may_run_plan, of=plan_of)
def merging(request: HttpRequest, plan: BreakoutPlan) -> HttpResponse:
    """Let a small group join another."""
    small, into = _group(plan, request.POST.get("small")), _group(plan, request.POST.get("into"))
    if small is None or into is None:
        return _gone(request, plan.part)
    return _do(request, plan.part, groups_by_hand.merge, plan, small, into, request.actor.person)


@require_POST
@allow(_may_run_plan, of=plan_of)
def undoing(request: HttpRequest, plan: BreakoutPlan) -> HttpResponse:
    """Take the last change by hand back."""
    return _do(request, plan.part, groups_by_hand.undo_last, plan, request.actor.person)


@require_POST
@allow(_may_run_plan, of=plan_of)
def helped(request: HttpRequest, plan: BreakoutPlan) -> HttpResponse:
    """Somebody has helped a group."""
    group = _group(plan, request.POST.get("group"))
    if group is None:
        return _gone(request, plan.part)
    return _do(request, plan.part, in_groups.call_for_help, group, plan.part, False)


# ---- participants ----


def _own(at: At) -> tuple[Part, BreakoutGroup | None, BreakoutPlan | None]:
    part = Part.objects.filter(pk=at.session.current_part_id).first() if at.session.current_part_id else None
    if part is None:
        raise Http404
    part.session = at.session
    place = in_groups.place_of(part, at.seat)
    plan = place.group.plan if place else breaking_out.current_plan(part)
    return part, place.group if place else None, plan


@never_cache
@seated
def group(request: HttpRequest, at: At) -> HttpResponse:
    """The page of one's own group."""
    return _show(request, at)


def _show(request: HttpRequest, at: At, status: int = 200, **more) -> HttpResponse:
    part, own, plan = _own(at)
    if plan is None:
        return redirect(at.base)
    context = at.context(part=part, group=own, plan=plan, **more)
    if own is not None:
        members = Seat.objects.filter(
            breakout_places__group=own, breakout_places__left_at=None, removed_at=None
        ).select_related("organisation")
        present = list(members.order_by("name", "pk"))
        context["members"] = [(seat, _shown(seat)) for seat in present]
        context["translating"], context["interpreted"] = _helped(plan, own, present)
        if not part.anonymous:
            answers = list(
                Answer.objects.filter(Answer.standing(), part=part, group=own)
                .select_related("given")
                .order_by("number")
            )
            load_versions(answers)
            context["answers"] = answers
            context["writes"] = part.answer_kind == "open" and answering.takes_answers(part, at.session)
        context["key"] = uuid4()
        left = plan.ends_at - timezone.now() if plan.ends_at else None
        context["minutes_left"] = None if left is None else max(0, int(left.total_seconds() // 60))
    fragment = request.headers.get("X-Net-Works") == "fragment"
    context["inside"] = fragment  # the session's page has its own form, which loses nothing on a broken line
    template = "sessions/join/parts/group.html" if fragment else "sessions/join/group_page.html"
    return render(request, template, context, status=status)


def _shown(seat: Seat) -> str:
    """As a participant shows themselves: name and organisation, or country. Never the audience."""
    place = seat.organisation.name if seat.organisation else seat.country
    return ", ".join(word for word in (seat.name, place) if word)


def _helped(plan: BreakoutPlan, group: BreakoutGroup, present: list[Seat]) -> tuple[list, str]:
    """Who translates for whom in a group as (helper, person), and for whom else an interpreter speaks: those who do not understand its language."""
    told = plan.explained.get("groups", [])
    pairs = told[group.number - 1].get("translated", ()) if group.number <= len(told) else ()
    seats = {str(seat.pk): seat for seat in present}
    translating = [(seats[b], seats[a]) for a, b in pairs if a in seats and b in seats]
    served = {person.pk for _helper, person in translating}
    others = [
        seat
        for seat in present
        if group.language and group.language not in breaking_out.languages_of(seat) and seat.pk not in served
    ]
    names = " · ".join(_shown(seat) or "–" for seat in others)
    return [(_shown(helper), _shown(person)) for helper, person in translating], names


def _after(request: HttpRequest, at: At) -> HttpResponse:
    if request.headers.get("X-Net-Works") == "fragment":
        return _show(request, at)
    return redirect(f"{at.base}group/")


@seated
@require_POST
def group_place(request: HttpRequest, at: At) -> HttpResponse:
    """Somebody who came late takes a place."""
    _part, own, plan = _own(at)
    if own is None and plan is not None:
        groups_by_hand.join_late(plan, at.seat, None)
    return _after(request, at)


@seated
@require_POST
def group_help(request: HttpRequest, at: At) -> HttpResponse:
    """The group needs help, or no longer."""
    part, own, _plan = _own(at)
    if own is not None:
        in_groups.call_for_help(own, part, not request.POST.get("over"))
    return _after(request, at)


@seated
@require_POST
def group_report(request: HttpRequest, at: At) -> HttpResponse:
    """What the group tells the others, on top of what was read."""
    part, own, _plan = _own(at)
    if own is None:
        return _after(request, at)
    try:
        in_groups.write_report(
            own, request.POST.get("report", ""), part, read_at=number_or(request.POST.get("revision"), 0) or 0
        )
    except in_groups.ChangedMeanwhile as error:
        return _show(request, at, 409, theirs=error.theirs, mine=request.POST.get("report", ""))
    return _after(request, at)


@seated
@require_POST
def group_answers(request: HttpRequest, at: At) -> HttpResponse:
    """Write an answer for the group."""
    part, own, _plan = _own(at)
    key = uuid_or_none(request.POST.get("key"))
    if own is None or key is None or part.anonymous:
        return _after(request, at)
    draft = answering.Draft(
        part=part.pk, key=key, text=request.POST.get("text", "")[: 2 * answering.LIMIT], language=at.seat.language,
        seat=at.seat,
    )  # fmt: skip
    outcome = answering.accept(at.session, [draft])[0]
    if outcome.refused:
        problem = at.words.say(outcome.refused, **outcome.values)
        return _show(request, at, 422, problem=problem, text=draft.text)
    return _after(request, at)


@seated
@require_POST
def group_reported(request: HttpRequest, at: At) -> HttpResponse:
    """The group chooses one of its answers to tell the others."""
    part, own, _plan = _own(at)
    found = Answer.objects.filter(pk=at.more["answer"], group=own).first() if own else None
    if found is None:
        raise Http404
    in_groups.choose_to_report(own, found, not request.POST.get("back"), part)
    return _after(request, at)
