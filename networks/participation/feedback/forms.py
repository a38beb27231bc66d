"""The form of a questionnaire: everything may be left out."""

from django import forms

from networks.base.forms import PlainForm
from networks.participation.feedback.models import Questionnaire
from networks.participation.feedback.questions import CHOICES, FACES, wording
from networks.participation.feedback.rules import LONGEST


class Faces(forms.RadioSelect):
    """Five faces with words, drawn by their own template."""

    template_name = "feedback/faces.html"


def form_for(questionnaire: Questionnaire, data=None, *, plain: bool = False, initial=None) -> PlainForm:
    """Return the form of `questionnaire`, in plain words where wanted."""
    form = PlainForm(data, initial=initial)
    for question in questionnaire.questions:
        key, label = question["key"], wording(question["key"], plain)
        if question["kind"] == "faces":
            form.fields[key] = forms.TypedChoiceField(
                label=label,
                choices=list(FACES.items()),
                coerce=int,
                empty_value=None,
                widget=Faces,
                required=False,
            )
        elif question["kind"] == "choice":
            choices = [(choice, CHOICES[choice]) for choice in question["choices"]]
            form.fields[key] = forms.ChoiceField(
                label=label, choices=choices, widget=forms.RadioSelect, required=False
            )
        else:
            form.fields[key] = forms.CharField(
                label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}), required=False
            )
    return form
