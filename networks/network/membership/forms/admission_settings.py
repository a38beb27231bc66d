"""How a network admits members: the form, and those of what it asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.places import country_choices
from networks.network.membership.forms.versions import VersionedForm
from networks.network.membership.models import (
    Admission,
    AskedDocument,
    AskedQuestion,
    FieldKind,
    OwnField,
    WelcomeStep,
)
from networks.participation.referrals import deciders
from networks.people.models import OrganisationKind

TEXT = forms.Textarea(attrs={"rows": 4})


class AdmissionForm(VersionedForm):
    """The way to become a member."""

    kinds = forms.MultipleChoiceField(
        label=_("Kinds of organisation that may apply"),
        choices=OrganisationKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick none, and all kinds may."),
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries that they come from"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=_("Choose none, and all countries may. Hold Ctrl to choose several."),
    )
    decided_by = forms.ChoiceField(label=_("Who decides"))

    class Meta:
        model = Admission
        fields = [
            "is_open", "about", "kinds", "countries", "checked_by", "asks_opinion", "opinions_needed", "decided_by", "days_before",
            "next_decision_on", "conduct", "welcome",
        ]  # fmt: skip
        widgets = {
            "about": TEXT,
            "conduct": forms.Textarea(attrs={"rows": 8}),
            "welcome": TEXT,
            "checked_by": forms.RadioSelect,
        }
        help_texts = {
            "is_open": _("The page for applicants is there for everybody, also while it is closed."),
            "conduct": _("Applicants have to accept it. Leave it empty if you have none."),
            "welcome": _("They stand in the message that tells an applicant of the admission."),
            "opinions_needed": _("0: it can be decided without."),
            "next_decision_on": _("Such as the day of the next assembly. Applicants see it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["countries"].choices = country_choices()
        self.fields["decided_by"].choices = deciders.choices()
        self.fields["opinions_needed"].max_value = 50


class DocumentForm(VersionedForm):
    """A document that applicants hand in."""

    class Meta:
        model = AskedDocument
        fields = ["name", "help", "required", "position"]
        widgets = {"help": forms.Textarea(attrs={"rows": 3})}
        labels = {"position": _("Place in the list")}


class QuestionForm(VersionedForm):
    """A question to applicants."""

    choices = forms.CharField(
        label=_("What can be chosen"),
        required=False,
        help_text=_("One line each. Only for a choice."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    own_field = forms.ModelChoiceField(
        label=_("The answer becomes the own field"),
        queryset=OwnField.everywhere.none(),
        required=False,
        empty_label=_("None: it stays with the application"),
        help_text=_("Then the kind of answer is that of the field, and it stands with the new member."),
    )

    class Meta:
        model = AskedQuestion
        fields = ["question", "help", "kind", "choices", "required", "own_field", "position"]
        widgets = {"help": forms.Textarea(attrs={"rows": 3})}
        labels = {"position": _("Place in the list")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["own_field"].queryset = OwnField.objects.filter(
            on="organisation", retired_at=None
        ).exclude(kind=FieldKind.FILE)
        self.initial["choices"] = "\n".join(str(word) for word in self.instance.choices or [])

    def clean_choices(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(line[:100] for line in lines if line))[:50]

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        is_choice = found.get("kind") == FieldKind.CHOICE and not found.get("own_field")
        if is_choice and len(found.get("choices") or []) < 2:
            self.add_error("choices", _("Write at least two lines."))
        return found


class WelcomeForm(VersionedForm):
    """A step of the welcome."""

    class Meta:
        model = WelcomeStep
        fields = ["text", "position"]
        labels = {"position": _("Place in the list")}


FORMS: dict[str, type[VersionedForm]] = {
    "document": DocumentForm,
    "question": QuestionForm,
    "welcome": WelcomeForm,
}
TITLES = {
    "document": (_("A document to hand in"), _("Ask for another document")),
    "question": (_("A question"), _("Ask another question")),
    "welcome": (_("A step of the welcome"), _("Add a step")),
}
