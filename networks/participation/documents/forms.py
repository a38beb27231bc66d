"""Forms of documents: a newer version, a comment, a signature."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from networks.base.files.errors import FileRefused
from networks.base.files.uploads import KINDS, check
from networks.base.forms import PlainForm
from networks.people.models import Organisation


class Upload(forms.FileField):
    """A file that is looked at before it is kept: an error says what to send instead."""

    def clean(self, data, initial=None):
        found = super().clean(data, initial)
        if found and hasattr(found, "read"):
            try:
                check(found.name, found.read(), tuple(KINDS))
            except FileRefused as error:
                raise ValidationError(str(error)) from None
            found.seek(0)
        return found


class VersionForm(PlainForm):
    """A newer version."""

    file = Upload(label=_("File"))


class CommentForm(PlainForm):
    """What somebody says about a version."""

    text = forms.CharField(label=_("Your comment"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class SignForm(PlainForm):
    """A signature: one's name, and for whom."""

    name = forms.CharField(label=_("Your name, as you sign"), max_length=120)
    organisation = forms.ModelChoiceField(
        label=_("You sign for"), queryset=None, required=False, empty_label=_("Yourself")
    )
    sha256 = forms.CharField(widget=forms.HiddenInput)  # of the version that the page showed

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        keys = [one.organisation_id for one in actor.affiliations if one.confirmed]
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=keys)
        self.initial.setdefault("name", actor.person.shown_name if actor.person else "")
