"""Who may open the addresses of lists and letters, and what there is to see."""

from networks.network.membership.models import Delivery, Letter, LetterRecipient
from networks.network.membership.rules.letters import writing
from networks.network.membership.rules.lists.saving import save_list
from tests.security.rules import CONFIRMED, COORDINATOR, Filled, May, Way


def fill(filled: Filled) -> None:
    """A kept list, a draft of a letter, a letter that was sent."""
    by = filled.people["coordinator"]
    filled.things["saved_list"] = save_list(
        "organisations", f"List {filled.word}", "country=BE", shared=True, by=by
    )
    text = {"subject": f"Letter {filled.word}", "body": f"What {filled.word} says", "functions": ["delegate"]}
    for name in ("draft", "thrown", "sent"):
        filled.things[f"letter_{name}"] = writing.write("organisations", "", "en", text, by=by)
    sent = filled.things["letter_sent"]
    Letter.objects.filter(pk=sent.pk).update(state="sent")
    filled.things["copy"] = LetterRecipient.objects.create(
        letter=sent,
        position=0,
        organisation=filled.organisation,
        address=f"copy@{filled.word.lower()}.example",
        text=f"Copy {filled.word}",
        state=Delivery.FAILED,
    )


def of(name: str):
    return lambda filled: {"key": filled.things[f"letter_{name}"].pk}


def copy(filled: Filled) -> dict:
    return {"key": filled.things["letter_sent"].pk, "recipient": filled.things["copy"].pk}


def kind(filled: Filled) -> dict:
    return {"kind": "organisations"}


MATRIX = {
    "lists": May(CONFIRMED, shows=True),
    "list": May(
        CONFIRMED,
        kind,
        shows=True,
        ways=tuple(
            Way(lambda filled, slug=slug: {"kind": slug}, "coordinator")
            for slug in ("organisations", "declarations", "applications", "payments")
        ),
    ),
    "list-export": May(COORDINATOR, kind, query="?format=csv", shows=True),
    "list-saving": May(COORDINATOR, kind, method="post", data=lambda f: {"name": "Another", "query": ""}),
    "list-forgetting": May(COORDINATOR, lambda f: {"key": f.things["saved_list"].pk}, method="post"),
    "letters": May(COORDINATOR, shows=True),
    "letter-new": May(COORDINATOR, kind, shows=False),
    "letter": May(COORDINATOR, of("draft"), shows=True),
    "letter-change": May(COORDINATOR, of("draft"), shows=True),
    "letter-attaching": May(COORDINATOR, of("draft"), method="post", good=(200, 302, 422)),
    "letter-detaching": May(COORDINATOR, of("draft"), method="post"),
    "letter-trial": May(COORDINATOR, of("draft"), method="post"),
    "letter-progress": May(COORDINATOR, of("sent")),
    "letter-removal": May(COORDINATOR, of("thrown"), method="post"),
    "letter-again": May(COORDINATOR, copy, method="post"),
    "letter-sending": May(COORDINATOR, of("draft"), method="post"),
}
