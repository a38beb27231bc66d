"""Forms of bodies: what they are, by which rules they decide, who sits in them."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import Choice, PlainForm, PlainModelForm, dress
from networks.base.places import language_choices
from networks.meet.meetings.forms.people import person_field
from networks.meet.meetings.models import Body, BodyKind, MajorityOf, MajorityRule, SeatRole
from networks.meet.meetings.rules.bodies import FIELDS


class KindForm(PlainForm):
    """Which kind of body: its rules are then filled in as most statutes have them."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        widget=forms.RadioSelect,
        choices=[
            (BodyKind.ASSEMBLY, Choice(BodyKind.ASSEMBLY.label, gettext_lazy("All member organisations, each through its delegate."))),
            (BodyKind.BOARD, Choice(BodyKind.BOARD.label, gettext_lazy("People with a seat for a term, who lead the network between assemblies."))),
            (BodyKind.COMMITTEE, Choice(BodyKind.COMMITTEE.label, gettext_lazy("People with a seat, for one matter, such as auditing or ethics."))),
            (BodyKind.WORKING_GROUP, Choice(BodyKind.WORKING_GROUP.label, gettext_lazy("People who work on something for longer; everyone in it convenes."))),
        ],
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)


class BodyForm(PlainModelForm):
    """A body and its rules."""

    language = forms.ChoiceField(label=gettext_lazy("Language in which you write it"))

    class Meta:
        model = Body
        fields = [*FIELDS]
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "voters": forms.RadioSelect,
            "convened_by": forms.RadioSelect,
            "items_by": forms.RadioSelect,
            "read_by": forms.RadioSelect,
            "quorum_of": forms.RadioSelect,
        }
        help_texts = {
            "weighted": gettext_lazy(
                "The weight stands with each category of membership. Otherwise one voter has one vote."
            ),
            "needs_paid": gettext_lazy(
                "As the statutes count it, at the moment a vote opens. For member organisations."
            ),
            "quorum": gettext_lazy("How many have to be present or represented."),
            "proxies": gettext_lazy("0: nobody can vote for somebody else."),
            "notice_days": gettext_lazy("With fewer days left, the program warns whoever convenes."),
            "term_months": gettext_lazy("Leave it empty where seats have no end."),
        }

    def __init__(self, *args: Any, network: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(network.languages or ["en"])
        self.fields["proxies"].max_value = 100
        for name, most in (("proxies", 100), ("notice_days", 365), ("term_months", 240)):
            self.fields[name].widget.attrs["max"] = most

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, most in (("proxies", 100), ("notice_days", 365), ("term_months", 240)):
            if (data.get(name) or 0) > most:
                self.add_error(name, _("Write a number up to %(most)s.") % {"most": most})
        return data


class MajorityForm(PlainModelForm):
    """The majority of one kind of decision."""

    class Meta:
        model = MajorityRule
        fields = ["share", "of", "abstentions"]
        widgets = {"of": forms.RadioSelect}
        help_texts = {
            "abstentions": gettext_lazy(
                "Then an abstention works like a no. Otherwise it is left out of the count."
            )
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("of") != MajorityOf.CAST:
            data["abstentions"] = False  # they are in the whole already
        return data


class SeatForm(PlainForm):
    """A seat for a person."""

    role = forms.ChoiceField(label=gettext_lazy("As"), choices=SeatRole, initial=SeatRole.MEMBER)
    since = forms.DateField(label=gettext_lazy("From"), initial=timezone.localdate)
    until = forms.DateField(
        label=gettext_lazy("Until, not any more on that day"),
        required=False,
        help_text=gettext_lazy("Leave it empty for one term."),
    )

    field_order = ("person", "role", "since", "until")

    def __init__(self, *args: Any, network: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["person"] = person_field(network, gettext_lazy("Person"))
        dress(self.fields["person"])
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] <= data["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return data


class SeatEndForm(PlainForm):
    """When a seat ends."""

    on = forms.DateField(
        label=gettext_lazy("From which day on do they sit there no more?"), initial=timezone.localdate
    )
