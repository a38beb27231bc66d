"""Who may open documents: as the record says, which each room's own matrix asks."""

from tests.security.rules import elsewhere

WHY = "networks/participation/documents/tests/test_reading.py: as the record's own room says"
ADDRESSES = (
    "document-page", "document-file", "document-version", "document-version-new", "document-bin", "document-comment", "document-signature",
    "signature-withdrawal",
)  # fmt: skip
MATRIX = {name: elsewhere(WHY) for name in ADDRESSES}
