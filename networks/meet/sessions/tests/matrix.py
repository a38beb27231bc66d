"""Who may open the addresses of sessions."""

from tests.security.rules import MEMBERS, May

MATRIX = {"sessions": May(MEMBERS)}
