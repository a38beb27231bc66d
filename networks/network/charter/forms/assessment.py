"""Forms of the self-assessment: a round, its answers, what was chosen to be done."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm, dress
from networks.network.charter.instrument import DIMENSIONS, NAMES, SCALE
from networks.participation.feedback.forms import Faces
from networks.people.choosing import a_person
from networks.people.pages.people import here


class RoundForm(PlainForm):
    """Which year, until when."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2999)
    closes_on = forms.DateField(
        label=gettext_lazy("Until when can it be answered?"),
        required=False,
        help_text=gettext_lazy("You close it yourself; members see the day."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = timezone.localdate().year


class AnswersForm(PlainForm):
    """All statements, side by side; each may be left out."""

    def __init__(self, *args: Any, plain: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for dimension in DIMENSIONS:
            for key, usual, easy in dimension.statements:
                self.fields[key] = forms.TypedChoiceField(
                    label=easy if plain else usual,
                    choices=list(SCALE.items()),
                    coerce=int,
                    empty_value=None,
                    widget=Faces,
                    required=False,
                )
                self.fields[key].asked_by_form = True  # said once on top, not at each

    def sides(self):
        """(dimension, its fields)."""
        return [(one, [self[key] for key, _usual, _plain in one.statements]) for one in DIMENSIONS]


class ObjectiveForm(PlainForm):
    """What is to be reached, who sees to it, by when."""

    dimension = forms.ChoiceField(label=gettext_lazy("About"), choices=NAMES)
    text = forms.CharField(label=gettext_lazy("What is to be reached?"), max_length=300)
    due = forms.DateField(label=gettext_lazy("By when?"))

    def __init__(self, *args: Any, network: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["owner"] = a_person(
            here(network).filter(erased_at=None),
            label=gettext_lazy("Who sees to it?"),
            empty_label=gettext_lazy("Choose somebody"),
            few=150,
        )
        dress(self.fields["owner"])
        self.order_fields(("dimension", "text", "owner", "due"))


class DroppingForm(PlainForm):
    """Why it is not aimed at any more."""

    because = forms.CharField(
        label=gettext_lazy("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
