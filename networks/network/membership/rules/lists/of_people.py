"""The list of people, with what they do for their organisation."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.places import language_name
from networks.network.membership.models import PersonRecord
from networks.network.membership.rules.contact_people import addresses_of, functions_held
from networks.network.membership.rules.lists import Column, Filter, ListKind, attribute
from networks.network.membership.rules.lists.of_register import Rows, countries, country, in_country, search
from networks.network.membership.rules.lists.own import fields_once, own_columns, own_filters
from networks.people.models import Affiliation, Function, FunctionKind


def _records(rows: Rows) -> dict[Any, PersonRecord]:
    found = {
        row.person_id: row for row in PersonRecord.objects.filter(person__in=[row.person_id for row in rows])
    }
    return {row.pk: found[row.person_id] for row in rows if row.person_id in found}


def _mail(rows: Rows) -> Mapping[Any, Any]:
    addresses = addresses_of([row.person_id for row in rows])
    return {row.pk: addresses.get(row.person_id, "") for row in rows}


def _functions(rows: Rows) -> Mapping[Any, Any]:
    return {key: ", ".join(kinds) for key, kinds in functions_held(rows).items()}


def _people_columns(actor: Any) -> list[Column]:
    return [
        Column(
            "person",
            _("Person"),
            lambda rows: {row.pk: row.person.shown_name for row in rows},
            "person__name",
        ),
        Column("name", _("Organisation"), attribute("organisation__name"), "organisation__name"),
        Column("functions", _("Functions"), _functions),
        Column("email", _("E-mail"), _mail),
        Column("phone", _("Telephone"), lambda rows: {key: row.phone for key, row in _records(rows).items()}),
        Column("title", _("Job title"), attribute("title"), "title"),
        Column(
            "language",
            _("Language"),
            lambda rows: {row.pk: language_name(row.person.language) for row in rows},
            "person__language",
        ),
        Column("country", _("Country"), country("organisation__country"), "organisation__country"),
        Column("since", _("Since"), attribute("since"), "since"),
        *own_columns(fields_once("person", actor), _records),
        *own_columns(
            fields_once("organisation", actor),
            lambda rows: {row.pk: row.organisation for row in rows},
            prefix="organisation",
        ),
    ]


def _holds(rows: QuerySet, value: str) -> QuerySet:
    if value not in FunctionKind.values:
        return rows
    return rows.filter(Exists(Function.objects.now().filter(kind=value, affiliation=OuterRef("pk"))))


def _people_filters(actor: Any) -> list[Filter]:
    languages = sorted(set(Affiliation.objects.now().values_list("person__language", flat=True).distinct()))
    return [
        Filter("q", _("Name or organisation"), search("person__name", "organisation__name", "title"), "text"),
        Filter("function", _("Function"), _holds, "choice", FunctionKind.choices),
        Filter("country", _("Country"), in_country, "choice", countries()),
        Filter(
            "member",
            _("Of members"),
            lambda rows, value: rows.filter(organisation__is_member=value == "yes"),
            "choice",
            (("yes", _("yes")), ("no", _("no"))),
        ),
        Filter(
            "language",
            _("Language"),
            lambda rows, value: rows.filter(person__language=value),
            "choice",
            [(tag, language_name(tag)) for tag in languages],
            more=True,
        ),
        *own_filters(fields_once("organisation", actor), path="organisation__own", prefix="organisation"),
    ]


PEOPLE = ListKind(
    "people",
    gettext_lazy("People"),
    "users",
    base=lambda actor: (
        Affiliation.objects.now()
        .filter(confirmed=True, organisation__binned_at=None, person__erased_at=None)
        .select_related("person", "organisation")
    ),
    columns=_people_columns,
    filters=_people_filters,
    shown=("person", "name", "functions", "email"),
    order="person__name",
    link=lambda row: ("organisation", {"key": row.organisation_id}),
    house=lambda row: row.organisation_id,
    person=lambda row: row.person_id,
    house_field="organisation",
    person_field="person",
)
