"""The form of one thing that the network offers its members."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from networks.base.forms import Choice, PlainModelForm
from networks.network.membership.forms.fees import AmountField
from networks.network.membership.forms.settings import InLanguages
from networks.network.membership.models import Offering, Terms, Whom
from networks.network.membership.rules.offerings import MOST
from networks.participation.money.amounts import DIGITS, currency_choices, rounded


class OfferingForm(InLanguages, PlainModelForm):
    """What it is, for whom, from when to when, and what it costs others and members."""

    list_price = AmountField(
        label=_("List price"),
        required=False,
        help_text=_(
            "What others pay. Pages say that it is a list price. Leave it empty where there is none."
        ),
    )
    price = AmountField(label=_("Members’ price"), required=False)
    currency = forms.ChoiceField(label=_("Currency"))

    class Meta:
        model = Offering
        fields = ["title", "about", "whom", "list_price", "price", "currency", "since", "until"]
        widgets = {"about": forms.Textarea(attrs={"rows": 2}), "whom": forms.RadioSelect}
        labels = {
            "title": _("What you offer"),
            "about": _("What it is, in one or two sentences"),
            "since": _("From"),
            "until": _("Until"),
        }
        help_texts = {"until": _("On this day it is not offered any more. Empty: it has no end.")}

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["whom"].choices = [
            (Whom.ORGANISATION, Choice(Whom.ORGANISATION.label)),
            (Whom.WORKER, Choice(Whom.WORKER.label)),
            (
                Whom.ECOSYSTEM,
                Choice(Whom.ECOSYSTEM.label, _("Partners, customers, neighbours, the public")),
            ),
        ]
        self.fields["currency"].choices = currency_choices()
        if not self.instance.currency:
            self.initial["currency"] = Terms.current().currency
        self.add_languages(languages)

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        currency = found.get("currency")
        for name in ("list_price", "price"):
            amount = found.get(name)
            if amount is not None and currency and amount != rounded(amount, currency):
                self.add_error(
                    name,
                    _("Write not more than %(n)s digits behind the point.") % {"n": DIGITS.get(currency, 2)},
                )
        if found.get("since") and found.get("until") and found["until"] <= found["since"]:
            self.add_error("until", _("It ends after it begins."))
        listed, members = found.get("list_price"), found.get("price")
        if listed is not None and members is not None and members > listed:
            self.add_error("price", _("Members pay more than the list price says. Look at both again."))
        if self.instance._state.adding and Offering.objects.count() >= MOST:
            raise ValidationError(
                _("There are %(n)s lines already, and nobody reads more. Change or remove one of them.")
                % {"n": MOST}
            )
        return found
