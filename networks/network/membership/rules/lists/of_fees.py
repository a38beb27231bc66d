"""The list of fee notices: filtered by state, year, currency and how long they are overdue; kept, taken out, written to."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.network.membership.models import FeeNotice, NoticeState, Terms
from networks.network.membership.rules.lists import Column, Filter, ListKind, attribute, register
from networks.network.membership.rules.lists.own import Amount
from networks.people.second_factor import needs_second_factor

Rows = Sequence[Any]


def register_all() -> None:
    """Called when the program starts."""
    register(FEES)


def _money(name: str) -> Any:
    return lambda rows: {row.pk: Amount(getattr(row, name), row.currency) for row in rows}


def _states(rows: Rows) -> Mapping[Any, Any]:
    return {row.pk: row.get_state_display() for row in rows}


def _late_days(rows: Rows) -> Mapping[Any, Any]:
    today = timezone.localdate()
    return {row.pk: (today - row.late_from).days for row in rows if row.late_from and row.late_from < today}


def _columns(actor: Any) -> list[Column]:
    return [
        Column("name", _("Organisation"), attribute("organisation__name"), sort="organisation__name"),
        Column("number", _("Number"), attribute("label_shown"), sort="label_shown"),
        Column("year", _("Year of the fee"), attribute("fee_year"), sort="fee_year", numeric=True),
        Column("issued", _("Date"), attribute("issued_on"), sort="issued_on"),
        Column("total", _("Total"), _money("total"), numeric=True),
        Column("open", _("Still to be paid"), _money("open_amount"), sort="open_amount", numeric=True),
        Column("state", _("State"), _states, sort="state"),
        Column("late", _("Days overdue"), _late_days, numeric=True),
        Column("reference", _("Reference"), attribute("reference")),
    ]


def _state(rows: QuerySet, value: str) -> QuerySet:
    if value == "unpaid":
        return rows.filter(open_amount__gt=0)
    return rows.filter(state=value) if value in NoticeState.values else rows


def _year(rows: QuerySet, value: str) -> QuerySet:
    return (
        rows.filter(fee_year=int(value)) if value.isascii() and value.isdigit() and len(value) == 4 else rows
    )


def _late(rows: QuerySet, value: str) -> QuerySet:
    if not (value.isascii() and value.isdigit() and len(value) < 5):
        return rows
    day = timezone.localdate() - timedelta(days=int(value))
    return rows.filter(open_amount__gt=0, late_from__lt=day)


def _filters(actor: Any) -> list[Filter]:
    states = [("unpaid", _("Not wholly paid")), *((value, str(name)) for value, name in NoticeState.choices)]
    return [
        Filter("q", _("Organisation"), lambda rows, value: rows.filter(organisation__name__icontains=value)),
        Filter("state", _("State"), _state, "choice", states),
        Filter("year", _("Year of the fee"), _year, "number"),
        Filter("late", _("Overdue for more than so many days"), _late, "number"),
    ]


@needs_second_factor
def bills(actor: Any) -> bool:
    """The coordinators of a network that uses fees."""
    return actor.is_coordinator and Terms.of(actor).bills


FEES = ListKind(
    "fees",
    gettext_lazy("Fee notices"),
    "euro",
    base=lambda actor: FeeNotice.objects.filter(
        series=FeeNotice.NOTICE, organisation__binned_at=None
    ).select_related("organisation"),
    columns=_columns,
    filters=_filters,
    shown=("name", "number", "total", "open", "state", "late"),
    order="organisation__name",
    link=lambda row: ("fee-notice", {"key": row.pk}),
    house=lambda row: row.organisation_id,
    house_field="organisation",
    may=bills,
)
