"""Ponte's fees: a schedule that the assembly adopted, this year's notices, payments; one member in arrears, one credit note."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from networks.base.keys import uuid7
from networks.base.models import Job
from networks.network.membership.models import (
    BankFile,
    BankLine,
    Category,
    FeeNotice,
    FeeReminder,
    FeeRun,
    FeeSchedule,
    FeeTerms,
    Figure,
    FigureValue,
    Membership,
    Terms,
)
from networks.network.membership.rules import (
    bank_tables,
    fee_notices,
    fee_reductions,
    fee_runs,
    fee_schedules,
    paying,
)
from networks.participation.money.rules import open_balance
from networks.participation.referrals.rules import answer

BANDS = [
    {"from": "0", "amount": "150", "rate": "0"},
    {"from": "250000", "amount": "280", "rate": "0"},
    {"from": "500000", "amount": "420", "rate": "0"},
    {"from": "750000", "amount": "600", "rate": "0"},
    {"from": "1000000", "amount": "850", "rate": "0"},
]


def fill(made: Any) -> None:
    """Everything that the pages of fees show."""
    coordinator, today = made.people.get("ilse"), made.now.date()
    _terms()
    _members(made)
    schedule = _schedule(today.year, coordinator)
    notices = _notices(schedule, today, coordinator)
    _payments(notices, today, coordinator)
    _bank(notices, today, coordinator)


def _terms() -> None:
    terms = Terms.current()
    terms.uses_fees, terms.legal_form = True, terms.legal_form or "AISBL"
    terms.save()
    own = FeeTerms.current()
    own.name = "Ponte AISBL"
    own.address = "Rue des Tanneurs 60\n1000 Brussels\nBelgium"
    own.account_name, own.iban, own.bic = "Ponte AISBL", "BE68539007547034", ""
    own.language = "en"
    own.vat_text = "Exempt from VAT under article 132(1)(l) of Directive 2006/112/EC."
    own.arrears_text = "Members whose fee is overdue for more than 60 days have no vote until it is paid."
    own.vote_lost_days, own.lapse_days = 60, 365
    own.reminders = [
        {"days": 14, "text": {"en": "Our treasurer has not seen your fee yet. Has it been overlooked?",
                              "fr": "Notre trésorière n’a pas encore vu votre cotisation. A-t-elle été oubliée ?"}},
        {"days": 45, "text": {}},
    ]  # fmt: skip
    own.save()
    own.put_version("vat_text", "fr", "Exonéré de TVA, article 132, § 1, l) de la directive 2006/112/CE.")
    own.put_version(
        "arrears_text",
        "fr",
        "Un membre dont la cotisation est en retard de plus de 60 jours n’a pas de voix tant qu’elle n’est pas payée.",
    )


def _members(made: Any) -> None:
    """Where the register has filled nothing in, everybody is a full member since some years."""
    if Membership.objects.exists():
        return
    full = Category.objects.first() or Category.objects.create(name="Full member", language="en", weight=1)
    for number, house in enumerate(made.organisations.values()):
        Membership.objects.create(
            organisation=house,
            category=full,
            since=made.now.date() - timedelta(days=400 + 90 * (number % 12)),
        )


def _schedule(year: int, coordinator: Any) -> FeeSchedule:
    turnover = Figure.objects.filter(key="turnover").first()
    made = fee_schedules.draft(
        year=year,
        name="Membership fees",
        currency="EUR",
        language="en",
        by=coordinator,
        prorata="quarter",
        index=Decimal("1.026"),
        index_text="harmonised consumer prices",
        round_to=Decimal("5.00"),
    )
    made.put_version("name", "fr", "Cotisations")
    if turnover and FigureValue.objects.filter(figure=turnover, year=year - 2).exists():
        made.rules.create(basis="figure", figure=turnover, years_before=2, bands=BANDS, minimum=Decimal(150))
    else:
        made.rules.create(basis="fixed", amount=Decimal(350))
    for category in Category.objects.exclude(kind="full")[:3]:
        made.rules.create(category=category, basis="fixed", amount=Decimal(120))
    referral = fee_schedules.propose(made, by=coordinator)
    fee_schedules.note_decision(made, "General assembly, item 6", timezone.localdate() - timedelta(days=150))
    answer(referral, "adopted", by=coordinator, reason="General assembly, item 6")
    made.refresh_from_db()
    return made


def _notices(schedule: FeeSchedule, today: Any, coordinator: Any) -> list[FeeNotice]:
    """The run, done here and now instead of in the background; nobody invented gets mail, files are made when somebody asks."""
    issued = today - timedelta(days=110)
    run = fee_runs.begin(schedule, issued_on=issued, due=[issued + timedelta(days=30)], by=coordinator)
    fee_runs.preview_job(Job.objects.get(key=f"fees.preview:{run.pk}"), str(run.pk))
    run.refresh_from_db()
    fee_runs.start(run, by=coordinator)
    fee_runs.issue_job(Job.objects.get(key=f"fees.issue:{run.pk}"), str(run.pk))
    Job.objects.filter(
        kind__in=["fees.preview", "fees.issue", "fees.deliver"], network=schedule.network
    ).delete()
    FeeRun.objects.filter(pk=run.pk).update(job=None)
    sent = timezone.now() - timedelta(days=110)
    FeeNotice.objects.filter(line__run=run).update(sent_at=sent, sent_to=["invoices@member.example"])
    return list(FeeNotice.objects.filter(line__run=run).select_related("organisation").order_by("number"))


def _payments(notices: list[FeeNotice], today: Any, coordinator: Any) -> None:
    """Most have paid; one in part, one twice, two not at all; one of these owes something from before, too;
    one was billed by mistake; one asks to pay less."""
    if len(notices) < 8:
        return
    late, part, twice, wrong, asks, *others = notices
    for number, notice in enumerate(others[:-3]):
        _pay(notice, notice.open_amount, today - timedelta(days=100 - 2 * (number % 20)), coordinator)
    _pay(part, Decimal(50), today - timedelta(days=85), coordinator)
    _pay(twice, twice.open_amount, today - timedelta(days=90), coordinator)
    _pay(twice, twice.total, today - timedelta(days=88), coordinator, shares=False)
    made = FeeReminder.objects.create(
        notice=late, level=1, sent_to=["invoices@member.example"], by=coordinator
    )
    FeeReminder.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=60))
    open_balance(late.organisation, Decimal(85), "EUR", on=today - timedelta(days=10), by=coordinator)
    credited = fee_notices.credit(
        wrong,
        reason="Billed by mistake: this member merged with another.",
        on=today - timedelta(days=70),
        by=coordinator,
    )
    FeeNotice.objects.filter(pk=credited.pk).update(
        sent_at=timezone.now() - timedelta(days=70), sent_to=["invoices@member.example"]
    )
    Job.objects.filter(kind="fees.deliver", key=f"fees.deliver:{credited.pk}").delete()
    fee_reductions.request(
        asks.organisation,
        today.year + 1,
        reason="A fire in our workshop stopped work for four months.",
        language="en",
        percent=Decimal(50),
    )


def _pay(notice: FeeNotice, amount: Decimal, on: Any, by: Any, shares: bool = True) -> None:
    paying.pay(
        notice.organisation,
        amount,
        notice.currency,
        key=uuid7(),
        paid_on=on,
        shares=[(notice, amount)] if shares else [],
        note=notice.label_shown,
        by=by,
    )


def _bank(notices: list[FeeNotice], today: Any, coordinator: Any) -> None:
    """A bank file of yesterday with three entries that wait, and a table whose columns nobody has named yet."""
    waiting = list(FeeNotice.objects.filter(open_amount__gt=0, series="F").order_by("-number")[:2])
    file = BankFile.objects.create(
        name="statement.xml", kind="camt.053", sha256="0" * 64, lines=3, new_lines=3, by=coordinator
    )
    rows = [
        (notice.organisation.name, notice.open_amount, f"Fee {notice.fee_year}", notice.reference)
        for notice in waiting[:1]
    ]
    rows += [
        (notice.organisation.name.upper(), notice.open_amount, "cotisation", "") for notice in waiting[1:2]
    ]
    rows.append(("K. Janssens", Decimal(35), "books", ""))
    for number, (name, amount, text, reference) in enumerate(rows):
        BankLine.objects.create(
            file=file, key=f"demonstration-{number}", account="BE68539007547034", booked_on=today - timedelta(days=1),
            amount=amount, currency="EUR", name=name, text=text, reference=reference,
        )  # fmt: skip
    lines = [
        "Wann;Wieviel;Von wem;Wozu",
        f"{today:%d.%m.%Y};35,00;R. Ionescu;carte",
        f"{today:%d.%m.%Y};-4,20;Bank;costs",
    ]
    bank_tables.wait("second-bank.csv", "\r\n".join(lines).encode(), coordinator)
