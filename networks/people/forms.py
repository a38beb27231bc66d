"""Forms of signing in, of one's own page, and of the people of a network."""

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from networks.base.forms import Dressed, PlainForm, PlainModelForm
from networks.base.places import country_choices
from networks.base.times import zone_choices
from networks.people.choosing import an_organisation
from networks.people.models import Audience, Organisation, Person, RoleKind


class AskForCode(Dressed, RequestLoginCodeForm):
    """Which address the code goes to."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Your e-mail address")
        self.fields["email"].widget.attrs["autocomplete"] = "email webauthn"


class TypeCode(Dressed, ConfirmLoginCodeForm):
    """The code from the message."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code from the message")
        field.help_text = _("8 letters and digits, such as KMPT-4RWX. Capitals or not makes no difference.")
        field.widget.attrs.update({"autocapitalize": "characters", "spellcheck": "false", "class": "short"})


class You(PlainModelForm):
    """What a person says about themselves."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("For your invitations, reminders and calendar. Pages of a network show its own time."),
    )

    class Meta:
        model = Person
        fields = ["name", "language", "zone"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("As others in your networks read it.")
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["zone"].choices = [("", _("As the network has it")), *zone_choices()]


class OrganisationForm(PlainModelForm):
    """An organisation, by hand."""

    country = forms.ChoiceField(label=_("Country"), required=False)

    class Meta:
        model = Organisation
        fields = ["name", "country", "place", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Not said")), *country_choices()]


class AffiliationForm(PlainForm):
    """A person by hand: somebody without e-mail gets a card afterwards."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_(
            "They get an invitation. Leave it empty for somebody without e-mail: print a card for them."
        ),
    )
    audience = forms.ChoiceField(label=_("They are"), choices=Audience, initial=Audience.STAFF)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    title = forms.CharField(label=_("What they do"), max_length=120, required=False)


class RoleForm(PlainForm):
    """A role for a person of the network."""

    kind = forms.ChoiceField(label=_("Role"), choices=RoleKind)


class InviteForm(PlainForm):
    """Invite by e-mail: one line a person, pasted or from a spreadsheet."""

    lines = forms.CharField(
        label=_("People"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One line a person: address, name, organisation, country, language. Only the address is needed."
        ),
    )
    sheet = forms.FileField(
        label=_("Or a spreadsheet"),
        required=False,
        help_text=_("CSV or Excel (.xlsx), with a first line that names the columns."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"}),
    )
    audience = forms.ChoiceField(label=_("They are"), choices=Audience, initial=Audience.STAFF)
    language = forms.ChoiceField(label=_("Language of the message"), choices=settings.LANGUAGES)
    message = forms.CharField(
        label=_("Your words to them"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self):
        found = super().clean()
        if not found.get("lines", "").strip() and not found.get("sheet"):
            self.add_error("lines", _("Write at least one address here, or choose a spreadsheet."))
        return found


class LinkForm(PlainForm):
    """A link that lets people in as members to be confirmed."""

    limit = forms.IntegerField(label=_("How many may come in by it"), min_value=1, max_value=500, initial=30)

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = an_organisation(
            organisations,
            label=_("Organisation"),
            required=False,
            empty_label=_("They say it themselves"),
        )


class ArriveForm(PlainForm):
    """What somebody who came by a link says about themselves."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    organisation = forms.CharField(label=_("Your organisation"), max_length=200)


class WordsForm(PlainForm):
    """The four words of a card."""

    words = forms.CharField(
        label=_("The four words on your card"),
        max_length=120,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
