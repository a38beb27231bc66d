"""Who may open the addresses of notices."""

from networks.notices.models import Wish
from tests.security.rules import EVERYBODY, MEMBERS, Filled, May, elsewhere

LOCAL = "networks/notices/tests/test_outbox_page.py: it asks which machine, not who"


def fill(filled: Filled) -> None:
    filled.things["wish"] = Wish.objects.create(person=filled.people["staff"])


MATRIX = {
    "outbox": elsewhere(LOCAL),
    "outbox-message": elsewhere(LOCAL),
    "notices": May(MEMBERS),
    "notices-reading": May(MEMBERS, method="post"),
    "notice-settings": May(MEMBERS),
    "unsubscribe": May(EVERYBODY, lambda f: {"secret": f.things["wish"].secret}),  # whoever has the link
}
