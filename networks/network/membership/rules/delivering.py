"""A notice becomes a file, once, and is sent, once: to who gets the member's invoices, else to its representative."""

import hashlib
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from networks.base.jobs import job
from networks.network.membership.models import FeeNotice, FeeTerms
from networks.network.membership.rules.fee_people import recipients
from networks.notices.mail import send
from networks.participation.money.amounts import shown
from networks.people.mail import in_language
from networks.people.models import Network
from networks.record.rules import record


def file_of(notice: FeeNotice) -> bytes:
    """The notice as PDF, made when it is first asked for and never again: its hash is kept. Of two who make it one is kept."""
    from networks.base.files.pdf import pdf
    from networks.network.membership.files.fee_notice import document_of

    if not notice.sha256:
        terms = FeeTerms.current()
        logo = b""
        if terms.logo:
            with terms.logo.open("rb") as picture:
                logo = picture.read()
        made = pdf(document_of(notice, logo))
        kept = FeeNotice(pk=notice.pk)
        kept.file.save(f"{notice.label_shown}.pdf", ContentFile(made), save=False)
        won = FeeNotice.objects.filter(pk=notice.pk, sha256="").update(
            file=kept.file.name, sha256=hashlib.sha256(made).hexdigest()
        )
        if not won:
            kept.file.delete(save=False)
        notice.refresh_from_db()
    with notice.file.open("rb") as there:
        return there.read()


@job("fees.deliver", attempts=8)
def deliver_job(row: Any, notice: str) -> None:
    """Make the file of a notice, and send it where it is to be sent."""
    found = FeeNotice.objects.select_related("organisation", "credits").filter(pk=notice).first()
    if found is None:
        return
    content = file_of(found)
    if found.wants_mail and found.sent_at is None:
        post(found, content)


@transaction.atomic
def post(notice: FeeNotice, content: bytes) -> bool:
    """Write the message with the file to everybody who gets it, once; return whether it was not sent before."""
    addresses = recipients(notice.organisation)
    won = FeeNotice.objects.filter(pk=notice.pk, sent_at=None).update(
        sent_at=timezone.now(), sent_to=[address for address, _language in addresses]
    )
    if not won:
        return False
    network = Network.objects.get(pk=notice.network_id)
    for address, language in addresses:
        if may_leave(notice, address):
            with in_language(language):
                _write(notice, network, address, content)
    if addresses:
        record("fee_notice.sent", notice, organisations=[notice.organisation])
    return True


def may_leave(notice: FeeNotice, address: str) -> bool:
    """No mail leaves for the invented people of the demonstration."""
    return not Network.objects.filter(pk=notice.network_id, is_demonstration=True).exists()


def _write(notice: FeeNotice, network: Network, address: str, content: bytes) -> None:
    from networks.network.membership.files.fee_notice import title_of

    title = title_of(notice)
    named = {
        "network": network.name,
        "organisation": notice.organisation.name,
        "year": notice.fee_year,
        "amount": shown(notice.total, notice.currency),
    }
    if notice.is_credit and not notice.cancels_all:
        named["number"] = notice.credits.label_shown
        words = _("Attached is a credit note for %(organisation)s: of fee notice %(number)s, %(amount)s less is owed.") % named  # fmt: skip
    elif notice.is_credit:
        words = _("Attached is a credit note for %(organisation)s over %(amount)s. It cancels what it names; there is nothing to pay.") % named  # fmt: skip
    else:
        due = notice.instalments.order_by("due_on").first()
        named["day"] = date_format(due.due_on if due else notice.issued_on, "DATE_FORMAT")
        words = _("Attached is the notice of the membership fee %(year)s of %(organisation)s: %(amount)s. The first payment is due on %(day)s.") % named  # fmt: skip
    link = settings.SITE_ADDRESS + reverse("fee-notice", args=[network.slug, notice.pk])
    text = (
        "\n\n".join(
            [_("Hello,"), words, _("The notice and what was paid of it:") + f"\n{link}", network.name]
        )
        + "\n"
    )
    send(
        address,
        f"{title} · {network.name}",
        text,
        network=network,
        key=f"fee:{notice.pk}:{address}",
        attachments=[(f"{notice.label_shown}.pdf", content, "application/pdf")],
    )
