"""Joining, for everybody and without cookies: what it brings and costs, how it goes, and starting an application."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from networks.base.doors import allow, anyone
from networks.base.limits import Limit, too_many
from networks.base.machine import client_address
from networks.base.texts import load_versions
from networks.network.membership.forms.applying import EstimateForm, LinkForm, StartForm
from networks.network.membership.pages.places import Place, place_of, spoken
from networks.network.membership.rules import applying, cost, estimate, offerings
from networks.network.membership.rules.application_steps import asked_documents, open_categories
from networks.network.membership.rules.estimate_words import shown
from networks.participation.referrals import deciders
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import NotNow
from networks.people.invitations import plain_address

STARTS = Limit("application-start", failures=30, seconds=3600)  # by the address they come from
MAILS = Limit("application-mail", failures=5, seconds=3600)  # messages to one address


@allow(anyone, of=place_of)
@spoken
def join(request: HttpRequest, place: Place) -> HttpResponse:
    """Why join, what it brings an organisation like yours, what it costs, how it goes."""
    admission, reader = place.admission, place.reader
    categories, documents = open_categories(), asked_documents()
    load_versions([place.network, *categories, *documents, *([admission] if admission else [])])
    asked = any(name in request.GET for name in ("kind", "band", "country"))
    form = EstimateForm(request.GET if asked else None, admission=admission or estimate.NOTHING)
    gains = None
    profile = None
    if asked and form.is_valid():
        profile = estimate.Profile(**form.cleaned_data)
        gains = [shown(gain, place.language) for gain in estimate.estimated(place.network, profile)]
    there = offerings.offers(reader)
    fees = cost.costs(categories, profile)
    for category in categories:
        category.called = category.version_for("name", reader)
        category.told = category.version_for("about", reader) if category.about else None
        category.fee = cost.in_words(fees.get(category.pk), place.language)
    for document in documents:
        document.called = document.version_for("name", reader)
        document.told = document.version_for("help", reader) if document.help else None
    context = {
        **place.frame,
        "purpose": place.network.version_for("purpose", reader) if place.network.purpose else None,
        "about": admission.version_for("about", reader) if admission and admission.about else None,
        "conduct": admission.version_for("conduct", reader) if admission and admission.conduct else None,
        "admission": admission,
        "is_open": bool(admission and admission.is_open and categories),
        "categories": categories,
        "has_fees": bool(fees),
        "documents": documents,
        "decider": _decider(admission),
        "form": form,
        "gains": gains,
        "nothing_known": gains is not None and not any(gain.words for gain in gains),
        "today": timezone.localdate(),
        "offers": there,
        "savings": any(one.saving for one in there),
        "start_url": place.address("application-start"),
        "in_languages": place.languages("join-network"),
    }
    return render(request, "membership/admission/join.html", context)


def _decider(admission) -> str:
    if admission is None:
        return ""
    to, key = deciders.read(admission.decided_by)
    return deciders.name_of(Referral(to=to, to_id=key))


@csrf_exempt  # nobody is signed in here: there is nothing to forge, and no cookie to prove it with
@allow(anyone, of=place_of)
@spoken
def start(request: HttpRequest, place: Place) -> HttpResponse:
    """Who applies; the link goes to their mailbox."""
    form = StartForm(request.POST if request.method == "POST" else None)
    is_open = bool(place.admission and place.admission.is_open)
    if request.method == "POST" and is_open and form.is_valid():
        if form.is_a_program:
            return _look_into_mail(request, place, form.cleaned_data["email"])
        if STARTS.reached(client_address(request)):
            return too_many(request, 60)
        STARTS.failed(client_address(request))
        data = form.cleaned_data
        try:
            made, is_new = applying.start(
                name=data["name"], contact=data["contact"], email=data["email"], language=place.language
            )
        except NotNow as why:
            form.add_error(None, why.message)
        else:
            address = plain_address(data["email"])
            if is_new or not MAILS.reached(address):
                MAILS.failed(address)
                applying.send_link(made, first=is_new)
            return _look_into_mail(request, place, data["email"])
    return render(
        request,
        "membership/admission/start.html",
        {
            **place.frame,
            "is_open": is_open,
            "form": form,
            "link_url": place.address("application-link"),
            "join_url": place.address("join-network"),
            "in_languages": place.languages("application-start"),
        },
        status=422 if form.errors else 200,
    )


@csrf_exempt
@allow(anyone, of=place_of)
@spoken
def link_again(request: HttpRequest, place: Place) -> HttpResponse:
    """The link once more, to the mailbox. The page says the same whether or not there is an application."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        address = plain_address(form.cleaned_data["email"])
        if STARTS.reached(client_address(request)):
            return too_many(request, 60)
        STARTS.failed(client_address(request))
        if not MAILS.reached(address):
            MAILS.failed(address)
            for found in applying.open_applications(address)[:10]:
                applying.send_link(found)
        return _look_into_mail(request, place, form.cleaned_data["email"], again=True)
    return render(
        request,
        "membership/admission/link.html",
        {
            **place.frame,
            "form": form,
            "start_url": place.address("application-start"),
            "in_languages": place.languages("application-link"),
        },
        status=422 if form.errors else 200,
    )


def _look_into_mail(request: HttpRequest, place: Place, email: str, *, again: bool = False) -> HttpResponse:
    context = {
        **place.frame,
        "email": email,
        "again": again,
        "join_url": place.address("join-network"),
    }
    return render(request, "membership/admission/look_into_mail.html", context)
