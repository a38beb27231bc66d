"""The form that says what the columns of a bank's table are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm, dress
from networks.network.membership.files.bank.table import HEADLESS
from networks.network.membership.models import BankTable
from networks.network.membership.rules import bank_tables

WHAT = {
    "": _("Leave this column out"),
    "day": _("Day of booking"),
    "amount": _("Amount; below zero where money left"),
    "credit": _("Amount that arrived"),
    "debit": _("Amount that left"),
    "sign": _("Whether it arrived or left (credit or debit)"),
    "currency": _("Currency"),
    "name": _("Name of who paid"),
    "iban": _("Account of who paid (IBAN)"),
    "text": _("What the payer wrote"),
    "reference": _("Payment reference"),
    "bank": _("The bank’s own number of the entry"),
}


class BankColumnsForm(PlainForm):
    """What each column is. Fields are called c-<column>."""

    headless = forms.BooleanField(
        label=_("The first line is an entry already"),
        required=False,
        help_text=_("Tick it where the columns have no headings."),
    )

    def __init__(self, *args: Any, found: BankTable, **kwargs: Any):
        self.header = found.rows[0][1]
        kwargs["initial"] = {"headless": bool(found.columns.get(HEADLESS))}
        super().__init__(*args, **kwargs)
        shown = bank_tables.examples(found)
        is_now = {n: what for what, n in found.columns.items() if what != HEADLESS}
        for n, heading in enumerate(self.header):
            self.fields[f"c-{n}"] = forms.ChoiceField(
                label=heading[:120] or _("Column %(number)s, without a heading") % {"number": n + 1},
                choices=list(WHAT.items()),
                required=False,
                initial=is_now.get(n, ""),
                help_text=_("In the file: %(examples)s") % {"examples": " · ".join(c[:40] for c in shown[n])}
                if shown[n]
                else _("Empty in the first lines"),
            )
            self.fields[f"c-{n}"].asked_by_form = True
            dress(self.fields[f"c-{n}"])

    @property
    def columns(self) -> list[Any]:
        """The fields of the columns."""
        return [self[f"c-{n}"] for n in range(len(self.header))]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        seen: dict[str, str] = {}
        for n, heading in enumerate(self.header):
            what = data.get(f"c-{n}", "")
            if what and what in seen:
                self.add_error(
                    f"c-{n}", _("“%(other)s” is that already. Choose one of the two.") % {"other": seen[what]}
                )
            elif what:
                seen[what] = heading or str(n + 1)
        if "day" not in seen:
            self.add_error(None, _("Say which column holds the day of booking."))
        if not {"amount", "credit", "debit"} & set(seen):
            self.add_error(None, _("Say which column holds the amount."))
        return data

    def chosen(self) -> dict[str, int]:
        """What → number of the column."""
        found = {
            self.cleaned_data[f"c-{n}"]: n for n in range(len(self.header)) if self.cleaned_data[f"c-{n}"]
        }
        return {**found, HEADLESS: 1} if self.cleaned_data["headless"] else found
