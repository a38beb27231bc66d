"""Who may see and answer referrals."""

from networks.participation.referrals.rules import refer
from networks.participation.referrals.tests.a_question import put_question
from tests.security.rules import COORDINATOR, May


def _key(filled):
    return {"key": filled.things["referral"].pk}


MATRIX = {
    "referrals": May(COORDINATOR, shows=True),
    "referral": May(COORDINATOR, _key, shows=True),
    "referral-answer": May(COORDINATOR, _key, method="post", data=lambda filled: {"outcome": "shown"}),
    "referral-reopening": May(COORDINATOR, _key, good=(200, 409)),
    "referral-handing": May(COORDINATOR, _key, shows=True),
}


def fill(filled) -> None:
    put_question()
    filled.things["referral"] = refer(
        filled.organisation, "map", by=filled.people["staff"], note=f"Note {filled.word}", language="en"
    )
