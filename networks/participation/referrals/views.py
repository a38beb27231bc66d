"""The pages of whoever decides: what waits, what is asked, and the answer."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.paging import page_by_key
from networks.participation.referrals import deciders, rules
from networks.participation.referrals.described import for_actor, titled
from networks.participation.referrals.forms import AnswerForm, HandingForm, ReopeningForm
from networks.participation.referrals.models import Referral, State
from networks.participation.referrals.permissions import decides, may_answer, may_hand_on, may_see


def referral_of(request, key, **kwargs) -> Referral:
    """Find a referral of this network."""
    return get_object_or_404(Referral.objects.select_related("asked_by", "answered_by", "network"), pk=key)


@allow(decides)
def referrals(request):
    """What waits for a decision; what was decided."""
    answered = request.GET.get("state") == "answered"
    state = State.ANSWERED if answered else State.OPEN
    rows = for_actor(request.actor).filter(state=state).select_related("asked_by", "answered_by")
    page = page_by_key(rows, request.GET, "-created_at")
    for row in titled(page.rows):
        row.decider = deciders.name_of(row)
    here = request.path
    tabs = [(_("To decide"), here, not answered), (_("Decided"), f"{here}?state=answered", answered)]
    return render(request, "referrals/referrals.html", {"page": page, "answered": answered, "tabs": tabs})


@allow(may_see, of=referral_of)
def referral(request, found: Referral):
    """What is asked, by whom, the papers, the answer."""
    return _page(request, found)


def _page(request, found: Referral, form=None, *, quicker: bool = False, status: int = 200):
    question, actor = rules.question_of(found), request.actor
    thing = rules.thing_of(found) if question else None
    (found,) = titled([found])
    may = thing is not None and may_answer(actor, found)
    answers = list(found.answers.select_related("by", "reopened_by").order_by("created_at", "pk"))
    for answer in answers:
        answer.word = question.words.get(answer.outcome, answer.outcome) if question else answer.outcome
    is_open = found.state == State.OPEN
    decider = deciders.decider_of(found)
    context = {
        "referral": found,
        "is_open": is_open,
        "decider": deciders.name_of(found),
        "decider_url": decider.url(found.to_id) if decider else "",
        "facts": list(question.facts(thing, actor)) if question and thing is not None else [],
        "papers": list(question.papers(thing, actor)) if question and thing is not None else [],
        "voices": list(question.voices(thing, actor)) if question and thing is not None else [],
        "answers": answers,
        "form": (form or AnswerForm(question=question)) if may and is_open and question else None,
        "can_reopen": may and found.state == State.ANSWERED and found.outcome in question.undo
        if question
        else False,
        "can_hand_on": is_open and len(deciders.choices()) > 1 and may_hand_on(actor, found),
        "quicker": quicker,
        "gone": thing is None,
    }
    return render(request, "referrals/referral.html", context, status=status)


@require_POST
@allow(may_answer, of=referral_of)
def give_answer(request, found: Referral):
    """Decide. Whoever is second is told what the first decided."""
    question = rules.question_of(found)
    if question is None:
        return _page(request, found, status=409)
    form = AnswerForm(request.POST, question=question)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    data = form.cleaned_data
    try:
        rules.answer(
            found,
            data["outcome"],
            by=request.actor.person,
            reason=data["reason"],
            language=request.actor.language,
        )
    except rules.AlreadyAnswered as other:
        return _page(request, other.referral, quicker=True, status=409)
    except rules.NotNow as why:
        found.refresh_from_db()
        form.add_error(None, why.message)
        return _page(request, found, form, status=409)
    messages.success(
        request, _("Decided: %(outcome)s.") % {"outcome": question.words.get(found.outcome, found.outcome)}
    )
    return redirect("referral", network=request.network.slug, key=found.pk)


@allow(may_answer, of=referral_of)
def reopening(request, found: Referral):
    """Take a decision back: asked once, with a reason; what it did is undone."""
    question = rules.question_of(found)
    (found,) = titled([found])
    form = ReopeningForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound and not form.is_valid() else 200
    if found.state != State.ANSWERED or question is None or found.outcome not in question.undo:
        return _page(request, found, status=409)
    if request.method == "POST" and form.is_valid():
        try:
            rules.reopen(found, by=request.actor.person, because=form.cleaned_data["because"])
        except rules.AlreadyAnswered as other:
            return _page(request, other.referral, status=409)
        except rules.CannotReopen:
            form.add_error(None, _("This decision cannot be taken back any more."))
            status = 409
        except rules.NotNow as why:
            form.add_error(None, why.message)
            status = 409
        else:
            messages.success(request, _("The decision is open again."))
            return redirect("referral", network=request.network.slug, key=found.pk)
    return render(request, "referrals/reopening.html", {"referral": found, "form": form}, status=status)


@allow(may_hand_on, of=referral_of)
def handing(request, found: Referral):
    """Have a body decide, or take the question back to the coordinator."""
    (found,) = titled([found])
    form = HandingForm(request.POST or None, initial={"to": deciders.written(found)})
    if request.method == "POST" and form.is_valid():
        to, key = deciders.read(form.cleaned_data["to"])
        try:
            rules.hand_on(found, to, key, by=request.actor.person)
        except rules.AlreadyAnswered as other:
            return _page(request, other.referral, status=409)
        messages.success(
            request, _("%(body)s decides.") % {"body": str(deciders.name_of(found)).capitalize()}
        )
        return redirect("referral", network=request.network.slug, key=found.pk)
    context = {"referral": found, "form": form}
    return render(request, "referrals/handing.html", context, status=422 if form.errors else 200)
