"""How people sign in: what is ours in django-allauth's flows."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import login
from django.http import HttpRequest

from networks.base.jobs import URGENT
from networks.base.keys import CLEAR, clear_code
from networks.base.machine import client_address
from networks.people.mail import in_language, send_later
from networks.people.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people come by an invitation, by founding a network, or by a card."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def populate_username(self, request, user) -> None:
        """Persons have no user name."""

    def generate_login_code(self) -> str:
        """Eight letters and digits that nobody mistakes, in two halves: 31^8 possibilities for five tries."""
        code = clear_code(8)
        assert set(code) <= set(CLEAR)
        return f"{code[:4]}-{code[4:]}"

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request).split("/")[0] or "0.0.0.0"  # noqa: S104  an address to show, not to listen at

    def is_safe_url(self, url: str | None) -> bool:
        try:
            return super().is_safe_url(url)
        except ValueError:  # no address at all
            return False

    def get_login_stages(self) -> list[str]:
        own = "networks.people.signing_in.SecondStep"
        return [
            own if path == "allauth.mfa.stages.AuthenticateStage" else path
            for path in super().get_login_stages()
        ]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the message in its reader's language and send it in the background.

        Whether an address is known makes no difference in time: either way one message is written.
        """
        person = context.get("user") or Person.objects.filter(email__iexact=email).first()
        language = person.language if person else getattr(self.request, "LANGUAGE_CODE", "en")
        with in_language(language):
            message = self.render_mail(
                template_prefix, email, {"request": self.request, "email": email, **context}
            )
        send_later(email, message.subject, message.body, priority=URGENT)


class SecondStep(AuthenticateStage):
    """After the code, whoever set up an authenticator app is asked for it. A passkey alone replaces the code and is not asked on top
    of it: pages of administration ask for it (people.second_factor), and who lost it still gets to everything else."""

    def _should_handle(self, request) -> bool:
        person = self.login.user
        return (
            super()._should_handle(request)
            and person is not None
            and is_mfa_enabled(person, [Authenticator.Type.TOTP])
        )


def sign_in(request: HttpRequest, person: Person, *, by_card: bool = False) -> None:
    """Sign `person` in without a code: who founded a network just now, holds a card, or plays in the demonstration."""
    login(request, person, backend=BACKEND)
    request.session["by_card"] = by_card


def address_is_proven(person: Person) -> None:
    """Note that `person` can read their e-mail (they typed a code that was sent there)."""
    if person.email:
        EmailAddress.objects.get_or_create(
            user=person, email=person.email.lower(), defaults={"verified": True, "primary": True}
        )


def sign_out_everywhere(person: Person) -> int:
    """End all sessions of `person` (cards and other devices too); return how many there were."""
    from allauth.usersessions.models import UserSession

    found = list(UserSession.objects.filter(user=person))
    for session in found:
        session.end()
    return len(found)
