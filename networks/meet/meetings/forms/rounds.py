"""Forms of written rounds."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import Choice, PlainForm
from networks.meet.meetings.forms.moments import MomentField
from networks.meet.meetings.models import DecisionKind, Stand


class RoundForm(PlainForm):
    """What is proposed in writing."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("What is proposed, in the words that will stand in the register"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=50_000,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of decision"), choices=DecisionKind, initial=DecisionKind.ORDINARY
    )
    closes_at = MomentField(label=gettext_lazy("The last moment to answer"))

    def clean_closes_at(self) -> Any:
        at = self.cleaned_data["closes_at"]
        if at <= timezone.now() + timedelta(minutes=1):
            raise forms.ValidationError(_("Choose a moment that is still to come."))
        return at


class RemarkForm(PlainForm):
    """A question, or an answer."""

    text = forms.CharField(
        label=gettext_lazy("Your question or answer"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5000,
    )


class StandForm(PlainForm):
    """Where one stands."""

    stand = forms.ChoiceField(
        label=gettext_lazy("Where do you stand?"),
        widget=forms.RadioSelect,
        choices=[
            (Stand.AGREES, Choice(gettext_lazy("I agree"), gettext_lazy("It is good enough for now."))),
            (Stand.ASIDE, Choice(gettext_lazy("I stand aside"), gettext_lazy("I do not carry it, and do not stop it."))),
            (Stand.OBJECTS, Choice(gettext_lazy("I object"), gettext_lazy("It would do harm. I say why."))),
        ],
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=5000,
        help_text=gettext_lazy("An objection needs a reason: only with it can the proposal be made better."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("stand") == Stand.OBJECTS and not data.get("reason", "").strip():
            self.add_error("reason", _("Write your reason: only with it can the proposal be made better."))
        return data


class RoundTextForm(PlainForm):
    """The proposal, written anew."""

    text = forms.CharField(
        label=gettext_lazy("What is proposed"), widget=forms.Textarea(attrs={"rows": 10}), max_length=50_000
    )
