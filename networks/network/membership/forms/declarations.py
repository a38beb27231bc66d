"""Forms of figures, rounds, and the declaration itself."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm, dress
from networks.base.texts import Reader
from networks.base.times import zone_choices
from networks.network.membership.forms.on_behalf import WithOnBehalf
from networks.network.membership.forms.own_fields import field_for
from networks.network.membership.forms.versions import VersionedForm
from networks.network.membership.methods.amounts_written import read_number
from networks.network.membership.models import Asked, FieldKind, Figure, FigureUnit, OwnField, Round
from networks.network.membership.rules.declaring import WHOLE, Said, may_be_asked
from networks.network.membership.rules.figures import shown
from networks.network.membership.rules.names import named

MOST = Decimal(10) ** 13


class FigureForm(VersionedForm):
    """A figure that the network keeps of its members."""

    class Meta:
        model = Figure
        fields = ["name", "definition", "unit", "asked", "evidence"]
        widgets = {"definition": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "definition": _(
                "So exact that two members count the same: what counts, what does not, on which day."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.key in Figure.STANDARD:  # its meaning is known to fees: its unit stays
            del self.fields["unit"]


class RoundForm(VersionedForm):
    """A round: of which year, which figures, until when; its words in the languages of the network."""

    class Meta:
        model = Round
        fields = ["message"]

    field_order = ("year", "figures", "until", "zone", "own", "message")

    year = forms.IntegerField(label=_("Year of the figures"), min_value=1990, max_value=2100)
    figures = forms.ModelMultipleChoiceField(
        label=_("Figures"),
        queryset=Figure.everywhere.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What each one means stands beside it when members answer."),
    )
    until = forms.DateTimeField(
        label=_("Until"),
        widget=forms.DateTimeInput,
        help_text=_("Members are reminded 14 days, 7 days and a day before."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    own = forms.MultipleChoiceField(
        label=_("Own fields"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Members confirm or change what stands there. Fields that only coordinators see are not offered."
        ),
    )
    message = forms.CharField(
        label=_("Your words to the members"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands in the message that they get, and above the form."),
    )

    def __init__(self, *args: Any, reader: Reader, state: str = "planned", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Figure.objects.filter(retired_at=None).order_by("position", "pk")
        names = named(rows, reader)
        self.fields["figures"].queryset = rows
        self.fields["figures"].label_from_instance = lambda row: names.get(row.pk, row.name)
        self.fields["own"].choices = [
            (row.key, str(row.version_for("name", reader))) for row in may_be_asked()
        ]
        if not self.fields["own"].choices:
            del self.fields["own"]
        if state != "planned":
            for name in ("year", "figures", "until", "zone", "own"):
                self.fields.pop(name, None)

    def clean_until(self):
        return self.cleaned_data["until"].replace(tzinfo=None)


class MoreTimeForm(PlainForm):
    """More time, for everybody or for one organisation."""

    until = forms.DateTimeField(label=_("New end"), widget=forms.DateTimeInput)
    reason = forms.CharField(label=_("Why"), max_length=500, required=False)

    def clean_until(self):
        return self.cleaned_data["until"].replace(tzinfo=None)


class DeclarationForm(WithOnBehalf, PlainForm):
    """One declaration: for each figure an amount, or "we do not know it", and, where asked, why and the document that shows it."""

    remark = forms.CharField(
        label=_("What the network should know"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(
        self,
        *args: Any,
        asked: list[Asked],
        currency: str,
        own: list[OwnField],
        organisation: Any,
        reader: Reader,
        **kwargs: Any,
    ) -> None:
        self.asked, self.amounts = asked, {}
        self.own = {f"own_{row.key}": row for row in own}
        super().__init__(*args, **kwargs)
        for row in asked:
            name = str(row.version_for("name", reader))
            self.fields[f"amount_{row.pk}"] = forms.CharField(
                label=_amount_label(row, currency),
                required=False,
                max_length=40,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "mid", "autocomplete": "off"}),
            )
            self.fields[f"amount_{row.pk}"].asked_by_form = True
            self.fields[f"amount_{row.pk}"].about = name
            self.fields[f"unknown_{row.pk}"] = forms.BooleanField(
                label=_("We do not know it"), required=False
            )
            self.fields[f"why_{row.pk}"] = forms.CharField(
                label=_("Why it changed"), required=False, max_length=500, help_text=_("In a few words.")
            )
            self.fields[f"why_{row.pk}"].asked_by_form = True  # it is shown where it is needed
            self.fields[f"why_{row.pk}"].about = name
            if row.evidence:
                self.fields[f"evidence_{row.pk}"] = forms.FileField(
                    label=_("Document that shows it"),
                    required=False,
                    help_text=_("PDF, Word, Excel or a picture, up to 20 MB."),
                )
                self.fields[f"evidence_{row.pk}"].about = name
        for name, row in self.own.items():
            self.fields[name] = field_for(row, organisation, reader)
        for field in self.fields.values():
            dress(field)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for row in self.asked:
            name = f"amount_{row.pk}"
            text = (found.get(name) or "").strip()
            self.amounts[row.pk] = None
            if not text:
                continue
            number = read_number(text, get_language() or "en")
            if number is None:
                self.add_error(name, _("Write a number in figures, for example 120 or 45.5."))
            elif number < 0:
                self.add_error(name, _("This cannot be below zero."))
            elif number >= MOST:
                self.add_error(name, _("This is too large. Check the number of digits."))
            elif row.figure.unit in WHOLE and number != number.to_integral_value():
                self.add_error(
                    name, _("Write a whole number: people and organisations are counted, not parts of them.")
                )
            elif found.get(f"unknown_{row.pk}"):
                self.add_error(name, _("Either write a figure, or say that you do not know it."))
            else:
                self.amounts[row.pk] = number.quantize(Decimal("0.01"))
        return found

    def said(self) -> dict[Any, Said]:
        """What was typed, by key of `Asked`."""
        data = self.cleaned_data
        return {
            row.pk: Said(
                self.amounts.get(row.pk), bool(data.get(f"unknown_{row.pk}")), data.get(f"why_{row.pk}") or ""
            )
            for row in self.asked
        }

    def own_values(self) -> dict[OwnField, Any]:
        """Own fields as they were answered; a file that was not chosen leaves the one that is there."""
        data = self.cleaned_data
        return {
            row: data[name]
            for name, row in self.own.items()
            if name in data and not (row.kind == FieldKind.FILE and not data[name])
        }

    def own_typed(self) -> dict[str, str]:
        """The same as typed, to go on later; files cannot be kept so."""
        return {name: self.data.get(name, "") for name, row in self.own.items() if row.kind != FieldKind.FILE}

    def own_fields(self) -> list:
        """The fields to draw."""
        return [self[name] for name in self.own]

    def papers(self) -> dict[str, Any]:
        """Documents that were handed in with it, by key of `Asked` as text."""
        return {
            str(row.pk): file for row in self.asked if (file := self.cleaned_data.get(f"evidence_{row.pk}"))
        }

    @staticmethod
    def initial_of(said: dict[Any, Said], version: int, remark: str) -> dict[str, Any]:
        """What a form begins with."""
        start: dict[str, Any] = {"version": version, "remark": remark}
        for key, one in said.items():
            start[f"amount_{key}"] = shown(one.amount, grouped=False)
            start[f"unknown_{key}"], start[f"why_{key}"] = one.unknown, one.why
        return start


def _amount_label(row: Asked, currency: str) -> Any:
    names: dict[str, Any] = {
        FigureUnit.MONEY: currency,
        FigureUnit.PERSONS: _("People"),
        FigureUnit.FTE: _("Full-time equivalents"),
        FigureUnit.ORGANISATIONS: _("Organisations"),
    }
    return names.get(row.figure.unit, _("Number"))
