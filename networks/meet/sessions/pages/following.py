"""Streams for whoever runs a session: its console and its grouping boards."""

from django.http import HttpResponse

from networks.base.doors import allow
from networks.base.tenancy import in_network
from networks.meet.sessions.live import streams
from networks.meet.sessions.live.moment import Looker
from networks.meet.sessions.models import Part, Session
from networks.meet.sessions.pages.board import may_group
from networks.meet.sessions.pages.console import about_of, looker_of
from networks.meet.sessions.pages.finding import part_of, session_of
from networks.meet.sessions.permissions import may_conclude, may_run
from networks.people.actors import Actor


def _stream(request, session: Session, looker: Looker, predicate):
    actor = request.actor

    def still_allowed() -> bool:
        """Roles are looked up anew: whoever lost theirs meanwhile is told nothing more."""
        with in_network(actor.network):
            fresh = Session.objects.filter(pk=session.pk).first()
            return fresh is not None and predicate(
                Actor(actor.person, actor.network, by_card=actor.by_card), fresh
            )

    return streams.stream(request, session, looker, allowed=still_allowed)


async def _state(request, session: Session, looker: Looker) -> HttpResponse:
    since = streams.start_number("", request.GET.get("from", ""))
    body = await streams.state(session, looker, since)
    return HttpResponse(body, content_type="application/json", headers={"Cache-Control": "no-store"})


@allow(may_run, of=session_of)
async def console(request, session: Session):
    """What changes on a console."""
    return _stream(request, session, looker_of(request, "console", about_of(request)), may_run)


@allow(may_run, of=session_of)
async def console_state(request, session: Session):
    """The same once."""
    return await _state(request, session, looker_of(request, "console", about_of(request)))


@allow(may_group, of=part_of)
async def board(request, part: Part):
    """What changes on a board."""
    return _stream(request, part.session, looker_of(request, "board", str(part.pk)), may_conclude)


@allow(may_group, of=part_of)
async def board_state(request, part: Part):
    """The same once."""
    return await _state(request, part.session, looker_of(request, "board", str(part.pk)))
