"""Who may open the addresses of twinning."""

from datetime import timedelta

from django.utils import timezone

from networks.base.tenancy import in_network
from networks.network.twinning import rules, showing
from networks.network.twinning.models import Side, TwinStep
from networks.people.actors import Actor
from networks.people.belonging import grant_role
from networks.people.models import Network, Person
from tests.security.rules import CONFIRMED, COORDINATOR, THEMSELVES, Filled, May, Way, elsewhere


def _key(name: str):
    return lambda filled: {"key": filled.things[name].pk}


MATRIX = {
    "twinnings": May(CONFIRMED, shows=True),
    "twinning-offer-new": May(COORDINATOR, shows=False),
    "twinning-offer": May(COORDINATOR, kwargs=_key("offer")),
    "twinning": May(
        CONFIRMED, kwargs=_key("guided"), shows=True, ways=(Way(_key("guiding"), who="coordinator"),)
    ),
    "twinning-step-new": May(
        COORDINATOR, kwargs=_key("guided"), method="post", data=lambda f: {"text": "Meet"}
    ),
    "twinning-step-ticking": May(COORDINATOR, kwargs=_key("step"), method="post"),
    "twinning-step-removal": May(COORDINATOR, kwargs=_key("spare step"), method="post"),
    "twinning-showing": May(COORDINATOR, kwargs=_key("guided")),
    "twinning-taking-back": May(COORDINATOR, kwargs=_key("guided"), method="post"),
    "twinning-end": May(COORDINATOR, kwargs=_key("guided")),
    "twinning-code": May(THEMSELVES),
    "twinning-answer": elsewhere(
        "networks/network/twinning/tests/test_twinning.py: whoever has the code",
        Way(lambda f: {"code": rules.code_of(f.things["offer"])}, who="coordinator"),
    ),
}


def fill(filled: Filled) -> None:
    """A network that accompanies this one, one that it accompanies, and an open offer."""
    by = filled.people["coordinator"]
    for side, name in ((Side.GUIDED, "guided"), (Side.GUIDE, "guiding")):
        other = Network.objects.create(
            name=f"{name.title()} other {filled.word}", slug=f"{name}-{filled.network.slug}", languages=["en"]
        )
        lead = Person.objects.create_user(f"{name}@twin-{filled.network.slug}.example", "Plain lead")
        with in_network(other):
            grant_role(lead, "coordinator")
            theirs = rules.accept(_offer(filled, side), other, lead)
        from networks.network.twinning.models import Twinning

        filled.things[name] = Twinning.objects.get(pair=theirs.pair)
    mine = filled.things["guided"]
    filled.things["step"], filled.things["spare step"] = TwinStep.objects.filter(twinning=mine)[:2]
    rules.write(mine, f"Come to {filled.word}", "en", by)
    showing.show(
        mine, Actor(by, filled.network), ["people.purpose"], timezone.localdate() + timedelta(days=30)
    )
    filled.things["offer"] = _offer(filled, Side.GUIDE)


def _offer(filled: Filled, side: Side):
    with in_network(filled.network):
        return rules.offer(side, filled.people["coordinator"])
