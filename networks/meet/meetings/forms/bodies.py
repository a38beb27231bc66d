"""Forms of bodies: what they are, by which rules they decide, who sits in them."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import Choice, PlainForm, PlainModelForm, dress
from networks.base.places import language_choices
from networks.meet.meetings.forms.people import person_field
from networks.meet.meetings.models import (
    Body,
    BodyKind,
    MajorityOf,
    MajorityRule,
    SeatRole,
    Voters,
    WeightsBy,
    WithoutFee,
)
from networks.meet.meetings.rules.bodies import FIELDS
from networks.meet.meetings.rules.box import MOST_WEIGHT
from networks.participation.eligibility.rules import fee_currency
from networks.participation.money.amounts import currency_choices, read

MOST_BANDS = 20


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
    weighing = forms.ChoiceField(
        label=gettext_lazy("Votes of one voter"),
        widget=forms.RadioSelect,
        choices=[
            ("one", gettext_lazy("one vote each")),
            (WeightsBy.CATEGORY, Choice(gettext_lazy("by the category of membership"), gettext_lazy("The weight stands with each category. For member organisations."))),
            (WeightsBy.FEE, Choice(gettext_lazy("by fee band"), gettext_lazy("Whoever pays more has more votes: you write the table next. For member organisations."))),
        ],
    )  # fmt: skip

    class Meta:
        model = Body
        fields = [name for name in FIELDS if name not in ("weighted", "weights_by")]
        widgets = {
            "purpose": forms.Textarea(attrs={"rows": 3}),
            "voters": forms.RadioSelect,
            "convened_by": forms.RadioSelect,
            "items_by": forms.RadioSelect,
            "read_by": forms.RadioSelect,
            "quorum_of": forms.RadioSelect,
        }
        help_texts = {
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
        self.fields["weighing"].initial = self.instance.weighing
        names = [name for name in self.fields if name != "weighing"]
        self.order_fields([*names[: names.index("voters") + 1], "weighing"])
        self.fields["language"].choices = language_choices(network.languages or ["en"])
        self.fields["proxies"].max_value = 100
        for name, most in (("proxies", 100), ("notice_days", 365), ("term_months", 240)):
            self.fields[name].widget.attrs["max"] = most

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name, most in (("proxies", 100), ("notice_days", 365), ("term_months", 240)):
            if (data.get(name) or 0) > most:
                self.add_error(name, _("Write a number up to %(most)s.") % {"most": most})
        chosen = data.pop("weighing", "one")
        if chosen == WeightsBy.FEE and data.get("voters") != Voters.MEMBERS:
            self.add_error("weighing", _("Persons pay no fee: choose member organisations, or another way."))
        data["weighted"] = chosen != "one"
        if chosen != "one":
            data["weights_by"] = chosen
        return data


class BandForm(PlainForm):
    """One band of fees: until where it goes, and its votes."""

    to = forms.CharField(
        label=gettext_lazy("Fee up to"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )
    votes = forms.IntegerField(
        label=gettext_lazy("Votes"), required=False, min_value=1, max_value=MOST_WEIGHT
    )

    def clean_to(self) -> Decimal | None:
        text = self.cleaned_data["to"]
        if not text:
            return None
        try:
            amount = read(text)
        except ValueError:
            amount = Decimal(-1)
        if amount <= 0 or amount != round(amount, 2):
            raise forms.ValidationError(_("Write an amount, for example 500 or 1,250.50."))
        return amount

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("to") is not None and data.get("votes") is None and "votes" not in self.errors:
            self.add_error("votes", _("Write how many votes this band has."))
        if data.get("votes") is not None and data.get("to") is None and "to" not in self.errors:
            self.add_error("to", _("Write up to which fee this band goes."))
        return data


class Bands(forms.BaseFormSet):
    """The bands with a limit, each higher than the one before. Rows left empty are none."""

    def clean(self) -> None:
        before = Decimal(0)
        for form in self.forms:
            limit = form.cleaned_data.get("to") if form.is_valid() else None
            if limit is None:
                continue
            if limit <= before:
                form.add_error("to", _("Write the bands in rising order: this limit is not above the last."))
            before = max(before, limit)
        if not before and self.forms and not any(form.errors for form in self.forms):
            self.forms[0].add_error("to", _("Write at least one band."))


def band_rows(data: Any, body: Body, more: int = 0) -> Any:
    """The rows of a table of bands: those that are kept, and empty ones."""
    kept = [band for band in body.fee_bands if band["to"]]
    rows = forms.formset_factory(BandForm, formset=Bands, extra=max(2, 4 - len(kept)) + more, max_num=MOST_BANDS, validate_max=True)  # fmt: skip
    return rows(data, prefix="bands", initial=kept)


class FeeBandsForm(PlainForm):
    """What the table of bands says besides: its currency, the votes above it, whoever has no fee."""

    fee_currency = forms.ChoiceField(label=gettext_lazy("Currency of the fees"))
    above = forms.IntegerField(
        label=gettext_lazy("Votes above the last limit"), min_value=1, max_value=MOST_WEIGHT
    )
    without_fee = forms.ChoiceField(
        label=gettext_lazy("A member to whom no fee was invoiced has"),
        choices=WithoutFee,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any):
        initial = {
            "fee_currency": body.fee_currency if body.fee_bands else fee_currency(),
            "without_fee": body.without_fee,
            "above": body.fee_bands[-1]["votes"] if body.fee_bands else None,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["fee_currency"].choices = currency_choices()


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
