"""What a member owed when its account began here: like a notice it is reminded of, level by level, and written off by a decision."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.texts import Reader
from networks.network.membership.models import FeeReminder, FeeTerms
from networks.network.membership.rules.arrears import BroughtForward, brought_forward
from networks.network.membership.rules.delivering import may_leave
from networks.network.membership.rules.fee_errors import NothingOpen
from networks.network.membership.rules.fee_people import recipients
from networks.network.membership.rules.reminder_words import iban_line, next_level, text_of
from networks.network.membership.rules.settling import lock_accounts
from networks.network.membership.rules.write_off_question import Owed, ask_write_off, give_up, owed_again
from networks.notices.mail import send
from networks.participation.money.amounts import shown
from networks.participation.money.models import Entry
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import NotNow
from networks.people.mail import in_language
from networks.people.models import Network
from networks.record.rules import record

LABEL = "participation_money.entry"


@dataclass
class Opening:
    """An opening balance of which something is owed: the entry with which it began, and how it stands."""

    entry: Entry
    owed: BroughtForward
    next_level: int = 0
    days_late: int = 0
    waits_for: str = ""  # who decides whether it is given up, where somebody is asked

    @property
    def organisation(self) -> Any:
        return self.entry.organisation

    @property
    def open_amount(self) -> Decimal:
        return self.owed.amount

    @property
    def currency(self) -> str:
        return self.owed.currency

    @property
    def late_from(self) -> date:
        return self.owed.since

    @property
    def label_shown(self) -> str:
        return _("Balance brought forward")


def entries():
    """Opening balances that stand: nobody took them back."""
    return Entry.objects.filter(kind="opening", reverses=None, reversal=None)


def openings(keys: Any = None, day: date | None = None) -> list[Opening]:
    """Opening balances of which something is owed, of these organisations (None: all), the oldest first. Three queries."""
    owed = {(key, one.currency): one for key, one in brought_forward(keys, day or timezone.localdate())}
    rows = entries().filter(organisation__in={key for key, _currency in owed}) if owed else []
    found: dict[Any, Opening] = {}
    for row in rows.select_related("organisation").order_by("booked_on", "pk") if owed else []:
        place = (row.organisation_id, row.currency)
        if place in owed and place not in found:
            found[place] = Opening(row, owed[place])
    return sorted(found.values(), key=lambda one: (one.late_from, one.organisation.name, one.currency))


def opening_of(entry: Entry) -> Opening | None:
    """How this opening balance stands; None where nothing of it is owed any more."""
    found = openings([entry.organisation_id])
    return next((one for one in found if one.currency == entry.currency), None)


# ---- reminders ----


def due_openings(terms: FeeTerms, today: date | None = None) -> list[Opening]:
    """Those whose next reminder is due, each with `next_level` and `days_late`: the days run from the day it was brought in."""
    today = today or timezone.localdate()
    days = [int(level["days"]) for level in terms.reminders]
    waiting = openings(day=today) if days else []
    reminders = FeeReminder.objects.filter(opening__in=[one.entry.pk for one in waiting]).order_by()
    sent = dict(reminders.values_list("opening").annotate(Max("created_at"))) if waiting else {}
    for one in waiting:
        one.days_late, at = (today - one.late_from).days, sent.get(one.entry.pk)
        sent_on = timezone.localdate(at) if at else None
        one.next_level = next_level(days, one.owed.level, one.days_late, sent_on, today)
    return [one for one in waiting if one.next_level]


@transaction.atomic
def remind(found: Opening, level: int, terms: FeeTerms, *, by: Any = None) -> bool:
    """Write one reminder, once; return whether it was new. Paid in the meantime: none."""
    lock_accounts([found.organisation.pk])
    now = opening_of(found.entry)
    if now is None:
        return False
    addresses = recipients(now.organisation)
    try:
        with transaction.atomic():
            made = FeeReminder.objects.create(
                opening=found.entry, level=level, sent_to=[address for address, _language in addresses], by=by
            )
    except IntegrityError:
        return False
    network = Network.objects.get(pk=found.entry.network_id)
    for address, language in addresses:
        if may_leave(found.entry, address):
            with in_language(language):
                _write(made, now, network, terms, address, language)
    record("fee_opening.reminded", found.entry, actor=by, organisations=[now.organisation], level=level)
    return True


def _write(
    made: FeeReminder, now: Opening, network: Network, terms: FeeTerms, address: str, language: str
) -> None:
    named = {
        "organisation": now.organisation.name,
        "amount": shown(now.open_amount, now.currency),
        "day": date_format(now.late_from, "DATE_FORMAT"),
        "level": made.level,
    }
    account = f"{terms.name}\n{iban_line(terms.iban)}" if terms.iban else ""
    lines = [
        _("Hello,"),
        text_of(terms, made.level, language),
        _("Balance brought forward of %(organisation)s: %(amount)s is open since %(day)s.") % named,
        account,
        terms.version_for("arrears_text", Reader((language,))).text,
        settings.SITE_ADDRESS + reverse("fee-account", args=[network.slug, now.organisation.pk]),
        network.name,
    ]
    send(
        address,
        _("Reminder %(level)s: balance brought forward") % named + f" · {network.name}",
        "\n\n".join(line for line in lines if line) + "\n",
        network=network,
        key=f"fee-reminder:{made.pk}:{address}",
    )


# ---- writing off: by a decision ----


def write_off(entry: Entry, referral: Referral) -> None:
    """What is owed of an opening balance is given up, or the part of it that was decided."""
    lock_accounts([entry.organisation_id])
    found = opening_of(entry)
    if found is None:
        raise NotNow(str(NothingOpen()))
    give_up(entry, found.open_amount, referral)
    record("fee_opening.written_off", entry, actor=referral.answered_by, organisations=[entry.organisation])


def take_back_write_off(entry: Entry, referral: Referral) -> None:
    """The inverse: what was given up is owed again."""
    lock_accounts([entry.organisation_id])
    owed_again(entry, referral)


def declare() -> None:
    """Make known what is asked about opening balances."""
    ask_write_off(
        LABEL, write_off, take_back_write_off, gettext_lazy("Is what is open given up? {what}"), _owed
    )


def _owed(entry: Entry) -> Owed:
    found = opening_of(entry)
    if found is None:
        return Owed(_("balance brought forward"), Decimal(0))
    return Owed(
        _("balance brought forward"), found.open_amount, found.late_from, entry.amount, found.owed.level
    )
