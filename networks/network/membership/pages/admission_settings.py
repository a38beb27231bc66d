"""How the network admits members: who may apply, what is asked, who decides, the welcome. For the coordinator."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.texts import load_versions
from networks.network.membership.admission_permissions import coordinates
from networks.network.membership.forms.admission_settings import FORMS, TITLES, AdmissionForm
from networks.network.membership.models import Admission, WelcomeStep
from networks.network.membership.rules.admission_setup import retire, set_up
from networks.network.membership.rules.application_steps import (
    asked_documents,
    asked_questions,
    open_categories,
)
from networks.record.rules import record


@allow(coordinates)
def settings(request: HttpRequest) -> HttpResponse:
    """The way to become a member, on one page."""
    admission = Admission.current()
    if admission is None:
        return render(request, "membership/admission/set_up.html")
    form = AdmissionForm(
        request.POST if request.method == "POST" else None, instance=admission, network=request.network
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            form.keep_versions(request.actor.person)
            record("admission.changed", admission, actor=request.actor.person)
        messages.success(request, _("Saved."))
        return redirect("admission-settings", network=request.network.slug)
    documents, questions = asked_documents(), asked_questions()
    steps = list(WelcomeStep.objects.filter(retired_at=None).order_by("position", "pk"))
    load_versions([*documents, *questions, *steps])
    reader = request.actor.reader
    groups = [
        (
            "document",
            _("Documents to hand in"),
            [(one, one.version_for("name", reader)) for one in documents],
        ),
        ("question", _("Questions"), [(one, one.version_for("question", reader)) for one in questions]),
        ("welcome", _("Steps of the welcome"), [(one, one.version_for("text", reader)) for one in steps]),
    ]
    languages = request.network.languages or ["en"]
    context = {
        "form": form,
        "groups": [(kind, title, rows, TITLES[kind][1]) for kind, title, rows in groups],
        "has_categories": bool(open_categories()),
        "join_language": languages[0],
    }
    return render(request, "membership/admission/settings.html", context, status=422 if form.errors else 200)


@require_POST
@allow(coordinates)
def setting_up(request: HttpRequest) -> HttpResponse:
    """Begin with the usual papers and steps."""
    set_up(request.network, by=request.actor.person)
    return redirect("admission-settings", network=request.network.slug)


def item_of(request: HttpRequest, kind, key=None, **kwargs):
    """Find what is asked: its kind, and the record (a new one without key)."""
    if kind not in FORMS or Admission.current() is None:
        raise Http404
    model = FORMS[kind]._meta.model
    if key is None:
        return kind, model(position=model.objects.filter(retired_at=None).count())
    return kind, get_object_or_404(model, pk=key, retired_at=None)


@allow(coordinates, of=item_of)
def new(request: HttpRequest, found) -> HttpResponse:
    """Ask for one more."""
    return _edit(request, *found)


@allow(coordinates, of=item_of)
def change(request: HttpRequest, found) -> HttpResponse:
    """Change what is asked. Applications that are sent keep their papers and answers."""
    return _edit(request, *found)


def _edit(request: HttpRequest, kind: str, row) -> HttpResponse:
    form = FORMS[kind](
        request.POST if request.method == "POST" else None, instance=row, network=request.network
    )
    back = reverse("admission-settings", kwargs={"network": request.network.slug})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            form.keep_versions(request.actor.person)
            record("admission.changed", row, actor=request.actor.person)
        messages.success(request, _("Saved."))
        return redirect(back)
    context = {
        "form": form,
        "title": TITLES[kind][0],
        "back": back,
        "removal": ""
        if row._state.adding
        else reverse(
            "admission-item-removal",
            kwargs={"network": request.network.slug, "kind": kind, "key": row.pk},
        ),
    }
    return render(request, "membership/admission/item.html", context, status=422 if form.errors else 200)


@require_POST
@allow(coordinates, of=item_of)
def removal(request: HttpRequest, found) -> HttpResponse:
    """Ask for it no longer; who handed it in keeps it."""
    retire(found[1], by=request.actor.person)
    messages.success(request, _("It is not asked for any more."))
    return redirect("admission-settings", network=request.network.slug)
