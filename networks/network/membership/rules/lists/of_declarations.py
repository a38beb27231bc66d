"""The list of declarations: who has answered which round, late or on behalf, and what was declared; kept, taken out, written to."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.network.membership.models import (
    Declaration,
    DeclarationState,
    Declared,
    Figure,
    Membership,
    Round,
    RoundState,
    Terms,
)
from networks.network.membership.rules.lists import Column, Filter, ListKind, attribute, register
from networks.network.membership.rules.lists.of_register import (
    categories,
    countries,
    country,
    in_country,
    is_category,
    search,
)
from networks.network.membership.rules.lists.own import (
    Amount,
    fields_once,
    number_of,
    own_columns,
    own_filters,
)
from networks.network.membership.rules.names import named, of_categories
from networks.people.second_factor import needs_second_factor

Rows = Sequence[Any]
YES_NO = (("yes", gettext_lazy("yes")), ("no", gettext_lazy("no")))


def register_all() -> None:
    """Called when the program starts."""
    register(DECLARATIONS)


def _category(actor: Any) -> Any:
    def values(rows: Rows) -> Mapping[Any, Any]:
        there = Membership.objects.now().filter(organisation__in=[row.organisation_id for row in rows])
        keys, names = dict(there.values_list("organisation", "category")), of_categories(actor)
        return {row.pk: names.get(keys.get(row.organisation_id), "") for row in rows}

    return values


def _declared(figure: Any) -> Any:
    """What was declared of a figure; what is only begun says nothing yet."""

    def values(rows: Rows) -> Mapping[Any, Any]:
        said = Declared.objects.filter(
            declaration__in=[row.pk for row in rows if row.state == DeclarationState.DECLARED],
            asked__figure=figure,
        )
        return {
            declaration: _("not known")
            if unknown
            else Amount(amount, currency)
            if amount is not None
            else None
            for declaration, amount, currency, unknown in said.values_list(
                "declaration", "amount", "currency", "unknown"
            )
        }

    return values


def _figures() -> list[Figure]:
    """The figures that rounds asked."""
    return list(Figure.objects.filter(pk__in=_asked()).order_by("position", "pk"))


def _asked() -> QuerySet:
    return Round.objects.exclude(state=RoundState.PLANNED).values("asked__figure")


def _columns(actor: Any) -> list[Column]:
    figures = _figures()
    names = named(figures, actor.reader)
    return [
        Column("name", _("Organisation"), attribute("organisation__name"), "organisation__name"),
        Column("year", _("Year of the figures"), attribute("round__year"), "round__year", numeric=True),
        Column("state", _("State"), lambda rows: {row.pk: row.get_state_display() for row in rows}, "state"),
        Column(
            "declared",
            _("Declared on"),
            lambda rows: {row.pk: timezone.localdate(row.declared_at) for row in rows if row.declared_at},
        ),
        Column(
            "by",
            _("Declared by"),
            lambda rows: {row.pk: row.declared_by.shown_name for row in rows if row.declared_by},
        ),
        Column("behalf", _("Recorded by the network"), attribute("on_behalf"), "on_behalf"),
        Column("late", _("Late"), attribute("is_late"), "is_late"),
        Column("remark", _("What the network should know"), attribute("remark")),
        Column("country", _("Country"), country("organisation__country"), "organisation__country"),
        Column("category", _("Category"), _category(actor)),
        *(Column(f"said.{row.key}", names[row.pk], _declared(row.pk), numeric=True) for row in figures),
        *own_columns(
            fields_once("organisation", actor),
            lambda rows: {row.pk: row.organisation for row in rows},
            prefix="organisation",
        ),
    ]


def _year(rows: QuerySet, value: str) -> QuerySet:
    return (
        rows.filter(round__year=int(value))
        if value.isascii() and value.isdigit() and len(value) == 4
        else rows
    )


def _state(rows: QuerySet, value: str) -> QuerySet:
    if value == "missing":
        return rows.exclude(state=DeclarationState.DECLARED)
    return rows.filter(state=value) if value in DeclarationState.values else rows


def _yes(name: str) -> Any:
    return lambda rows, value: rows.filter(**{name: value == "yes"}) if value in ("yes", "no") else rows


def _in_category(rows: QuerySet, value: str) -> QuerySet:
    if not is_category(value):
        return rows
    there = Membership.objects.now().filter(category=value).values("organisation")
    return rows.filter(organisation__in=there)


def _bound(figure: Any, compare: str) -> Any:
    def narrow(rows: QuerySet, value: str) -> QuerySet:
        number: Decimal | None = number_of(value)
        if number is None:
            return rows
        said = Declared.objects.filter(asked__figure=figure, **{f"amount__{compare}": number})
        return rows.filter(state=DeclarationState.DECLARED, pk__in=said.values("declaration"))

    return narrow


def _filters(actor: Any) -> list[Filter]:
    states = [
        ("missing", _("has not declared")),
        *((value, str(name)) for value, name in DeclarationState.choices),
    ]
    years = Round.objects.exclude(state=RoundState.PLANNED).order_by("-year").values_list("year", flat=True)
    found = [
        Filter("q", _("Organisation"), search("organisation__name"), "text"),
        Filter("year", _("Year of the figures"), _year, "choice", [(str(year), str(year)) for year in years]),
        Filter("state", _("State"), _state, "choice", states),
        Filter("country", _("Country"), in_country, "choice", countries()),
        Filter("category", _("Category"), _in_category, "choice", categories(actor)),
        Filter("late", _("Late"), _yes("is_late"), "choice", YES_NO, more=True),
        Filter("behalf", _("Recorded by the network"), _yes("on_behalf"), "choice", YES_NO, more=True),
    ]
    figures = _figures()
    names = named(figures, actor.reader)
    for row in figures:
        for end, words, compare in (("from", _("%(name)s from"), "gte"), ("to", _("%(name)s to"), "lte")):
            key, name = f"said.{row.key}.{end}", words % {"name": names[row.pk]}
            found.append(Filter(key, name, _bound(row.pk, compare), "number", more=True))
    return found + own_filters(
        fields_once("organisation", actor), path="organisation__own", prefix="organisation"
    )


@needs_second_factor
def _may(actor: Any) -> bool:
    return actor.is_coordinator and Terms.of(actor).uses_declarations


DECLARATIONS = ListKind(
    "declarations",
    gettext_lazy("Declarations"),
    "clipboard-list",
    base=lambda actor: (
        Declaration.objects.exclude(round__state=RoundState.PLANNED)
        .filter(organisation__binned_at=None)
        .select_related("organisation", "round", "declared_by")
    ),
    columns=_columns,
    filters=_filters,
    shown=("name", "year", "state", "declared", "country"),
    order="organisation__name",
    link=lambda row: ("declaration", {"key": row.pk}),
    house=lambda row: row.organisation_id,
    house_field="organisation",
    may=_may,
)
