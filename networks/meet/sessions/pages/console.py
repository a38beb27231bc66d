"""The facilitator's console: one page from which a session is run. What it can do stands in `steering`."""

from django.shortcuts import render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from networks.base.doors import allow
from networks.meet.sessions.live.desks import Desk
from networks.meet.sessions.live.moment import Looker, Moment
from networks.meet.sessions.models import Seat
from networks.meet.sessions.pages.finding import session_of
from networks.meet.sessions.permissions import may_run

EXTRA = (2, 5, 10, 20, 30)  # minutes that one participant may get more


def looker_of(request, role: str, about: str = "") -> Looker:
    """As whom somebody who is signed in looks."""
    reader = request.actor.reader
    return Looker(role, get_language() or "en", tuple(reader.languages[1:2]), reader.plain, about)


def about_of(request) -> str:
    """Which answers a console shows: "queue:order:page"."""
    asked = request.GET
    return f"{asked.get('queue', '')[:8]}:{asked.get('order', '')[:8]}:{asked.get('page', '')[:4]}"


@never_cache
@allow(may_run, of=session_of)
def page(request, session):
    """Everything at a glance."""
    desk = Desk(Moment(session), looker_of(request, "console", about_of(request)))
    return render(
        request,
        "sessions/console/page.html",
        {
            "desk": desk,
            "session": session,
            "part": desk.part,
            "home_url": desk.url("session", session=session.pk),
        },
    )


@never_cache
@allow(may_run, of=session_of)
def present(request, session):
    """Who is here and who was: to remove somebody, or to give them more time. The audience stands nowhere beside a person."""
    seats = list(
        Seat.objects.filter(session=session)
        .select_related("person", "organisation")
        .order_by("removed_at", "name", "created_at")[:1000]
    )
    for seat in seats:
        seat.here = seat.is_here
        seat.extra_minutes = seat.extra_seconds // 60
    context = {
        "session": session,
        "seats": seats,
        "here": sum(seat.here for seat in seats),
        "extra": [
            (0, _("no extra time")),
            *[(n, ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n}) for n in EXTRA],
        ],
    }
    return render(request, "sessions/console/present.html", context)
