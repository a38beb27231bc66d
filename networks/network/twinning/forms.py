"""Forms of twinning: an offer, accepting it, a line of the checklist, what is shown."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm
from networks.base.keys import normal_code
from networks.network.twinning.models import Side
from networks.network.twinning.showing import kinds
from networks.people.models import Network


class OfferForm(PlainForm):
    side = forms.ChoiceField(
        label=_("What is it about?"), choices=Side.choices, widget=forms.RadioSelect, initial=Side.GUIDE
    )


class CodeForm(PlainForm):
    code = forms.CharField(
        label=_("The code that you were given"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        """The code as it is kept: capitals and digits of ASCII, nothing else is ever part of one."""
        code = normal_code(self.cleaned_data["code"])
        if not code or not code.isascii():
            raise forms.ValidationError(_("A code has letters from A to Z and digits. Look at it again."))
        return code


class AcceptForm(PlainForm):
    network = forms.ModelChoiceField(
        label=_("Your network"), queryset=Network.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, networks: list[Network], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = Network.objects.filter(pk__in=[one.pk for one in networks])  # type: ignore[attr-defined]


class StepForm(PlainForm):
    text = forms.CharField(label=_("A new line for both"), max_length=200)


class ShowForm(PlainForm):
    kinds = forms.MultipleChoiceField(
        label=_("What you show"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that you show.")},
    )
    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Then the copy is deleted by itself."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(key, one.name) for key, one in kinds().items()]  # type: ignore[attr-defined]
        self.fields["until"].initial = timezone.localdate() + timedelta(days=182)
