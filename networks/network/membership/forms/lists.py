"""Forms of lists."""

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm


class SaveForm(PlainForm):
    """A name for a list."""

    name = forms.CharField(label=_("Name of this list"), max_length=120)
    shared = forms.BooleanField(label=_("The other coordinators see it too"), required=False)
    query = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)
