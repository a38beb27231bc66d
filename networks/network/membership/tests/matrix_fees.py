"""fees: who may open the addresses, and what there is to see."""

MATRIX: dict = {}


def fill(filled) -> None:
    """Nothing yet."""
