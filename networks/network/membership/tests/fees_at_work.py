"""What tests of fees begin with: a network that bills, its members, an adopted schedule."""

from datetime import date
from decimal import Decimal as D

from networks.network.membership.models import (
    Category,
    FeeNotice,
    FeeRuleRow,
    FeeTerms,
    Figure,
    FigureValue,
    Terms,
)
from networks.network.membership.rules import fee_schedules
from networks.network.membership.rules.belonging import begin
from networks.network.membership.rules.fee_notices import issue
from networks.participation.referrals.rules import answer
from networks.people.models import Organisation

IBAN = "BE68539007547034"


def uses_fees(**terms) -> FeeTerms:
    """The network bills, in euros, to an account."""
    found = Terms.current()
    found.uses_fees, found.legal_form, found.currency = True, "AISBL", "EUR"
    found.save()
    own = FeeTerms.current()
    values = {"iban": IBAN, "name": "Ponte AISBL", "reminders": [{"days": 14}, {"days": 30}], **terms}
    for name, value in values.items():
        setattr(own, name, value)
    own.save()
    return own


def a_category(name: str = "Full member", **fields) -> Category:
    return Category.objects.filter(name=name).first() or Category.objects.create(
        name=name, language="en", **fields
    )


def a_member(name: str, *, since: date = date(2020, 1, 1), category: Category | None = None, **fields):
    made = Organisation.objects.create(name=name, is_member=False, **{"country": "BE", **fields})
    begin(made, category or a_category(), since=since)
    return made


def turnover(organisation, year: int, amount, currency: str = "EUR") -> FigureValue:
    figure = Figure.objects.filter(key="turnover").first() or Figure.objects.create(
        key="turnover", name="Turnover", unit="money", language="en"
    )
    return FigureValue.objects.create(
        organisation=organisation,
        figure=figure,
        year=year,
        amount=None if amount is None else D(amount),
        currency=currency,
    )


def a_schedule(year: int = 2026, *, adopt: bool = True, by=None, rules=({"amount": D(350)},), **fields):
    """A schedule with these rules, adopted by the coordinator."""
    made = fee_schedules.draft(
        year=year, name=f"Fees {year}", currency=fields.pop("currency", "EUR"), language="en", by=by, **fields
    )
    for rule in rules:
        FeeRuleRow.objects.create(schedule=made, **rule)
    if adopt:
        answer(fee_schedules.propose(made, by=by), "adopted", by=by)
        made.refresh_from_db()
    return made


def by_turnover(**fields) -> dict:
    """The rule of six bands of turnover, of which three are enough here."""
    Figure.objects.filter(key="turnover").exists() or Figure.objects.create(
        key="turnover", name="Turnover", unit="money", language="en"
    )
    return {
        "basis": "figure",
        "figure": Figure.objects.get(key="turnover"),
        "bands": [
            {"from": "0", "amount": "110", "rate": "0"},
            {"from": "50000", "amount": "220", "rate": "0"},
            {"from": "150000", "amount": "400", "rate": "0"},
        ],
        **fields,
    }


def a_notice(
    organisation, amount="100", *, due=(date(2026, 3, 31),), year: int = 2026, **fields
) -> FeeNotice:
    """A notice issued on 1 March."""
    return issue(
        organisation,
        D(amount),
        fields.pop("currency", "EUR"),
        fee_year=year,
        issued_on=fields.pop("issued_on", date(2026, 3, 1)),
        due=due,
        **fields,
    )


def again(record):
    """The record as it is kept now."""
    return type(record).objects.get(pk=record.pk)
