"""Who may open the addresses of feedback."""

from networks.participation.feedback import rules
from networks.participation.feedback.questions import AFTER_SESSION
from tests.security.rules import Filled, Way, elsewhere


def fill(filled: Filled) -> None:
    filled.things["asked"] = rules.open_questionnaire(filled.organisation, AFTER_SESSION)


def ticket(filled: Filled) -> dict:
    return {"ticket": rules.ticket(filled.things["asked"])}


MATRIX = {"feedback": elsewhere("networks/participation/feedback/tests: whoever has the ticket", Way(ticket))}
