"""fees: who may open the addresses, and what there is to see."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from networks.network.membership.models import (
    BankFile,
    BankLine,
    BankTable,
    Category,
    FeeRun,
    FeeRunLine,
    FeeTerms,
    Membership,
    Terms,
)
from networks.network.membership.rules import fee_notices, fee_reductions, fee_schedules, paying
from networks.participation.money.rules import open_balance
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import answer
from tests.security.rules import COORDINATOR, May

KEEPERS = frozenset({"coordinator", "board", "staff"})


def _key(name: str):
    return lambda filled: {"key": filled.things[name].pk}


def _house(filled):
    return {"organisation": filled.organisation.pk}


def _post(name: str) -> May:
    return May(COORDINATOR, kwargs=_key(name), method="post")


MATRIX: dict = {
    "fees": May(KEEPERS, shows=True),
    "fee-settings": May(COORDINATOR, shows=True),
    "fee-export": May(COORDINATOR, kwargs=lambda filled: {"kind": "open", "format": "csv"}, shows=True),
    "fee-account": May(KEEPERS, kwargs=_house, shows=True),
    "fee-reduction-new": May(KEEPERS, kwargs=_house, shows=True),
    "fee-payment-new": May(COORDINATOR, kwargs=_house, shows=True),
    "fee-refund-new": May(COORDINATOR, kwargs=_house, shows=True),
    "fee-reduction": May(COORDINATOR, kwargs=_key("fee_reduction"), shows=True),
    "fee-schedules": May(COORDINATOR, shows=True),
    "fee-schedule-new": May(COORDINATOR),
    "fee-schedule": May(COORDINATOR, kwargs=_key("fee_schedule"), shows=True),
    "fee-schedule-change": May(COORDINATOR, kwargs=_key("fee_draft"), shows=True),
    "fee-schedule-removal": May(COORDINATOR, kwargs=_key("fee_draft"), shows=True),
    "fee-schedule-copy": May(
        COORDINATOR, kwargs=_key("fee_schedule"), method="post", data=lambda filled: {"year": "2031"}
    ),
    "fee-schedule-proposal": _post("fee_draft"),
    "fee-schedule-decision": May(COORDINATOR, kwargs=_key("fee_proposed"), shows=True),
    "fee-rule-new": May(COORDINATOR, kwargs=_key("fee_draft"), shows=True),
    "fee-run-new": May(COORDINATOR, kwargs=_key("fee_schedule"), shows=True),
    "fee-rule": May(COORDINATOR, kwargs=_key("fee_rule"), shows=True),
    "fee-rule-removal": _post("fee_rule"),
    "fee-run": May(COORDINATOR, kwargs=_key("fee_run"), shows=True),
    "fee-run-start": _post("fee_run"),
    "fee-run-removal": _post("fee_run"),
    "fee-notices": May(COORDINATOR, shows=True),
    "fee-notice": May(KEEPERS, kwargs=_key("fee_notice"), shows=True),
    "fee-notice-file": May(KEEPERS, kwargs=_key("fee_notice")),
    "fee-notice-sending": _post("fee_notice"),
    "fee-notice-credit": May(COORDINATOR, kwargs=_key("fee_notice"), shows=True),
    "fee-notice-balance": _post("fee_notice"),
    "fee-notice-write-off": May(COORDINATOR, kwargs=_key("fee_notice"), shows=True),
    "fee-opening-write-off": May(COORDINATOR, kwargs=_key("fee_opening"), shows=True),
    "fee-payments": May(COORDINATOR, shows=True),
    "fee-payment": May(COORDINATOR, kwargs=_key("fee_payment"), shows=True),
    "fee-payment-removal": May(COORDINATOR, kwargs=_key("fee_payment")),
    "fee-allocation-removal": _post("fee_allocation"),
    "bank-files": May(COORDINATOR, shows=True),
    "bank-lines": May(COORDINATOR, shows=True),
    "bank-lines-booking": May(COORDINATOR, method="post"),
    "bank-line": May(COORDINATOR, kwargs=_key("bank_line"), shows=True),
    "bank-table": May(COORDINATOR, kwargs=_key("bank_table"), shows=True),
    "bank-table-taking-in": _post("bank_table"),
    "bank-table-removal": May(COORDINATOR, kwargs=_key("bank_table"), shows=True),
    "bank-line-ignoring": _post("bank_line"),
    "bank-file": May(COORDINATOR, kwargs=_key("bank_file"), shows=True),
    "fee-reminders": May(COORDINATOR, shows=True),
    "fee-reminders-sending": May(COORDINATOR, method="post"),
}


def fill(filled) -> None:
    """A network that bills: schedules in every state, a run, a notice that is overdue, a payment, a line of the bank."""
    word, things = filled.word, filled.things
    terms = Terms.current()
    terms.uses_fees, terms.legal_form = True, f"Form {word}"
    terms.save()
    own = FeeTerms.current()
    own.name, own.iban, own.reminders = f"Billing {word}", "BE68539007547034", [{"days": 14}]
    own.language = "en"
    own.save()
    category = Category.objects.order_by("position").first() or Category.objects.create(
        name=f"Full {word}", language="en"
    )
    member = Membership.objects.filter(organisation=filled.organisation, until=None).first()
    member = member or Membership.objects.create(
        organisation=filled.organisation, category=category, since=date(2020, 1, 1)
    )
    for name, year in [("fee_schedule", 2026), ("fee_draft", 2027), ("fee_proposed", 2028)]:
        things[name] = made = fee_schedules.draft(
            year=year, name=f"Fees {word}", currency="EUR", language="en"
        )
        things["fee_rule"] = made.rules.create(amount=Decimal(100))
        if name == "fee_draft":
            draft_rule = things["fee_rule"]
    things["fee_rule"] = draft_rule
    answer(fee_schedules.propose(things["fee_schedule"]), "adopted")
    fee_schedules.propose(things["fee_proposed"])
    things["fee_notice"] = notice = fee_notices.issue(
        filled.organisation,
        Decimal(100),
        "EUR",
        fee_year=2026,
        issued_on=date(2026, 1, 1),
        due=[date(2026, 1, 31)],
        schedule=things["fee_schedule"],
        wants_mail=False,
    )
    things["fee_opening"] = open_balance(filled.organisation, Decimal(70), "EUR", on=date(2026, 1, 1))
    things["fee_run"] = run = FeeRun.objects.create(
        schedule=things["fee_schedule"], state="ready", issued_on=date(2026, 1, 1), due=["2026-01-31"]
    )
    FeeRunLine.objects.create(
        run=run, organisation=filled.organisation, membership=member, state="billed", position="house"
    )
    things["fee_payment"] = payment = paying.pay(
        filled.organisation,
        Decimal(50),
        "EUR",
        key=uuid4(),
        paid_on=date(2026, 2, 1),
        shares=[(notice, Decimal(40))],
        note=f"Note {word}",
    )
    things["fee_allocation"] = payment.allocations.get(notice=notice)
    things["fee_reduction"] = fee_reductions.request(
        filled.organisation, 2030, reason=f"Reason {word}", language="en", percent=Decimal(10)
    )
    things["bank_file"] = file = BankFile.objects.create(
        name=f"Bank {word}.xml", kind="camt.053", sha256=word
    )
    things["bank_table"] = BankTable.objects.create(
        name=f"Table {word}.csv",
        sha256=word,
        rows=[[1, ["When", "How much"]], [2, ["2026-02-01", "10"]]],
        columns={"day": 0, "amount": 1},
    )
    things["bank_line"] = BankLine.objects.create(
        file=file,
        key=word,
        booked_on=date(2026, 2, 1),
        amount=Decimal(10),
        currency="EUR",
        name=f"Payer {word}",
    )
    assert Referral.objects.filter(about=fee_reductions.LABEL).exists()
