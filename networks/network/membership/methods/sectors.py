"""Sectors: what members make and do, in a short list of our own, each with where it lies in NACE Rev. 2 (statistics: activities) and in the
CPV (public procurement: what is bought), so that figures and tenders can be compared. The keys are kept in `Organisation.sectors`.

Sources: NACE Rev. 2, Regulation (EC) 1893/2006; CPV 2008, Regulation (EC) 213/2008. The list is neither: it holds what work-integration
organisations do, in words that people use.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Sector:
    """One sector: its name, NACE sections or divisions, CPV divisions or classes."""

    name: Any
    nace: str
    cpv: str = ""


SECTORS: dict[str, Sector] = {
    "farming": Sector(_("Farming and market gardening"), "A01", "03000000"),
    "green": Sector(_("Gardens and green spaces"), "N81.3", "77300000"),
    "food": Sector(_("Food and bakery"), "C10", "15000000"),
    "catering": Sector(_("Catering, canteens, cafés"), "I56", "55300000"),
    "textile": Sector(_("Textiles and sewing"), "C13, C14", "18000000"),
    "wood": Sector(_("Wood and furniture"), "C16, C31", "39100000"),
    "paper": Sector(_("Paper and bookbinding"), "C17, C18.14", "79970000"),
    "printing": Sector(_("Printing and mailing"), "C18", "79800000"),
    "crafts": Sector(_("Crafts, toys, ceramics"), "C23.4, C32", "37500000"),
    "assembly": Sector(_("Assembly and metalwork"), "C25 to C28"),
    "packaging": Sector(_("Packaging"), "N82.92", "79920000"),
    "laundry": Sector(_("Laundry"), "S96.01", "98310000"),
    "cleaning": Sector(_("Cleaning"), "N81.2", "90910000"),
    "building": Sector(_("Building and renovation"), "F41 to F43", "45000000"),
    "repair": Sector(_("Repair and maintenance"), "S95", "50000000"),
    "reuse": Sector(_("Reuse and second-hand shops"), "G47.79"),
    "recycling": Sector(_("Waste and recycling"), "E38", "90500000"),
    "transport": Sector(_("Transport and storage"), "H49, H52", "60000000"),
    "retail": Sector(_("Shops"), "G47"),
    "office": Sector(_("Office work and IT services"), "J62, N82.1", "72000000"),
    "tourism": Sector(_("Hotels and tourism"), "I55", "55100000"),
    "care": Sector(_("Care and social work"), "Q87, Q88", "85300000"),
    "training": Sector(_("Training"), "P85", "80500000"),
    "placement": Sector(_("Finding work and support in work"), "N78", "79600000"),
    "other": Sector(_("Something else"), ""),
}


def sector_name(key: str) -> str:
    """The name of a sector in the reader's language; the key itself where it is none of ours."""
    return str(SECTORS[key].name) if key in SECTORS else key


def sector_names(keys) -> list[str]:
    """The names of several, in the order of the list."""
    order = list(SECTORS)
    return [sector_name(key) for key in sorted(keys, key=lambda k: order.index(k) if k in SECTORS else 99)]
