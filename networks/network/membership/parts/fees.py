"""Fees: schedules, notices, payments, arrears."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from networks.base.rooms import Described, Entry, Need
from networks.base.waiting import waits
from networks.network.membership.parts import Tab


def uses_fees() -> bool:
    """Whether this network bills its members: only with a legal form in which it may."""
    return _terms().exists()


def _terms():
    from networks.network.membership.models import Terms

    return Terms.objects.filter(uses_fees=True).exclude(legal_form="")


def _shown(actor) -> bool:
    from networks.network.membership.models import Terms
    from networks.network.membership.permissions import sees_fees

    return sees_fees(actor) and Terms.of(actor).bills


def _describe_schedules(keys):
    from networks.network.membership.models import FeeSchedule

    return {
        row.pk: Described(
            f"{row.name} {row.year}",
            reverse("fee-schedule", kwargs={"network": row.network.slug, "key": row.pk}),
            str(_("schedule of fees")),
            row.language,
        )
        for row in FeeSchedule.objects.filter(pk__in=keys).select_related("network")
    }


def _describe_notices(keys):
    from networks.network.membership.models import FeeNotice

    return {
        row.pk: Described(
            row.label_shown,
            reverse("fee-notice", kwargs={"network": row.network.slug, "key": row.pk}),
            str(_("credit note") if row.is_credit else _("fee notice")),
        )
        for row in FeeNotice.objects.filter(pk__in=keys).select_related("network")
    }


def _describe_payments(keys):
    from networks.network.membership.models import Payment
    from networks.participation.money.amounts import shown

    return {
        row.pk: Described(
            shown(row.amount, row.currency),
            reverse("fee-payment", kwargs={"network": row.network.slug, "key": row.pk}),
            str(_("payment")),
        )
        for row in Payment.objects.filter(pk__in=keys).select_related("network")
    }


def _describe_openings(keys):
    from networks.participation.money.models import Entry

    return {
        row.pk: Described(
            str(_("balance brought forward of %(name)s") % {"name": row.organisation.name}),
            reverse("fee-account", kwargs={"network": row.network.slug, "organisation": row.organisation_id}),
        )
        for row in Entry.objects.filter(pk__in=keys, kind="opening").select_related("network", "organisation")
    }


def _describe_reductions(keys):
    from networks.network.membership.models import FeeReduction

    return {
        row.pk: Described(
            str(_("reduction of the fee %(year)s") % {"year": row.year}),
            reverse("fee-account", kwargs={"network": row.network.slug, "organisation": row.organisation_id}),
            str(_("reduction")),
        )
        for row in FeeReduction.objects.filter(pk__in=keys).select_related("network")
    }


def _describe_runs(keys):
    from networks.network.membership.models import FeeRun

    return {
        row.pk: Described(
            str(_("the fee notices of %(year)s") % {"year": row.schedule.year}),
            reverse("fee-run", kwargs={"network": row.network.slug, "key": row.pk}),
        )
        for row in FeeRun.objects.filter(pk__in=keys).select_related("network", "schedule")
    }


def _describe_files(keys):
    from networks.network.membership.models import BankFile

    return {
        row.pk: Described(row.name, reverse("bank-file", kwargs={"network": row.network.slug, "key": row.pk}))
        for row in BankFile.objects.filter(pk__in=keys).select_related("network")
    }


TABS = (Tab(_("Fees"), "fees", _shown),)
DESCRIBE = {
    "network_membership.feeschedule": _describe_schedules,
    "network_membership.feenotice": _describe_notices,
    "network_membership.payment": _describe_payments,
    "network_membership.feereduction": _describe_reductions,
    "participation_money.entry": _describe_openings,
    "network_membership.feerun": _describe_runs,
    "network_membership.bankfile": _describe_files,
}
EVENTS = {
    "fee_schedule.drafted": _("{who} drafted the schedule of fees {what}"),
    "fee_schedule.dropped": _("{who} threw away a draft of fees"),
    "fee_schedule.adopted": _("The schedule of fees {what} was adopted"),
    "fee_schedule.refused": _("The schedule of fees {what} was not adopted"),
    "fee_run.begun": _("{who} had {what} worked out"),
    "fee_run.started": _("{who} sent {what}"),
    "fee_run.dropped": _("{who} dropped the preview of {what}"),
    "fee_notice.issued": _("Fee notice {what} was made"),
    "fee_notice.sent": _("{what} was sent"),
    "fee_notice.credited": _("{who} made the credit note {what}"),
    "fee_notice.written_off": _("What was open of {what} was written off"),
    "fee_notice.reminded": _("A reminder of {what} was sent"),
    "fee_opening.reminded": _("A reminder was sent: {what}"),
    "fee_opening.written_off": _("What was open was written off: {what}"),
    "fee_payment.booked": _("{who} booked a payment of {what}"),
    "fee_payment.allocated": _("{who} paid {what} from the balance"),
    "fee_payment.reallocated": _("{who} took {what} off a notice"),
    "fee_payment.taken_back": _("{who} took back the payment of {what}"),
    "fee_payment.refunded": _("{who} booked that {what} went back"),
    "fee_reduction.asked": _("{who} asked for a {what}"),
    "fee_reduction.granted": _("A {what} was granted"),
    "fee_reduction.refused": _("A {what} was refused"),
    "bank_file.taken_in": _("{who} took in the bank file {what}"),
}


def _payers(event, thing):
    """Who gets the notices of the member that something is about."""
    from networks.network.membership.rules.fee_people import invoice_people

    key = thing.organisation_id
    return [person.pk for person in invoice_people([key])[key]]


def _told():
    from networks.notices.telling import Told

    return {
        "fee_notice.issued": Told(
            _payers, _("A fee notice for your organisation: {what}"), "membership", mail=False
        ),
        "fee_notice.credited": Told(
            _payers, _("A credit note for your organisation: {what}"), "membership", mail=False
        ),
        "fee_notice.reminded": Told(_payers, _("A fee is overdue: {what}"), "membership", mail=False),
        "fee_opening.reminded": Told(_payers, _("A fee is overdue: {what}"), "membership", mail=False),
        "fee_reduction.granted": Told(_payers, _("Your organisation pays less: {what}"), "membership"),
        "fee_reduction.refused": Told(
            _payers, _("Your request to pay less was refused: {what}"), "membership"
        ),
    }


def __getattr__(name: str):
    """TOLD names a class that reads models: it is made when it is first asked for."""
    if name == "TOLD":
        return _told()
    raise AttributeError(name)


def whether(about):
    return {"fees.used": _terms()}


def needs(actor):
    """Bank lines and reductions that wait for coordinators; what one's own organisation owes and is overdue."""
    used = uses_fees() if actor.waiting is None else actor.may_wait("fees.used")
    if not used:
        return
    from django.utils import timezone

    from networks.network.membership.models import BankLine, FeeNotice, FeeReduction
    from networks.network.membership.permissions import sees_account
    from networks.participation.money.amounts import shown

    slug = actor.network.slug
    if actor.is_coordinator:
        if waiting := BankLine.objects.filter(state="open").count():
            yield Need(
                str(_("%(count)s entries of the bank wait to be matched") % {"count": waiting}),
                reverse("bank-lines", kwargs={"network": slug}),
                str(_("Match them")),
            )
        for row in FeeReduction.objects.filter(state="asked").select_related("organisation")[:5]:
            yield Need(
                str(_("%(name)s asks to pay less") % {"name": row.organisation.name}),
                reverse("fee-reduction", kwargs={"network": slug, "key": row.pk}),
                str(_("Decide")),
            )
    houses = [a.organisation_id for a in actor.affiliations if sees_account(actor, a.organisation)]
    if houses:
        rows = FeeNotice.objects.filter(
            organisation__in=houses,
            series=FeeNotice.NOTICE,
            open_amount__gt=0,
            late_from__lt=timezone.localdate(),
        ).select_related("organisation")
        for row in rows[:5]:
            yield Need(
                str(
                    _("The fee of %(name)s is overdue: %(amount)s")
                    % {"name": row.organisation.name, "amount": shown(row.open_amount, row.currency)}
                ),
                reverse("fee-notice", kwargs={"network": slug, "key": row.pk}),
                str(_("See how to pay")),
            )


def stuck(actor):
    """Notices that have been overdue for a month."""
    used = uses_fees() if actor.waiting is None else actor.may_wait("fees.used")
    if not used:
        return
    from datetime import timedelta

    from django.utils import timezone

    from networks.network.membership.models import FeeNotice, NoticeState

    yield from waits(
        FeeNotice.objects.filter(
            series=FeeNotice.NOTICE,
            state__in=(NoticeState.OPEN, NoticeState.PART),
            late_from__lt=timezone.localdate() - timedelta(days=30),
        ),
        "late_from",
        ngettext_lazy("A fee notice is not paid", "%(count)s fee notices are not paid", "n"),
        url=reverse("fee-reminders", kwargs={"network": actor.network.slug}),
        action=str(_("See which, and remind them")),
    )


def file(organisation, actor):
    """Notices, credit notes and reminders of an organisation."""
    from networks.network.membership.models import FeeNotice, FeeReminder
    from networks.network.membership.permissions import sees_account
    from networks.participation.money.amounts import shown

    if not uses_fees() or not sees_account(actor, organisation):
        return
    slug = actor.network.slug
    for row in FeeNotice.objects.filter(organisation=organisation).order_by("-issued_on")[:50]:
        yield Entry(
            row.created_at,
            f"{_('Credit note') if row.is_credit else _('Fee notice')} {row.label_shown}",
            "euro",
            reverse("fee-notice", kwargs={"network": slug, "key": row.pk}),
            shown(row.total, row.currency),
        )
    for row in FeeReminder.objects.filter(opening__organisation=organisation)[:50]:
        yield Entry(
            row.created_at,
            str(_("Reminder %(level)s of the balance brought forward") % {"level": row.level}),
            "mail",
            reverse("fee-account", kwargs={"network": slug, "organisation": organisation.pk}),
        )
    for row in FeeReminder.objects.filter(notice__organisation=organisation).select_related("notice")[:50]:
        yield Entry(
            row.created_at,
            str(
                _("Reminder %(level)s of %(number)s") % {"level": row.level, "number": row.notice.label_shown}
            ),
            "mail",
            reverse("fee-notice", kwargs={"network": slug, "key": row.notice_id}),
        )


def organisation_pages(organisation, actor):
    """The account of an organisation."""
    from networks.network.membership.permissions import sees_account

    if uses_fees() and sees_account(actor, organisation):
        yield (
            _("Fees"),
            reverse("fee-account", kwargs={"network": actor.network.slug, "organisation": organisation.pk}),
        )


def demonstrate(made) -> None:
    from networks.network.membership.demonstration.fees import fill

    fill(made)


LEFT_OUT = {
    "network_membership.banktable": "A bank's table whose columns nobody has named yet; take the file in again.",
}


def ready() -> None:
    from networks.network.membership.rules import (
        bank_tables,  # noqa: F401  its job
        delivering,  # noqa: F401  its jobs
        fee_reductions,
        fee_runs,  # noqa: F401
        fee_schedules,
        opening,
        paying,
        reminding,  # noqa: F401
        standing,
    )
    from networks.network.membership.rules.lists import of_fees, of_payments

    of_fees.register_all()
    of_payments.register_all()
    standing.declare()
    fee_schedules.declare()
    fee_reductions.declare()
    paying.declare()
    opening.declare()
