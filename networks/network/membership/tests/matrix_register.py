"""register: who may open the addresses, and what there is to see."""

from networks.network.membership.rules.on_behalf import answer_url, on_behalf
from tests.security.rules import CONFIRMED, COORDINATOR, EVERYBODY, May, Way, elsewhere

KEEPERS = frozenset({"coordinator", "board", "staff"})


def key(name: str):
    return lambda filled: {"key": filled.things[name].pk}


def house(filled) -> dict:
    return {"key": filled.organisation.pk}


def token(filled) -> dict:
    address = answer_url(filled.things["on_behalf"], filled.people["staff"])
    return {"token": address.split("/answer/")[1].rstrip("/")}


def words(filled) -> dict:
    return {"words": "Words"}


MATRIX: dict = {
    "members": May(CONFIRMED, shows=True),
    "member": May(CONFIRMED, house, shows=True),
    "member-logo": elsewhere(
        "networks/network/membership/tests/test_organisation.py: members, where there is one",
        Way(house, "staff", missing=True),
    ),
    "member-new": May(COORDINATOR),
    "member-change": May(KEEPERS, house, shows=True),
    "member-section": May(KEEPERS, lambda f: {**house(f), "section": "names"}, shows=True),
    "member-figures": May(KEEPERS, house, shows=True),
    "member-file": May(KEEPERS, house, shows=True),
    "note-new": May(COORDINATOR, house, method="post", data=lambda f: {"note-text": "Words"}),
    "note-removal": May(COORDINATOR, key("note"), method="post"),
    "membership-bin": May(CONFIRMED, method="post"),
    "task-new": May(COORDINATOR, house, method="post", data=lambda f: {"task-title": "Words"}),
    "task": May(COORDINATOR, key("task"), shows=True),
    "member-document-new": May(KEEPERS, house, shows=True, good=(200,)),
    "place": May(KEEPERS, key("place"), shows=True),
    "function-give": May(KEEPERS, key("place"), shows=True),
    "mandate-give": May(KEEPERS, key("place"), shows=True),
    "mandate-end": May(KEEPERS, key("mandate"), shows=True),
    "function-ending": May(KEEPERS, key("delegate"), shows=True),
    "membership-begin": May(COORDINATOR, key("outside"), shows=True),
    "membership": May(COORDINATOR, key("membership"), shows=True),
    "membership-change": May(COORDINATOR, key("membership"), shows=True),
    "membership-end": May(COORDINATOR, key("membership"), shows=True),
    "person-fields": May(CONFIRMED, lambda f: {"key": f.people["staff"].pk}),
    "categories": May(COORDINATOR, shows=True),
    "categories-offered": May(COORDINATOR, method="post"),
    "categories-all-in": May(COORDINATOR, method="post"),
    "category": May(COORDINATOR, key("category"), shows=True),
    "category-new": May(COORDINATOR),
    "category-retirement": May(COORDINATOR, key("category"), method="post"),
    "category-move": May(COORDINATOR, key("category"), method="post"),
    "terms": May(COORDINATOR),
    "own-fields": May(COORDINATOR, shows=True),
    "own-field-new": May(COORDINATOR),
    "own-field": May(COORDINATOR, key("field"), shows=True),
    "own-field-retirement": May(COORDINATOR, key("field"), method="post"),
    "own-field-move": May(COORDINATOR, key("field"), method="post"),
    "on-behalf": May(KEEPERS, key("on_behalf"), shows=True),
    "on-behalf-contest": May(KEEPERS, key("on_behalf"), method="post", data=words),
    "on-behalf-resolve": May(COORDINATOR, key("on_behalf"), method="post", data=words),
    "on-behalf-registration": May(COORDINATOR, house, shows=True),
    "on-behalf-answer": May(EVERYBODY, token, shows=True),
    "on-behalf-document": elsewhere(
        "networks/network/membership/tests/test_on_behalf.py: whoever holds the link",
        Way(token, missing=True),
    ),
}


def fill(filled) -> None:
    """A category with the network's house in it, a field, a note, a task, somebody with a function, something recorded on its behalf."""
    from networks.network.membership.models import Category, Note, OwnField, Task
    from networks.network.membership.rules.belonging import begin
    from networks.participation.mandates.models import Mandate
    from networks.people.models import Affiliation, Function, Organisation

    word, house_ = filled.word, filled.organisation
    place = Affiliation.objects.get(person=filled.people["partner"])
    filled.things.update(
        place=place,
        delegate=Function.objects.create(affiliation=place, kind="deputy"),
        mandate=Mandate.objects.create(person=place.person, organisation=house_, decision=f"Board {word}"),
        outside=Organisation.objects.create(name=f"Outside {word}", is_member=False),
        field=OwnField.objects.create(key="field", name=f"Field {word}"),
        note=Note.objects.create(organisation=house_, text=f"Note {word}"),
        task=Task.objects.create(
            organisation=house_, title=f"Task {word}", owner=filled.people["coordinator"]
        ),
    )
    filled.things["category"] = Category.objects.create(name=f"Category {filled.word}")
    filled.things["membership"] = begin(filled.organisation, filled.things["category"])
    filled.things["on_behalf"] = on_behalf(
        filled.things["membership"],
        filled.organisation,
        f"Reason {filled.word}",
        None,
        by=filled.people["coordinator"],
    )
