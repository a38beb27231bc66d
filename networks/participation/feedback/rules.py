"""Opening, answering and reading a questionnaire."""

import hashlib
import hmac
import random
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils import timezone

from networks.base.keys import token
from networks.participation.feedback.models import Followup, Questionnaire, Response
from networks.participation.feedback.suppression import LEAST, safe

LONGEST = 1000


def open_questionnaire(
    about: Any, questions: list[dict], *, moment: str = "after", invited: int = 0
) -> Questionnaire:
    """Ask `questions` about the object `about`; again is the same questionnaire, with the newest number of those asked."""
    made, _created = Questionnaire.objects.get_or_create(
        network_id=about.network_id,
        about=about._meta.label_lower,
        about_id=about.pk,
        moment=moment,
        defaults={"questions": questions, "opened_at": timezone.now()},
    )
    if invited and made.invited != invited:
        made.invited = invited
        made.save(update_fields=["invited"])
    return made


def questionnaire_about(about: Any, moment: str = "after") -> Questionnaire | None:
    return Questionnaire.objects.filter(
        about=about._meta.label_lower, about_id=about.pk, moment=moment
    ).first()


def key_from(secret: str, questionnaire: Questionnaire) -> UUID:
    """Return the key of the response of whoever holds `secret`. The secret itself is not kept, so the key leads nowhere."""
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"feedback:{questionnaire.pk}:{secret}".encode(), hashlib.sha256
    ).digest()
    return UUID(bytes=digest[:16])


def ticket(questionnaire: Questionnaire) -> str:
    """Return a ticket for one response, to be sent by mail. It is not kept who got which."""
    return signing.dumps({"q": str(questionnaire.pk), "n": token()}, salt="feedback", compress=True)


def read_ticket(text: str) -> tuple[UUID, str] | None:
    """Return the questionnaire's key and the secret of a ticket, or None where it is not ours."""
    try:
        content = signing.loads(text, salt="feedback")
        return UUID(content["q"]), content["n"]
    except (signing.BadSignature, KeyError, ValueError):
        return None


@transaction.atomic
def respond(
    questionnaire: Questionnaire, key: UUID, answers: dict[str, Any], *, language: str = "", country: str = ""
) -> Response | None:
    """Keep the answers of one respondent; the same key again replaces them. Nothing answered takes them back."""
    kept = {}
    for question in questionnaire.questions:
        value = answers.get(question["key"])
        if (question["kind"] == "faces" and value in (1, 2, 3, 4, 5)) or (
            question["kind"] == "choice" and value in question["choices"]
        ):
            kept[question["key"]] = value
        elif question["kind"] == "words" and isinstance(value, str) and value.strip():
            kept[question["key"]] = value.strip()[:LONGEST]
    if not kept:
        Response.objects.filter(questionnaire=questionnaire, key=key).delete()
        return None
    made, _created = Response.objects.update_or_create(
        questionnaire=questionnaire,
        key=key,
        defaults={"answers": kept, "language": language, "country": country},
    )
    return made


def answers_of(questionnaire: Questionnaire, key: UUID) -> dict[str, Any]:
    """What one respondent has answered so far; nothing where they have not."""
    there = Response.objects.filter(questionnaire=questionnaire, key=key).first()
    return there.answers if there else {}


@dataclass
class Result:
    """What one question brought: `n` answers; nothing else below five."""

    key: str
    kind: str
    n: int
    shown: bool
    counts: dict[Any, int] = field(default_factory=dict)
    mean: float | None = None
    words: list[tuple[str, str]] = field(default_factory=list)  # text, language


@dataclass
class Results:
    """What a questionnaire brought. Below five responses not even which questions were answered is told."""

    invited: int
    responses: int
    enough: bool
    questions: list[Result]


def results(questionnaire: Questionnaire, country: str = "") -> Results:
    """Return the results, of one country only where that breakdown is safe for all countries."""
    rows = list(questionnaire.responses.all())
    if country:
        counts: dict[str, int] = {}
        for row in rows:
            if row.country:
                counts[row.country] = counts.get(row.country, 0) + 1
        rows = [row for row in rows if row.country == country] if safe(counts, len(rows)) else []
    enough = len(rows) >= LEAST
    return Results(
        questionnaire.invited,
        len(rows),
        enough,
        [_result(q, rows, questionnaire) for q in questionnaire.questions] if enough else [],
    )


def _result(question: dict, rows: list[Response], questionnaire: Questionnaire) -> Result:
    values = [(row.answers[question["key"]], row.language) for row in rows if question["key"] in row.answers]
    made = Result(question["key"], question["kind"], len(values), len(values) >= LEAST)
    if not made.shown:
        made.n = 0  # that one to four people said something is not told either
        return made
    if question["kind"] == "words":
        made.words = sorted(values)
        random.Random(str(questionnaire.pk)).shuffle(made.words)  # noqa: S311 - the same order each time, and not that of writing
        return made
    options = (5, 4, 3, 2, 1) if question["kind"] == "faces" else question["choices"]
    made.counts = {option: sum(1 for value, _ in values if value == option) for option in options}
    if question["kind"] == "faces":
        made.mean = sum(value for value, _ in values) / len(values)
    return made


def leave_address(about: Any, email: str, language: str, delete_after) -> Followup:
    """Keep an address for the report and the later question only, until `delete_after`."""
    made, _created = Followup.objects.get_or_create(
        network_id=about.network_id,
        about=about._meta.label_lower,
        about_id=about.pk,
        email=email.lower(),
        defaults={"language": language, "delete_after": delete_after},
    )
    return made


def delete_old_addresses() -> int:
    """Delete the addresses that have served."""
    return Followup.everywhere.filter(delete_after__lt=timezone.localdate()).delete()[0]
