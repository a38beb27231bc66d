"""How people sign in: what is ours in django-allauth's flows."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people come by an invitation, by founding a network, or by a card."""

    def is_open_for_signup(self, request) -> bool:
        return False

    def populate_username(self, request, user) -> None:
        """Persons have no user name."""
