"""Who may open the addresses of imports and exports, and what there is to see."""

from networks.network.membership.rules.importing import planning, reading
from tests.security.rules import COORDINATOR, Filled, May


def fill(filled: Filled) -> None:
    """A file that was read, one that was compared, one that was imported."""
    by = filled.people["coordinator"]
    for name in ("read", "planned", "removed", "columns"):
        data = f"Organisation,Country\nImported {filled.word} {name},BE\n".encode()
        filled.things[f"import_{name}"] = reading.read_file(f"{filled.word} {name}.csv", data, by=by)
        if name == "planned":
            planning.plan(filled.things["import_planned"])


def key(name: str):
    return lambda filled: {"key": filled.things[f"import_{name}"].pk}


MATRIX = {
    "imports": May(COORDINATOR, shows=True),
    "import-new": May(COORDINATOR, method="post", good=(200, 302, 422)),
    "import": May(COORDINATOR, key("planned"), shows=True),
    "import-columns": May(COORDINATOR, key("columns"), shows=True),
    "import-progress": May(COORDINATOR, key("planned")),
    "import-choices": May(COORDINATOR, key("planned"), method="post"),
    "import-undoing": May(COORDINATOR, key("planned")),
    "import-removal": May(COORDINATOR, key("removed"), shows=True),
    "import-confirmation": May(COORDINATOR, key("planned"), method="post"),
    "export-everything": May(COORDINATOR),
    "export-address-book": May(COORDINATOR, shows=True),
    "export-sheet": May(COORDINATOR, lambda filled: {"sheet": "organisations"}, shows=True),
}
