"""The forms of whoever decides."""

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm
from networks.participation.referrals import deciders
from networks.participation.referrals.rules import Question


class AnswerForm(PlainForm):
    """Which outcome, and why."""

    outcome = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whoever asked reads it."),
    )

    def __init__(self, *args, question: Question, **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields["outcome"].choices = [
            (outcome, question.words.get(outcome, outcome)) for outcome in question.outcomes
        ]

    def clean(self):
        found = super().clean()
        if found.get("outcome") in self.question.reasons and not found.get("reason", "").strip():
            self.add_error("reason", _("Write the reason: it is owed to whoever asked."))
        return found


class ReopeningForm(PlainForm):
    """Why a decision is opened again."""

    because = forms.CharField(
        label=_("Why is it decided anew?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class HandingForm(PlainForm):
    """Who is to decide instead."""

    to = forms.ChoiceField(label=_("Who decides?"), widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = deciders.choices()
