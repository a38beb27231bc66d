"""Reductions: asked for with a reason, decided (referral "reduction"), counted in the notice, or credited where it has gone out."""

from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from networks.network.membership.models import FeeNotice, FeeReduction
from networks.network.membership.rules import fee_words
from networks.network.membership.rules.fee_errors import SomebodyWasQuicker
from networks.network.membership.rules.fee_notices import credit
from networks.participation.money.amounts import rounded
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import Question, refer, register
from networks.people.models import Organisation
from networks.record.rules import record

LABEL = "network_membership.feereduction"
QUESTION = "reduction"


@transaction.atomic
def request(
    organisation: Organisation, year: int, *, reason: str, language: str, percent=Decimal(0), amount=Decimal(0), by=None
) -> FeeReduction:  # fmt: skip
    """Ask to pay less in a year. One request a year and member: raises SomebodyWasQuicker where one is there."""
    try:
        with transaction.atomic():
            made = FeeReduction.objects.create(
                organisation=organisation, year=year, reason=reason, language=language, percent=percent, amount=amount,
                asked_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise SomebodyWasQuicker from None
    record("fee_reduction.asked", made, actor=by, organisations=[organisation])
    refer(made, QUESTION, by=by)
    return made


def set_terms(found: FeeReduction, percent: Decimal, amount: Decimal) -> None:
    """Say how much less, before the referral is answered; as it was asked for, unless said otherwise."""
    FeeReduction.objects.filter(pk=found.pk, state="asked").update(percent=percent, amount=amount)


def granted(found: FeeReduction, referral: Referral) -> None:
    """It counts from now on. Where this year's notice has gone out, a credit note takes the difference off."""
    if not FeeReduction.objects.filter(pk=found.pk, state="asked").update(
        state="granted", decided_in=referral.pk
    ):
        raise SomebodyWasQuicker
    found.refresh_from_db()
    notice = FeeNotice.of_year(found.year).filter(organisation=found.organisation).first()
    if notice is not None:
        less = min(notice.net, rounded(notice.net * found.percent / 100, notice.currency) + found.amount)
        share = less / notice.net if notice.net else Decimal(0)
        total = rounded(notice.total * share, notice.currency)
        if total:
            with override(notice.language):
                reason = _now("Reduction of the fee %(year)s") % {"year": found.year}
            credit(notice, reason=reason, amount=total, by=referral.answered_by)
    record("fee_reduction.granted", found, actor=referral.answered_by, organisations=[found.organisation])


def refused(found: FeeReduction, referral: Referral) -> None:
    """The whole fee is owed."""
    FeeReduction.objects.filter(pk=found.pk, state="asked").update(state="refused", decided_in=referral.pk)
    record("fee_reduction.refused", found, actor=referral.answered_by, organisations=[found.organisation])


def not_refused(found: FeeReduction, referral: Referral) -> None:
    """The inverse of refusing: asked again."""
    FeeReduction.objects.filter(pk=found.pk, state="refused").update(state="asked", decided_in=None)


def declare() -> None:
    """Make known what is asked about reductions. A granted one is not reopened: its credit note may be paid out already."""
    register(
        Question(
            LABEL,
            QUESTION,
            {"granted": granted, "refused": refused},
            undo={"refused": not_refused},
            words={"granted": _("Grant it"), "refused": _("Refuse it")},
            title=_("Does this member pay less? {what}"),
            text=fee_words.reduction_text,
            reword=fee_words.reduction_reworded,
            fits=fee_words.reduction_fits,
            figures=fee_words.reduction_figures,
            facts=fee_words.reduction_facts,
        )
    )
