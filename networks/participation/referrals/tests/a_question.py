"""A question for tests: whether an organisation is put on the map. It keeps what was done in the organisation's place."""

from networks.participation.referrals.rules import NotNow, Question, Voice, register


def _on(thing, referral):
    if thing.place == "nowhere":
        raise NotNow("It has no place.")
    thing.place = f"{thing.place} on the map"
    thing.save(update_fields=["place"])


def _off(thing, referral):
    thing.place = thing.place.removesuffix(" on the map")
    thing.save(update_fields=["place"])


QUESTION = Question(
    "people.organisation",
    "map",
    {"shown": _on, "refused": lambda thing, referral: None},
    undo={"shown": _off},
    words={"shown": "Show it", "refused": "Do not show it"},
    title="Put {what} on the map",
    reasons=("refused",),
    facts=lambda thing, actor: [("Place", thing.place)],
    papers=lambda thing, actor: [("A plan", "/plan.pdf")],
    voices=lambda thing, actor: [Voice("Eva", "for", "A fine place", "en")],
)


def put_question():
    register(QUESTION)
