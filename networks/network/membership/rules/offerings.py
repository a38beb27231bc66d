"""What the network offers its members: kept by the coordinator, and what the rooms add. Shown to everybody; a price is a list's, never a benefit."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from networks.base.rooms import Offer, rooms
from networks.base.texts import Reader, load_versions
from networks.network.membership.models import Offering
from networks.people.models import Person
from networks.record.rules import record

MOST = 40  # on one page; more than that nobody reads


def offers(reader: Reader) -> list[Offer]:
    """Everything that the network offers, of all rooms, for everybody to see."""
    return [one for room in rooms() if room.offers for one in room.offers(reader)]


def own(reader: Reader) -> Iterable[Offer]:
    """What the coordinator wrote down and what holds today, in the order they chose."""
    rows = list(Offering.objects.now().order_by("position", "pk")[:MOST])
    load_versions(rows)
    for row in rows:
        title = row.version_for("title", reader)
        yield Offer(
            title.text,
            language=title.language,
            whom=row.get_whom_display(),
            about=row.version_for("about", reader).text if row.about else "",
            list_price=row.list_price,
            price=row.price,
            currency=row.currency,
        )


@transaction.atomic
def remove(found: Offering, by: Person | None = None) -> None:
    """It is offered no more and never was: its line is gone. What was offered until a day ends by its date instead."""
    record("offering.removed", found, actor=by)
    found.delete()


def all_of_them(reader: Reader) -> list[Any]:
    """All lines with their title as this reader sees it, also those that begin later or are over."""
    rows = list(Offering.objects.order_by("position", "pk"))
    load_versions(rows)
    for row in rows:
        row.shown = row.version_for("title", reader)
    return rows
