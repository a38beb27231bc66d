"""Rehearsing a session, and putting the rehearsal back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.meet.sessions.pages.finding import session_of
from networks.meet.sessions.permissions import may_run
from networks.meet.sessions.rules import rehearsing
from networks.meet.sessions.rules.errors import NotNow


@never_cache
@allow(may_run, of=session_of)
def page(request, session):
    """GET: what a rehearsal is, or what is in it. POST: begin one."""
    if request.method == "POST":
        try:
            rehearsing.begin(session, request.actor.person)
        except NotNow as error:
            messages.error(request, error.message)
            return redirect("session", network=request.network.slug, session=session.pk)
        return redirect("console", network=request.network.slug, session=session.pk)
    context = {"session": session, "contents": rehearsing.contents(session)}
    context["possible"] = session.rehearsal or (
        session.state == "planned" and not rehearsing.takes_part(session)
    )
    return render(request, "sessions/rehearsal.html", context)


@require_POST
@allow(may_run, of=session_of)
def end(request, session):
    """Put the rehearsal back to nothing."""
    try:
        rehearsing.reset(session, request.actor.person)
        messages.success(request, _("The rehearsal is gone. The session stands as it was planned."))
    except NotNow as error:
        messages.error(request, error.message)
    return redirect("session", network=request.network.slug, session=session.pk)
