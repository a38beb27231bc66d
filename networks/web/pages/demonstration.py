"""The demonstration: build it, look around as anybody in it, remove it. Only for whoever sits at this machine."""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from networks.base.doors import allow
from networks.base.machine import is_local
from networks.people.models import Network, Person
from networks.people.signing_in import sign_in
from networks.web import demonstration
from networks.web.permissions import sits_here


def here(request):
    """Return the request; elsewhere there is no such page."""
    if not is_local(request):
        raise Http404
    return request


@allow(sits_here, of=here)
def whole(request, _here):
    """Who one can be, and removing it; POST builds it on an empty database."""
    if request.method == "POST":
        if not Network.objects.exists():
            demonstration.ask_for_it()
        return redirect("start")
    if not demonstration.exists():
        return redirect("start")
    return render(request, "web/demonstration.html", demonstration.state())


@allow(sits_here, of=here)
@require_GET
def progress(request, _here):
    """How far the building is; drawn into the first page again and again until it is done."""
    return render(request, "web/parts/demonstration.html", {**demonstration.state(), "redrawn": True})


@allow(sits_here, of=here)
@require_POST
def visit(request, _here):
    """Look around as one of its people: a sign-in without a code."""
    try:
        person = Person.objects.get(pk=request.POST.get("person"), is_demonstration=True, is_active=True)
    except (Person.DoesNotExist, ValidationError):
        raise Http404 from None
    logout(request)
    sign_in(request, person)
    network = Network.objects.filter(is_demonstration=True).first()  # some of them are in a second one, too
    return redirect("network-home", network=network.slug) if network else redirect("home")


@allow(sits_here, of=here)
def removal(request, _here):
    """Ask once; POST removes everything of the demonstration."""
    network = Network.objects.filter(is_demonstration=True).first()
    if network is None:
        return redirect("start")
    if request.method != "POST":
        return render(request, "web/demonstration_removal.html", {"removed": network})
    if request.user.is_authenticated and request.user.is_demonstration:
        logout(request)
    demonstration.remove()
    messages.success(request, _("The demonstration is removed."))
    return redirect("start")
