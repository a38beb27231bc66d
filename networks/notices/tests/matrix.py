"""Who may open the addresses of notices."""

from networks.notices.models import OutboxMessage, Wish
from tests.security.rules import EVERYBODY, MEMBERS, Filled, May, Way, elsewhere

LOCAL = "networks/notices/tests/test_outbox_page.py: it asks which machine, not who"


def fill(filled: Filled) -> None:
    filled.things["wish"] = Wish.objects.create(person=filled.people["staff"])
    filled.things["message"] = OutboxMessage.objects.create(
        to="maria@oficina.example",
        subject="Your code",
        raw="To: maria@oficina.example\nSubject: Your code\n\nKMPT",
    )


MATRIX = {
    "outbox": elsewhere(LOCAL, Way()),
    "outbox-message": elsewhere(LOCAL, Way(lambda f: {"key": f.things["message"].pk})),
    "notices": May(MEMBERS),
    "notices-reading": May(MEMBERS, method="post"),
    "notice-settings": May(MEMBERS),
    "unsubscribe": May(EVERYBODY, lambda f: {"secret": f.things["wish"].secret}),  # whoever has the link
}
