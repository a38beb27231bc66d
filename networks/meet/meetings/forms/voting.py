"""Forms of motions and votes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import Choice, PlainForm
from networks.meet.meetings.forms.moments import MomentField
from networks.meet.meetings.models import BallotForm, DecisionKind

NOW, UNTIL = "now", "until"


class MotionForm(PlainForm):
    """What the body is to decide."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("What is to be decided, in the words that will stand in the register"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=50_000,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of decision"),
        choices=DecisionKind,
        initial=DecisionKind.ORDINARY,
        help_text=gettext_lazy("It says which majority is needed."),
    )

    def clean_text(self) -> str:
        return self.cleaned_data["text"].replace("\r\n", "\n")


class AmendmentForm(PlainForm):
    """The text as somebody wants it."""

    text = forms.CharField(
        label=gettext_lazy("Change the text as you want it"),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=50_000,
        help_text=gettext_lazy(
            "Leave what you do not change as it is. What you add and strike is then shown in the text."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=5000
    )


class PuttingForm(PlainForm):
    """How a motion is put to the vote."""

    when = forms.ChoiceField(
        label=gettext_lazy("When do people vote?"),
        widget=forms.RadioSelect,
        choices=[
            (NOW, Choice(gettext_lazy("Now, in the meeting"), gettext_lazy("Whoever is there or represented votes. You close the vote."))),
            (UNTIL, Choice(gettext_lazy("From elsewhere, until a last moment"), gettext_lazy("Everybody who has a vote votes from where they are. It closes by itself."))),
        ],
        initial=NOW,
    )  # fmt: skip
    closes_at = MomentField(label=gettext_lazy("The last moment to vote"), required=False)
    form = forms.ChoiceField(
        label=gettext_lazy("Secret or open"),
        widget=forms.RadioSelect,
        choices=[
            (BallotForm.OPEN, Choice(gettext_lazy("Open"), gettext_lazy("Everybody can read who voted how."))),
            (BallotForm.SECRET, Choice(gettext_lazy("Secret"), gettext_lazy("Nobody can read who voted how."))),
        ],
        initial=BallotForm.OPEN,
        required=False,
    )  # fmt: skip

    # One of them goes with one answer only, the other is chosen already: neither says that it may be left out.
    closes_at.asked_by_form = form.asked_by_form = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["form"] = data.get("form") or BallotForm.OPEN
        if data.get("when") == NOW:
            data["closes_at"] = None
        elif "closes_at" not in self.errors:
            at = data.get("closes_at")
            if at is None:
                self.add_error("closes_at", _("Choose until when people can vote."))
            elif at <= timezone.now() + timedelta(minutes=1):
                self.add_error("closes_at", _("Choose a moment that is still to come."))
        return data


class AnnulmentForm(PlainForm):
    """Why a vote is not counted."""

    because = forms.CharField(
        label=gettext_lazy("Why is it annulled?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
