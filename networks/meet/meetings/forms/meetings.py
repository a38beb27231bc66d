"""Forms of meetings and their agendas."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm, dress
from networks.base.places import language_choices
from networks.base.times import zone_choices
from networks.meet.meetings.forms.people import person_field
from networks.meet.meetings.models import ItemKind
from networks.participation.documents.forms import Upload
from networks.participation.occasions.models import Mode


class MeetingForm(PlainForm):
    """A meeting: title, when, where."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    starts_local = forms.DateTimeField(
        label=gettext_lazy("Date and time"),
        required=False,
        help_text=gettext_lazy("Leave it out while the day is not chosen."),
        widget=forms.DateTimeInput,
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Duration in minutes"), min_value=5, max_value=2880, initial=120
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Where people meet"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        initial=Mode.HYBRID,
    )
    link = forms.URLField(
        label=gettext_lazy("Link to the online room"), required=False, max_length=500, assume_scheme="https"
    )
    venue = forms.CharField(
        label=gettext_lazy("Venue"),
        help_text=gettext_lazy("Name and address, and how to get in without steps."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language in which you write it"))

    def __init__(self, *args: Any, network: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(network.languages or ["en"])

    def clean_starts_local(self):
        value = self.cleaned_data["starts_local"]
        return value.replace(tzinfo=None, second=0, microsecond=0) if value else None


class ItemForm(PlainForm):
    """Something on the agenda."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("What it is for"),
        choices=ItemKind,
        widget=forms.RadioSelect,
        initial=ItemKind.DISCUSSION,
    )
    text = forms.CharField(
        label=gettext_lazy("What is proposed, or what it is about"),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        max_length=20_000,
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=600, initial=10)

    def __init__(self, *args: Any, network: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["presenter"] = person_field(
            network,
            gettext_lazy("Who presents it"),
            required=False,
            empty=gettext_lazy("Nobody in particular"),
        )
        dress(self.fields["presenter"])


class PaperForm(PlainForm):
    """A paper to an item."""

    title = forms.CharField(
        label=gettext_lazy("What is it?"), max_length=200, help_text=gettext_lazy("Such as: accounts of 2025")
    )
    file = Upload(label=gettext_lazy("File"))


class ConvocationForm(PlainForm):
    """Convening: with short notice, only with a reason."""

    late_because = forms.CharField(
        label=gettext_lazy("Why is it convened all the same?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=gettext_lazy("The minutes show it."),
    )

    def __init__(self, *args: Any, short: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if not short:
            del self.fields["late_because"]
