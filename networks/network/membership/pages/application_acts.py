"""What coordinators and the board do with an application, one thing an address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.files.errors import FileRefused
from networks.network.membership.admission_permissions import (
    checks,
    coordinates,
    gives_opinion,
)
from networks.network.membership.forms.applying import PAPERS
from networks.network.membership.forms.checking import AskForm, DecisionForm, OpinionForm
from networks.network.membership.models import Application, AskedDocument, WelcomeTask
from networks.network.membership.pages.applications import application_of, page_of
from networks.network.membership.rules import admitting, checking
from networks.participation.documents.rules import keep
from networks.participation.referrals.rules import NotNow
from networks.people.models import Organisation


def _back(request: HttpRequest, found: Application) -> HttpResponse:
    return redirect("application", network=request.network.slug, key=found.pk)


def _told(request: HttpRequest, found: Application, why: NotNow, **forms) -> HttpResponse:
    """Somebody was quicker, or a rule says not now: the page as it is, and why."""
    return page_of(request, application_of(request, found.pk), problem=str(why.message), status=409, **forms)


@require_POST
@allow(checks, of=application_of)
def request_more(request: HttpRequest, found: Application) -> HttpResponse:
    """Something is missing: the applicant is asked for it."""
    form = AskForm(request.POST)
    if not form.is_valid():
        return page_of(request, found, status=422, ask_form=form)
    actor = request.actor
    try:
        checking.ask_for_more(found, form.cleaned_data["words"], by=actor.person, language=actor.language)
    except NotNow as why:
        return _told(request, found, why)
    messages.success(request, _("%(name)s was asked for it.") % {"name": found.name})
    return _back(request, found)


@require_POST
@allow(checks, of=application_of)
def completion(request: HttpRequest, found: Application) -> HttpResponse:
    """Everything is there."""
    try:
        checking.complete(found, by=request.actor.person)
    except NotNow as why:
        return _told(request, found, why)
    return _back(request, found)


@require_POST
@allow(coordinates, of=application_of)
def organisation(request: HttpRequest, found: Application) -> HttpResponse:
    """It is one that the register has; or none of them."""
    key = request.POST.get("organisation", "")
    there = get_object_or_404(Organisation, pk=key) if _is_key(key) else None
    try:
        checking.connect(found, there, by=request.actor.person)
    except NotNow as why:
        return _told(request, found, why)
    return _back(request, found)


def _is_key(text: str) -> bool:
    from uuid import UUID

    try:
        return bool(UUID(text))
    except ValueError:
        return False


@require_POST
@allow(gives_opinion, of=application_of)
def opinion(request: HttpRequest, found: Application) -> HttpResponse:
    """What a board member thinks of it."""
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return page_of(request, found, status=422, opinion_form=form)
    actor, data = request.actor, form.cleaned_data
    try:
        checking.give_opinion(found, data["view"], data["words"], by=actor.person, language=actor.language)
    except NotNow as why:
        return _told(request, found, why)
    messages.success(request, _("Your opinion is kept. You can change it until it is decided."))
    return _back(request, found)


@require_POST
@allow(coordinates, of=application_of)
def decision(request: HttpRequest, found: Application) -> HttpResponse:
    """Put it to whoever decides."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return page_of(request, found, status=422, decision_form=form)
    actor, data = request.actor, form.cleaned_data
    try:
        checking.put_to_decision(
            found, by=actor.person, on=data["on"], note=data["note"], language=actor.language
        )
    except NotNow as why:
        return _told(request, found, why)
    if found.referral is not None and found.referral.to == "coordinator":
        return redirect("referral", network=request.network.slug, key=found.referral_id)
    return _back(request, found)


@require_POST
@allow(checks, of=application_of)
def papers(request: HttpRequest, found: Application) -> HttpResponse:
    """A paper that came otherwise is added to an application that was recorded."""
    kinds = {one.kind: one for one in AskedDocument.objects.filter(retired_at=None)}
    asked, upload = kinds.get(request.POST.get("kind", "")), request.FILES.get("file")
    if upload is None:
        return page_of(request, found, problem=_("Choose a file."), status=422)
    if not found.is_open:
        return page_of(request, found, problem=_("It is decided: no paper can be added."), status=409)
    try:
        keep(
            found,
            upload,
            kind=asked.kind if asked else "",
            title=asked.name if asked else "",
            by=request.actor.person,
            allowed=PAPERS,
        )
    except FileRefused as why:
        return page_of(request, found, problem=str(why), status=422)
    return _back(request, found)


def task_of(request: HttpRequest, key, **kwargs) -> WelcomeTask:
    """Find a step of a welcome."""
    return get_object_or_404(WelcomeTask.objects.select_related("application"), pk=key)


@require_POST
@allow(coordinates, of=task_of)
def welcome(request: HttpRequest, task: WelcomeTask) -> HttpResponse:
    """A step is done, or not after all."""
    admitting.tick(task, by=request.actor.person, done=request.POST.get("done") != "no")
    return redirect("application", network=request.network.slug, key=task.application_id)
