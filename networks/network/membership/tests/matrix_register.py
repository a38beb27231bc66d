"""register: who may open the addresses, and what there is to see."""

from networks.network.membership.rules.on_behalf import answer_url, on_behalf
from tests.security.rules import CONFIRMED, COORDINATOR, EVERYBODY, May, elsewhere

KEEPERS = frozenset({"coordinator", "board", "staff"})


def key(name: str):
    return lambda filled: {"key": filled.things[name].pk}


def token(filled) -> dict:
    address = answer_url(filled.things["on_behalf"], filled.people["staff"])
    return {"token": address.split("/answer/")[1].rstrip("/")}


def words(filled) -> dict:
    return {"words": "Words"}


MATRIX: dict = {
    "members": May(CONFIRMED, shows=True),
    "on-behalf": May(KEEPERS, key("on_behalf"), shows=True),
    "on-behalf-contest": May(KEEPERS, key("on_behalf"), method="post", data=words),
    "on-behalf-resolve": May(COORDINATOR, key("on_behalf"), method="post", data=words),
    "on-behalf-answer": May(EVERYBODY, token, shows=True),
    "on-behalf-document": elsewhere(
        "networks/network/membership/tests/test_on_behalf.py: whoever holds the link"
    ),
}


def fill(filled) -> None:
    """A category with the network's house in it."""
    from networks.network.membership.models import Category
    from networks.network.membership.rules.belonging import begin

    filled.things["category"] = Category.objects.create(name=f"Category {filled.word}")
    filled.things["membership"] = begin(filled.organisation, filled.things["category"])
    filled.things["on_behalf"] = on_behalf(
        filled.things["membership"],
        filled.organisation,
        f"Reason {filled.word}",
        None,
        by=filled.people["coordinator"],
    )
