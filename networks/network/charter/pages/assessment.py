"""The self-assessment: its rounds, answering, results, what was chosen to be done."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from networks.base.doors import allow
from networks.base.texts import load_versions
from networks.network.charter.forms.assessment import AnswersForm, DroppingForm, ObjectiveForm, RoundForm
from networks.network.charter.instrument import dimension_of
from networks.network.charter.models import Objective, Round
from networks.network.charter.pages.charter import tabs
from networks.network.charter.permissions import belongs, confirmed, coordinates, may_finish
from networks.network.charter.rules import assessing
from networks.network.charter.rules.errors import NotNow


def round_of(request, round, **kwargs) -> Round:
    return get_object_or_404(Round.objects.select_related("network"), pk=round)


def objective_of(request, objective, **kwargs) -> Objective:
    return get_object_or_404(Objective.objects.select_related("round", "owner", "network"), pk=objective)


def _objectives(request, rows) -> list[Objective]:
    found = list(rows.select_related("owner", "round").order_by("done_at", "due", "pk"))
    load_versions(found)
    for one in found:
        one.shown = one.version_for("text", request.actor.reader)
        side = dimension_of(one.dimension)
        one.side = side.name if side else ""
        one.may_finish = may_finish(request.actor, one)
    return found


def _draft(found: Round | None, person) -> str:
    """Under which name a browser keeps this person's answers until they are sent."""
    return f"assessment:{found.pk}:{person.pk}" if found and person else ""


@allow(belongs)
@require_safe
def front(request):
    """The rounds; the one that can be answered; what was chosen to be done."""
    rounds = list(Round.objects.all()[:30])
    opened = next((one for one in rounds if one.is_open), None)
    actor = request.actor
    context = {
        "tabs": tabs(request, "assessment"),
        "rounds": rounds,
        "opened": opened,
        "answered": bool(opened) and assessing.has_answered(opened, actor.person),
        "draft": _draft(opened, actor.person),
        "count": opened.roll.count() if opened else 0,
        "todo": _objectives(request, Objective.objects.filter(done_at=None)),
        "is_coordinator": actor.is_coordinator,
        "may_answer": actor.confirmed,
    }
    return render(request, "charter/assessment.html", context)


@allow(coordinates)
def new(request):
    """Open a round."""
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            assessing.begin(**form.cleaned_data, by=request.actor.person)
            messages.success(request, _("It is open. All members are told."))
            return redirect("assessment", network=request.network.slug)
        except NotNow as error:
            form.add_error(None, error.message)
    return render(request, "charter/round_form.html", {"form": form}, status=422 if form.errors else 200)


@allow(confirmed, of=round_of)
@never_cache
def answer(request, found):
    """The statements, answered once."""
    form = AnswersForm(request.POST if request.method == "POST" else None, plain=request.actor.reader.plain)
    if request.method == "POST" and form.is_valid():
        try:
            assessing.answer(found, request.actor.person, form.cleaned_data)
            messages.success(request, _("Thank you. Your answers are kept without your name."))
            return redirect("assessment", network=request.network.slug)
        except NotNow as error:
            form.add_error(None, error.message)
    person = request.actor.person
    context = {
        "form": form,
        "round": found,
        "done": assessing.has_answered(found, person),
        "draft": _draft(found, person),
    }
    return render(request, "charter/answer_form.html", context, status=422 if form.errors else 200)


@allow(belongs, of=round_of)
@require_safe
def results(request, found):
    """What a round brought, from five answers up: how far apart answers lie, beside the year before; and what was chosen."""
    context = {
        "round": found,
        "outcome": assessing.outcome(found),
        "not_enough": assessing.not_enough(),
        "objectives": _objectives(request, found.objectives.all()),
        "is_coordinator": request.actor.is_coordinator,
        "plain": request.actor.reader.plain,
    }
    return render(request, "charter/results.html", context)


@allow(coordinates, of=round_of)
def closing(request, found):
    """Close a round, asked once."""
    back = reverse("assessment", kwargs={"network": request.network.slug})
    if request.method == "POST":
        assessing.close(found, by=request.actor.person)
        return redirect("assessment-results", network=request.network.slug, round=found.pk)
    context = {
        "title": _("Close the self-assessment?"),
        "lose": _("Nobody can answer any more. %(n)s have answered; results are shown from five on.")
        % {"n": found.roll.count()},
        "verb": _("Close it"),
        "back": back,
    }
    return render(request, "base/confirm.html", context)


@allow(coordinates, of=round_of)
def new_objective(request, found):
    """Choose something to reach."""
    form = ObjectiveForm(
        request.POST or None, network=request.network, initial={"dimension": request.GET.get("about", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            assessing.choose(
                found, **form.cleaned_data, language=request.actor.language, by=request.actor.person
            )
            return redirect("assessment-results", network=request.network.slug, round=found.pk)
        except NotNow as error:
            form.add_error(None, error.message)
    context = {"form": form, "round": found}
    return render(request, "charter/objective_form.html", context, status=422 if form.errors else 200)


@allow(coordinates, of=objective_of)
def edit_objective(request, objective):
    """Change what is to be reached, by whom or until when."""
    initial = {name: getattr(objective, name) for name in ("dimension", "text", "owner", "due")}
    form = ObjectiveForm(request.POST or None, network=request.network, initial=initial)
    if request.method == "POST" and form.is_valid():
        assessing.change(objective, form.cleaned_data, by=request.actor.person)
        return redirect("assessment-results", network=request.network.slug, round=objective.round_id)
    context = {"form": form, "round": objective.round, "objective": objective}
    return render(request, "charter/objective_form.html", context, status=422 if form.errors else 200)


@require_POST
@allow(may_finish, of=objective_of)
def finishing(request, objective):
    """It is reached."""
    assessing.finish(objective, by=request.actor.person)
    return redirect("assessment-results", network=request.network.slug, round=objective.round_id)


@allow(coordinates, of=objective_of)
def dropping(request, objective):
    """It is not aimed at any more, with the reason."""
    form = DroppingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        assessing.finish(objective, dropped_because=form.cleaned_data["because"], by=request.actor.person)
        return redirect("assessment-results", network=request.network.slug, round=objective.round_id)
    context = {"form": form, "round": objective.round, "objective": objective}
    return render(request, "charter/dropping_form.html", context, status=422 if form.errors else 200)
