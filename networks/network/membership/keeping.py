"""Whose documents there are in the register, and who may read and add them."""

from typing import Any

from django.urls import reverse

from networks.network.membership.models import OwnField
from networks.network.membership.rules import own_fields
from networks.participation.documents.models import Document
from networks.participation.documents.rules import Kept
from networks.participation.documents.rules import register as make_known
from networks.people.permissions import keeps


def register() -> None:
    """Make them known; called when the program starts."""
    make_known(
        Kept(
            "people.organisation",
            may_read=_confirmed,
            may_add=keeps,
            may_sign=_its_own,
            also=_of_organisation,
            url=_file_url,
        )
    )
    make_known(Kept("participation_mandates.mandate", may_read=_of_thing, may_add=_of_thing))
    make_known(Kept("people.function", may_read=_of_function, may_add=_of_function))
    make_known(Kept("network_membership.onbehalf", may_read=_of_thing, may_add=_coordinates))
    make_known(
        Kept("network_membership.membership", may_read=_confirmed, may_add=_coordinates, also=_of_membership)
    )
    make_known(
        Kept("network_membership.personrecord", may_read=_confirmed, may_add=_coordinates, also=_of_person)
    )


def _file_url(organisation: Any) -> str:
    return reverse("member-file", kwargs={"network": organisation.network.slug, "key": organisation.pk})


def _its_own(actor: Any, organisation: Any) -> bool:
    return organisation.pk in actor.organisation_ids and keeps(actor, organisation)


def _confirmed(actor: Any, thing: Any) -> bool:
    return actor.confirmed


def _coordinates(actor: Any, thing: Any) -> bool:
    return actor.is_coordinator


def _of_thing(actor: Any, thing: Any) -> bool:
    return keeps(actor, thing.organisation)


def _of_function(actor: Any, thing: Any) -> bool:
    return keeps(actor, thing.affiliation.organisation)


def _of_organisation(actor: Any, thing: Any, document: Document) -> bool:
    """The value of an own field as the field says; everything else is the organisation's own."""
    return (
        _by_field("organisation", thing, document, actor, thing)
        if document.kind == "own"
        else keeps(actor, thing)
    )


def _of_membership(actor: Any, thing: Any, document: Document) -> bool:
    return _by_field("membership", thing, document, actor, thing.organisation)


def _of_person(actor: Any, thing: Any, document: Document) -> bool:
    return _by_field("person", thing, document, actor, thing.person)


def _by_field(on: str, record: Any, document: Document, actor: Any, about: Any) -> bool:
    """Whoever sees the field whose value it is; of a field that is none any more, the coordinators."""
    keys = [key for key, value in (record.own or {}).items() if value == str(document.pk)]
    field = OwnField.objects.filter(on=on, key__in=keys).first() if keys else None
    return own_fields.sees(field, actor, about) if field else actor.is_coordinator
