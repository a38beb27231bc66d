"""People of a member: functions from a day to a day, what they do, when they leave."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.network.membership.forms.member import EndForm, FunctionForm, MandateForm, PlaceForm
from networks.network.membership.rules import functions
from networks.participation.documents.rules import keep
from networks.participation.mandates import rules as mandates
from networks.participation.mandates.models import Mandate
from networks.people.models import Affiliation, Function
from networks.people.permissions import keeps


def place_of(request, key):
    """Find somebody's place in an organisation that is not in the bin; places that ended are history."""
    return get_object_or_404(
        Affiliation.objects.now_or_later()
        .select_related("person", "organisation")
        .filter(organisation__binned_at=None),
        pk=key,
    )


def function_of(request, key):
    """Find a function that has not ended."""
    return get_object_or_404(
        Function.objects.now_or_later().select_related("affiliation__person", "affiliation__organisation"),
        pk=key,
    )


def keeps_the_place(actor, found) -> bool:
    """Who keeps the organisation."""
    return keeps(actor, found.organisation)


def keeps_the_function(actor, found) -> bool:
    """Who keeps the organisation that the function is for."""
    return keeps(actor, found.affiliation.organisation)


def _shown(request, template, found, form, organisation):
    return render(
        request,
        f"membership/register/{template}.html",
        {"found": found, "form": form, "organisation": organisation},
        status=422 if form.errors else 200,
    )


@allow(keeps_the_place, of=place_of)
def give(request, found):
    """A function for somebody, from a day on, by a document."""
    form = FunctionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            functions.give(
                found,
                data["kind"],
                since=data["since"],
                until=data["until"],
                document=data["document"],
                by=request.actor.person,
            )
        except functions.WrongDays as error:
            form.add_error("until", str(error))
        else:
            return redirect("member", network=request.network.slug, key=found.organisation_id)
    return _shown(request, "function_give", found, form, found.organisation)


@allow(keeps_the_function, of=function_of)
def end(request, found):
    """A function ends, today or on a later day."""
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        functions.end(found, form.cleaned_data["on"], by=request.actor.person)
        return redirect("member", network=request.network.slug, key=found.affiliation.organisation_id)
    return _shown(request, "function_end", found, form, found.affiliation.organisation)


@allow(keeps_the_place, of=place_of)
def place(request, found):
    """What somebody does there, and when they leave."""
    form = PlaceForm(request.POST or None, initial={"title": found.title, "until": found.until})
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, request.actor.person
        functions.rename(found, data["title"], by=by)
        if data["until"] and data["until"] != found.until:
            functions.leave_on(found, data["until"], by=by)
            messages.success(request, _("Their access ends on that day."))
        return redirect("member", network=request.network.slug, key=found.organisation_id)
    return _shown(request, "place", found, form, found.organisation)


@allow(keeps_the_place, of=place_of)
def mandate(request, found):
    """Somebody may bind their organisation in a matter, by a decision."""
    form = MandateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                made = mandates.give(
                    found.person,
                    found.organisation,
                    data["scope"],
                    since=data["since"],
                    until=data["until"],
                    decision=data["decision"],
                    by=request.actor.person,
                )
                if data["document"]:
                    keep(made, data["document"], kind="mandate", by=request.actor.person)
        except mandates.WrongDays as error:
            form.add_error("until", str(error))
        else:
            return redirect("member", network=request.network.slug, key=found.organisation_id)
    return _shown(request, "mandate_give", found, form, found.organisation)


def mandate_of(request, key):
    """Find a mandate that has not ended."""
    return get_object_or_404(Mandate.objects.now_or_later().select_related("person", "organisation"), pk=key)


@allow(keeps_the_place, of=mandate_of)
def mandate_end(request, found):
    """A mandate ends, today or on a later day."""
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mandates.end(found, form.cleaned_data["on"], by=request.actor.person)
        return redirect("member", network=request.network.slug, key=found.organisation_id)
    return _shown(request, "mandate_end", found, form, found.organisation)
