"""Who gets a member's notices, who sees its account, and in which language they are written."""

from typing import Any

from django.conf import settings

from networks.network.membership.models import Application, Stage
from networks.network.membership.rules.contact_people import addresses_of
from networks.people.models import Function, FunctionKind, Network, Organisation, Person, holding
from networks.people.permissions import coordinates, keeps

BILLED = (FunctionKind.INVOICES, FunctionKind.REPRESENTATIVE)  # the first of these that somebody holds


def invoice_people(keys) -> dict[Any, list[Person]]:
    """Who gets the notices of organisations: who holds the function "invoices", or else the legal representative;
    of those who have an address, `reached_at`, their own or the one noted here. Three queries."""
    rows = (
        Function.objects.now()
        .filter(
            holding("affiliation__"),
            kind__in=BILLED,
            affiliation__organisation__in=list(keys),
            affiliation__confirmed=True,
            affiliation__person__erased_at=None,
            affiliation__person__is_active=True,
        )
        .select_related("affiliation__person")
        .order_by("since", "pk")
    )
    reached = addresses_of({row.affiliation.person_id for row in rows})
    by_kind: dict[tuple[Any, str], list[Person]] = {}
    for row in rows:
        if row.affiliation.person_id not in reached:
            continue
        row.affiliation.person.reached_at = reached[row.affiliation.person_id]
        there = by_kind.setdefault((row.affiliation.organisation_id, row.kind), [])
        if row.affiliation.person not in there:
            there.append(row.affiliation.person)
    return {key: next((by_kind[key, kind] for kind in BILLED if (key, kind) in by_kind), []) for key in keys}


def recipients(organisation: Organisation) -> list[tuple[str, str]]:
    """(address, language) of everybody who gets an organisation's notices: its people, else its general address, else who applied for it."""
    people = invoice_people([organisation.pk])[organisation.pk]
    found = [(person.reached_at, person.language) for person in people]
    if not found and organisation.email:
        found = [(organisation.email, language_for(organisation))]
    return found or _who_applied(organisation)


def _who_applied(organisation: Organisation) -> list[tuple[str, str]]:
    """A new member's first notice reaches whoever applied for it, who may not have accepted the invitation yet."""
    rows = Application.objects.filter(organisation=organisation, stage=Stage.ADMITTED).exclude(email="")
    last = rows.order_by("-decided_at", "pk").first()
    return [(last.email, spoken(last.language) or language_for(organisation))] if last else []


def language_for(organisation: Organisation) -> str:
    """The language of an organisation's notices: that of who gets them, its own, the network's; one that the program speaks."""
    people = invoice_people([organisation.pk])[organisation.pk]
    network = Network.objects.get(pk=organisation.network_id)
    wanted = [
        *(person.language for person in people[:1]),
        *organisation.languages,
        organisation.language,
        *network.languages,
    ]
    return next((tag for tag in map(spoken, wanted) if tag), settings.LANGUAGE_CODE)


def spoken(language: str) -> str:
    """The language of the program's own that stands for `language`; empty where there is none."""
    known = dict(settings.LANGUAGES)
    return next((code for code in (language, (language or "").split("-")[0]) if code in known), "")


def sees_account(actor: Any, organisation: Organisation) -> bool:
    """Who sees a member's notices and balance: coordinators, who keeps the organisation, and who gets its invoices or represents it."""
    if coordinates(actor) or keeps(actor, organisation):
        return True
    if actor.person is None or actor.by_card:
        return False
    return (
        Function.objects.now()
        .filter(
            holding("affiliation__"),
            kind__in=BILLED,
            affiliation__person=actor.person,
            affiliation__organisation=organisation,
            affiliation__confirmed=True,
        )
        .exists()
    )
