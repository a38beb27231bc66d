"""Recording on a member's behalf: the two fields that any form may ask for, contesting, resolving."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm, dress
from networks.participation.documents.forms import Upload


class WithOnBehalf:
    """A form that a coordinator may fill in for a member: `add_on_behalf()` after it is made; then `cleaned_data["behalf_reason"]` and
    `["behalf_document"]` for `rules.on_behalf.on_behalf`."""

    fields: dict[str, forms.Field]

    def add_on_behalf(self, required: bool = True) -> None:
        """Ask why, and for the document it rests on."""
        common: dict[str, Any] = {"required": required}
        self.fields["behalf_reason"] = forms.CharField(
            label=_("Why do you record this for them?"),
            help_text=_("Such as: they sent it by post on 3 May. Their people read it."),
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            **common,
        )
        self.fields["behalf_document"] = Upload(
            label=_("The document it rests on"),
            help_text=_("A letter, a signed form, a message. Their people can read it."),
            **common,
        )
        for name in ("behalf_reason", "behalf_document"):
            dress(self.fields[name])


class ContestForm(PlainForm):
    """What is wrong, in the member's own words."""

    words = forms.CharField(
        label=_("What is not right?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class ResolveForm(PlainForm):
    """How it was resolved."""

    words = forms.CharField(
        label=_("How did you resolve it?"),
        help_text=_("The member's people read it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
