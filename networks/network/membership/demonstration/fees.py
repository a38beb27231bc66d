"""Ponte's fees: filled below."""


def fill(made) -> None:
    """Nothing yet."""
