"""The first page, founding a network, and each person's home."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from networks.base.doors import allow, anyone, signed_in
from networks.base.rooms import rooms
from networks.people.permissions import belongs


@allow(anyone)
def start(request):
    """Two ways in: look around the demonstration, or found a network."""
    if request.actor.person:
        return redirect("home")
    return render(request, "web/start.html")


@allow(anyone)
def found(request):
    """Found a network."""
    return render(request, "web/start.html")


@allow(signed_in)
def home(request):
    """Go to one's network; choose where there are several."""
    networks = request.actor.networks
    if len(networks) == 1:
        return redirect("network-home", network=networks[0].slug)
    return render(request, "web/networks.html", {"networks": networks})


@allow(belongs)
def network_home(request):
    """What waits for this person, what comes, what is new."""
    needs = [need for room in rooms() if room.needs for need in room.needs(request.actor)]
    coming = [entry for room in rooms() if room.coming for entry in room.coming(request.actor)]
    return render(request, "web/home.html", {"needs": needs, "coming": coming})


@allow(anyone)
def health(request):
    """Tell a load balancer that this process answers."""
    return HttpResponse("ok", content_type="text/plain")
