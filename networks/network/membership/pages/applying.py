"""An application, for whoever has its link: page by page, saved as one goes; where it stands; sending, withdrawing. No cookies."""

from uuid import UUID

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from networks.base.doors import allow, anyone
from networks.base.files.errors import FileRefused
from networks.base.limits import Limit, too_many
from networks.base.machine import client_address
from networks.network.membership.forms.applying import PAPERS, form_for
from networks.network.membership.models import OPEN
from networks.network.membership.pages.places import Place, application_of, spoken
from networks.network.membership.rules import applying, standing_words
from networks.network.membership.rules.admission_papers import contact_of, facts_of, replies_of
from networks.network.membership.rules.application_steps import Step, Way, way_of
from networks.participation.documents.models import Document
from networks.participation.documents.rules import keep
from networks.participation.referrals.rules import NotNow

UPLOADS = Limit("application-papers", failures=100, seconds=3600)


def _overview(request: HttpRequest, place: Place, problem: str = "", status: int = 200) -> HttpResponse:
    application = place.application
    assert application
    way = way_of(application, place.reader)
    for step in way.steps:
        step.url = place.address("applying-step", step=step.slug)
    category = application.category
    context = {
        **place.frame,
        "application": application,
        "way": way,
        "first_missing": way.missing[0] if way.missing else None,
        "standing": standing_words.standing(application, way, place.language),
        "facts": facts_of(application),
        "contact": contact_of(application),
        "replies": replies_of(way),
        "category": category.version_for("name", place.reader) if category else None,
        "problem": problem,
        "can_withdraw": application.stage in OPEN,
        "send_url": place.address("applying-send"),
        "withdraw_url": place.address("applying-withdraw"),
        "in_languages": place.languages("applying", secret=place.secret),
        "saved": request.GET.get("saved"),
        "reason": application.referral.reason
        if application.referral and application.stage == "refused"
        else "",
    }
    return render(request, "membership/admission/application_of_applicant.html", context, status=status)


@allow(anyone, of=application_of)
@spoken
def application(request: HttpRequest, place: Place) -> HttpResponse:
    """Where it stands, and what is to be done."""
    return _overview(request, place)


@csrf_exempt  # the secret in the address is the right; there is no cookie to forge with
@allow(anyone, of=application_of)
@spoken
def step(request: HttpRequest, place: Place) -> HttpResponse:
    """One question group. Saved when one goes on."""
    application = place.application
    assert application
    way = way_of(application, place.reader)
    here = way.step(place.which)
    if here is None:
        raise Http404
    if not application.is_writable:
        return _overview(request, place, status=409 if request.method == "POST" else 200)
    made = form_for(here)
    form = made(request.POST if request.method == "POST" else None, request.FILES or None, way=way, step=here)
    if request.method == "POST":
        form = made(request.POST, request.FILES, way=way, step=here)
        if here.slug.startswith("document-") and UPLOADS.reached(client_address(request)):
            return too_many(request, 60)
        if form.is_valid():
            try:
                _keep(request, place, way, here, form)
            except FileRefused as why:
                form.add_error("file", str(why))
            except NotNow as why:
                application.refresh_from_db()
                return _overview(request, place, str(why.message), 409)
            else:
                following = way.after(here.slug)
                if following is None or "stop" in request.POST:
                    return redirect(place.address("applying") + "?saved=1")
                return redirect(place.address("applying-step", step=following.slug))
    number = [one.slug for one in way.steps].index(here.slug) + 1
    context = {
        **place.frame,
        "application": application,
        "step": here,
        "number": number,
        "many": len(way.steps),
        "form": form,
        "conduct": way.admission.version_for("conduct", place.reader) if here.slug == "conduct" else None,
        "explained": here.asked.version_for("help", place.reader)
        if here.slug.startswith("document-") and here.asked.help
        else None,
        "papers": [
            (
                paper,
                place.address("applying-paper", key=paper.pk),
                place.address("applying-paper-removal", key=paper.pk),
            )
            for paper in here.papers
        ],
        "overview_url": place.address("applying"),
        "in_languages": place.languages("applying-step", secret=place.secret, step=here.slug),
    }
    return render(request, "membership/admission/step.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, place: Place, way: Way, here: Step, form) -> None:
    application = place.application
    assert application
    if here.slug.startswith("document-"):
        upload = form.cleaned_data["file"]
        if upload is None:
            return
        UPLOADS.failed(client_address(request))
        with transaction.atomic():
            applying.keep(application, language=place.language)
            keep(
                application,
                upload,
                kind=here.asked.kind,
                title=here.asked.name,
                language=place.language,
                allowed=PAPERS,
            )
    elif here.slug == "conduct":
        applying.keep(
            application,
            language=place.language,
            conduct_accepted_at=timezone.now(),
            conduct_text=way.admission.version_for("conduct", place.reader).text,
        )
    else:
        applying.keep(application, language=place.language, **form.kept())


@csrf_exempt
@require_POST
@allow(anyone, of=application_of)
@spoken
def sending(request: HttpRequest, place: Place) -> HttpResponse:
    """Hand it in."""
    assert place.application
    try:
        applying.send(place.application, by=place.application.person)
    except NotNow as why:
        place.application.refresh_from_db()
        return _overview(request, place, str(why.message), 409)
    return redirect(place.address("applying"))


@csrf_exempt
@allow(anyone, of=application_of)
@spoken
def withdrawal(request: HttpRequest, place: Place) -> HttpResponse:
    """Asked once; then nothing more happens with it."""
    application = place.application
    assert application
    if request.method == "POST":
        try:
            applying.withdraw(application, by=application.person)
        except NotNow as why:
            application.refresh_from_db()
            return _overview(request, place, str(why.message), 409)
        return redirect(place.address("applying"))
    if application.stage not in OPEN:
        return _overview(request, place)
    context = {
        **place.frame,
        "application": application,
        "overview_url": place.address("applying"),
    }
    return render(request, "membership/admission/withdrawal.html", context)


def _paper(place: Place) -> Document:
    application = place.application
    assert application
    found = Document.objects.filter(
        pk=UUID(place.which), about=application.label, about_id=application.pk
    ).first()
    if found is None:
        raise Http404
    return found


@allow(anyone, of=application_of)
@spoken
def paper(request: HttpRequest, place: Place) -> HttpResponse:
    """A file that the applicant handed in, to be saved."""
    version = _paper(place).versions.order_by("-number").first()
    if version is None:
        raise Http404
    response = FileResponse(version.file.open("rb"), as_attachment=True, filename=version.name)
    response["Content-Type"] = version.media_type
    response["X-Content-Type-Options"] = "nosniff"
    return response


@csrf_exempt
@require_POST
@allow(anyone, of=application_of)
@spoken
def paper_removal(request: HttpRequest, place: Place) -> HttpResponse:
    """A file goes out again, while the application can be changed."""
    found = _paper(place)
    assert place.application
    try:
        applying.take_out(place.application, found)
    except NotNow as why:
        place.application.refresh_from_db()
        return _overview(request, place, str(why.message), 409)
    return redirect(place.address("applying-step", step=f"document-{found.kind}"))
