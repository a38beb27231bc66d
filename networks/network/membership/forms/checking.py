"""What the network writes about an application."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm
from networks.network.membership.forms.applying import kind_choices
from networks.network.membership.models import Admission, View
from networks.network.membership.rules.application_steps import open_categories


class AskForm(PlainForm):
    """What is missing, in words."""

    words = forms.CharField(
        label=_("What is missing?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The applicant gets these words by mail, and can change the application again."),
    )


class OpinionForm(PlainForm):
    """What a board member thinks."""

    view = forms.ChoiceField(label=_("Your opinion"), choices=View, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Your words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The board and the coordinators read them, the applicant does not."),
    )


class DecisionForm(PlainForm):
    """By which day it is decided, and what whoever decides should know."""

    on = forms.DateField(label=_("Day of the decision"), required=False)
    note = forms.CharField(
        label=_("What whoever decides should know"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RecordForm(PlainForm):
    """An application that reached the network on paper or by mail, recorded by a coordinator."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of organisation"))
    country = forms.ChoiceField(label=_("Country"))
    category = forms.ChoiceField(label=_("It applies for"))
    contact = forms.CharField(label=_("Who writes for it"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Their e-mail"),
        required=False,
        help_text=_("They are told that you recorded it, and get the link to it."),
    )
    language = forms.ChoiceField(label=_("Their language"))
    because = forms.CharField(
        label=_("Why you record it"), max_length=500, help_text=_("Such as: came as a letter on 3 May.")
    )

    document = forms.FileField(
        label=_("The document it rests on"),
        required=False,
        help_text=_("Such as the letter. Its papers can be added afterwards."),
    )

    def __init__(self, *args, admission: Admission, network: Any, organisation: Any, reader: Any, **kwargs):
        from networks.base.places import country_choices, language_choices

        super().__init__(*args, **kwargs)
        self.categories = {str(one.pk): one for one in open_categories()}
        self.fields["kind"].choices = kind_choices(admission)
        self.fields["country"].choices = country_choices(str(_("Choose one")))
        self.fields["category"].choices = [
            (key, one.version_for("name", reader).text) for key, one in self.categories.items()
        ]
        self.fields["language"].choices = language_choices(network.languages)
        if organisation is not None:
            self.initial = {
                "name": organisation.name,
                "kind": organisation.kind,
                "country": organisation.country,
                "language": network.languages[0] if network.languages else "en",
                **self.initial,
            }


class OwnForm(PlainForm):
    """An application of somebody who is signed in: for which organisation."""

    organisation = forms.ChoiceField(label=_("For which organisation?"), widget=forms.RadioSelect)
    other = forms.CharField(label=_("Its name, if it is another one"), max_length=200, required=False)

    def __init__(self, *args, organisations: list[Any], **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = {str(one.pk): one for one in organisations}
        self.fields["organisation"].choices = [
            *((key, one.name) for key, one in self.organisations.items()),
            ("other", _("Another one")),
        ]

    def clean(self):
        found = super().clean()
        if found.get("organisation") == "other" and not found.get("other", "").strip():
            self.add_error("other", _("Write the name of the organisation."))
        return found
