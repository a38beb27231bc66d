"""Who may open documents: as the record says, which each room's own matrix asks."""

from tests.security.rules import elsewhere

WHY = "networks/participation/documents/tests/test_reading.py: as the record's own room says"
MATRIX = {"document-file": elsewhere(WHY), "document-version": elsewhere(WHY)}
