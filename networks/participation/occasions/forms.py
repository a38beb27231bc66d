"""Forms of occasions: answering an invitation, inviting, correcting who was there."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm
from networks.base.places import country_choices, language_choices
from networks.base.times import instant
from networks.participation.occasions.models import Reply
from networks.people.models import Audience, Organisation, Person

MANY = 150  # organisations or people to tick; with more, names are written


class AnswerForm(PlainForm):
    """Yes, perhaps, no, or someone else; language and arrangements."""

    reply = forms.ChoiceField(
        label=gettext_lazy("Do you come?"), choices=Reply.choices, widget=forms.RadioSelect
    )
    other_name = forms.CharField(
        label=gettext_lazy("Name of who comes instead"), max_length=120, required=False
    )
    other_email = forms.EmailField(
        label=gettext_lazy("Their e-mail"),
        help_text=gettext_lazy("They get an invitation of their own, which says that you named them."),
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Your language"),
        help_text=gettext_lazy("For messages, and to find you people to talk with."),
    )
    arrangement = forms.CharField(
        label=gettext_lazy("What do you need to take part?"),
        help_text=gettext_lazy("For example an interpreter, large print, a person who helps you, breaks."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        required=False,
    )
    consent = forms.BooleanField(
        label=gettext_lazy("The facilitators may read this"),
        help_text=gettext_lazy("Nobody else reads it. It is deleted 30 days after."),
        required=False,
    )
    forget = forms.BooleanField(label=gettext_lazy("Delete what I wrote before"), required=False)

    def __init__(self, *args, language="en", told_before=False, **kwargs):
        super().__init__(*args, **kwargs)
        choices = language_choices()
        if language not in dict(choices):
            choices.append((language, language))
        self.fields["language"].choices = choices
        if not told_before:
            del self.fields["forget"]

    def clean(self):
        data = super().clean()
        if data.get("reply") == Reply.OTHER:
            for name in ("other_name", "other_email"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Write who comes instead, and their address."))
        if data.get("arrangement") and not data.get("consent"):
            self.add_error(
                "consent", _("Tick this, or delete what you wrote: without it nobody may read it.")
            )
        return data


class InviteForm(PlainForm):
    """Whom to invite: organisations (all their people, or of some audiences), people, addresses."""

    everyone = forms.BooleanField(label=gettext_lazy("Everyone of all member organisations"), required=False)
    organisations = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Organisations"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    organisation_names = forms.CharField(
        label=gettext_lazy("Organisations"),
        help_text=gettext_lazy("One name a line, as in the directory."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("Of these organisations"),
        help_text=gettext_lazy(
            "Tick nothing to invite everyone. If you choose, only the organisation itself sees who was invited: nobody else learns who is a worker."
        ),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("People"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    addresses = forms.CharField(
        label=gettext_lazy("Addresses"),
        help_text=gettext_lazy(
            "Paste a list, one a line: address, name, organisation, country, language. The address alone is enough."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "class": "mono"}),
        max_length=500_000,
        required=False,
    )

    def __init__(self, *args, inside, **kwargs):
        super().__init__(*args, **kwargs)
        houses = Organisation.objects.filter(is_member=True).order_by("name")
        self.fields["organisations"].queryset = houses
        self.fields["people"].queryset = inside.order_by("name", "email")
        # Thousands of boxes help nobody: then names and addresses are written.
        if houses[MANY : MANY + 1]:
            del self.fields["organisations"]
        else:
            del self.fields["organisation_names"]
        if inside[MANY : MANY + 1]:
            del self.fields["people"]

    def clean_organisation_names(self):
        names = {
            " ".join(n.split()) for n in self.cleaned_data["organisation_names"].splitlines() if n.strip()
        }
        found = {o.name.casefold(): o for o in Organisation.objects.filter(name__in=names)}
        missing = sorted(n for n in names if n.casefold() not in found)
        if missing:
            raise forms.ValidationError(
                _("Not in the directory: %(names)s") % {"names": ", ".join(missing[:10])}
            )
        return list(found.values())

    def clean(self):
        data = super().clean()
        wanted = ("everyone", "organisations", "organisation_names", "people", "addresses")
        if not self.errors and not any(data.get(name) for name in wanted):
            raise forms.ValidationError(_("Choose somebody, or paste an address."))
        return data

    def chosen_organisations(self) -> list[Organisation]:
        data = self.cleaned_data
        if data.get("everyone"):
            return list(Organisation.objects.filter(is_member=True))
        return list(data.get("organisations") or data.get("organisation_names") or [])


class AttendanceForm(PlainForm):
    """Somebody was there, from–to, in the zone of whoever writes it."""

    person: forms.Field = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        empty_label=gettext_lazy("a guest"),
        queryset=Person.objects.none(),
        required=False,
    )
    organisation: forms.Field = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        empty_label=gettext_lazy("none"),
        queryset=None,
        required=False,
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    since = forms.DateTimeField(label=gettext_lazy("From"), widget=forms.DateTimeInput)
    until = forms.DateTimeField(label=gettext_lazy("To"), widget=forms.DateTimeInput)

    def __init__(self, *args, people, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["person"].queryset = people.order_by("name", "email")
        self.fields["organisation"].queryset = Organisation.objects.order_by("name")
        self.fields["country"].choices = country_choices(_("not known"))
        for name in ("since", "until"):
            self.fields[name].help_text = _("In your time zone, %(zone)s") % {"zone": zone}

    def _instant(self, name):
        # Read as written on the wall, then placed in the writer's zone.
        return instant(self.cleaned_data[name].replace(tzinfo=None), self.zone)

    def clean_since(self):
        return self._instant("since")

    def clean_until(self):
        return self._instant("until")

    def clean(self):
        data = super().clean()
        if data.get("since") and data.get("until") and data["until"] <= data["since"]:
            self.add_error("until", _("They left after they came: write a later time."))
        return data
