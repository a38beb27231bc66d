"""Who may do what with the charter. Everybody who belongs reads it; confirmed members propose and discuss; coordinators put to decision."""

from typing import Any

from networks.people.permissions import belongs, confirmed, coordinates, facilitates

__all__ = [
    "belongs", "confirmed", "coordinates", "facilitates", "may_change", "may_finish", "may_remove_comment",
]  # fmt: skip


def may_change(actor: Any, wording: Any) -> bool:
    """Whoever proposed it, and the coordinators; its state is for the rules to look at."""
    own = actor.person is not None and wording.proposed_by_id == actor.person.pk
    return actor.confirmed and (own or actor.is_coordinator)


def may_remove_comment(actor: Any, comment: Any) -> bool:
    """Whoever wrote it, and the coordinators."""
    own = actor.person is not None and comment.by_id == actor.person.pk
    return actor.confirmed and (own or actor.is_coordinator)


def may_finish(actor: Any, objective: Any) -> bool:
    """Whoever sees to it, and the coordinators."""
    own = actor.person is not None and objective.owner_id == actor.person.pk
    return actor.is_coordinator or (actor.confirmed and own and not actor.by_card)
