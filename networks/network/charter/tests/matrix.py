"""Who may open the addresses of this room: put together from its parts."""

from importlib import import_module

PARTS = [import_module(f"networks.network.charter.tests.matrix_{name}") for name in ("lines", "assessment")]
MATRIX = {address: may for part in PARTS for address, may in part.MATRIX.items()}


def fill(filled) -> None:
    for part in PARTS:
        part.fill(filled)
