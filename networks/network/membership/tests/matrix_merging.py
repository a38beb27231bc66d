"""Merging: who may open the addresses."""

from networks.network.membership.rules import merging
from networks.people.models import Organisation
from tests.security.rules import CONFIRMED, COORDINATOR, Filled, May


def fill(filled: Filled) -> None:
    """A merge that can be undone, and another organisation to merge."""
    gone = Organisation.objects.create(name=f"Gone {filled.word}")
    kept = Organisation.objects.create(name=f"Kept {filled.word}")
    filled.things["merge"] = merging.merge(kept, gone, "duplicate", filled.people["coordinator"])
    filled.things["kept"] = kept


def kept(filled: Filled) -> dict:
    return {"key": filled.things["kept"].pk}


MATRIX = {
    "organisation-history": May(CONFIRMED, kwargs=kept, shows=True),
    "merge-choose": May(COORDINATOR, kwargs=kept, shows=True),
    "merge": May(
        COORDINATOR,
        kwargs=lambda filled: {**kept(filled), "other": filled.organisation.pk},
        shows=True,
    ),
    "merge-undoing": May(COORDINATOR, kwargs=lambda filled: {"key": filled.things["merge"].pk}, shows=True),
}
