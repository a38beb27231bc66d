"""Who may open the addresses of feedback."""

from tests.security.rules import elsewhere

MATRIX = {"feedback": elsewhere("networks/participation/feedback/tests: whoever has the ticket")}
