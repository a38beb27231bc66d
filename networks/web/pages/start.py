"""The first page: found a network, or look around the demonstration."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from networks.base.doors import allow
from networks.base.machine import KEY_COOKIE, is_local, is_local_key
from networks.base.places import COUNTRIES
from networks.people.founding import CannotFound, found_network, propose_slug
from networks.people.models import Person
from networks.people.signing_in import sign_in
from networks.web import demonstration
from networks.web.archives import arriving
from networks.web.forms import FoundForm
from networks.web.permissions import anyone, may_found, may_take_in, may_watch_taking_in

WAITING = "founding"  # what somebody wrote before they signed in


def request_of(request):
    return request


@allow(anyone)
@require_GET
def start(request):
    """Two ways in. Whoever is signed in goes home."""
    if request.actor.person:
        return redirect("home")
    return first_page(request, founding_form(request))


def first_page(request, form, status: int = 200) -> HttpResponse:
    """Draw the first page with the form of founding and, on one's own machine, the demonstration."""
    context = {
        "form": form,
        "may_found": may_found(request.actor, request),
        "may_take_in": may_take_in(request.actor, request),
        "taking_in": may_watch_taking_in(request.actor, request) and arriving.is_busy(),
        "founder": request.actor.person,
    }
    if is_local(request):
        context |= demonstration.state()
    return render(request, "web/start.html", context, status=status)


def founding_form(request, data=None) -> FoundForm:
    language = get_language() or "en"
    initial = {
        "language": language.split("-")[0],
        "country": country_of(request),
        **request.session.get(WAITING, {}),
    }
    form = FoundForm(
        data, initial=initial, founder=request.actor.person, site=settings.SITE_ADDRESS.split("//")[1]
    )
    form.fields["name"].widget.attrs.update(
        {
            "hx-get": reverse("proposed-address"),
            "hx-trigger": "input changed delay:400ms, load",
            "hx-target": "#proposed",
        }
    )
    return form


def country_of(request) -> str:
    """Return the country that the browser names beside its first language (`fr-BE` gives BE), or nothing."""
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0]
    country = first.partition("-")[2].upper()
    return country if country in COUNTRIES else ""


@allow(may_found, of=request_of)
def found(request, _thing):
    """Found a network and go to it."""
    if request.method != "POST":
        return first_page(request, founding_form(request))
    form = founding_form(request, request.POST)
    if not form.is_valid():
        return first_page(request, form, status=422)
    founder = request.actor.person
    if founder is None and not signs_in_here(request):
        return sign_in_first(request, form)
    try:
        network, person = found_network(
            **form.facts(),
            founder=founder,
            founder_name=form.cleaned_data.get("your_name", ""),
            email=form.cleaned_data.get("email", ""),
        )
    except CannotFound as why:
        form.add_error(None, str(why))
        return first_page(request, form, status=422)
    except ValidationError as why:
        form.add_error("slug", why)
        return first_page(request, form, status=422)
    request.session.pop(WAITING, None)
    if founder is None:
        sign_in(request, person)
    messages.success(
        request, _("%(network)s is founded. You are its coordinator.") % {"network": network.name}
    )
    return redirect("network-home", network=network.slug)


def signs_in_here(request) -> bool:
    """Whether founding signs in at once: on one's own machine while no mail can be sent."""
    return is_local(request) and not settings.MAIL_IS_SENT


def sign_in_first(request, form) -> HttpResponse:
    """Keep what was written; the address is proven by a code before anything is founded in its name."""
    request.session[WAITING] = {
        name: form.cleaned_data[name]
        for name in ("name", "organisation", "template", "slug", "language", "country", "zone")
    }
    email = form.cleaned_data["email"].lower()
    if not Person.objects.filter(email__iexact=email).exists():
        Person.objects.create_user(
            email, form.cleaned_data["your_name"], language=form.cleaned_data["language"]
        )
    messages.info(
        request, _("Sign in first, so that nobody founds a network in your name. What you wrote is kept.")
    )
    return redirect(f"{reverse('account_login')}?next={reverse('found')}")


@allow(may_found, of=request_of)
@require_GET
def proposed_address(request, _thing):
    """The address that a name would give, shown while somebody writes the name."""
    name = request.GET.get("name", "")[:120]
    return render(
        request,
        "web/parts/proposed.html",
        {"slug": propose_slug(name) if name.strip() else "", "site": settings.SITE_ADDRESS},
    )


@allow(anyone)
@require_GET
def with_key(request, key: str):
    """The link that `bin/run` printed: this browser then counts as this machine. The key is kept by the browser alone."""
    response = redirect("start")
    if settings.EMBEDDED and is_local_key(key):
        response.set_cookie(KEY_COOKIE, key, httponly=True, samesite="Strict")
    else:
        messages.error(request, _("This key is of an earlier start. Use the link that bin/run printed last."))
    return response


@allow(anyone)
def health(request):
    """Tell a load balancer or a monitor that this process and its database answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return HttpResponse("the database does not answer", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
