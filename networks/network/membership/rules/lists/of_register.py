"""The lists of the register: organisations and memberships."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.places import country_choices, country_name, language_name
from networks.network.membership.models import Category, Membership
from networks.network.membership.rules.lists import Column, Filter, ListKind, attribute, register
from networks.network.membership.rules.lists.own import (
    fields_once,
    figure_columns,
    figure_filters,
    own_columns,
    own_filters,
)
from networks.network.membership.rules.names import of_categories
from networks.people.models import Function, FunctionKind, Organisation, OrganisationKind

Rows = Sequence[Any]


def register_all() -> None:
    """Called when the program starts."""
    from networks.network.membership.rules.lists.of_people import PEOPLE

    for kind in (ORGANISATIONS, PEOPLE, MEMBERSHIPS):
        register(kind)


# ---- what several have ----


def countries() -> list[tuple[str, str]]:
    there = set(Organisation.objects.exclude(country="").values_list("country", flat=True).distinct())
    return [choice for choice in country_choices() if choice[0] in there]


def in_country(rows: QuerySet, value: str) -> QuerySet:
    """Rows of organisations in that country, which the database looks up first: they are fewer than all rows."""
    return rows.filter(organisation__in=Organisation.objects.filter(country=value))


def country(path: str) -> Any:
    get = attribute(path)
    return lambda rows: {key: country_name(code) for key, code in get(rows).items() if code}


def _choice_of(path: str, choices: Any) -> Any:
    get, names = attribute(path), {value: str(label) for value, label in choices}
    return lambda rows: {key: names.get(value, value) for key, value in get(rows).items()}


def search(*paths: str) -> Any:
    def narrow(rows: QuerySet, value: str) -> QuerySet:
        condition = Q()
        for path in paths:
            condition |= Q(**{f"{path}__icontains": value})
        return rows.filter(condition)

    return narrow


def exact(path: str, allowed: Any) -> Any:
    known = {str(value) for value, _label in allowed}
    return lambda rows, value: rows.filter(**{path: value}) if value in known else rows


def categories(actor: Any) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in of_categories(actor).items()]


def category_of(path: str, actor: Any) -> Any:
    """The name of the category whose key stands at `path`, as this reader reads it."""
    get = attribute(path)
    return lambda rows: {key: of_categories(actor).get(value, "") for key, value in get(rows).items()}


def is_category(value: str) -> bool:
    try:
        return Category.objects.filter(pk=UUID(value)).exists()
    except ValueError:
        return False


# ---- organisations ----


def _open(rows: Rows) -> dict[Any, Membership]:
    """The memberships of a page's organisations, asked once for all columns."""
    if not rows:
        return {}
    if not hasattr(rows[0], "open_of_page"):
        found = (
            Membership.objects.now()
            .filter(organisation__in=[row.pk for row in rows])
            .select_related("category")
        )
        rows[0].open_of_page = {row.organisation_id: row for row in found}
    return rows[0].open_of_page


def _of_membership(path: str) -> Any:
    get = attribute(path)

    def values(rows: Rows) -> Mapping[Any, Any]:
        memberships = _open(rows)
        said = get(list(memberships.values()))
        return {house: said[row.pk] for house, row in memberships.items()}

    return values


def _in_words(actor: Any) -> Any:
    get = _of_membership("category_id")
    return lambda rows: {house: of_categories(actor).get(key, "") for house, key in get(rows).items()}


def _holders(kind: str) -> Any:
    def values(rows: Rows) -> Mapping[Any, Any]:
        held = Function.objects.now().filter(
            kind=kind, affiliation__organisation__in=[row.pk for row in rows], affiliation__until=None
        )
        found: dict[Any, list[str]] = {}
        for row in held.select_related("affiliation__person").order_by("affiliation__person__name"):
            found.setdefault(row.affiliation.organisation_id, []).append(row.affiliation.person.shown_name)
        return {key: ", ".join(names) for key, names in found.items()}

    return values


def _organisation_columns(actor: Any) -> list[Column]:
    columns = [
        Column("name", _("Organisation"), attribute("name"), "name"),
        Column("country", _("Country"), country("country"), "country"),
        Column("place", _("Town"), attribute("place"), "place"),
        Column("kind", _("Kind"), _choice_of("kind", OrganisationKind.choices), "kind"),
        Column("category", _("Category"), _in_words(actor)),
        Column("since", _("Member since"), _of_membership("since")),
        Column("website", _("Website"), attribute("website")),
    ]
    if actor.is_coordinator:
        columns += [
            Column("number", _("Member number"), _of_membership("number")),
            Column("legal_name", _("Legal name"), attribute("legal_name"), "legal_name"),
            Column("email", _("General e-mail"), attribute("email"), "email"),
            Column("phone", _("General telephone"), attribute("phone")),
            Column("address", _("Postal address"), attribute("address")),
            Column("region", _("Region (NUTS)"), attribute("region"), "region"),
            Column("founded", _("Founded in"), attribute("founded"), numeric=True),
            Column(
                "languages",
                _("Languages"),
                lambda rows: {
                    row.pk: ", ".join(language_name(tag) for tag in row.languages or []) for row in rows
                },
            ),
            Column(
                "vat",
                _("VAT number"),
                lambda rows: {row.pk: (row.numbers or {}).get("vat", "") for row in rows},
            ),
            *(Column(f"holder.{kind}", label, _holders(kind)) for kind, label in FunctionKind.choices),
        ]
    columns += own_columns(fields_once("organisation", actor))
    if actor.is_coordinator:
        columns += own_columns(fields_once("membership", actor), _open, prefix="membership")
        columns += figure_columns(actor, lambda row: row.pk)
    return columns


def _has(rows: QuerySet, value: str) -> QuerySet:
    """ "delegate": somebody has this function; "-delegate": nobody has."""
    kind = value.removeprefix("-")
    if kind not in FunctionKind.values:
        return rows
    # not correlated: SQLite would go through all functions of the network for each row
    held = (
        Function.objects.now().filter(kind=kind, affiliation__until=None).values("affiliation__organisation")
    )
    return rows.exclude(pk__in=held) if value.startswith("-") else rows.filter(pk__in=held)


def _in_category(rows: QuerySet, value: str) -> QuerySet:
    if not is_category(value):
        return rows
    return rows.filter(pk__in=Membership.objects.now().filter(category=value).values("organisation"))


def _organisation_filters(actor: Any) -> list[Filter]:
    kinds = [(value, label) for value, label in OrganisationKind.choices]
    held = [(kind, _("has somebody: %(what)s") % {"what": label}) for kind, label in FunctionKind.choices]
    held += [
        (f"-{kind}", _("has nobody: %(what)s") % {"what": label}) for kind, label in FunctionKind.choices
    ]
    found = [
        Filter("q", _("Name or town"), search("name", "legal_name", "place"), "text"),
        Filter(
            "country", _("Country"), lambda rows, value: rows.filter(country=value), "choice", countries()
        ),
        Filter(
            "member",
            _("Member"),
            lambda rows, value: rows.filter(is_member=value == "yes"),
            "choice",
            (("yes", _("yes")), ("no", _("no"))),
        ),
        Filter("category", _("Category"), _in_category, "choice", categories(actor)),
        Filter("kind", _("Kind"), exact("kind", kinds), "choice", kinds, more=True),
    ]
    if actor.is_coordinator:
        found.append(Filter("has", _("Function"), _has, "choice", held, more=True))
    found += own_filters(fields_once("organisation", actor))
    return found + (figure_filters(actor, "pk") if actor.is_coordinator else [])


def _member_link(row: Organisation) -> tuple[str, dict]:
    return "organisation", {"key": row.pk}


ORGANISATIONS = ListKind(
    "organisations",
    gettext_lazy("Organisations"),
    "building-2",
    base=lambda actor: Organisation.objects.all(),
    columns=_organisation_columns,
    filters=_organisation_filters,
    shown=("name", "country", "place", "category", "since"),
    order="name",
    link=_member_link,
    house=lambda row: row.pk,
    house_field="pk",
    may=lambda actor: actor.confirmed,
)


# ---- memberships ----


def _membership_columns(actor: Any) -> list[Column]:
    return [
        Column("name", _("Organisation"), attribute("organisation__name"), "organisation__name"),
        Column("category", _("Category"), category_of("category_id", actor), "category__name"),
        Column("number", _("Member number"), attribute("number"), "number"),
        Column("since", _("Member since"), attribute("since"), "since"),
        Column("until", _("Member until"), attribute("until")),
        Column(
            "reason",
            _("Why it ended"),
            lambda rows: {row.pk: row.get_end_reason_display() if row.end_reason else "" for row in rows},
        ),
        Column("country", _("Country"), country("organisation__country"), "organisation__country"),
        Column("place", _("Town"), attribute("organisation__place"), "organisation__place"),
        *own_columns(fields_once("membership", actor)),
        *own_columns(
            fields_once("organisation", actor),
            lambda rows: {row.pk: row.organisation for row in rows},
            prefix="organisation",
        ),
        *figure_columns(actor, lambda row: row.organisation_id),
    ]


def _membership_filters(actor: Any) -> list[Filter]:
    states = (("now", _("holds now")), ("ended", _("has ended")))

    def state(rows: QuerySet, value: str) -> QuerySet:
        from networks.people.models import holding

        return (
            rows.filter(holding())
            if value == "now"
            else rows.exclude(holding())
            if value == "ended"
            else rows
        )

    return [
        Filter("q", _("Organisation or member number"), search("organisation__name", "number"), "text"),
        Filter("state", _("State"), state, "choice", states),
        Filter("category", _("Category"), exact("category", categories(actor)), "choice", categories(actor)),
        Filter("country", _("Country"), in_country, "choice", countries()),
        Filter("since.from", _("Member since, from"), _since("gte"), "day", more=True),
        Filter("since.to", _("Member since, to"), _since("lte"), "day", more=True),
        *own_filters(fields_once("membership", actor)),
        *own_filters(fields_once("organisation", actor), path="organisation__own", prefix="organisation"),
        *figure_filters(actor, "organisation"),
    ]


def _since(compare: str) -> Any:
    from networks.network.membership.rules.lists.own import day_of

    def narrow(rows: QuerySet, value: str) -> QuerySet:
        day = day_of(value)
        return rows.filter(**{f"since__{compare}": day}) if day else rows

    return narrow


MEMBERSHIPS = ListKind(
    "memberships",
    gettext_lazy("Memberships"),
    "badge-check",
    base=lambda actor: Membership.objects.filter(organisation__binned_at=None).select_related(
        "organisation", "category"
    ),
    columns=_membership_columns,
    filters=_membership_filters,
    shown=("name", "category", "number", "since", "until"),
    order="organisation__name",
    link=lambda row: ("organisation", {"key": row.organisation_id}),
    house=lambda row: row.organisation_id,
    house_field="organisation",
)
