"""One session as it is planned: its page, its details, its people, parts and documents."""

from datetime import UTC

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.files.errors import FileRefused
from networks.base.texts import load_versions
from networks.base.times import instant
from networks.meet.sessions.forms.planning import (
    DocumentForm,
    NewSessionForm,
    PartForm,
    PeopleForm,
    SessionForm,
)
from networks.meet.sessions.models import Given, Part, Programme, Session, SessionRole
from networks.meet.sessions.models.planning import AnswerKind
from networks.meet.sessions.pages.finding import document_of, part_of, session_of
from networks.meet.sessions.pages.next_step import next_step
from networks.meet.sessions.permissions import may_conclude, may_plan, may_run, may_see, plans
from networks.meet.sessions.rules import planning
from networks.meet.sessions.rules.documents import add_document
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.templates_of_programmes import PROGRAMMES
from networks.participation.occasions import rules as occasions

OWN = ("title", "aim", "language", "languages", "guests_welcome", "places", "ahead_from", "after_until")
OCCASION = ("starts_local", "zone", "minutes", "mode", "venue", "link")


@allow(may_see, of=session_of)
def page(request, session):
    """What is planned, and the next step."""
    parts = list(session.parts.all())
    load_versions([session, *parts])
    reader = request.actor.reader
    session.shown_title, session.shown_aim = (
        session.version_for("title", reader),
        session.version_for("aim", reader),
    )
    for part in parts:
        part.shown = part.version_for("question", reader)
        part.plain = part.plain_for("question", reader)
        have = {(v.language) for v in part.versions() if v.field == "question" and not v.plain} | {
            part.language
        }
        part.missing = [code for code in session.languages if code not in have]
        part.have = [code for code in session.languages if code in have]
    replies, _apart = occasions.counts(session.occasion, request.actor)
    context = {
        "session": session,
        "occasion": session.occasion,
        "parts": parts,
        "hosts": [h.organisation for h in session.hosts.select_related("organisation")],
        "facilitators": [r.person for r in session.roles.all() if r.kind == SessionRole.Kind.FACILITATOR],
        "rapporteurs": [r.person for r in session.roles.all() if r.kind == SessionRole.Kind.RAPPORTEUR],
        "documents": session.documents.all(),
        "may_plan": may_plan(request.actor, session),
        "may_run": may_run(request.actor, session),
        "may_conclude": may_conclude(request.actor, session),
        "replies": replies,
        "invited": replies.invited,
        "minutes_planned": sum(p.minutes for p in parts),
    }
    context["next_step"] = next_step(
        session,
        parts,
        invited=replies.invited,
        runs=context["may_run"],
        concludes=context["may_conclude"],
    )
    return render(request, "sessions/session.html", context)


@allow(plans)
def new(request, programme=None):
    """Plan a session: from questions that work, from an earlier session, or empty."""
    network = request.network
    inside = get_object_or_404(Programme, pk=programme) if programme else None
    languages = network.languages or ["en"]
    form = NewSessionForm(
        request.POST or None,
        network=network,
        language=get_language(),
        initial={
            "zone": network.zone,
            "language": languages[0],
            "languages": languages,
            "start": request.GET.get("start", ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        session = _start(form.cleaned_data, inside, request)
        return redirect("session", network=network.slug, session=session.pk)
    return render(request, "sessions/session_form.html", {"form": form, "programme": inside})


@transaction.atomic
def _start(data, programme, request) -> Session:
    """Make the session; what the form says beats what it starts from."""
    by, start = request.actor.person, data.pop("start", "")
    hosts = data.pop("hosts")
    if start.startswith("session:"):
        session = planning.copy_session(
            get_object_or_404(Session, pk=start.split(":")[1]), by=by, programme=programme
        )
    elif start.startswith("template:"):
        _kind, key, index = start.split(":")
        plan = PROGRAMMES[key].sessions[int(index)]
        session = planning.plan_session_from(
            plan,
            programme=programme,
            language=data["language"],
            languages=data["languages"],
            zone=data["zone"],
            by=by,
        )
    else:
        session = planning.plan_session(
            programme=programme,
            title=data["title"],
            language=data["language"],
            languages=data["languages"],
            zone=data["zone"],
            by=by,
        )
    _apply(session, data, hosts, by)
    session.plan_changes.all().delete()  # how it began is no change
    return session


@allow(may_plan, of=session_of)
def edit(request, session):
    """Change the plan."""
    initial = {f: getattr(session, f) for f in OWN} | {f: getattr(session.occasion, f) for f in OCCASION}
    initial["hosts"] = [h.organisation_id for h in session.hosts.all()]
    form = SessionForm(request.POST or None, network=request.network, changing=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        hosts, why = data.pop("hosts"), data.pop("why")
        try:
            _apply(session, data, hosts, request.actor.person, why)
            return redirect("session", network=request.network.slug, session=session.pk)
        except NotNow as error:
            form.add_error(None, error.message)
    told = session.occasion.invitees.filter(invited_at__isnull=False, withdrawn_at=None).exists()
    return render(request, "sessions/session_form.html", {"form": form, "session": session, "told": told})


@transaction.atomic
def _apply(session, data, hosts, by, why="") -> None:
    for name in ("ahead_from", "after_until"):
        if data.get(name):
            data[name] = instant(data[name].replace(tzinfo=None), data["zone"]).astimezone(UTC)
    planning.change_session(session, data, by, why)
    planning.set_hosts(session, hosts, by, why)


@allow(may_plan, of=session_of)
def cancellation(request, session):
    """Cancel a session, or plan it again."""
    if request.method == "POST":
        try:
            if request.POST.get("again"):
                planning.plan_again(session, request.actor.person)
            else:
                planning.cancel_session(session, request.actor.person, request.POST.get("why", "")[:300])
        except NotNow as error:
            messages.error(request, error.message)
        return redirect("session", network=request.network.slug, session=session.pk)
    return render(
        request,
        "sessions/session_cancellation.html",
        {"session": session, "invited": session.occasion.invitees.filter(withdrawn_at=None).count()},
    )


@allow(may_plan, of=session_of)
def removal(request, session):
    """Throw a session into the bin."""
    if request.method == "POST":
        planning.throw_away(session, request.actor.person)
        messages.info(request, _("“%(title)s” is in the bin for 30 days.") % {"title": session.title})
        return redirect("sessions", network=request.network.slug)
    return render(
        request,
        "sessions/session_removal.html",
        {"session": session, "answers": sum(p.answers.count() for p in session.parts.all())},
    )


@allow(may_plan, of=session_of)
def people(request, session):
    """Who facilitates, reports and writes down."""
    roles = list(session.roles.all())
    initial = {name: [r.person_id for r in roles if r.kind == kind] for name, kind in PeopleForm.KINDS}
    form = PeopleForm(request.POST or None, network=request.network, initial=initial)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for name, kind in PeopleForm.KINDS:
                chosen = list(form.cleaned_data[name])
                SessionRole.objects.filter(session=session, kind=kind).exclude(person__in=chosen).delete()
                for person in chosen:
                    SessionRole.objects.get_or_create(session=session, person=person, kind=kind)
        return redirect("session", network=request.network.slug, session=session.pk)
    return render(request, "sessions/session_people.html", {"form": form, "session": session})


# ---- parts ----


@allow(may_plan, of=session_of)
def new_part(request, session):
    """Add a part."""
    form = PartForm(request.POST or None, session=session, initial={"priority_method": "approval"})
    if request.method == "POST" and form.is_valid():
        _save_part(Part(session=session), form, request.actor.person)
        return redirect("session", network=request.network.slug, session=session.pk)
    return render(request, "sessions/part_form.html", {"form": form, "session": session})


def _may_plan_part(actor, part) -> bool:
    return may_plan(actor, part.session)


@allow(_may_plan_part, of=part_of)
def edit_part(request, part):
    """Change a part."""
    session = part.session
    initial = {f: getattr(part, f) for f in PART if f != "question"}
    for version in part.versions():
        if version.field == "question":
            initial[f"{'plain' if version.plain else 'question'}_{version.language}"] = version.text
    initial[f"question_{part.language}"] = part.question
    initial["given"] = "\n".join(
        part.given.filter(from_answer=None, withdrawn_at=None).values_list("text", flat=True)
    )
    form = PartForm(request.POST or None, session=session, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _save_part(part, form, request.actor.person)
            return redirect("session", network=request.network.slug, session=session.pk)
        except NotNow as error:
            form.add_error(None, error.message)
    return render(request, "sessions/part_form.html", {"form": form, "session": session, "part": part})


PART = (
    "title", "minutes", "in_groups", "stages", "answer_kind", "scale_most", "naming", "asks_country", "asks_audience", "confidential",
    "showing", "priority_method", "priority_places",
)  # fmt: skip


@transaction.atomic
def _save_part(part: Part, form: PartForm, by) -> None:
    data, session = form.cleaned_data, form.session
    languages = session.languages or [session.language]
    original = (
        part.language if part.pk and not part._state.adding and part.language in languages else languages[0]
    )
    fields = {name: data[name] for name in PART} | {
        "question": data[f"question_{original}"] or data[f"question_{languages[0]}"],
        "language": original,
    }
    if part._state.adding:
        part = planning.add_part(session, by, **fields)
    else:
        planning.change_part(part, fields, by)
    for code in languages:
        if code != part.language:
            part.put_version("question", code, data[f"question_{code}"], author=by)
        part.put_version("question", code, data[f"plain_{code}"], plain=True, author=by)
    if data["answer_kind"] in (AnswerKind.STATEMENTS, AnswerKind.OPTIONS) or form.given_lines():
        _save_given(part, form.given_lines())


def _save_given(part: Part, lines: list[str]) -> None:
    """Keep the statements or options in order; those that people have answered are withdrawn, never deleted."""
    old = {g.text: g for g in part.given.filter(from_answer=None, withdrawn_at=None)}
    for position, text in enumerate(lines, start=1):
        if given := old.pop(text, None):
            Given.objects.filter(pk=given.pk).update(position=position)
        else:
            Given.objects.create(part=part, position=position, text=text, language=part.language)
    for given in old.values():
        if given.answers.exists():
            from django.utils import timezone

            Given.objects.filter(pk=given.pk).update(withdrawn_at=timezone.now())
        else:
            given.delete()


@allow(_may_plan_part, of=part_of)
def part_position(request, part):
    """Move a part up or down."""
    if request.method == "POST":
        planning.move_part(part, -1 if request.POST.get("places") == "-1" else 1, request.actor.person)
    return redirect("session", network=request.network.slug, session=part.session_id)


@allow(_may_plan_part, of=part_of)
def part_removal(request, part):
    """Take a part away."""
    if request.method == "POST":
        try:
            planning.remove_part(part, request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
        return redirect("session", network=request.network.slug, session=part.session_id)
    return render(request, "sessions/part_removal.html", {"part": part, "session": part.session})


# ---- documents ----


@allow(may_plan, of=session_of)
def new_document(request, session):
    """Add a document to prepare with."""
    form = DocumentForm(request.POST or None, request.FILES or None, network=request.network)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            add_document(session, data["title"], data["language"], link=data["link"], upload=data["file"])
        except FileRefused as error:
            form.add_error("file", str(error))
            context = {"form": form, "session": session}
            return render(request, "sessions/document_form.html", context, status=422)
        return redirect("session", network=request.network.slug, session=session.pk)
    return render(request, "sessions/document_form.html", {"form": form, "session": session})


def _may_see_document(actor, document) -> bool:
    return document.session is not None and may_see(actor, document.session)


@allow(_may_see_document, of=document_of)
def document(request, document):
    """Hand out a document, as an attachment."""
    if document.link and not document.file:
        return redirect(document.link)
    if not document.file:
        raise Http404
    response = FileResponse(
        document.file.open("rb"), as_attachment=True, filename=document.file.name.rsplit("/", 1)[-1]
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _may_plan_document(actor, document) -> bool:
    return document.session is not None and may_plan(actor, document.session)


@allow(_may_plan_document, of=document_of)
def document_removal(request, document):
    """Take a document away."""
    if request.method == "POST":
        session = document.session_id
        document.file.delete(save=False)
        document.delete()
        return redirect("session", network=request.network.slug, session=session)
    return render(request, "sessions/document_removal.html", {"document": document})
