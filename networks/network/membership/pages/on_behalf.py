"""What was recorded on a member's behalf: its page, contesting it (with or without signing in), resolving it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from networks.base.doors import allow
from networks.base.limits import Limit, too_many
from networks.base.machine import client_address
from networks.network.membership.forms.on_behalf import ContestForm, ResolveForm
from networks.network.membership.models import OnBehalf
from networks.network.membership.rules.on_behalf import address_for, by_token, contest, resolve, thing_of
from networks.participation.documents.views import handed_out
from networks.people.mail import in_language
from networks.people.permissions import anyone, coordinates, keeps

WRONG_LINKS = Limit("on_behalf", 30, 3600)


def on_behalf_of(request, key):
    """Find what was recorded for a member of this network."""
    return get_object_or_404(
        OnBehalf.objects.select_related("organisation", "by", "network", "document"), pk=key
    )


def keeps_the_member(actor, found) -> bool:
    """Its own staff and board, and the coordinators."""
    return keeps(actor, found.organisation)


def _page(request, found, form, status=200):
    return render(
        request,
        "membership/register/on_behalf.html",
        {
            "found": found,
            "what": thing_of(found),
            "address": address_for(found, request.actor),
            "form": form,
            "may_contest": found.contested_at is None and not request.actor.is_coordinator,
            "may_resolve": found.is_contested and request.actor.is_coordinator,
        },
        status=status,
    )


@allow(keeps_the_member, of=on_behalf_of)
def on_behalf_page(request, found):
    """What was recorded, why, by which document, and what was said about it."""
    return _page(request, found, ResolveForm() if request.actor.is_coordinator else ContestForm())


@allow(keeps_the_member, of=on_behalf_of)
def contesting(request, found):
    """The member's people say that it is not so."""
    form = ContestForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form, 422 if request.method == "POST" else 200)
    _contest(request, found, form, request.actor.person, request.actor.language)
    return redirect("on-behalf", network=request.network.slug, key=found.pk)


@allow(coordinates, of=on_behalf_of)
def resolving(request, found):
    """A coordinator says how it was resolved."""
    form = ResolveForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form, 422 if request.method == "POST" else 200)
    if resolve(found, form.cleaned_data["words"], by=request.actor.person, language=request.actor.language):
        messages.success(request, _("They are told."))
    else:
        messages.info(request, _("Somebody was quicker: it is resolved already."))
    return redirect("on-behalf", network=request.network.slug, key=found.pk)


@allow(anyone)
@never_cache
def answer(request, token):
    """The link in the message: whoever holds it reads what was recorded, and may contest it, without signing in."""
    if WRONG_LINKS.reached(client_address(request)):
        return too_many(request)
    found, reader = _known(request, token)
    form = ContestForm(request.POST or None)
    language = reader.language if reader else found.organisation.language
    with in_language(language):
        if request.method == "POST" and form.is_valid():
            _contest(request, found, form, reader, language)
            return redirect("on-behalf-answer", network=found.network.slug, token=token)
        return render(
            request,
            "membership/register/on_behalf_answer.html",
            {"found": found, "what": thing_of(found), "form": form, "of": found.network, "token": token},
            status=422 if form.errors else 200,
        )


@allow(anyone)
@never_cache
def answer_document(request, token):
    """The document that it rests on, for whoever holds the link."""
    found, _reader = _known(request, token)
    version = found.document.versions.order_by("-number").first() if found.document else None
    if version is None:
        raise Http404
    return handed_out(version)


def _known(request, token):
    known = by_token(token)
    if known is None:
        WRONG_LINKS.failed(client_address(request))
        raise Http404
    return known


def _contest(request, found, form, by, language):
    if contest(found, form.cleaned_data["words"], by=by, language=language):
        messages.success(request, _("The coordinators have it now, and will answer."))
    else:
        messages.info(request, _("Somebody said so already. The coordinators have it."))
