"""Schedules: drafted, proposed, adopted with the decision behind them, replaced by a new version. Old notices keep what they froze."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.network.membership.methods.fees import Band, CountryGroup, FeeRule
from networks.network.membership.models import FeeRuleRow, FeeSchedule, ScheduleState
from networks.network.membership.rules import fee_words
from networks.network.membership.rules.fee_errors import NotDraft, NothingToDecide, SomebodyWasQuicker
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import Question, refer, register
from networks.record.rules import record

QUESTION = "fee_schedule"
LABEL = "network_membership.feeschedule"


@transaction.atomic
def draft(*, year: int, name: str, currency: str, language: str, by=None, **fields: Any) -> FeeSchedule:
    """Begin a schedule for a year: the next version of it."""
    for _attempt in range(5):
        last = FeeSchedule.objects.filter(year=year).aggregate(last=Max("version"))["last"] or 0
        try:
            with transaction.atomic():
                made = FeeSchedule.objects.create(
                    year=year, name=name, currency=currency, language=language, version=last + 1, made_by=by, **fields
                )  # fmt: skip
        except IntegrityError:
            continue
        record("fee_schedule.drafted", made, actor=by)
        return made
    raise SomebodyWasQuicker


@transaction.atomic
def copy(found: FeeSchedule, *, year: int | None = None, by=None) -> FeeSchedule:
    """A new draft with the same rules: the next version of its year, or for another year."""
    same = {name: getattr(found, name) for name in ("index", "index_text", "round_to", "rounding", "prorata")}
    made = draft(
        year=year or found.year, name=found.name, currency=found.currency, language=found.language, by=by, **same
    )  # fmt: skip
    for row in found.rules.select_related("category", "figure"):
        row.pk = None
        row._state.adding = True
        row.id = FeeRuleRow._meta.pk.get_default()
        row.schedule = made
        row.save()
    return made


def must_be_draft(found: FeeSchedule) -> None:
    """Raise NotDraft where it is not a draft any more; inside a transaction it stays one until the end."""
    if not FeeSchedule.objects.select_for_update().filter(pk=found.pk, state=ScheduleState.DRAFT).exists():
        raise NotDraft


@transaction.atomic
def throw_away(found: FeeSchedule, *, by=None) -> None:
    """Delete a draft."""
    must_be_draft(found)
    record("fee_schedule.dropped", found, actor=by)
    found.delete()


@transaction.atomic
def propose(found: FeeSchedule, *, by=None) -> Referral:
    """Ask for a decision about it; from now on it is not changed."""
    if not found.rules.exists():
        raise NothingToDecide
    won = FeeSchedule.objects.filter(pk=found.pk, state=ScheduleState.DRAFT).update(
        state=ScheduleState.PROPOSED
    )
    if not won:
        raise NotDraft
    found.refresh_from_db()
    return refer(found, QUESTION, by=by)


def note_decision(found: FeeSchedule, words: str, on: date) -> None:
    """Say by which decision it was adopted, in words, before the referral is answered."""
    FeeSchedule.objects.filter(pk=found.pk, state=ScheduleState.PROPOSED).update(
        decision=words, decided_on=on
    )


def adopted(found: FeeSchedule, referral: Referral) -> None:
    """It is the schedule of its year from now on; the version before it is replaced."""
    FeeSchedule.objects.filter(year=found.year, state=ScheduleState.ADOPTED).exclude(pk=found.pk).update(
        state=ScheduleState.REPLACED
    )
    won = FeeSchedule.objects.filter(pk=found.pk, state=ScheduleState.PROPOSED).update(
        state=ScheduleState.ADOPTED, decided_in=referral.pk
    )
    if not won:
        raise SomebodyWasQuicker
    FeeSchedule.objects.filter(pk=found.pk, decided_on=None).update(decided_on=timezone.localdate())
    first_paragraph = referral.reason.partition("\n\n")[
        0
    ]  # what follows are the amounts, which the rules have
    FeeSchedule.objects.filter(pk=found.pk, decision="").update(decision=first_paragraph[:300])
    record("fee_schedule.adopted", found, actor=referral.answered_by)


def refused(found: FeeSchedule, referral: Referral) -> None:
    """It stays to be read, and is not used."""
    FeeSchedule.objects.filter(pk=found.pk, state=ScheduleState.PROPOSED).update(
        state=ScheduleState.REFUSED, decided_in=referral.pk
    )
    record("fee_schedule.refused", found, actor=referral.answered_by)


def not_refused(found: FeeSchedule, referral: Referral) -> None:
    """The inverse of refusing: proposed again."""
    FeeSchedule.objects.filter(pk=found.pk, state=ScheduleState.REFUSED).update(
        state=ScheduleState.PROPOSED, decided_in=None
    )


def rule_of(schedule: FeeSchedule, row: FeeRuleRow) -> FeeRule:
    """A rule as the method of fees reads it."""
    return FeeRule(
        basis=row.basis,
        amount=row.amount,
        bands=tuple(
            Band(Decimal(band["from"]), Decimal(band["amount"]), Decimal(band["rate"])) for band in row.bands
        ),
        marginal=row.marginal,
        groups=tuple(
            CountryGroup(group["name"], Decimal(group["amount"]), frozenset(group["countries"]))
            for group in row.groups
        ),
        minimum=row.minimum,
        cap=row.cap,
        index=schedule.index,
        round_to=schedule.round_to,
        rounding=schedule.rounding,
        prorata=schedule.prorata,
    )


def current(year: int) -> FeeSchedule | None:
    """The adopted schedule of a year."""
    return FeeSchedule.objects.filter(year=year, state=ScheduleState.ADOPTED).first()


def declare() -> None:
    """Make known what is asked about schedules."""
    register(
        Question(
            LABEL,
            QUESTION,
            {"adopted": adopted, "refused": refused},
            undo={"refused": not_refused},
            words={"adopted": _("Adopt it"), "refused": _("Do not adopt it")},
            title=_("Is this schedule of fees adopted? {what}"),
            text=fee_words.schedule_text,
            reword=fee_words.schedule_reworded,
            fits=fee_words.schedule_fits,
            figures=fee_words.schedule_figures,
            facts=fee_words.schedule_facts,
            matter="fees",
        )
    )
