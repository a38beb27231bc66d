"""Where a town lies, by its name and country: from GeoNames (CC BY 4.0), made by `bin/map`. The middle of the country where it is unknown."""

from functools import cache
from pathlib import Path

from networks.network.membership.methods.map_projection import folded

FILE = Path(__file__).resolve().parent.parent / "data" / "towns.txt"


@cache
def _known() -> dict[str, dict[str, tuple[float, float]]]:
    """Country → name → (latitude, longitude); of two towns with one name the larger. About 10 MB, read when first asked."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for line in FILE.read_text("utf-8").splitlines():
        country, names, latitude, longitude = line.split("\t")
        place = (float(latitude), float(longitude))
        towns = found.setdefault(country, {})
        for name in names.split("|"):
            towns.setdefault(name, place)
    return found


def town(country: str, place: str) -> tuple[float, float] | None:
    """Return where `place` lies: "9000 Gent" and "Gent (Ledeberg)" are found too; None where the name is not known."""
    towns = _known().get(country.upper())
    if not towns:
        return None
    for part in [place, place.split("(")[0], *place.split(","), *place.split("/"), *place.split(" - ")]:
        words = [word for word in folded(part).split() if not any(ch.isdigit() for ch in word)]
        name = " ".join(words)
        if name and name in towns:
            return towns[name]
    return None


def middle(country: str) -> tuple[float, float] | None:
    """Return the middle of a country, or None where it is not known."""
    return _known().get(country.upper(), {}).get("")
