"""Applications, for coordinators and the board: which there are, one with everything about it, recording one, applying oneself."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.files.errors import FileRefused
from networks.base.paging import page_by_key
from networks.base.texts import load_versions
from networks.network.membership.admission_permissions import (
    applies,
    checks,
    coordinates,
    gives_opinion,
    sees_applications,
)
from networks.network.membership.forms.checking import AskForm, DecisionForm, OpinionForm, OwnForm, RecordForm
from networks.network.membership.models import SEEN, Admission, Application, Stage
from networks.network.membership.rules import applying
from networks.network.membership.rules.admission_papers import (
    contact_of,
    facts_of,
    history_of,
    replies_of,
)
from networks.network.membership.rules.application_mail import link_of
from networks.network.membership.rules.application_steps import way_of
from networks.network.membership.rules.duplicates import likely
from networks.participation.referrals.rules import NotNow
from networks.people.models import Organisation, Role, RoleKind
from networks.people.permissions import keeps

VIEWS = {
    "": (Stage.SENT, Stage.ASKED, Stage.COMPLETE, Stage.REFERRED),
    "decided": (Stage.ADMITTED, Stage.REFUSED, Stage.WITHDRAWN),
}
KIND_OF_TAG = {
    Stage.SENT: "now", Stage.ASKED: "soon", Stage.COMPLETE: "info", Stage.REFERRED: "info", Stage.ADMITTED: "good", Stage.REFUSED: "bad",
}  # fmt: skip


def application_of(request: HttpRequest, key, **kwargs) -> Application:
    """Find an application that reached the network; drafts are the applicant's own."""
    return get_object_or_404(
        Application.objects.select_related(
            "category", "organisation", "referral", "recorded_by", "checked_by", "network", "person"
        ),
        pk=key,
        stage__in=SEEN,
    )


@allow(sees_applications)
def applications(request: HttpRequest) -> HttpResponse:
    """Those that go on; those that are decided."""
    shown = request.GET.get("state", "")
    stages = VIEWS.get(shown, VIEWS[""])
    rows = Application.objects.filter(stage__in=stages).select_related("category")
    if (one := request.GET.get("stage", "")) in stages:
        rows = rows.filter(stage=one)
    page = page_by_key(rows, request.GET, "-created_at")
    categories = {row.category_id: row.category for row in page.rows if row.category}
    load_versions(categories.values())
    for row in page.rows:
        row.tag = KIND_OF_TAG.get(Stage(row.stage), "")
        category = categories.get(row.category_id)
        row.asks_for = category.version_for("name", request.actor.reader) if category else None
    counts = dict(
        Application.objects.filter(stage__in=VIEWS[""])
        .values_list("stage")
        .annotate(n=Count("pk"))
        .order_by()
    )
    admission = Admission.current()
    here = request.path
    context = {
        "page": page,
        "decided": shown == "decided",
        "views": [
            (_("Going on"), here, shown != "decided"),
            (_("Decided"), f"{here}?state=decided", shown == "decided"),
        ],
        "stages": [
            (stage.label, f"{here}?stage={stage}", counts[stage]) for stage in VIEWS[""] if counts.get(stage)
        ],
        "admission": admission,
        "is_open": admission is not None and admission.is_open,
        "is_coordinator": request.actor.is_coordinator,
        "join_language": request.network.languages[0] if request.network.languages else "en",
    }
    return render(request, "membership/admission/applications.html", context)


@allow(sees_applications, of=application_of)
def application(request: HttpRequest, found: Application) -> HttpResponse:
    """Everything about one application, and what can be done with it now."""
    return page_of(request, found)


def page_of(
    request: HttpRequest, found: Application, *, problem: str = "", status: int = 200, **forms
) -> HttpResponse:
    """The page of an application; `forms` are those that were not accepted, by their names."""
    actor = request.actor
    way = way_of(found, actor.reader)
    may_check = checks(actor) and found.stage in (Stage.SENT, Stage.COMPLETE)
    goes_on = found.stage in (Stage.SENT, Stage.ASKED, Stage.COMPLETE, Stage.REFERRED)
    opinions = list(found.opinions.select_related("person").order_by("created_at", "pk"))
    mine = next((one for one in opinions if one.person_id == actor.person.pk), None)
    has_opinions = way.admission.asks_opinion
    waits_for = (
        max(0, way.admission.opinions_needed - len(opinions))
        if has_opinions and found.stage == Stage.COMPLETE
        else 0
    )
    tasks = list(found.tasks.select_related("step", "done_by").order_by("step__position", "pk"))
    load_versions([task.step for task in tasks])
    for task in tasks:
        task.text = task.step.version_for("text", actor.reader)
    start = {"on": way.admission.next_decision_on} if way.admission.next_decision_on else {}
    context = {
        "application": found,
        "way": way,
        "tag": KIND_OF_TAG.get(Stage(found.stage), ""),
        "category": found.category.version_for("name", actor.reader) if found.category else None,
        "facts": facts_of(found),
        "contact": contact_of(found),
        "replies": replies_of(way),
        "missing": way.missing,
        "likely": _likely(found) if goes_on and not found.organisation_id and actor.is_coordinator else [],
        "goes_on": goes_on,
        "opinions": opinions,
        "has_opinions": has_opinions,
        "waits_for": waits_for,
        "silent": silent_board(opinions) if waits_for else [],
        "tasks": tasks,
        "history": history_of(found),
        "is_coordinator": actor.is_coordinator,
        "can_complete": may_check and found.stage == Stage.SENT,
        "ask_form": forms.get("ask_form") or (AskForm() if may_check else None),
        "opinion_form": forms.get("opinion_form")
        or (
            OpinionForm(initial={"view": mine.view, "words": mine.words} if mine else {})
            if has_opinions and gives_opinion(actor) and found.stage in (Stage.COMPLETE, Stage.REFERRED)
            else None
        ),
        "mine": mine,
        "decision_form": forms.get("decision_form")
        or (
            DecisionForm(initial=start)
            if actor.is_coordinator and found.stage == Stage.COMPLETE and not waits_for
            else None
        ),
        "can_add_papers": checks(actor) and goes_on and found.recorded_by_id,
        "problem": problem,
    }
    return render(request, "membership/admission/application.html", context, status=status)


def silent_board(opinions):
    """Who is of the board and has not said anything yet."""
    said = {one.person_id for one in opinions}
    roles = Role.objects.now().filter(kind=RoleKind.BOARD, person__erased_at=None).select_related("person")
    return [row.person for row in roles.order_by("person__name", "pk") if row.person_id not in said]


def _likely(found: Application):
    facts = found.facts
    return likely(
        found.name,
        legal_name=facts.get("legal_name", ""),
        email=found.email,
        website=facts.get("website", ""),
        country=facts.get("country", ""),
    )


@allow(coordinates)
def record_one(request: HttpRequest) -> HttpResponse:
    """Record an application for an organisation that did not write it here itself."""
    admission = Admission.current()
    if admission is None:
        messages.info(request, _("First set how your network admits members."))
        return redirect("admission-settings", network=request.network.slug)
    organisation = _organisation(request.GET.get("organisation", ""))
    form = RecordForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        admission=admission,
        network=request.network,
        organisation=organisation,
        reader=request.actor.reader,
    )
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, request.actor.person
        try:
            made, is_new = applying.start_recorded(
                name=data["name"],
                contact=data["contact"],
                email=data["email"],
                language=data["language"],
                organisation=organisation,
                category=form.categories[data["category"]],
                facts={"country": data["country"], "kind": data["kind"]},
                because=data["because"],
                document=data["document"],
                by=by,
            )
        except NotNow as why:
            form.add_error(None, why.message)
        except FileRefused as why:
            form.add_error("document", str(why))
        else:
            if not is_new:
                messages.info(request, _("There is an open application of this organisation already."))
                if made.stage == Stage.DRAFT:
                    return redirect("applications", network=request.network.slug)
            return redirect("application", network=request.network.slug, key=made.pk)
    return render(
        request,
        "membership/admission/record.html",
        {"form": form, "organisation": organisation},
        status=422 if form.errors else 200,
    )


def _organisation(key: str) -> Organisation | None:
    try:
        return Organisation.objects.filter(pk=UUID(key)).first() if key else None
    except ValueError:  # somebody's own invention
        return None


@allow(applies)
def own(request: HttpRequest) -> HttpResponse:
    """Somebody who is signed in applies: no link by mail is needed to begin."""
    actor = request.actor
    admission = Admission.current()
    is_open = admission is not None and admission.is_open
    organisations = [a.organisation for a in actor.affiliations if keeps(actor, a.organisation)]
    form = OwnForm(
        request.POST if request.method == "POST" else None,
        organisations=organisations,
        initial={"organisation": request.GET.get("organisation", "")},
    )
    if request.method == "POST" and is_open and form.is_valid():
        chosen = form.organisations.get(form.cleaned_data["organisation"])
        languages = request.network.languages or ["en"]
        try:
            made, _new = applying.start(
                name=chosen.name if chosen else form.cleaned_data["other"],
                contact=actor.person.shown_name,
                email=actor.person.email or "",
                language=actor.language if actor.language in languages else languages[0],
                person=actor.person,
                organisation=chosen,
            )
        except NotNow as why:
            form.add_error(None, why.message)
        else:
            if made.person_id == actor.person.pk:
                return redirect(link_of(made))
            form.add_error(None, _("There is an open application of this organisation already."))
    return render(
        request,
        "membership/admission/own.html",
        {"form": form, "is_open": is_open},
        status=422 if form.errors else 200,
    )
