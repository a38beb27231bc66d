"""Programmes: the front page of the room, one programme, and how it is made and changed."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.texts import load_versions
from networks.meet.sessions.forms.planning import NewProgrammeForm, ProgrammeForm
from networks.meet.sessions.models import Conclusion, PlanChange, Programme, Session
from networks.meet.sessions.models.planning import SessionState
from networks.meet.sessions.pages.finding import programme_of
from networks.meet.sessions.permissions import belongs, plans
from networks.meet.sessions.rules import planning
from networks.people.pages.paging import page_of
from networks.record.rules import record

PROGRAMMES, ALONE = 3, 10  # on one page


@allow(belongs)
def front(request):
    """The programmes of the network, and the sessions that stand alone, the newest first."""
    programmes = page_of(request, Programme.objects.all(), "-created_at", PROGRAMMES, "programmes_after")
    sessions = Session.objects.select_related("occasion")
    alone = page_of(request, sessions.filter(programme=None), "-created_at", ALONE, "sessions_after")
    within = list(
        sessions.filter(programme__in=[programme.pk for programme in programmes.rows]).order_by("position")
    )
    _best(request, programmes.rows, [*alone.rows, *within])
    for programme in programmes.rows:
        programme.in_order = [session for session in within if session.programme_id == programme.pk]
    return render(
        request,
        "sessions/front.html",
        {"programmes": programmes, "alone": alone, "may_plan": plans(request.actor)},
    )


@allow(plans)
def new(request):
    """Plan a programme, from a template or empty."""
    network = request.network
    form = NewProgrammeForm(
        request.POST or None,
        network=network,
        language=get_language(),
        initial={"language": (network.languages or ["en"])[0], "title": _("Founding our network")},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        programme = planning.plan_programme(
            title=data["title"],
            aim=data["aim"],
            language=data["language"],
            languages=network.languages or ["en"],
            template=data["template"],
            zone=network.zone,
            project=data["project"],
            by=request.actor.person,
        )
        return redirect("programme", network=network.slug, programme=programme.pk)
    return render(request, "sessions/programme_form.html", {"form": form})


@allow(belongs, of=programme_of)
def page(request, programme):
    """One programme: its sessions in order, what was held and what is to come."""
    sessions = list(programme.sessions.select_related("occasion").order_by("position"))
    _best(request, [programme], sessions)
    upcoming = next((s for s in sessions if s.state in (SessionState.LIVE, SessionState.PLANNED)), None)
    held = [s.pk for s in sessions if s.state == SessionState.ENDED]
    counts: dict = {}
    for key in Conclusion.objects.filter(part__session__in=held, published_at__isnull=False).values_list(
        "part__session", flat=True
    ):
        counts[key] = counts.get(key, 0) + 1
    for session in sessions:
        session.conclusion_count = counts.get(session.pk, 0)
    moved = PlanChange.objects.filter(session__in=sessions).exclude(field__startswith="part").exists()
    context = {
        "programme": programme,
        "sessions": sessions,
        "upcoming": upcoming,
        "may_plan": plans(request.actor),
        "moved": moved,
    }
    return render(request, "sessions/programme.html", context)


@allow(plans, of=programme_of)
def edit(request, programme):
    """Change what a programme says of itself."""
    fields = ("title", "aim", "language", "project", "is_public")
    form = ProgrammeForm(
        request.POST or None, network=request.network, initial={f: getattr(programme, f) for f in fields}
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for field in fields:
                setattr(programme, field, form.cleaned_data[field])
            programme.save()
            for field in Programme.TEXTS:
                programme.mark_versions_to_check(field)
            record("programme.changed", programme, actor=request.actor.person)
        return redirect("programme", network=request.network.slug, programme=programme.pk)
    return render(request, "sessions/programme_form.html", {"form": form, "programme": programme})


@allow(plans, of=programme_of)
def order(request, programme):
    """Move a session one place up or down within its programme."""
    if request.method == "POST":
        keys = list(programme.sessions.order_by("position").values_list("pk", flat=True))
        try:
            index = keys.index(UUID(request.POST.get("session", "")))
            target = index + (-1 if request.POST.get("places") == "-1" else 1)
        except ValueError:
            index = target = -1
        if index >= 0 and 0 <= target < len(keys):
            keys.insert(target, keys.pop(index))
            planning.put_in_order(programme, keys, request.actor.person)
    return redirect("programme", network=request.network.slug, programme=programme.pk)


@allow(plans, of=programme_of)
def removal(request, programme):
    """Throw a programme into the bin; its sessions stay, alone."""
    if request.method == "POST":
        programme.throw_away(request.actor.person)
        messages.info(request, _("“%(title)s” is in the bin for 30 days.") % {"title": programme.title})
        return redirect("sessions", network=request.network.slug)
    return render(request, "sessions/programme_removal.html", {"programme": programme})


def _best(request, programmes, sessions) -> None:
    """Give each its title and aim in the best version for the reader, with one query for all."""
    load_versions([*programmes, *sessions])
    reader = request.actor.reader
    for thing in [*programmes, *sessions]:
        thing.shown_title = thing.version_for("title", reader)
        thing.shown_aim = thing.version_for("aim", reader)
