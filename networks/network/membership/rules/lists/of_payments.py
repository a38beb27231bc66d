"""The list of payments and refunds: filtered by day, way and what became of them; kept, taken out, written to."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.network.membership.models import Allocation, Payment
from networks.network.membership.rules.lists import Column, Filter, ListKind, attribute, register
from networks.network.membership.rules.lists.of_fees import bills
from networks.network.membership.rules.lists.of_register import country, exact, search
from networks.network.membership.rules.lists.own import Amount, day_of

Rows = Sequence[Any]


def register_all() -> None:
    """Called when the program starts."""
    register(PAYMENTS)


def _pays(rows: Rows) -> Mapping[Any, Any]:
    """The notices that each pays."""
    found: dict[Any, list[str]] = {}
    there = Allocation.objects.filter(
        payment__in=[row.pk for row in rows], taken_back_at=None, notice__isnull=False
    )
    for payment, label in there.order_by("notice__label_shown").values_list("payment", "notice__label_shown"):
        found.setdefault(payment, []).append(label)
    return {key: ", ".join(dict.fromkeys(labels)) for key, labels in found.items()}


def _state(row: Payment) -> str:
    if row.taken_back_at:
        return _("taken back")
    return _("paid back") if row.is_refund else _("booked")


def _columns(actor: Any) -> list[Column]:
    return [
        Column("name", _("Organisation"), attribute("organisation__name"), "organisation__name"),
        Column("day", _("Paid on"), attribute("paid_on"), "paid_on"),
        Column(
            "amount",
            _("Amount"),
            lambda rows: {row.pk: Amount(row.amount, row.currency) for row in rows},
            "amount",
            numeric=True,
        ),
        Column("currency", _("Currency"), attribute("currency"), "currency"),
        Column("way", _("How"), lambda rows: {row.pk: row.get_way_display() for row in rows}, "way"),
        Column("pays", _("Pays"), _pays),
        Column("state", _("State"), lambda rows: {row.pk: _state(row) for row in rows}),
        Column("because", _("Why it was taken back"), attribute("taken_back_because")),
        Column("note", _("Note"), attribute("note")),
        Column(
            "by", _("Booked by"), lambda rows: {row.pk: row.made_by.shown_name for row in rows if row.made_by}
        ),
        Column("country", _("Country"), country("organisation__country"), "organisation__country"),
    ]


def _paid(compare: str) -> Any:
    def narrow(rows: QuerySet, value: str) -> QuerySet:
        day = day_of(value)
        return rows.filter(**{f"paid_on__{compare}": day}) if day else rows

    return narrow


def _in_state(rows: QuerySet, value: str) -> QuerySet:
    if value == "back":
        return rows.filter(taken_back_at__isnull=False)
    if value in ("booked", "refund"):
        side = "amount__gt" if value == "booked" else "amount__lt"
        return rows.filter(taken_back_at=None, **{side: 0})
    return rows


def _filters(actor: Any) -> list[Filter]:
    states = (("booked", _("booked")), ("refund", _("paid back")), ("back", _("taken back")))
    currencies = [(code, code) for code in sorted(set(Payment.objects.values_list("currency", flat=True)))]
    return [
        Filter("q", _("Organisation or note"), search("organisation__name", "note"), "text"),
        Filter("state", _("State"), _in_state, "choice", states),
        Filter("way", _("How"), exact("way", Payment.WAYS), "choice", Payment.WAYS),
        Filter("paid.from", _("Paid from"), _paid("gte"), "day"),
        Filter("paid.to", _("Paid until"), _paid("lte"), "day"),
        Filter("currency", _("Currency"), exact("currency", currencies), "choice", currencies, more=True),
    ]


PAYMENTS = ListKind(
    "payments",
    gettext_lazy("Payments"),
    "euro",
    base=lambda actor: Payment.objects.filter(organisation__binned_at=None).select_related(
        "organisation", "made_by"
    ),
    columns=_columns,
    filters=_filters,
    shown=("name", "day", "amount", "way", "pays", "state"),
    order="-paid_on",
    link=lambda row: ("fee-payment", {"key": row.pk}),
    house=lambda row: row.organisation_id,
    house_field="organisation",
    may=bills,
)
