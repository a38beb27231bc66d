"""Regions of Europe: NUTS 2024 of the European Union, and the statistical regions of candidate and EFTA countries.

Source: Eurostat, "NUTS 2021 - NUTS 2024" (the list of codes and names that goes with Regulation (EC) 1059/2003 as amended by Delegated
Regulation (EU) 2023/674), © European Union, reuse allowed with the source named (CC BY 4.0). `data/nuts_2024.csv`: code, name, the name in
Latin letters where it is written otherwise. Level 0 is the country; each further letter is one level.
"""

import csv
from functools import cache
from pathlib import Path

from networks.base.places import country_name

FILE = Path(__file__).parent.parent / "data" / "nuts_2024.csv"
OTHERWISE = {"EL": "GR", "UK": "GB"}  # NUTS names two countries otherwise than ISO 3166


@cache
def _names() -> dict[str, str]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: f"{row['name']} ({row['latin']})" if row["latin"] else row["name"]
            for row in csv.DictReader(file)
        }


def country_of(code: str) -> str:
    """The country (ISO 3166) that a region lies in."""
    return OTHERWISE.get(code[:2], code[:2])


def prefix_of(country: str) -> str:
    """How the codes of a country's regions begin."""
    return next((nuts for nuts, iso in OTHERWISE.items() if iso == country), country)


def is_known(code: str) -> bool:
    """Whether there is such a region; a country's own code counts as level 0."""
    return code in _names() or (len(code) == 2 and bool(of_country(country_of(code))))


def region_name(code: str) -> str:
    """Its name; of a whole country in the reader's language; the code itself where nobody knows it."""
    return _names().get(code) or (country_name(country_of(code)) if len(code) == 2 else code)


@cache
def of_country(country: str) -> tuple[tuple[str, str], ...]:
    """The regions of a country, (code, name), each below the one it lies in. Empty for a country that has none here."""
    prefix = prefix_of(country)
    return (
        tuple((code, name) for code, name in _names().items() if code.startswith(prefix)) if country else ()
    )


def choices(country: str) -> list[tuple[str, str]]:
    """The regions of a country to choose from: the code says where each lies."""
    return [(code, f"{code} · {name}") for code, name in of_country(country)]


def level(code: str) -> int:
    """0 for a country, 1 to 3 for regions, the larger the smaller."""
    return len(code) - 2
