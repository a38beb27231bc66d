"""Reminders of what is overdue: level by level, each once, to who gets the notices."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from networks.base.jobs import ask, job, progress
from networks.base.tenancy import in_network
from networks.base.texts import Reader
from networks.network.membership.methods.references import in_fours
from networks.network.membership.models import FeeNotice, FeeReminder, FeeTerms, Terms
from networks.network.membership.rules import opening
from networks.network.membership.rules.delivering import file_of, may_leave
from networks.network.membership.rules.fee_people import recipients
from networks.network.membership.rules.reminder_words import iban_line, next_level, text_of
from networks.notices.mail import send
from networks.participation.money.amounts import shown
from networks.people.mail import in_language
from networks.people.models import Network
from networks.record.rules import record

BATCH = 100


def days_of(terms: FeeTerms) -> list[int]:
    """After how many days overdue each level is sent."""
    return [int(level["days"]) for level in terms.reminders]


def due_reminders(terms: FeeTerms, today: date | None = None):
    """Notices whose next reminder is due, the oldest first, each with `next_level` (from 1) and `days_late`. One query."""
    today = today or timezone.localdate()
    days = days_of(terms)
    if not days:
        return []
    rows = (
        FeeNotice.objects.filter(
            series=FeeNotice.NOTICE, open_amount__gt=0, late_from__lt=today - timedelta(days=min(days) - 1)
        )
        .annotate(last_level=Max("reminders__level"), last_sent=Max("reminders__created_at"))
        .select_related("organisation")
        .order_by("late_from", "pk")
    )
    found = []
    for notice in rows:
        notice.days_late = (today - notice.late_from).days
        sent_on = timezone.localdate(notice.last_sent) if notice.last_sent else None
        notice.next_level = next_level(days, notice.last_level or 0, notice.days_late, sent_on, today)
        if notice.next_level:
            found.append(notice)
    return found


def all_due(terms: FeeTerms, today: date | None = None) -> list[Any]:
    """Notices and opening balances whose next reminder is due, each with `next_level` and `days_late`."""
    return [*due_reminders(terms, today), *opening.due_openings(terms, today)]


@transaction.atomic
def remind_all(*, by=None) -> None:
    """Have every reminder written that is due; asked for twice is once."""
    ask("fees.remind", key=f"fees.remind:{Terms.current().network_id}", person=str(by.pk) if by else "")


@job("fees.remind", attempts=8)
def remind_job(row: Any, person: str = "") -> int:
    """Write the reminders that are due. Killed midway it goes on; nobody is reminded twice of the same level."""
    from networks.people.models import Person

    by = Person.objects.filter(pk=person).first() if person else None
    terms = FeeTerms.current()
    waiting = all_due(terms)
    done = 0
    for number, one in enumerate(waiting, 1):
        write = opening.remind if isinstance(one, opening.Opening) else remind
        done += write(one, one.next_level, terms, by=by)
        if number % 20 == 0:
            progress(row, number, len(waiting))
    return done


@job("fees.remind_by_itself", every=timedelta(days=1))
def remind_by_itself(row: Any) -> int:
    """In networks that want it, reminders leave by themselves."""
    count = 0
    for terms in FeeTerms.objects.filter(reminds_alone=True):
        with in_network(terms.network_id):
            if Terms.objects.filter(uses_fees=True).exists():
                remind_all()
                count += 1
    return count


def remind(notice: FeeNotice, level: int, terms: FeeTerms, *, by=None) -> bool:
    """Write one reminder, once; return whether it was new. Paid in the meantime: none."""
    content = file_of(notice)
    with transaction.atomic():
        return _remind(notice, level, terms, content, by)


def _remind(notice: FeeNotice, level: int, terms: FeeTerms, content: bytes, by: Any) -> bool:
    open_now = FeeNotice.objects.select_for_update().filter(pk=notice.pk, open_amount__gt=0).first()
    if open_now is None:
        return False
    addresses = recipients(notice.organisation)
    try:
        with transaction.atomic():
            made = FeeReminder.objects.create(
                notice=notice, level=level, sent_to=[address for address, _language in addresses], by=by
            )
    except IntegrityError:
        return False
    network = Network.objects.get(pk=notice.network_id)
    for address, language in addresses:
        if may_leave(notice, address):
            with in_language(language):
                _write(made, open_now, network, terms, address, language, content)
    record("fee_notice.reminded", notice, actor=by, organisations=[notice.organisation], level=level)
    return True


def _write(
    made: FeeReminder, notice: FeeNotice, network: Network, terms: FeeTerms, address, language, content
) -> None:
    named = {
        "number": notice.label_shown,
        "organisation": notice.organisation.name,
        "amount": shown(notice.open_amount, notice.currency),
        "day": date_format(notice.late_from or notice.issued_on, "DATE_FORMAT"),
        "level": made.level,
    }
    arrears = terms.version_for("arrears_text", Reader((language,))).text
    lines = [
        _("Hello,"),
        text_of(terms, made.level, language),
        _("Fee notice %(number)s of %(organisation)s: %(amount)s is open, due since %(day)s.") % named,
        _account(notice),
        arrears,
        settings.SITE_ADDRESS + reverse("fee-notice", args=[network.slug, notice.pk]),
        network.name,
    ]
    send(
        address,
        _("Reminder %(level)s: fee notice %(number)s") % named + f" · {network.name}",
        "\n\n".join(line for line in lines if line) + "\n",
        network=network,
        key=f"fee-reminder:{made.pk}:{address}",
        attachments=[(f"{notice.label_shown}.pdf", content, "application/pdf")],
    )


def _account(notice: FeeNotice) -> str:
    account = notice.facts["account"]
    lines = [_("Payment reference: %(reference)s") % {"reference": in_fours(notice.reference)}]
    if account["iban"]:
        lines = [f"{account['name']}", iban_line(account["iban"]), *lines]
    return "\n".join(lines)
