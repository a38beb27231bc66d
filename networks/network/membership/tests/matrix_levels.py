"""Networks of networks: who may open the addresses."""

from datetime import timedelta

from django.utils import timezone

from networks.network.membership.models import LevelInvitation, Publication
from networks.network.membership.rules import level_totals, levels
from networks.people.models import Network, Organisation
from tests.security.rules import CONFIRMED, COORDINATOR, Filled, May, Way, elsewhere


def _key(name: str):
    return lambda filled: {"key": filled.things[name].pk}


MATRIX = {
    "levels": May(CONFIRMED, shows=True),
    "level-invite": May(COORDINATOR, shows=True),
    "level-invitation": May(COORDINATOR, kwargs=_key("level invitation"), shows=True),
    "level-end": May(COORDINATOR, kwargs=_key("seat below"), shows=True),
    "level-profiles": May(CONFIRMED, kwargs=_key("seat below"), shows=True),
    "level-leave": May(COORDINATOR, kwargs=_key("seat above")),
    "level-publication": May(COORDINATOR, kwargs=_key("seat above")),
    "level-withdrawal": May(COORDINATOR, kwargs=_key("publication"), method="post"),
    "level-answer": elsewhere(
        "networks/network/membership/tests/test_levels.py: whoever has the link",
        Way(lambda f: {"secret": levels.secret_of(f.things["level invitation"])}),
    ),
}


def fill(filled: Filled) -> None:
    """A network above and one below, both nobody's; an invitation; something that was published."""
    from networks.base.tenancy import in_network

    above = Network.objects.create(name="Above", slug=f"above-{filled.network.slug}", languages=["en"])
    below = Network.objects.create(name="Below", slug=f"below-{filled.network.slug}", languages=["en"])
    with in_network(above):
        seat = Organisation.objects.create(name="Seat above", kind="network", stands_for=filled.network)
    filled.things["seat above"] = seat
    filled.things["seat below"] = Organisation.objects.create(
        name=f"Federation {filled.word}", kind="network", stands_for=below
    )
    invited = Organisation.objects.create(name=f"Invited {filled.word}", kind="network")
    filled.things["level invitation"] = levels.invite(invited, filled.people["coordinator"])
    filled.things["publication"] = level_totals.publish(
        seat, 2025, ["members"], timezone.localdate() + timedelta(days=30), filled.people["coordinator"]
    )
    assert Publication.objects.exists() and LevelInvitation.objects.exists()
