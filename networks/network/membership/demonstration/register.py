"""The register of the demonstration."""


def fill(made) -> None:
    """Nothing yet."""
