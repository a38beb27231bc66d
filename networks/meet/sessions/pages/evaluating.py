"""Evaluating: the participant's minute, and what it brought."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from networks.base.doors import allow
from networks.meet.sessions.models import Seat
from networks.meet.sessions.models.planning import SessionState
from networks.meet.sessions.pages.finding import session_of
from networks.meet.sessions.pages.participant_doors import At, no, seated
from networks.meet.sessions.permissions import belongs
from networks.meet.sessions.rules import evaluating
from networks.participation.feedback import rules as feedback
from networks.participation.feedback.forms import form_for


@never_cache
@seated
def answer(request: HttpRequest, at: At) -> HttpResponse:
    """A minute of questions for whoever has a seat; answering again replaces the answers. Nobody sees who wrote."""
    if not evaluating.may_be_answered(at.session):
        return no(request, at, "not_open", 403)
    questionnaire = evaluating.questionnaire_of(at.session)
    key = feedback.key_from(at.secret, questionnaire)
    earlier = feedback.answers_of(questionnaire, key)
    form = form_for(questionnaire, request.POST or None, plain=at.seat.easy, initial=earlier)
    if at.seat.is_guest:
        form.fields["email"] = forms.EmailField(
            label=at.words["report_address"], help_text=at.words["report_address_help"], required=False
        )
        form.fields["email"].widget.attrs["autocomplete"] = "email"
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        feedback.respond(questionnaire, key, data, language=at.seat.language, country=at.seat.country)
        if data.get("email"):
            evaluating.leave_address(at.session, data["email"], at.seat.language)
        return redirect(f"{at.base}evaluation/?done=1")
    context = at.context(form=form, done=bool(request.GET.get("done") and earlier))
    return render(request, "sessions/join/evaluation.html", context)


@allow(belongs, of=session_of)
def results(request: HttpRequest, session) -> HttpResponse:
    """What the evaluation brought: counts, spread and words; nothing below five answers."""
    questionnaires = [
        (moment, found)
        for moment in ("after", "later")
        if (found := feedback.questionnaire_about(session, moment))
    ]
    context = {
        "session": session,
        "moments": [(moment, evaluating.shown(found)) for moment, found in questionnaires],
        "held": session.state == SessionState.ENDED,
        "seats": Seat.objects.filter(session=session, removed_at=None).count(),
    }
    return render(request, "sessions/evaluation.html", context)
