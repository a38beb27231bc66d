"""The big screen: by its secret link, without signing in and without controls."""

from asgiref.sync import sync_to_async
from csp.decorators import csp_replace
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from networks.base.doors import allow, anyone
from networks.meet.sessions.live import streams
from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.live.screens import BigScreen
from networks.meet.sessions.models import Session
from networks.people.middleware import enter


def screen_of(request, secret: str) -> Session:
    """The session whose screen has this secret; from here on the request is about its network and in its language."""
    found = (
        Session.everywhere.filter(screen_secret=secret, binned_at=None)
        .select_related("network", "occasion")
        .first()
        if len(secret) > 20
        else None
    )
    if found is None:
        raise Http404
    enter(request, found.network)
    return found


def looker_of(request, session: Session) -> Looker:
    """The screen's language: the session's, or another one asked for by ?language=."""
    asked = request.GET.get("language", "")[:12]
    language = asked if asked in session.languages else (session.languages or [session.language])[0]
    return Looker("screen", language)


@never_cache
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
@allow(anyone)
def page(request, secret):
    """The whole screen. The console shows this very page in a frame."""
    session = screen_of(request, secret)
    looker = looker_of(request, session)
    moment = Moment(session)
    with translation.override(moment.words(looker.language).in_language):
        screen = BigScreen(moment, looker)
        context = {
            "screen": screen,
            "session": session,
            "part": screen.part,
            "moment": moment,
            "reader": looker.reader,
        }
        context["words"] = moment.words(looker.language)
        return render(request, "sessions/screen/page.html", context)


@allow(anyone)
async def stream(request, secret):
    """What changes on it."""
    session = await sync_to_async(screen_of)(request, secret)
    return streams.stream(request, session, looker_of(request, session))


@allow(anyone)
async def state(request, secret):
    """The same once."""
    session = await sync_to_async(screen_of)(request, secret)
    since = streams.start_number("", request.GET.get("from", ""))
    body = await streams.state(session, looker_of(request, session), since)
    return HttpResponse(body, content_type="application/json", headers={"Cache-Control": "no-store"})
