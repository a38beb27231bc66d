"""Who may open documents: as the record says, which each room's own matrix asks."""

from django.core.files.uploadedfile import SimpleUploadedFile

from networks.participation.documents.rules import Kept, keep, register, sign
from networks.people.models import Role
from networks.people.permissions import confirmed
from tests.security.rules import Filled, Way, elsewhere

WHY = "networks/participation/documents/tests/test_reading.py: as the record's own room says"


def fill(filled: Filled) -> None:
    """A signed document of a record whose documents no room knows, which all who are confirmed may read, replace and sign."""
    register(Kept("people.role", confirmed, confirmed, confirmed, url=lambda role: "/"))
    text = SimpleUploadedFile("statutes.txt", f"Statutes {filled.word}".encode())
    by = filled.people["staff"]
    filled.things["paper"] = paper = keep(Role.objects.first(), text, title=f"Paper {filled.word}", by=by)
    filled.things["signature"] = sign(paper.versions.get(), "Plain staff", by=by)


def way(of: str, **more) -> Way:
    return Way(lambda filled: {"key": filled.things[of].pk, **more}, "staff")


MATRIX = {
    "document-page": elsewhere(WHY, way("paper")),
    "document-file": elsewhere(WHY, way("paper")),
    "document-version": elsewhere(WHY, way("paper", number=1)),
    "document-version-new": elsewhere(WHY, way("paper")),
    "document-bin": elsewhere(WHY, way("paper")),
    "document-comment": elsewhere(WHY, way("paper", number=1)),
    "document-signature": elsewhere(WHY, way("paper", number=1)),
    "signature-withdrawal": elsewhere(WHY, way("signature")),
}
