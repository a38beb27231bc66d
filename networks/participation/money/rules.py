"""How an account changes: by an entry, once for each cause; taken back by a reversal."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from networks.participation.money.amounts import rounded
from networks.participation.money.models import Entry


def book(
    organisation,
    amount: Decimal,
    currency: str,
    *,
    kind: str,
    about: Any,
    cause: str,
    on: date | None = None,
    by=None,
) -> Entry | None:
    """Enter what `organisation` owes (positive) or paid (negative). The same `cause` again changes nothing and returns None."""
    if amount != rounded(amount, currency):
        raise ValueError("an amount has no more digits than its currency")
    try:
        with transaction.atomic():
            return Entry.objects.create(
                organisation=organisation,
                amount=amount,
                currency=currency,
                kind=kind,
                about=about.label,
                about_id=about.pk,
                cause=cause,
                booked_on=on or timezone.localdate(),
                made_by=by,
            )
    except IntegrityError:
        return None


def reverse(found: Entry, *, by=None, on: date | None = None) -> Entry | None:
    """Take an entry back by one of the opposite amount; the first stays to be seen. Twice is once (None)."""
    try:
        with transaction.atomic():
            return Entry.objects.create(
                organisation=found.organisation,
                amount=-found.amount,
                currency=found.currency,
                kind=found.kind,
                about=found.about,
                about_id=found.about_id,
                cause=f"reversal:{found.pk}",
                booked_on=on or timezone.localdate(),
                made_by=by,
                reverses=found,
            )
    except IntegrityError:
        return None


def balances(organisations: Iterable[Any]) -> dict[Any, dict[str, Decimal]]:
    """What organisations owe: key → currency → amount (positive: owed). One query; currencies are never summed."""
    found: dict[Any, dict[str, Decimal]] = {}
    keys = [getattr(one, "pk", one) for one in organisations]
    rows = (
        Entry.objects.filter(organisation__in=keys)
        .values("organisation", "currency")
        .annotate(total=Sum("amount"))
    )
    for row in rows.order_by("organisation", "currency"):
        found.setdefault(row["organisation"], {})[row["currency"]] = row["total"]
    return found


def account(organisation: Any, currency: str | None = None):
    """The entries of an organisation's account, the newest first: a queryset, to be shown page by page."""
    rows = Entry.objects.filter(organisation=organisation)
    if currency:
        rows = rows.filter(currency=currency)
    return rows.select_related("made_by").order_by("-booked_on", "-pk")


def owed_about(things: Iterable[Any]) -> dict[tuple[str, Any], Decimal]:
    """What is still owed about records, by (label, key): the sum of their entries. One query; each record has one currency."""
    things = list(things)
    rows = (
        Entry.objects.filter(about__in={one.label for one in things}, about_id__in=[one.pk for one in things])
        .values("about", "about_id")
        .annotate(total=Sum("amount"))
    )
    return {(row["about"], row["about_id"]): row["total"] for row in rows.order_by("about", "about_id")}


def open_balance(organisation: Any, amount: Decimal, currency: str, *, on: date, by=None) -> Entry | None:
    """What an organisation owed (positive) or had paid too much (negative) when its account began here. Once a currency."""
    return book(
        organisation, amount, currency, kind="opening", about=organisation, cause=f"opening:{organisation.pk}:{currency}", on=on, by=by
    )  # fmt: skip
