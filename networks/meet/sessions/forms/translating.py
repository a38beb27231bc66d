"""The form of a translation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm


class TranslationForm(PlainForm):
    """What an answer says, in another language."""

    text = forms.CharField(
        label=_("Translation"),
        help_text=_("Leave it empty to take the translation away."),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
