"""admission: who may open the addresses, and what there is to see."""

from networks.network.membership.models import AskedDocument, Opinion, Stage, WelcomeStep, WelcomeTask
from networks.network.membership.rules.application_mail import secret_of
from networks.network.membership.tests.an_application import a_draft, an_open_admission, complete, sent
from networks.participation.documents.rules import documents_of
from tests.security.rules import CONFIRMED, COORDINATOR, EVERYBODY, May

CONFIRMED_BY_THEMSELVES = CONFIRMED - {"by_card"}
BOARD = frozenset({"coordinator", "network_board"})
ONLY_BOARD = frozenset({"network_board"})


def _application(name):
    return lambda filled: {"key": filled.things[name].pk}


def _public(**more):
    return lambda filled: {"language": "en", **more}


def _link(name, **more):
    return lambda filled: {"language": "en", "secret": secret_of(filled.things[name]), **more}


def _paper(filled):
    draft = filled.things["application draft"]
    paper = documents_of([draft])[draft.label, draft.pk][0]
    return {"language": "en", "secret": secret_of(draft), "key": paper.pk}


def _item(filled):
    return {"kind": "document", "key": filled.things["asked document"].pk}


MATRIX: dict = {
    # for everybody, and for whoever has the link
    "join-network": May(EVERYBODY, _public(), shows=True),
    "application-start": May(EVERYBODY, _public()),
    "application-link": May(EVERYBODY, _public()),
    "applying": May(EVERYBODY, _link("application draft"), shows=True),
    "applying-step": May(EVERYBODY, _link("application draft", step="organisation"), shows=True),
    "applying-send": May(EVERYBODY, _link("application draft"), method="post"),
    "applying-withdraw": May(EVERYBODY, _link("application draft")),
    "applying-paper": May(EVERYBODY, _paper),
    "applying-paper-removal": May(EVERYBODY, _paper, method="post"),
    # the board and the coordinators
    "applications": May(BOARD, shows=True),
    "application": May(BOARD, _application("complete application"), shows=True),
    "application-opinion": May(
        ONLY_BOARD, _application("complete application"), method="post", data=lambda filled: {"view": "yes"}
    ),
    "application-request": May(
        COORDINATOR, _application("application"), method="post", data=lambda filled: {"words": "The statutes"}
    ),
    "application-completion": May(COORDINATOR, _application("application"), method="post"),
    "application-organisation": May(COORDINATOR, _application("application"), method="post"),
    "application-decision": May(COORDINATOR, _application("complete application"), method="post"),
    "application-papers": May(COORDINATOR, _application("application"), method="post", good=(422,)),
    "application-new": May(COORDINATOR),
    "application-own": May(CONFIRMED_BY_THEMSELVES),
    "welcome-task": May(COORDINATOR, lambda filled: {"key": filled.things["welcome task"].pk}, method="post"),
    "admission-settings": May(COORDINATOR, shows=True),
    "admission-setting-up": May(COORDINATOR, method="post"),
    "admission-item-new": May(COORDINATOR, lambda filled: {"kind": "question"}),
    "admission-item": May(COORDINATOR, _item, shows=True),
    "admission-item-removal": May(COORDINATOR, _item, method="post"),
}


def fill(filled) -> None:
    """An open way, a draft, one to be checked, and one that is complete with an opinion."""
    network, word = filled.network, filled.word
    by = filled.people["coordinator"]
    an_open_admission(network, by, about=f"Join {word}", is_open=True)
    asked = AskedDocument.objects.first()
    AskedDocument.objects.filter(pk=asked.pk).update(name=f"Letter {word}")
    filled.things["asked document"] = asked
    filled.things["application draft"] = a_draft(
        name=f"Draft {word}", email=f"draft@{word.lower()}.example", language="en"
    )
    filled.things["application"] = sent(
        name=f"Sent {word}", email=f"sent@{word.lower()}.example", language="en"
    )
    done = complete(by, name=f"Complete {word}", email=f"complete@{word.lower()}.example", language="en")
    filled.things["complete application"] = done
    Opinion.objects.create(application=done, person=by, view="yes", words=f"Good {word}", language="en")
    filled.things["welcome task"] = WelcomeTask.objects.create(
        application=done, step=WelcomeStep.objects.first()
    )
    assert done.stage == Stage.COMPLETE
