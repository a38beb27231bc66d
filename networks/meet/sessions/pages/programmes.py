"""The front page of the room: programmes and sessions."""

from django.shortcuts import render

from networks.base.doors import allow
from networks.meet.sessions.models import Programme
from networks.people.permissions import belongs


@allow(belongs)
def front(request):
    """All programmes of the network."""
    return render(request, "sessions/front.html", {"programmes": Programme.objects.all()})
