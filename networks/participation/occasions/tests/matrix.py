"""Who may open the addresses of occasions."""

from datetime import datetime

from networks.participation.occasions.calendars import key_of, token_of
from networks.participation.occasions.models import Invitee, Occasion
from tests.security.rules import EVERYBODY, THEMSELVES, Filled, May


def fill(filled: Filled) -> None:
    occasion = Occasion.objects.create(
        about="somewhere.thing", title=f"Occasion {filled.word}", starts_local=datetime(2030, 5, 5, 14)
    )
    filled.things["invitee"] = Invitee.objects.create(
        occasion=occasion, email=f"invited@{filled.word.lower()}.example", name=f"Invited {filled.word}"
    )


def secret(filled: Filled) -> dict:
    return {"secret": filled.things["invitee"].secret}


MATRIX = {
    "answer": May(EVERYBODY, secret, shows=True),  # whoever has the link
    "answer-calendar": May(EVERYBODY, secret, shows=True),
    "your-calendar": May(THEMSELVES),
    "your-calendar-link": May(THEMSELVES, method="post"),
    "persons-feed": May(
        EVERYBODY, lambda f: {"token": token_of(key_of(f.people["staff"]))}
    ),  # whoever has the link
    "public-feed": May(EVERYBODY, lambda f: {"language": "en"}),
}
