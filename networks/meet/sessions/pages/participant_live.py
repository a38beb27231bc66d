"""What a participant's page is told while it is open."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from networks.meet.sessions.pages.participant_doors import At, seated


@never_cache
@seated
def stream(request: HttpRequest, at: At) -> HttpResponse:
    return HttpResponse(status=204)


@never_cache
@seated
def state(request: HttpRequest, at: At) -> HttpResponse:
    return HttpResponse(status=204)


@never_cache
@seated
def line(request: HttpRequest, at: At) -> HttpResponse:
    """What time it is on the server: tests the line."""
    return JsonResponse({"now": timezone.now().timestamp()})
