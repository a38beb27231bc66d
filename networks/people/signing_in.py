"""How people sign in: what is ours in django-allauth's flows."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import login

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people come by an invitation, by founding a network, or by a card."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def populate_username(self, request, user) -> None:
        """Persons have no user name."""


def sign_in(request, person, *, by_card: bool = False) -> None:
    """Sign `person` in without a code: who founded a network just now, holds a card, or plays in the demonstration."""
    login(request, person, backend=BACKEND)
    if by_card:
        request.session["by_card"] = True
