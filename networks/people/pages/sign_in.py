"""Signing in: ask for a code, type it; sign out everywhere; set up a second factor."""

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from networks.base.doors import allow, anyone
from networks.base.limits import Limit, too_many
from networks.base.machine import client_address
from networks.base.rooms import rooms
from networks.base.tenancy import in_network
from networks.people.models import Network
from networks.people.permissions import signed_in, signed_in_by_themselves
from networks.people.second_factor import has_one, is_asked_of
from networks.people.signing_in import address_is_proven, sign_out_everywhere

# Asked for and never typed: somebody tries addresses. Known and unknown addresses count alike, so the limit tells nothing.
UNUSED_CODES = Limit("code-unused", failures=600, seconds=600)
WRONG_CODES = Limit("code-wrong", failures=300, seconds=600)


def public_page_behind(request) -> tuple[str, str] | None:
    """Where somebody came to a network's own pages: its name, and the address of what it shows to everybody. Else None."""
    slug = request.GET.get("next", "").strip("/").split("/")[0]
    network = Network.objects.filter(slug=slug).first() if slug.isascii() else None
    if network is None:
        return None
    with in_network(network):
        found = [room.public_address(network) for room in rooms() if room.public_address]
    return next(((network.name, url) for url in found if url), None)


class SignIn(RequestLoginCodeView):
    """Ask for a code by e-mail, or use a passkey."""

    template_name = "account/login.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"public": public_page_behind(self.request)}

    def post(self, request, *args, **kwargs):
        if UNUSED_CODES.reached(client_address(request)):
            return too_many(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        UNUSED_CODES.failed(client_address(self.request))
        self.request.session.pop("by_card", None)
        return super().form_valid(form)


class TypeTheCode(ConfirmLoginCodeView):
    """Type the code, in the browser that asked for it."""

    def post(self, request, *args, **kwargs):
        if WRONG_CODES.reached(client_address(request)):
            return too_many(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        UNUSED_CODES.forgive(client_address(self.request))
        person = self._process.user
        response = super().form_valid(form)
        if person:
            address_is_proven(person)
        return response

    def form_invalid(self, form):
        WRONG_CODES.failed(client_address(self.request))
        return super().form_invalid(form)


sign_in = allow(anyone)(SignIn.as_view())
type_the_code = allow(anyone)(TypeTheCode.as_view())
sign_in_by_passkey = allow(anyone)(LoginWebAuthnView.as_view())


def own(view):
    """One of allauth's pages about how one signs in: for whoever signed in by themselves, not with a printed card."""
    return allow(signed_in_by_themselves)(view)


@allow(anyone)
def no_sign_up(request):
    """Nobody signs up alone: they found a network, or are invited to one."""
    return redirect("start")


@allow(signed_in)
@require_POST
def sign_out_of_everything(request):
    """End all sessions: this one, other devices, cards."""
    sign_out_everywhere(request.actor.person)
    request.session.flush()
    return redirect(settings.LOGOUT_REDIRECT_URL)


@allow(signed_in_by_themselves)
def second_factor(request):
    """Before pages of administration: why a second factor, and the two ways to get one."""
    person = request.actor.person
    return render(
        request,
        "people/second_factor.html",
        {"has_one": has_one(person), "is_asked": is_asked_of(person), "next": safe_next(request)},
    )


def safe_next(request) -> str:
    """The address to go to afterwards, if it is one of ours."""
    target = request.GET.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else ""
