"""To whom the network writes when it writes to an organisation: whoever has a function for it, else its staff and board."""

from collections.abc import Iterable, Sequence
from typing import Any

from networks.network.membership.rules.contact_people import addresses_of
from networks.people.models import Affiliation, Audience, Function


def holders(organisations: Iterable[Any], functions: Sequence[str]) -> dict[Any, list[Affiliation]]:
    """By organisation's key: who has one of `functions` now, those of the first named function before the others. Two queries."""
    keys = [getattr(one, "pk", one) for one in organisations]
    order = {kind: number for number, kind in enumerate(functions)}
    people = {
        row.pk: row
        for row in Affiliation.objects.now()
        .filter(organisation__in=keys, confirmed=True, person__erased_at=None)
        .select_related("person", "organisation")
    }
    found: dict[Any, list[tuple[int, Affiliation]]] = {}
    rows = Function.objects.now().filter(kind__in=functions, affiliation__organisation__in=keys)
    for affiliation_id, kind in rows.order_by("since", "pk").values_list("affiliation", "kind"):
        if affiliation_id in people:
            row = people[affiliation_id]
            found.setdefault(row.organisation_id, []).append((order[kind], row))
    return {
        key: _once(row for _order, row in sorted(rows, key=lambda one: one[0])) for key, rows in found.items()
    }


def contacts(
    organisations: Iterable[Any], functions: Sequence[str]
) -> dict[Any, list[tuple[Affiliation, str]]]:
    """By organisation's key: who can be mailed of those with one of `functions`, and where; where nobody can, its staff and board.
    Organisations with nobody at all are missing. Seven queries."""
    keys = [getattr(one, "pk", one) for one in organisations]
    found = {key: able for key, rows in holders(keys, functions).items() if (able := _reached(rows))}
    missing = [key for key in keys if key not in found]
    rows = (
        Affiliation.objects.now()
        .filter(organisation__in=missing, confirmed=True, audience__in=(Audience.STAFF, Audience.BOARD))
        .select_related("person", "organisation")
        .order_by("since", "pk")
    )
    for row, address in _reached(rows):
        found.setdefault(row.organisation_id, []).append((row, address))
    return found


def _reached(rows: Iterable[Affiliation]) -> list[tuple[Affiliation, str]]:
    """Those whom mail reaches, and where: people who sign in, and contacts whom the network only noted."""
    rows = [row for row in rows if not row.person.is_demonstration]
    addresses = addresses_of([row.person_id for row in rows])
    return [(row, addresses[row.person_id]) for row in rows if row.person_id in addresses]


def _once(rows: Iterable[Affiliation]) -> list[Affiliation]:
    return list({row.pk: row for row in rows}.values())
