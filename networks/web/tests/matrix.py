"""Who may open the first pages."""

from tests.security.rules import EVERYBODY, MEMBERS, SIGNED_IN, May

MATRIX = {
    "start": May(EVERYBODY),
    "home": May(SIGNED_IN),
    "found": May(EVERYBODY),
    "health": May(EVERYBODY),
    "network-home": May(MEMBERS),
}
