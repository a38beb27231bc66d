"""Two filled networks, each with its own marker word in everything that people wrote there, and every kind of user.

A room adds to them in its own `tests/matrix.py`: a function `fill(filled)` that makes its records in `filled.network`, writes
`filled.word` into every text, and keeps what its addresses need in `filled.things`.
"""

from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress

from networks.base.tenancy import in_network
from networks.people.belonging import affiliate, grant_role
from networks.people.models import Affiliation, Network, Organisation, Person

WORDS = {"ponte": "Kingfisher", "arin": "Wolverine"}
# Stands in the name of the network itself, which its members see on every page, also where they are refused.
SIGNS = {"ponte": "Halcyon", "arin": "Glutton"}
# Who asks, in the network Ponte. All but the last three belong to it.
KINDS = (
    "coordinator", "facilitator", "network_board", "board", "staff", "worker", "partner", "unconfirmed", "by_card",
    "left", "stranger", "other_coordinator", "operator", "anonymous",
)  # fmt: skip
MEMBERS = frozenset(KINDS[:9])
CONFIRMED = MEMBERS - {"unconfirmed"}
EVERYBODY = frozenset(KINDS)
SIGNED_IN = EVERYBODY - {"anonymous"}
THEMSELVES = SIGNED_IN - {"by_card"}
COORDINATOR = frozenset({"coordinator"})
FACILITATORS = frozenset({"coordinator", "facilitator"})
NOBODY: frozenset = frozenset()


@dataclass
class Filled:
    """One of the two networks."""

    network: Network
    word: str  # in every text that people wrote in it
    organisation: Organisation
    people: dict[str, Person] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)


def sees(filled: Filled, text: str) -> bool:
    """Whether a page shows anything of the network, be it its name."""
    return filled.word in text or SIGNS[filled.network.slug] in text


def person(name: str, word: str, **fields) -> Person:
    """Somebody whose name is plain: people see their own name everywhere, so it cannot be a marker."""
    made = Person.objects.create_user(f"{name}@{word.lower()}.example", f"Plain {name}", **fields)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def fill(slug: str, word: str) -> Filled:
    """A network with one organisation and one person of every kind."""
    network = Network.objects.create(
        name=f"Network {SIGNS[slug]}",
        slug=slug,
        purpose=f"Purpose {SIGNS[slug]}",
        languages=["en"],
        country="BE",
    )
    with in_network(network):
        house = Organisation.objects.create(
            name=f"House {word}", country="BE", place=f"Place {word}", description=f"What {word} does"
        )
        filled = Filled(network, word, house)
        for kind in ("coordinator", "facilitator", "network_board"):
            filled.people[kind] = person(kind, word)
            grant_role(filled.people[kind], "board" if kind == "network_board" else kind)
        for kind in ("board", "staff", "worker", "partner"):
            filled.people[kind] = person(kind, word)
            affiliate(filled.people[kind], house, kind)
        filled.people["unconfirmed"] = person("unconfirmed", word)
        affiliate(filled.people["unconfirmed"], house, "staff", confirmed=False)
        filled.people["by_card"] = Person.objects.create_user(None, "Plain carded")
        affiliate(filled.people["by_card"], house, "worker")
        filled.people["left"] = person("left", word)
        affiliate(filled.people["left"], house, "staff").end()
        assert Affiliation.objects.now().count() == 6
    return filled
