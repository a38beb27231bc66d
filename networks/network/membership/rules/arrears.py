"""Arrears at an instant, as the statutes count them: after so many days overdue, or from a certain reminder on. Paid, the right is back.

What a member owed when its account began here (an opening balance) counts from the day it was brought forward.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, Q, Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from networks.network.membership.methods.instalments import Instalment, first_unpaid
from networks.network.membership.models import FeeNotice, FeeReminder, FeeTerms, Terms
from networks.participation.money.amounts import shown
from networks.participation.money.models import Entry

LABEL = "network_membership.feenotice"


@dataclass(frozen=True)
class Late:
    """One notice that is overdue on a day: what was due, since when."""

    notice: FeeNotice
    since: date
    amount: Decimal
    level: int  # the last reminder

    def days(self, day: date) -> int:
        return (day - self.since).days


@dataclass(frozen=True)
class BroughtForward:
    """What is still owed of an opening balance."""

    since: date
    amount: Decimal
    currency: str
    level: int = 0  # the last reminder

    def days(self, day: date) -> int:
        return (day - self.since).days


@dataclass
class FeeStanding:
    """What the fees of an organisation say on a day."""

    arrears: Any = ""  # what is overdue so that the vote is lost, in words
    fee: dict[str, Decimal] = field(default_factory=dict)  # this year's, by currency
    year: int | None = None  # the last year, this one or before, with a fee
    net: dict[str, Decimal] = field(default_factory=dict)  # that year's without VAT, by currency

    def take(self, notice: FeeNotice, this_year: int) -> None:
        """Count a notice that was not cancelled."""
        if notice.fee_year == this_year:
            self.fee[notice.currency] = self.fee.get(notice.currency, Decimal(0)) + notice.total
        if notice.fee_year > this_year or (self.year is not None and notice.fee_year < self.year):
            return
        if notice.fee_year != self.year:
            self.year, self.net = notice.fee_year, {}
        self.net[notice.currency] = self.net.get(notice.currency, Decimal(0)) + notice.net


def fee_standing(keys: Iterable[Any], at: datetime, day: date) -> dict[Any, FeeStanding]:
    """For each organisation with an account: what is overdue so that the vote is lost, this year's fee, and that of the last invoiced year.

    Empty where the network uses no fees. A constant number of queries.
    """
    if not Terms.objects.filter(uses_fees=True).exists():
        return {}
    terms = FeeTerms.objects.first()
    notices = list(
        FeeNotice.objects.filter(
            organisation__in=list(keys), series=FeeNotice.NOTICE, issued_on__lte=day
        ).prefetch_related("instalments")
    )
    found: dict[Any, FeeStanding] = {}
    for notice in notices:
        one = found.setdefault(notice.organisation_id, FeeStanding())
        if notice.state != "credited":
            one.take(notice, day.year)
    for late in late_on(notices, at, day):
        if terms and loses_vote(terms, late, day):
            one = found[late.notice.organisation_id]
            one.arrears = one.arrears or in_words(late)
    for key, owed in brought_forward(keys, day, at):
        one = found.setdefault(key, FeeStanding())
        if terms and loses_vote(terms, owed, day):
            one.arrears = one.arrears or _forward_in_words(owed)
    return found


def brought_forward(
    keys: Iterable[Any] | None, day: date, at: datetime | None = None
) -> list[tuple[Any, BroughtForward]]:
    """What these organisations (None: all) still owed on a day of what they owed when their accounts began: payments that pay no notice pay it.

    `at`: the instant until which reminders count. Two queries, the second only where something is owed.
    """
    stands = Q(kind="opening", reverses=None) & (Q(reversal=None) | Q(reversal__booked_on__gt=day))
    entries = Entry.objects.filter(booked_on__lte=day).exclude(about=LABEL)
    if keys is not None:
        entries = entries.filter(organisation__in=list(keys))
    rows = list(
        entries.order_by()
        .values("organisation", "currency")
        .annotate(owed=Sum("amount"), since=Min("booked_on", filter=stands))
        .filter(owed__gt=0, since__isnull=False)
        .order_by("since", "organisation", "currency")
    )
    levels = _levels_of_openings([row["organisation"] for row in rows], at) if rows else {}
    return [
        (
            row["organisation"],
            BroughtForward(
                row["since"],
                row["owed"],
                row["currency"],
                levels.get((row["organisation"], row["currency"]), 0),
            ),
        )
        for row in rows
    ]


def _levels_of_openings(keys: list[Any], at: datetime | None) -> dict[tuple[Any, str], int]:
    rows = FeeReminder.objects.filter(opening__organisation__in=keys, opening__reversal=None)
    if at is not None:
        rows = rows.filter(created_at__lte=at)
    found = rows.order_by().values_list("opening__organisation", "opening__currency").annotate(Max("level"))
    return {(organisation, currency): level for organisation, currency, level in found}


def late_on(notices: list[FeeNotice], at: datetime, day: date) -> list[Late]:
    """Which of these notices were overdue on a day, from what was booked until then. Instalments are fetched before."""
    keys = [notice.pk for notice in notices]
    owed = dict(
        Entry.objects.filter(about=LABEL, about_id__in=keys, booked_on__lte=day)
        .order_by()
        .values_list("about_id")
        .annotate(Sum("amount"))
    )
    levels = dict(
        FeeReminder.objects.filter(notice__in=keys, created_at__lte=at)
        .order_by()
        .values_list("notice")
        .annotate(Max("level"))
    )
    found = []
    for notice in notices:
        settled = notice.total - owed.get(notice.pk, notice.total)
        parts = [Instalment(part.due_on, part.amount) for part in notice.instalments.all()]
        since = first_unpaid(parts, settled)
        if since is not None and since < day:
            due = sum((part.amount for part in parts if part.due_on < day), Decimal(0))
            found.append(Late(notice, since, due - settled, levels.get(notice.pk, 0)))
    return sorted(found, key=lambda late: (late.since, late.notice.label_shown))


def loses_vote(terms: FeeTerms, late: Late | BroughtForward, day: date) -> bool:
    """Whether this, by the statutes, costs the vote."""
    if terms.vote_lost_days is not None and late.days(day) > terms.vote_lost_days:
        return True
    return terms.vote_lost_level is not None and 0 < terms.vote_lost_level <= late.level


def in_words(late: Late) -> Any:
    """Fee notice F-2026-0017: €120.00 was due on 3 March 2026."""
    return format_lazy(
        _("Fee notice {number}: {amount} was due on {day}."),
        number=late.notice.label_shown,
        amount=_Amount(late.amount, late.notice.currency),
        day=_Day(late.since),
    )


def _forward_in_words(owed: BroughtForward) -> Any:
    """Balance brought forward: €120.00 has been open since 3 March 2026."""
    return format_lazy(
        _("Balance brought forward: {amount} has been open since {day}."),
        amount=_Amount(owed.amount, owed.currency),
        day=_Day(owed.since),
    )


@dataclass(frozen=True)
class _Amount:
    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return shown(self.amount, self.currency)


@dataclass(frozen=True)
class _Day:
    day: date

    def __str__(self) -> str:
        return date_format(self.day, "DATE_FORMAT")


def may_lapse(terms: FeeTerms, day: date | None = None) -> list[FeeNotice]:
    """Notices overdue for so long that the statutes let the membership lapse: shown, never done by itself."""
    if terms.lapse_days is None:
        return []
    limit = (day or timezone.localdate()) - timedelta(days=terms.lapse_days)
    rows = FeeNotice.objects.filter(series=FeeNotice.NOTICE, open_amount__gt=0, late_from__lt=limit)
    return list(rows.select_related("organisation").order_by("late_from", "pk")[:200])
