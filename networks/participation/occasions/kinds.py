"""What can take place. A room that has occasions says here, when it starts, what they are; without the room they are silent.

register(Kind("meet_sessions.session", to_come=…, public=…, joins=…))
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from networks.participation.occasions.models import Occasion


@dataclass(frozen=True)
class Kind:
    """One kind of thing that takes place."""

    label: str  # label of the record that an occasion is about
    to_come: Callable[[], QuerySet[Occasion]]  # those that will take place, of the networks being served
    public: Callable[[], QuerySet[Occasion]]  # those that everybody may know of
    joins: Callable[[Occasion], str] = lambda occasion: ""  # the address by which one comes in, or ""
    notice: Callable[[Occasion], str] = lambda occasion: ""  # one more sentence for those invited
    # how whoever cannot come takes part all the same: a sentence, and an address where that is possible now
    without_coming: Callable[[Occasion], tuple[str, str]] = lambda occasion: ("", "")
    places: Callable[[Occasion], int | None] = lambda occasion: None  # for how many there is room


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; again replaces it."""
    _kinds[kind.label] = kind


def kinds() -> list[Kind]:
    """Return all kinds of the rooms that are installed."""
    return list(_kinds.values())


def kind_of(occasion: Occasion) -> Kind | None:
    """Return the kind of an occasion, or None where its room is not installed."""
    return _kinds.get(occasion.about)
