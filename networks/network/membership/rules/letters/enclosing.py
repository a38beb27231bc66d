"""Attachments of letters: documents of the letter, the same for everybody."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from networks.base.files.errors import FileRefused
from networks.network.membership.models import Letter, LetterState
from networks.participation.documents.models import Document
from networks.participation.documents.rules import Kept, documents_of, keep, register

MOST = 8_000_000  # bytes together: more does not arrive everywhere


def may_read(actor: Any, letter: Letter) -> bool:
    return actor.is_coordinator


def may_add(actor: Any, letter: Letter) -> bool:
    return actor.is_coordinator and letter.state == LetterState.DRAFT


def register_documents() -> None:
    """Called when the program starts."""
    register(Kept("network_membership.letter", may_read=may_read, may_add=may_add))


def of_letter(letter: Letter) -> list[Document]:
    """The documents of a letter, the oldest first. Two queries."""
    return documents_of([letter])[letter.label, letter.pk]


def enclose(letter: Letter, upload: Any, *, by: Any) -> Document:
    """Attach a file to a draft. Raises ValidationError with words that say what to do."""
    together = sum(document.latest.size for document in of_letter(letter)) + upload.size
    if together > MOST:
        raise ValidationError(
            _(
                "The attachments are larger than 8 MB together: many mailboxes refuse that. Put the file on a page and write its address."
            )
        )
    try:
        return keep(letter, upload, kind="attachment", by=by)
    except FileRefused as refused:
        raise ValidationError(str(refused)) from refused


def enclosures(letter: Letter) -> list[tuple[str, bytes, str]]:
    """(name, content, media type) of each attachment."""
    found = []
    for document in of_letter(letter):
        with document.latest.file.open("rb") as file:
            found.append((document.latest.name, file.read(), document.latest.media_type))
    return found
