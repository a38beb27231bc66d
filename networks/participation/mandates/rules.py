"""Mandates: who may bind an organisation, given from a day to a day, ended, and asked at the moment of acting.

give(person, house, "vote", since=…, until=…, decision="Board of 3 May", by=giver)
may_bind(person, house, "vote")      # a legal representative in everything, others by a function or a mandate; only while they belong to it
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.participation.mandates.models import Mandate
from networks.people.models import Affiliation, Function, FunctionKind, Organisation, Person, holding
from networks.record.rules import record

# Functions that carry a mandate of their own, and in which matters (empty: in all).
BY_FUNCTION = {
    FunctionKind.REPRESENTATIVE: ("",),
    FunctionKind.DELEGATE: ("vote",),
    FunctionKind.DEPUTY: ("vote",),
}
# The matters in which somebody can bind an organisation; rooms that have others use their own word.
SCOPES = {
    "": gettext_lazy("everything"),
    "vote": gettext_lazy("votes"),
    "declaration": gettext_lazy("declarations"),
    "commitment": gettext_lazy("orders and commitments"),
    "position": gettext_lazy("positions and sign-ons"),
}


FEW = 500  # organisations that are named one by one in a query


class WrongDays(ValueError):
    """Days that do not go together, or a person who does not belong to the organisation; its text says what to do."""


@transaction.atomic
def give(
    person: Person,
    organisation: Organisation,
    scope: str = "",
    *,
    since: date | None = None,
    until: date | None = None,
    decision: str = "",
    by: Any = None,
) -> Mandate:
    """`person` may bind `organisation` in one matter (empty: in all) from a day on. The same twice is once. Raises WrongDays."""
    since = since or timezone.localdate()
    if until and until <= since:
        raise WrongDays(_("The last day lies before the first."))
    place = Affiliation.objects.now().filter(person=person, organisation=organisation, confirmed=True)
    if not place.select_for_update().exists():
        raise WrongDays(_("Only somebody who belongs to the organisation can have a mandate."))
    there = Mandate.objects.filter(person=person, organisation=organisation, scope=scope).filter(
        Q(until=None) | Q(until__gt=since)
    )
    if until:
        there = there.filter(since__lt=until)
    found = there.first()
    if found is None:
        found = Mandate.objects.create(
            person=person,
            organisation=organisation,
            scope=scope,
            since=since,
            until=until,
            decision=decision.strip()[:300],
            given_by=by,
        )
        record("mandate.given", found, actor=by, organisations=[organisation], scope=scope)
    return found


@transaction.atomic
def end(found: Mandate, on: date | None = None, *, by: Any = None) -> bool:
    """A mandate ends on a day (today); what was bound by it until then stays bound. Returns whether anything changed."""
    on = max(on or timezone.localdate(), found.since)
    won = (
        Mandate.objects.filter(pk=found.pk)
        .filter(Q(until=None) | Q(until__gt=on))
        .update(until=on, ended_by=by)
    )
    if won:
        found.refresh_from_db()
        record("mandate.ended", found, actor=by, organisations=[found.organisation], scope=found.scope)
    return bool(won)


def may_bind(person: Any, organisation: Any, scope: str = "") -> bool:
    """Whether `person` may bind `organisation` in the matter `scope` now: by a function or by a mandate, while they belong to it."""
    kinds = [kind for kind, scopes in BY_FUNCTION.items() if "" in scopes or scope in scopes]
    by_function = (
        Function.objects.now()
        .filter(
            holding("affiliation__"),
            kind__in=kinds,
            affiliation__person=person,
            affiliation__organisation=organisation,
        )
        .exists()
    )
    return by_function or (
        Mandate.objects.now()
        .filter(Q(scope="") | Q(scope=scope), person=person, organisation=organisation)
        .exists()
        and Affiliation.objects.now().filter(person=person, organisation=organisation).exists()
    )


def bound_by(person: Any, scope: str = "", belongs: Iterable[Affiliation] | None = None) -> set[Any]:
    """Which organisations `person` may bind in the matter `scope` now, by their keys, the same as `may_bind` says of each. Narrow queries: in a
    live vote thousands ask it within a minute. `belongs`: where they belong now, for whoever knows it already (Actor.affiliations).
    """
    kinds = [kind for kind, scopes in BY_FUNCTION.items() if "" in scopes or scope in scopes]
    if belongs is None:
        belongs = Affiliation.objects.now().filter(person=person, organisation__binned_at=None)
    places = {place.pk: place.organisation_id for place in belongs}
    if not places:
        return set()
    functions = Function.objects.now().filter(kind__in=kinds, affiliation__in=places)
    mandates = Mandate.objects.now().filter(
        Q(scope="") | Q(scope=scope), person=person, organisation__in=set(places.values())
    )
    said = functions.values_list("affiliation").union(mandates.values_list("organisation"))
    keys = {key for (key,) in said}
    return {house for place, house in places.items() if place in keys or house in keys}


def who_may_bind(organisations: Iterable[Any], scope: str = "") -> dict[Any, list[Person]]:
    """Who may bind each of `organisations` now, by its key, the same as `may_bind` says of each. Two queries, whatever the number."""
    keys = {getattr(one, "pk", one) for one in organisations}
    kinds = [kind for kind, scopes in BY_FUNCTION.items() if "" in scopes or scope in scopes]
    found: dict[Any, dict[Any, Person]] = {}
    functions = Function.objects.now().filter(holding("affiliation__"), kind__in=kinds)
    there = Affiliation.objects.now().filter(person=OuterRef("person"), organisation=OuterRef("organisation"))
    mandates = Mandate.objects.now().filter(Exists(there), Q(scope="") | Q(scope=scope))
    if len(keys) <= FEW:
        functions = functions.filter(affiliation__organisation__in=keys)
        mandates = mandates.filter(organisation__in=keys)
    for one in functions.select_related("affiliation__person").order_by("affiliation__person__name", "pk"):
        place = one.affiliation
        found.setdefault(place.organisation_id, {})[place.person_id] = place.person
    for given in mandates.select_related("person").order_by("person__name", "pk"):
        found.setdefault(given.organisation_id, {})[given.person_id] = given.person
    return {key: list(people.values()) for key, people in found.items() if key in keys}
