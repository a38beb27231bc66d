"""Who may open the addresses of membership: put together from its parts."""

from importlib import import_module

from networks.network.membership.parts import NAMES

PARTS = [import_module(f"networks.network.membership.tests.matrix_{name}") for name in NAMES]
MATRIX = {address: may for part in PARTS for address, may in part.MATRIX.items()}


def fill(filled) -> None:
    for part in PARTS:
        part.fill(filled)
