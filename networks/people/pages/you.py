"""Your page: what you are called, how pages speak to you, how you sign in, your networks, your data."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.people import personal
from networks.people.belonging import LastCoordinator, leave
from networks.people.forms import You
from networks.people.models import Role, RoleKind, holding
from networks.people.permissions import belongs, signed_in, signed_in_by_themselves
from networks.people.second_factor import has_one


@allow(signed_in)
def you(request):
    """Name, language, zone; and the ways from here."""
    person = request.actor.person
    form = You(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        response = redirect("you")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            person.language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=request.is_secure(),
        )
        return response
    coordinates = Role.everywhere.filter(holding(), person=person, kind=RoleKind.COORDINATOR).exists()
    return render(
        request,
        "people/you.html",
        {
            "form": form,
            "networks": request.actor.networks,
            "offer_second_factor": (coordinates or person.is_operator)
            and not request.actor.by_card
            and not has_one(person),
            "by_card": request.actor.by_card,
        },
        status=422 if form.errors else 200,
    )


@allow(signed_in)
def your_data(request):
    """What is kept, to take along or to erase."""
    return render(request, "people/your_data.html", {"networks": personal.networks_of(request.actor.person)})


@allow(signed_in_by_themselves)
def your_export(request):
    """Everything about you, in one file."""
    response = HttpResponse(personal.export(request.actor.person), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="your-data-{timezone.localdate()}.zip"'
    response["Cache-Control"] = "no-store"
    return response


@allow(signed_in_by_themselves)
@require_POST
def your_erasure(request):
    """Erase you, after the page has named what will be lost."""
    if "sure" not in request.POST:
        messages.error(request, _("Tick the box first: erasing cannot be undone."))
        return redirect("your-data")
    try:
        personal.erase(request.actor.person)
    except personal.StillNeeded as needed:
        names = ", ".join(network.name for network in needed.networks)
        messages.error(
            request, _("You are the only coordinator of %(names)s. Name another first.") % {"names": names}
        )
        return redirect("your-data")
    request.session.flush()
    messages.success(request, _("Your data is erased. Where you took part, it says: a former member."))
    return redirect("start")


@allow(belongs)
def leaving(request):
    """Leave a network: asked once, then access ends that moment."""
    if request.method != "POST":
        return render(request, "people/leaving.html")
    try:
        leave(request.actor.person, request.network, by=request.actor.person)
    except LastCoordinator as error:
        messages.error(request, error.message)
        return redirect("you")
    messages.success(request, _("You left %(name)s.") % {"name": request.network.name})
    return redirect("you")
