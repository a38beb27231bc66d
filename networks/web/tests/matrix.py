"""Who may open the first pages, home, and a network's settings."""

from tests.security.rules import COORDINATOR, EVERYBODY, MEMBERS, SIGNED_IN, May, elsewhere

HERE = "networks/web/tests/test_demonstration.py: it asks which machine, not who"
MATRIX = {
    "start": May(EVERYBODY),
    "home": May(SIGNED_IN),
    "found": May(EVERYBODY - {"by_card"}),
    "proposed-address": May(EVERYBODY - {"by_card"}),
    "local-key": elsewhere("networks/web/tests/test_start.py: whoever has the key"),
    "health": May(EVERYBODY),
    "network-home": May(MEMBERS),
    "network-settings": May(COORDINATOR, shows=True),
    "demonstration": elsewhere(HERE),
    "demonstration-progress": elsewhere(HERE),
    "demonstration-visit": elsewhere(HERE),
    "demonstration-removal": elsewhere(HERE),
}
