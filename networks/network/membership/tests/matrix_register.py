"""register: who may open the addresses, and what there is to see."""

from tests.security.rules import CONFIRMED, May

MATRIX: dict = {
    "members": May(CONFIRMED, shows=True),
}


def fill(filled) -> None:
    """A category with the network's house in it."""
    from networks.network.membership.models import Category
    from networks.network.membership.rules.belonging import begin

    filled.things["category"] = Category.objects.create(name=f"Category {filled.word}")
    filled.things["membership"] = begin(filled.organisation, filled.things["category"])
