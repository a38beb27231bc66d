"""What a participant's page is told while it is open. The stream and answers are mostly served by `live.serving`."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from networks.meet.sessions.live import streams
from networks.meet.sessions.live.participants import looker_for
from networks.meet.sessions.pages.participant_doors import At, seated, seated_async


@seated_async
async def stream(request: HttpRequest, at: At) -> HttpResponse:
    """Server-sent events from `Last-Event-ID` or `?from=` on."""
    return streams.stream(request, at.session, looker_for(at.seat), seat=at.seat)


@seated_async
async def state(request: HttpRequest, at: At) -> HttpResponse:
    """The same once, for browsers that hold no stream."""
    since = streams.start_number("", request.GET.get("from", ""))
    body = await streams.state(at.session, looker_for(at.seat), since, at.seat)
    return HttpResponse(body, content_type="application/json", headers={"Cache-Control": "no-store"})


@never_cache
@seated
def line(request: HttpRequest, at: At) -> HttpResponse:
    """What time it is on the server: tests the line."""
    return JsonResponse({"now": timezone.now().timestamp()})
