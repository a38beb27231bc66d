"""What stands in the way of a booking, in words that say what to do. Pages show them; nothing was changed."""

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from networks.participation.money.amounts import shown
from networks.participation.referrals.rules import NotNow


class FeeRefused(NotNow):
    """`str(error)` is for the person who tried, in their language. A decision that cannot take effect for this reason says it too."""

    message: Any = _("This is not possible now. Load the page again and look.")

    def __init__(self, **facts: Any) -> None:
        super().__init__(format_lazy(type(self).message, **facts))
        self.facts = facts


class SomebodyWasQuicker(FeeRefused):
    message = _("Somebody was quicker: this was done already. The page shows how it stands now.")


class MoreThanOwed(FeeRefused):
    """`notice` and what is `open` of it."""

    message = _(
        "Of {notice} only {open} is open now. Write that amount or less; what is left over is kept as a balance."
    )

    def __init__(self, notice) -> None:
        super().__init__(notice=notice.label_shown, open=shown(notice.open_amount, notice.currency))


class MoreThanThere(FeeRefused):
    message = _("There is not so much left: {left}. Write that amount or less.")

    def __init__(self, left, currency) -> None:
        super().__init__(left=shown(left, currency))


class CurrenciesDiffer(FeeRefused):
    message = _("{notice} is in another currency than the payment. Choose notices of the same currency.")


class NotAdopted(FeeRefused):
    message = _("This schedule is not the adopted one of its year. Have it adopted first.")


class RunIsOpen(FeeRefused):
    message = _("A run of this schedule is under way. Finish or drop it first.")


class NotDraft(FeeRefused):
    message = _("This schedule was proposed already and is not changed any more. Make a new version.")


class NothingToDecide(FeeRefused):
    message = _("Add at least one rule first: what is owed by whom.")


class NothingOpen(FeeRefused):
    message = _("Nothing of this notice is open any more.")


class NotThere(FeeRefused):
    message = _("A notice of this year is there already. Cancel it by a credit note first.")
