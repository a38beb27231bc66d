"""Writing a letter: a draft that changes until somebody sends it."""

from typing import Any

from django.db import transaction

from networks.network.membership.models import Letter, LetterState
from networks.record.rules import record

FIELDS = ("subject", "body", "functions", "fallback", "reply_to", "statutory")


class WasSent(Exception):
    """The letter was sent already: it does not change any more."""


@transaction.atomic
def write(kind: str, query: str, language: str, data: dict[str, Any], *, by: Any) -> Letter:
    """A new draft to a list; `data` as from LetterForm."""
    made = Letter.objects.create(kind=kind, query=query[:4000], language=language, made_by=by, **_own(data))
    _versions(made, data, by)
    record("letter.written", made, actor=by)
    return made


@transaction.atomic
def change(letter: Letter, data: dict[str, Any], *, by: Any) -> None:
    """The draft says something else. Raises WasSent where somebody sent it meanwhile."""
    if not Letter.objects.filter(pk=letter.pk, state=LetterState.DRAFT).update(**_own(data)):
        raise WasSent
    letter.refresh_from_db()
    _versions(letter, data, by)


def _own(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in FIELDS if name in data}


def _versions(letter: Letter, data: dict[str, Any], by: Any) -> None:
    for name, text in data.items():
        field, _line, language = name.partition("_")
        if field in ("subject", "body") and language:
            letter.put_version(field, language, text, author=by)


@transaction.atomic
def forget(letter: Letter, *, by: Any) -> bool:
    """Throw a draft away, with its attachments; return whether it was still one."""
    from networks.network.membership.rules.letters.enclosing import of_letter

    for document in of_letter(letter):
        document.throw_away(by=by)
    letter.delete_versions()
    return bool(Letter.objects.filter(pk=letter.pk, state=LetterState.DRAFT).delete()[0])
