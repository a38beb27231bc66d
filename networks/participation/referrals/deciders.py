"""Who decides what is referred: the coordinator, and whatever bodies rooms make known.

    register(Decider("meet_meetings.body", name_of_body, may_answer=chairs, mine=bodies_of, bodies=all_bodies, url=page_of_body))

A referral names its decider by a label (`to`) and, where there are several of the kind, a key (`to_id`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from networks.people.permissions import coordinates

COORDINATOR = "coordinator"


@dataclass(frozen=True)
class Decider:
    """One kind of decider."""

    label: str  # what a referral's `to` says
    name: Callable[[Any], Any]  # key → how it is called, translated
    may_answer: Callable[[Any, Any], bool]  # (actor, key) → whether this actor answers for it
    mine: Callable[[Any], Iterable[Any]]  # actor → the keys that they answer for, for lists
    bodies: Callable[[], Iterable[tuple[Any, Any]]]  # (key, name) of all that can be asked
    url: Callable[[Any], str] = lambda key: ""  # its page


_deciders: dict[str, Decider] = {}


def register(decider: Decider) -> None:
    """Make a decider known; again replaces it."""
    _deciders[decider.label] = decider


def decider_of(referral: Any) -> Decider | None:
    """Return who is to decide, or None where its room is not installed."""
    return _deciders.get(referral.to)


def may_answer(actor: Any, referral: Any) -> bool:
    """Whether `actor` answers for whoever is asked; never by card. Where the decider's room is gone, the coordinator does."""
    if actor.person is None or actor.by_card:
        return False
    decider = decider_of(referral) or _deciders[COORDINATOR]
    return decider.may_answer(actor, referral.to_id)


def mine(actor: Any) -> list[tuple[str, Any]]:
    """For which deciders `actor` answers, as (label, key)."""
    if actor.person is None or actor.by_card:
        return []
    return [(decider.label, key) for decider in _deciders.values() for key in decider.mine(actor)]


def name_of(referral: Any) -> Any:
    """How whoever is to decide is called."""
    decider = decider_of(referral)
    return decider.name(referral.to_id) if decider else _("a body that is no longer here")


def choices() -> list[tuple[str, Any]]:
    """Whom a network can choose to decide: (value for a form, name)."""
    return [
        (_written(decider.label, key), name)
        for decider in _deciders.values()
        for key, name in decider.bodies()
    ]


def _written(label: str, key: Any) -> str:
    return f"{label}:{key}" if key else label


def written(referral: Any) -> str:
    """The value of a form that means whoever decides this."""
    return _written(referral.to, referral.to_id)


def read(value: str) -> tuple[str, UUID | None]:
    """The label and key that a form's value means. An unknown one is the coordinator."""
    label, _colon, key = value.partition(":")
    try:
        return (label, UUID(key) if key else None) if label in _deciders else (COORDINATOR, None)
    except ValueError:
        return COORDINATOR, None


register(
    Decider(
        COORDINATOR,
        name=lambda key: _("the coordinator"),
        may_answer=lambda actor, key: coordinates(actor),
        mine=lambda actor: [None] if coordinates(actor) else [],
        bodies=lambda: [(None, _("the coordinator"))],
    )
)
