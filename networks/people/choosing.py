"""Choosing an organisation or a person of a network in a form, however many there are."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from networks.base.choosing import choose_many, choose_one
from networks.base.places import country_name
from networks.base.tenancy import current_network_id
from networks.people.models import Affiliation, Network, Organisation

BY_NAME = ("name", "legal_name", "easy_name")
BY_PERSON = ("name", "email")


def where(organisation: Organisation) -> str:
    """What tells two organisations of one name apart."""
    return ", ".join(filter(None, (organisation.place, country_name(organisation.country))))


def whose(person: Any) -> str:
    """What tells two persons of one name apart: where they belong."""
    return ", ".join(sorted({one.organisation.name for one in person.places})[:3])


def with_places(persons: QuerySet) -> QuerySet:
    """Persons with the organisations of the current network that they belong to."""
    return persons.prefetch_related(
        Prefetch(
            "affiliations",
            Affiliation.objects.now().filter(organisation__binned_at=None).select_related("organisation"),
            to_attr="places",
        )
    )


def _names(what: str) -> Callable[[], str]:
    """Where a browser asks for names while somebody writes one."""

    def address() -> str:
        slug = Network.objects.filter(pk=current_network_id()).values_list("slug", flat=True).first()
        return reverse(what, args=[slug]) if slug else ""

    return address


def an_organisation(rows: QuerySet | None = None, **kwargs: Any) -> forms.Field:
    """A field for one organisation of the network."""
    rows = Organisation.objects.all() if rows is None else rows
    kwargs = {"search": BY_NAME, "detail": where, "url": _names("names-of-organisations"), **kwargs}
    return choose_one(rows.order_by("name", "pk"), **kwargs)


def organisations(rows: QuerySet | None = None, **kwargs: Any) -> forms.Field:
    """A field for several organisations of the network."""
    rows = Organisation.objects.all() if rows is None else rows
    return choose_many(rows.order_by("name", "pk"), **{"search": BY_NAME, "detail": where, **kwargs})


def a_person(rows: QuerySet, **kwargs: Any) -> forms.Field:
    """A field for one of these persons."""
    kwargs = {"search": BY_PERSON, "detail": whose, "url": _names("names-of-persons"), **kwargs}
    return choose_one(with_places(rows.order_by("name", "email", "pk")), **kwargs)


def persons(rows: QuerySet, **kwargs: Any) -> forms.Field:
    """A field for several of these persons."""
    kwargs = {"search": BY_PERSON, "detail": whose, **kwargs}
    return choose_many(with_places(rows.order_by("name", "email", "pk")), **kwargs)
