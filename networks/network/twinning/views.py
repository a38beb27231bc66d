"""The pages of twinning: offers, the checklist that both see, what the accompanied network shows."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from networks.base.doors import allow
from networks.base.limits import Limit, too_many
from networks.base.machine import client_address
from networks.network.twinning import rules, showing
from networks.network.twinning.forms import AcceptForm, CodeForm, OfferForm, ShowForm, StepForm
from networks.network.twinning.models import TwinInvitation, Twinning, TwinStep
from networks.network.twinning.permissions import confirmed, coordinates, signed_in_by_themselves

GUESSES = Limit("twinning-code", failures=30, seconds=600)


def twinning_of(request, key, **kwargs) -> Twinning:
    return get_object_or_404(Twinning.objects.select_related("other"), pk=key)


def step_of(request, key, **kwargs) -> TwinStep:
    return get_object_or_404(TwinStep.objects.select_related("twinning__other"), pk=key)


def invitation_of(request, key, **kwargs) -> TwinInvitation:
    """An open offer of this network."""
    found = get_object_or_404(TwinInvitation, pk=key)
    if not found.is_open:
        raise Http404
    return found


@allow(confirmed)
@require_GET
def front(request):
    """With whom this network is twinned, and what is offered."""
    rows = list(Twinning.objects.select_related("other").order_by("-created_at")[:100])
    offers = TwinInvitation.objects.filter(answered_at=None, withdrawn_at=None).order_by("-created_at")[:20]
    return render(
        request,
        "twinning/front.html",
        {
            "running": [row for row in rows if row.is_running],
            "ended": [row for row in rows if not row.is_running],
            "offers": [row for row in offers if row.is_open] if request.actor.is_coordinator else [],
        },
    )


@allow(coordinates)
def offer(request):
    """Offer to accompany a network, or look for one that accompanies us."""
    form = OfferForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = rules.offer(form.cleaned_data["side"], request.actor.person)
        return redirect("twinning-offer", network=request.network.slug, key=made.pk)
    return render(request, "twinning/offer_new.html", {"form": form}, status=422 if form.errors else 200)


@allow(coordinates, of=invitation_of)
def one_offer(request, made: TwinInvitation):
    """Its code and link, to be handed over; POST withdraws it."""
    if request.method == "POST":
        rules.withdraw(made)
        return redirect("twinnings", network=request.network.slug)
    code = rules.code_of(made)
    shown = "-".join(code[place : place + 4] for place in range(0, len(code), 4))
    context = {"invitation": made, "code": shown, "address": rules.address_of(made)}
    return render(request, "twinning/offer.html", context)


@allow(signed_in_by_themselves)
def type_code(request):
    """Whoever has only the code types it."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return redirect("twinning-answer", code=form.cleaned_data["code"])
    return render(request, "twinning/code.html", {"form": form}, status=422 if form.errors else 200)


@allow(signed_in_by_themselves)
def answer(request, code: str):
    """Whoever coordinates a network accepts for it. A code that is none, or used, says so and no more."""
    who = client_address(request)
    if GUESSES.reached(who):
        return too_many(request)
    made = TwinInvitation.by_code(code)
    if made is None or not made.is_open:
        GUESSES.failed(who)
        return render(request, "twinning/no.html", status=404)
    mine = [one for one in rules.may_accept_for(request.actor.person) if one.pk != made.network_id]
    form = AcceptForm(request.POST if request.method == "POST" else None, networks=mine)
    if form.is_bound and form.is_valid():
        try:
            twinning = rules.accept(made, form.cleaned_data["network"], request.actor.person)
        except rules.CannotTwin as why:
            form.add_error("network", str(why))
        else:
            messages.success(request, _("You are twinned. Here is the list that both of you see."))
            return redirect("twinning", network=twinning.network.slug, key=twinning.pk)
    context = {"invitation": made, "form": form, "mine": mine}
    return render(request, "twinning/answer.html", context, status=422 if form.errors else 200)


@allow(confirmed, of=twinning_of)
@require_GET
def page(request, twinning: Twinning):
    """The checklist that both see, and what is shown."""
    return _draw(request, twinning, StepForm())


def _draw(request, twinning: Twinning, form: StepForm, status: int = 200):
    steps = list(twinning.steps.all())
    for step in steps:
        step.shown = rules.shown(step)
    context = {
        "twinning": twinning,
        "form": form,
        "steps": steps,
        "done": sum(step.done_at is not None for step in steps),
        "acts": request.actor.is_coordinator and twinning.is_running,
        "seen": showing.seen(twinning) if twinning.guides else None,
        "shown": None if twinning.guides else showing.shown(twinning),
    }
    return render(request, "twinning/page.html", context, status=status)


@allow(coordinates, of=twinning_of)
@require_POST
def new_step(request, twinning: Twinning):
    """Write a line for both."""
    form = StepForm(request.POST)
    if form.is_valid():
        try:
            rules.write(twinning, form.cleaned_data["text"], request.actor.language, request.actor.person)
        except rules.CannotTwin as why:
            form.add_error("text", str(why))
        else:
            return redirect("twinning", network=request.network.slug, key=twinning.pk)
    return _draw(request, twinning, form, status=422)


@allow(coordinates, of=step_of)
@require_POST
def ticking(request, step: TwinStep):
    """Tick it, or take the tick away."""
    return _changed(request, step, lambda: rules.tick(step, request.POST.get("done") == "1"))


@allow(coordinates, of=step_of)
@require_POST
def removal(request, step: TwinStep):
    """Take a line away."""
    return _changed(request, step, lambda: rules.remove(step))


def _changed(request, step: TwinStep, change):
    try:
        change()
    except rules.CannotTwin as why:
        messages.error(request, str(why))
    return redirect("twinning", network=request.network.slug, key=step.twinning_id)


@allow(coordinates, of=twinning_of)
def show(request, twinning: Twinning):
    """Choose what the other network sees, see exactly that, and show it."""
    if twinning.guides or not twinning.is_running:
        raise Http404
    form = ShowForm(request.POST if request.method == "POST" else None)
    content = None
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["kinds"]
        if "publish" in request.POST:
            try:
                showing.show(twinning, request.actor, chosen, form.cleaned_data["until"])
            except rules.CannotTwin as why:
                form.add_error(None, str(why))
            else:
                messages.success(request, _("%(name)s sees it now.") % {"name": twinning.called})
                return redirect("twinning", network=request.network.slug, key=twinning.pk)
        else:
            content = showing.draft(request.actor, chosen)
    context = {"twinning": twinning, "form": form, "content": content}
    return render(request, "twinning/show.html", context, status=422 if form.errors else 200)


@allow(coordinates, of=twinning_of)
@require_POST
def taking_back(request, twinning: Twinning):
    """Show it no longer."""
    if showing.take_back(twinning, request.actor.person):
        messages.success(request, _("Taken back: %(name)s sees it no more.") % {"name": twinning.called})
    return redirect("twinning", network=request.network.slug, key=twinning.pk)


@allow(coordinates, of=twinning_of)
def end(request, twinning: Twinning):
    """End it, after one question."""
    if request.method != "POST":
        return render(request, "twinning/end.html", {"twinning": twinning})
    rules.end(twinning, request.actor.person)
    messages.success(request, _("The twinning with %(name)s has ended.") % {"name": twinning.called})
    return redirect("twinnings", network=request.network.slug)
