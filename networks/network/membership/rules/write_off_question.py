"""Whether what is owed is given up: asked in the same words about a notice and about a balance from before. A body may give up less of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from networks.network.membership.rules import fee_words
from networks.participation.money.amounts import shown
from networks.participation.money.models import Entry
from networks.participation.money.rules import book, reverse
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import Question, register


@dataclass(frozen=True)
class Owed:
    """What a decision about giving up reads: of what, how much is open, since when."""

    what: str
    amount: Decimal  # zero where nothing is open any more
    since: date | None = None
    total: Decimal | None = None
    reminders: int = 0


def give_up(thing: Any, open_amount: Decimal, referral: Referral) -> None:
    """Book what is given up of what is open: all of it, or what a body said in its words; never more than is open."""
    amount = min(getattr(thing, fee_words.GIVEN_UP, open_amount), open_amount)
    book(
        thing.organisation, -amount, thing.currency, kind="write_off", about=thing,
        cause=f"write_off:{thing.pk}:{referral.answers.count()}:{referral.pk}", by=referral.answered_by,
    )  # fmt: skip


def given_up(thing: Any) -> list[Entry]:
    """What was given up of it and stays so."""
    rows = Entry.objects.filter(
        about=thing.label, about_id=thing.pk, kind="write_off", reverses=None, reversal=None
    )
    return list(rows.order_by("booked_on", "pk"))


def owed_again(thing: Any, referral: Referral) -> None:
    """The inverse of `give_up`: what this decision gave up is owed again."""
    for entry in given_up(thing):
        if entry.cause.endswith(f":{referral.pk}"):
            reverse(entry)


def _stays(owed: Any, referral: Referral) -> None:
    """Refused: it stays owed."""


def ask_write_off(
    label: str,
    granted: Callable[..., None],
    reopened: Callable[..., None],
    title: Any,
    owed: Callable[[Any], Owed],
) -> None:
    """Make the question known for records of `label`; `reopened` is the inverse of `granted`, `owed` what is open of a record."""

    def facts(thing: Any, actor: Any) -> Iterable[tuple[Any, Any]]:
        found = owed(thing)
        yield _("Member"), thing.organisation.name
        if found.total is not None:
            yield _("Amount"), shown(found.total, thing.currency)
        yield _("Open now"), shown(found.amount, thing.currency)
        if found.since is not None and found.amount:
            yield _("Since"), date_format(found.since, "DATE_FORMAT")
        if found.reminders:
            yield _("Reminders"), found.reminders

    register(
        Question(
            label,
            "write_off",
            {"granted": granted, "refused": _stays},
            undo={"granted": reopened, "refused": _stays},
            words={"granted": _("Write it off"), "refused": _("It stays owed")},
            title=title,
            text=lambda thing: fee_words.write_off_text(thing, owed(thing).what, owed(thing).amount),
            reword=fee_words.write_off_reworded,
            fits=lambda thing, before, after: fee_words.write_off_fits(
                thing, before, after, owed(thing).amount
            ),
            figures=fee_words.write_off_figures,
            facts=facts,
        )
    )
