"""The form of a report's own texts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm


class PlainVersionForm(PlainForm):
    """The report in plain words, and a few words before it. What was read travels with what is written."""

    plain_text = forms.CharField(
        label=_("The report in plain words"),
        help_text=_(
            "Short sentences, everyday words, one idea in a paragraph. An empty line begins a new paragraph."
        ),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    introduction = forms.CharField(
        label=_("A few words before the report"),
        max_length=5_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    read_plain_text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    read_introduction = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
