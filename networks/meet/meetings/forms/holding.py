"""Forms of a meeting that is held: checking in, proxies, opening, minutes, decisions, actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm, dress
from networks.meet.meetings.forms.people import person_field
from networks.meet.meetings.models import DecidedBy, DecisionKind, How

THERE_CHOICES = [(How.ON_SITE, How.ON_SITE.label), (How.ONLINE, How.ONLINE.label)]


class CheckInForm(PlainForm):
    """Saying that one is there."""

    how = forms.ChoiceField(
        label=gettext_lazy("Where are you?"), choices=THERE_CHOICES, widget=forms.RadioSelect
    )
    code = forms.CharField(
        label=gettext_lazy("Code that is shown in the room"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("Only on site."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("how") == How.ON_SITE and not data.get("code"):
            self.add_error("code", _("Write the code that is shown in the room."))
        return data


class DeskForm(PlainForm):
    """A card at the desk."""

    words = forms.CharField(
        label=gettext_lazy("The card"),
        max_length=500,
        help_text=gettext_lazy("A reader that is plugged in writes here by itself. Or type the four words."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


class GuestForm(PlainForm):
    """Somebody without a vote."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    how = forms.ChoiceField(label=gettext_lazy("Where"), choices=THERE_CHOICES)


class ProxyForm(PlainForm):
    """Whom one is represented by."""

    voter = forms.ChoiceField(label=gettext_lazy("Who is represented"))
    instructions = forms.CharField(
        label=gettext_lazy("How to vote"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Only the two of you and whoever leads the meeting read it."),
    )

    field_order = ("voter", "holder", "instructions")

    def __init__(self, *args: Any, network: Any, voters: list[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["voter"].choices = voters
        self.fields["holder"] = person_field(network, gettext_lazy("By whom"))
        dress(self.fields["holder"])
        self.order_fields(self.field_order)


class OpeningForm(PlainForm):
    """Opening; without a quorum only knowingly."""

    without_quorum = forms.BooleanField(
        label=gettext_lazy("Open it all the same: nothing can be decided until the quorum is there")
    )

    def __init__(self, *args: Any, reached: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if reached:
            del self.fields["without_quorum"]


class NotesForm(PlainForm):
    """The minutes of an item, written on top of what was read."""

    text = forms.CharField(
        label=gettext_lazy("What was said"),
        widget=forms.Textarea(attrs={"rows": 12}),
        required=False,
        max_length=50_000,
        help_text=gettext_lazy(
            "Leave an empty line between paragraphs: several people can then write at once, each in their own."
        ),
    )
    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=50_000, strip=False)


class DecisionForm(PlainForm):
    """What is decided, and how."""

    text = forms.CharField(
        label=gettext_lazy("What is decided"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of decision"),
        choices=DecisionKind,
        initial=DecisionKind.ORDINARY,
        help_text=gettext_lazy("It says which majority is needed."),
    )
    decided_by = forms.ChoiceField(
        label=gettext_lazy("How"),
        choices=[(value, DecidedBy(value).label) for value in (DecidedBy.AGREEMENT, DecidedBy.HANDS)],
        widget=forms.RadioSelect,
        initial=DecidedBy.AGREEMENT,
    )
    yes = forms.IntegerField(
        label=gettext_lazy("Votes for"), min_value=0, max_value=1_000_000, required=False
    )
    no = forms.IntegerField(
        label=gettext_lazy("Votes against"), min_value=0, max_value=1_000_000, required=False
    )
    abstain = forms.IntegerField(
        label=gettext_lazy("Abstentions"), min_value=0, max_value=1_000_000, required=False
    )

    field_order = ("motion", "text")

    def __init__(self, *args: Any, motions: list[Any] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        if motions:
            self.fields["motion"] = forms.ChoiceField(
                label=gettext_lazy("On which motion"),
                choices=[*((str(one.pk), one.title) for one in motions), ("", gettext_lazy("none"))],
                required=False,
                help_text=gettext_lazy("What it was asked for takes effect at once."),
            )
            dress(self.fields["motion"])
            self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ("yes", "no", "abstain"):
            data[name] = data.get(name) or 0
        counted = data["yes"] or data["no"] or data["abstain"]
        if data.get("decided_by") == DecidedBy.HANDS and not self.errors and not counted:
            self.add_error("yes", _("Write how many hands were raised."))
        return data


class ActionForm(PlainForm):
    """Something to be done."""

    text = forms.CharField(
        label=gettext_lazy("What is to be done?"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000
    )
    due = forms.DateField(label=gettext_lazy("By when"), required=False)

    field_order = ("text", "owner", "due")

    def __init__(self, *args: Any, network: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"] = person_field(
            network, gettext_lazy("By whom"), required=False, empty=gettext_lazy("Nobody yet")
        )
        dress(self.fields["owner"])
        self.order_fields(self.field_order)


class FinishForm(PlainForm):
    """Done, or not needed any more."""

    dropped_because = forms.CharField(
        label=gettext_lazy("Why is it not needed any more?"), max_length=500, required=True
    )
