"""Who has a vote in a body at an instant, with the reasons; who may cast it; who is invited to its meetings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from networks.meet.meetings.models import Body, SeatRole
from networks.meet.meetings.rules.weights import weigh
from networks.participation.eligibility.rules import Rule, judge, standings
from networks.participation.mandates.rules import who_may_bind
from networks.people.models import Organisation, Person


@dataclass(frozen=True)
class Voter:
    """An organisation or a person that would have a vote. `reasons`: why it has none; empty where it has."""

    organisation: Organisation | None
    person: Person | None
    name: str
    weight: int = 1
    reasons: tuple[Any, ...] = ()  # sentences, in the language of whoever reads them; so is `why`
    why: Any = ""  # why it has one: its category, its seat

    @property
    def key(self) -> UUID:
        return self.organisation.pk if self.organisation else self.person.pk

    @property
    def may(self) -> bool:
        return not self.reasons


def voters_of(body: Body, at: datetime | None = None) -> list[Voter]:
    """Everybody who could have a vote, by name. A constant number of queries."""
    return _members(body, at) if body.of_members else _seats(body)


def _seats(body: Body) -> list[Voter]:
    seats = body.seats.now().select_related("person").filter(person__erased_at=None)
    found = [
        Voter(None, seat.person, seat.person.shown_name, why=SeatRole(seat.role).label) for seat in seats
    ]
    return sorted(found, key=lambda voter: (voter.name.casefold(), voter.key))


def _members(body: Body, at: datetime | None) -> list[Voter]:
    houses = list(Organisation.objects.filter(is_member=True).order_by("name", "pk"))
    standing = standings(houses, at)
    # Where the network keeps no categories, every member has one vote.
    has_categories = any(one.category for one in standing.values())
    rule = Rule(member=has_categories, votes=has_categories, paid=body.needs_paid)
    found = []
    for house in houses:
        one = standing[house.pk]
        verdict = judge(rule, one, at)
        weight = weigh(body, one)
        refused = [*verdict.reasons, *([weight.refusal] if verdict and weight.refusal else [])]
        found.append(
            Voter(
                house,
                None,
                house.name,
                weight=weight.votes if body.by_fee or has_categories else 1,
                reasons=tuple(refused),
                why=_joined(one.category_name or _("member"), weight.why),
            )
        )
    return found


def _joined(*words: Any) -> Any:
    return lazy(lambda: " · ".join(str(one) for one in words if one), str)()


def speakers_of(body: Body, voters: Iterable[Voter]) -> dict[UUID, list[Person]]:
    """Who may cast each voter's vote now, by the voter's key."""
    voters = list(voters)
    if not body.of_members:
        return {voter.key: [voter.person] for voter in voters if voter.person}
    return who_may_bind([voter.organisation for voter in voters if voter.organisation], "vote")


def votes_for(body: Body, person: Any) -> list[Voter]:
    """The voters whose vote this person may cast themselves now."""
    voters = voters_of(body)
    if not body.of_members:
        return [voter for voter in voters if voter.key == person.pk]
    houses = set(
        Organisation.objects.filter(affiliations__person=person, is_member=True).values_list("pk", flat=True)
    )
    mine = [voter for voter in voters if voter.key in houses]
    speakers = speakers_of(body, mine)
    return [voter for voter in mine if any(one.pk == person.pk for one in speakers.get(voter.key, ()))]


def whom_to_invite(body: Body) -> list[Person]:
    """Whoever has a seat; where members vote, whoever may bind one of them. Each once, by name."""
    found = {seat.person_id: seat.person for seat in body.seats.now().select_related("person")}
    if body.of_members:
        houses = Organisation.objects.filter(is_member=True)
        for people in who_may_bind(houses, "vote").values():
            found |= {person.pk: person for person in people}
    return sorted(
        (person for person in found.values() if person.erased_at is None),
        key=lambda person: (person.shown_name.casefold(), person.pk),
    )
