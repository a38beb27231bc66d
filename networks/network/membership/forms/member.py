"""Forms of a member's file, of functions and memberships."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm
from networks.network.membership.forms.own_fields import WithOwnFields
from networks.network.membership.models import EndReason
from networks.network.membership.rules.tasks import possible_owners
from networks.participation.documents.forms import Upload
from networks.participation.mandates.rules import SCOPES
from networks.people.models import FunctionKind


class NoteForm(PlainForm):
    text = forms.CharField(
        label=_("Note"),
        help_text=_("A call, a visit, an agreement. Only coordinators read it."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TaskForm(PlainForm):
    title = forms.CharField(label=_("What is to be done?"), max_length=200)
    owner = forms.ModelChoiceField(
        label=_("By whom"), queryset=None, required=False, empty_label=_("Nobody yet")
    )
    due = forms.DateField(label=_("Until"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = possible_owners()


class DocumentForm(PlainForm):
    title = forms.CharField(label=_("What is it?"), max_length=200, help_text=_("Such as: statutes of 2024"))
    file = Upload(label=_("File"))


class FunctionForm(PlainForm):
    """A function from a day on, by which document."""

    kind = forms.ChoiceField(label=_("Function"), choices=FunctionKind)
    since = forms.DateField(label=_("From"), initial=timezone.localdate)
    until = forms.DateField(label=_("Until, not any more on that day"), required=False)
    document = Upload(
        label=_("The document behind it"),
        required=False,
        help_text=_("Such as the minutes in which it was decided."),
    )

    def clean(self):
        found = super().clean()
        if found.get("since") and found.get("until") and found["until"] <= found["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return found


class MandateForm(PlainForm):
    """What somebody may bind their organisation in, by which decision."""

    scope = forms.ChoiceField(
        label=_("In which matter?"), choices=list(SCOPES.items()), required=False, widget=forms.RadioSelect
    )
    since = forms.DateField(label=_("From"), initial=timezone.localdate)
    until = forms.DateField(label=_("Until, not any more on that day"), required=False)
    decision = forms.CharField(
        label=_("By which decision?"), max_length=300, help_text=_("Such as: the board on 3 May")
    )
    document = Upload(label=_("The document behind it"), required=False)


class EndForm(PlainForm):
    """The day on which something ends."""

    on = forms.DateField(label=_("From which day on not any more?"), initial=timezone.localdate)

    def clean_on(self):
        if self.cleaned_data["on"] < timezone.localdate():
            raise ValidationError(_("Choose today or a later day."))
        return self.cleaned_data["on"]


class PlaceForm(PlainForm):
    """What somebody does in their organisation, and when they leave it."""

    title = forms.CharField(label=_("What they do"), max_length=120, required=False)
    until = forms.DateField(
        label=_("They leave on"), required=False, help_text=_("On that day their access ends by itself.")
    )

    def clean_until(self):
        if self.cleaned_data["until"] and self.cleaned_data["until"] < timezone.localdate():
            raise ValidationError(_("Choose today or a later day."))
        return self.cleaned_data["until"]


class BeginForm(WithOwnFields, PlainForm):
    """A membership by hand."""

    category = forms.ModelChoiceField(
        label=_("Category"), queryset=None, empty_label=None, widget=forms.RadioSelect
    )
    since = forms.DateField(label=_("From"), initial=timezone.localdate)
    number = forms.CharField(label=_("Member number"), max_length=40, required=False)

    def __init__(self, *args, categories, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories

    def clean_since(self):
        if self.cleaned_data["since"] > timezone.localdate():
            raise ValidationError(_("Choose today or an earlier day."))
        return self.cleaned_data["since"]


class ChangeForm(PlainForm):
    """Another category from a day on."""

    category = forms.ModelChoiceField(
        label=_("New category"), queryset=None, empty_label=None, widget=forms.RadioSelect
    )
    on = forms.DateField(label=_("From"), initial=timezone.localdate)
    reason = forms.CharField(
        label=_("Why"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, categories, since, **kwargs):
        super().__init__(*args, **kwargs)
        self.since = since
        self.fields["category"].queryset = categories

    def clean_on(self):
        return _between(self.cleaned_data["on"], self.since)


class MembershipEndForm(PlainForm):
    """A membership ends: when, and why."""

    reason = forms.ChoiceField(
        label=_("Why"),
        widget=forms.RadioSelect,
        choices=[
            choice for choice in EndReason.choices if choice[0] not in (EndReason.CHANGED, EndReason.MERGED)
        ],
    )
    on = forms.DateField(label=_("On"), initial=timezone.localdate)

    def __init__(self, *args, since, **kwargs):
        super().__init__(*args, **kwargs)
        self.since = since

    def clean_on(self):
        return _between(self.cleaned_data["on"], self.since)


def _between(day, since):
    """A change holds from a day that is here already: later ones are made when they come."""
    if day < since:
        raise ValidationError(_("It began later than that."))
    if day > timezone.localdate():
        raise ValidationError(_("Choose today or an earlier day."))
    return day
