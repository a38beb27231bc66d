"""Who may open the addresses of base."""

from tests.security.rules import EVERYBODY, May

MATRIX = {
    "settings-reading": May(EVERYBODY, method="post", data=lambda f: {"reading": "easy"}),
    "settings-theme": May(EVERYBODY, method="post", data=lambda f: {"theme": "dark"}),
    "settings-language": May(EVERYBODY, method="post", data=lambda f: {"language": "fr"}),
    "styleguide": May(EVERYBODY),
    "styleguide-screen": May(EVERYBODY),
}
