"""What a line changes, and what is known after it."""

from dataclasses import dataclass
from typing import Any

from networks.network.membership.methods.headings import fold
from networks.network.membership.rules.importing.known import Known, KnownMembership, KnownPerson
from networks.network.membership.rules.importing.parsing import Parsed, ParsedPerson


@dataclass
class Change:
    """One field that a line changes: shown as old → new, done from `value`."""

    what: str  # organisation.country, own.key, number.vat, membership, membership.since, figure, person, function, person.phone, balance, …
    label: str
    old: str
    new: str
    value: Any = None
    person: int = -1  # which of the line's people


def find_person(said: ParsedPerson, known: Known) -> KnownPerson | None:
    """The person of this organisation whom a line means: by key, address, or name."""
    for there in known.people:
        if said.key and str(there.key) == said.key:
            return there
    for there in known.people:
        if said.email and there.email.casefold() == said.email.casefold():
            return there
    return next(
        (
            there
            for there in known.people
            if said.name and fold(there.name) == fold(said.name) and not (said.email and there.email)
        ),
        None,
    )


def take_in(known: Known, said: Parsed, changes: list[Change]) -> None:
    """Note in `known` what the changes of a line make of it, so that later lines see it."""
    for change in changes:
        head, _dot, what = change.what.partition(".")
        if head == "organisation":
            known.values[what] = change.value
        elif head == "number":
            known.numbers[what] = change.value
        elif head == "figure":
            key, year, amount, currency = change.value
            known.figures[key, year] = (amount, currency)
        elif head == "balance":
            amount, currency = change.value
            known.opening[currency] = amount
        elif change.what == "membership":
            name, since, number = change.value
            known.memberships.append(KnownMembership(None, fold(name), name, number, since))
        elif change.what == "membership.past":
            name, since, until, number = change.value
            known.memberships.append(KnownMembership(None, fold(name), name, number, since, until))
        elif change.what == "membership.until":
            for there in known.memberships:
                if there.since == change.value[0]:
                    there.until = change.value[1]
        elif head == "membership" and (there := known.open_membership):
            if what == "category":
                there.category, there.category_name = fold(change.value), change.value
            else:
                setattr(there, what, change.value)
        elif head == "own":
            about, _dot, key = what.partition(".")
            if about == "organisation":
                known.own[key] = change.value
            elif about == "membership" and known.open_membership:
                known.open_membership.own[key] = change.value
            elif change.person >= 0 and (person := find_person(said.people[change.person], known)):
                person.own[key] = change.value
        elif change.what == "person":
            one = said.people[change.person]
            known.people.append(
                KnownPerson(
                    None,
                    None,
                    one.name,
                    one.email,
                    one.phone,
                    one.title,
                    one.language,
                    set(one.functions),
                    {},
                )
            )
        elif change.person >= 0 and (person := find_person(said.people[change.person], known)):
            if change.what == "function":
                person.functions.add(change.value)
            else:
                setattr(person, what, change.value)
