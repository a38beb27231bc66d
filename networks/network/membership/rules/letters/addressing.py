"""Who gets a letter: the chosen functions of the organisations in its list, the people in it, or whom its rows name themselves; each copy as it is written for them.

One who represents two organisations gets two copies where the copies differ (a field is filled in otherwise), and one where they are the
same: the second is kept as "went to this address already", so that it stands in both files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from networks.base.texts import Reader, load_versions
from networks.network.membership.models import Delivery, Fallback, Letter
from networks.network.membership.rules.contact_people import addresses_of
from networks.network.membership.rules.letters.merging import Facts, filled
from networks.network.membership.rules.lists import ListKind, kind_of
from networks.network.membership.rules.lists.showing import Shown
from networks.people.actors import Actor
from networks.people.mail import in_language
from networks.people.models import Affiliation, Function, FunctionKind, Organisation, Person

BATCH = 500


@dataclass
class Copy:
    """A letter as it is written for one address."""

    house: Organisation | None
    person: Any  # key, or None
    name: str
    address: str
    language: str
    subject: str = ""
    text: str = ""
    state: str = Delivery.WAITING


def keys_of(letter: Letter, network: Any) -> list[Any]:
    """What the letter's list holds, in its order: keys of rows for a list of people or of rows that name somebody, else of organisations, each once."""
    kind = kind_of(letter.kind)
    if kind is None or not kind.is_written_to:
        return []
    shown = Shown(kind, QueryDict(letter.query), Actor(letter.sent_by or letter.made_by, network))
    rows = shown.rows().order_by(shown.order, "pk")
    return list(
        dict.fromkeys(
            rows.values_list("pk" if kind.person or kind.addressee else kind.house_field, flat=True)
        )
    )


def copies(letter: Letter, keys: Sequence[Any], network: Any) -> Iterator[Copy]:
    """The copies for some of `keys_of`, in batches of a constant number of queries each."""
    load_versions([letter])
    kind = kind_of(letter.kind)
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        if kind is not None and kind.addressee is not None:
            yield from _to_rows(letter, kind, some, network)
        else:
            yield from (_to_people if kind and kind.person else _to_houses)(letter, some, network)


def _to_rows(letter: Letter, kind: ListKind, keys: Sequence[Any], network: Any) -> Iterator[Copy]:
    assert kind.addressee is not None
    rows = kind.base(Actor(letter.sent_by or letter.made_by, network)).in_bulk(list(keys))
    named = {key: kind.addressee(rows[key]) for key in keys if key in rows}
    houses = Organisation.objects.in_bulk({to.house for to in named.values() if to.house})
    facts = Facts(houses)
    for to in named.values():
        house = houses.get(to.house)
        if not to.address:
            yield Copy(house, to.person, to.name, "", "", state=Delivery.NOBODY)
            continue
        reader = Reader((to.language, *network.languages))
        subject, body = letter.version_for("subject", reader), letter.version_for("body", reader)
        known = facts.of(house.pk, to.name, "", body.language) if house else {"name": to.name}
        values = {**known, **to.said}
        yield Copy(
            house, to.person, to.name, to.address, body.language,
            " ".join(filled(subject.text, values).split())[:250], filled(body.text, values).strip() + "\n",
        )  # fmt: skip


def _to_people(letter: Letter, keys: Sequence[Any], network: Any) -> Iterator[Copy]:
    rows = {
        row.pk: row
        for row in Affiliation.objects.filter(pk__in=keys).select_related("person", "organisation")
    }
    houses = {row.organisation_id: row.organisation for row in rows.values()}
    facts, addresses = Facts(houses), addresses_of([row.person_id for row in rows.values()])
    held = _held([row.pk for row in rows.values()], FunctionKind.values)
    for key in keys:
        if (row := rows.get(key)) is None:
            continue
        address = addresses.get(row.person_id, "")
        yield _written(letter, facts, row.organisation, row.person, address, held.get(key, []), network)


def _held(affiliations: Sequence[Any], functions: Sequence[str]) -> dict[Any, list[str]]:
    found: dict[Any, list[str]] = {}
    rows = (
        Function.objects.now()
        .filter(affiliation__in=affiliations, kind__in=functions)
        .order_by("since", "pk")
    )
    for affiliation, kind in rows.values_list("affiliation", "kind"):
        found.setdefault(affiliation, []).append(kind)
    return {key: sorted(kinds, key=list(functions).index) for key, kinds in found.items()}


def _to_houses(letter: Letter, keys: Sequence[Any], network: Any) -> Iterator[Copy]:
    houses = Organisation.objects.in_bulk(list(keys))
    facts = Facts(houses)
    rows = list(
        Affiliation.objects.now()
        .filter(organisation__in=keys, confirmed=True, person__erased_at=None)
        .select_related("person")
        .order_by("since", "pk")
    )
    addresses = addresses_of([row.person_id for row in rows])
    wanted = [kind for kind in FunctionKind.values if kind in letter.functions]
    held = _held([row.pk for row in rows], FunctionKind.values)
    of_house: dict[Any, list[Affiliation]] = {}
    for row in rows:
        if row.person_id in addresses:
            of_house.setdefault(row.organisation_id, []).append(row)
    for key in keys:
        if (house := houses.get(key)) is None:
            continue
        there = of_house.get(key, [])
        chosen = [row for row in there if set(held.get(row.pk, [])) & set(wanted)]
        if not chosen and letter.fallback in (Fallback.REPRESENTATIVE, Fallback.ANY):
            chosen = [row for row in there if FunctionKind.REPRESENTATIVE in held.get(row.pk, [])]
        general = not chosen and house.email and letter.fallback in (Fallback.GENERAL, Fallback.ANY)
        if not chosen and not general and letter.fallback == Fallback.ANY:
            chosen = there[:1]
        for row in chosen:
            kinds = [kind for kind in held.get(row.pk, []) if kind in wanted] or held.get(row.pk, [])
            yield _written(letter, facts, house, row.person, addresses[row.person_id], kinds[:1], network)
        if general:
            yield _written(letter, facts, house, None, house.email, [], network)
        elif not chosen:
            yield Copy(house, None, "", "", "", state=Delivery.NOBODY)


def _written(
    letter: Letter,
    facts: Facts,
    house: Organisation,
    person: Person | None,
    address: str,
    functions: Sequence[str],
    network: Any,
) -> Copy:
    if not address:
        return Copy(
            house,
            person.pk if person else None,
            person.shown_name if person else "",
            "",
            "",
            state=Delivery.NOBODY,
        )
    language = person.language if person else house.language
    reader = Reader((language, *network.languages))
    subject, body = letter.version_for("subject", reader), letter.version_for("body", reader)
    with in_language(body.language):
        function = ", ".join(str(FunctionKind(kind).label) for kind in functions)
        name = person.shown_name if person else house.name
    values = facts.of(house.pk, name, function, body.language)
    return Copy(
        house, person.pk if person else None, name, address, body.language,
        " ".join(filled(subject.text, values).split())[:250], filled(body.text, values).strip() + "\n",
    )  # fmt: skip


def once_each(found: Iterator[Copy]) -> Iterator[Copy]:
    """Each address gets each text once; what would be the second is kept as such."""
    seen: set[tuple[str, str, str]] = set()
    for copy in found:
        if copy.address:
            mark = (copy.address.casefold(), copy.subject, copy.text)
            if mark in seen:
                copy.state = Delivery.SAME
            seen.add(mark)
        yield copy
