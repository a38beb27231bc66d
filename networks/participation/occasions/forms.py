"""Forms of occasions: answering an invitation, inviting, correcting who was there."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm
from networks.base.places import country_choices, language_choices
from networks.base.times import instant
from networks.participation.occasions.models import Reply
from networks.people.choosing import a_person, an_organisation, organisations, persons
from networks.people.models import Audience, Organisation

FEW = 150  # organisations or people to tick; of more, names are written


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
    audiences = forms.MultipleChoiceField(
        label=gettext_lazy("Of these organisations"),
        help_text=gettext_lazy(
            "Tick nothing to invite everyone. If you choose, only the organisation itself sees who was invited: nobody else learns who is a worker."
        ),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
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
        self.fields["organisations"] = organisations(
            Organisation.objects.filter(is_member=True), label=_("Organisations"), required=False, few=FEW
        )
        self.fields["people"] = persons(inside, label=_("People"), required=False, few=FEW)
        self.order_fields(["everyone", "organisations", "audiences", "people", "addresses"])

    def clean(self):
        data = super().clean()
        wanted = ("everyone", "organisations", "people", "addresses")
        if not self.errors and not any(data.get(name) for name in wanted):
            raise forms.ValidationError(_("Choose somebody, or paste an address."))
        return data

    def chosen_organisations(self) -> list[Organisation]:
        data = self.cleaned_data
        if data.get("everyone"):
            return list(Organisation.objects.filter(is_member=True))
        return list(data.get("organisations") or [])


class AttendanceForm(PlainForm):
    """Somebody was there, from–to, in the zone of whoever writes it."""

    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    since = forms.DateTimeField(label=gettext_lazy("From"), widget=forms.DateTimeInput)
    until = forms.DateTimeField(label=gettext_lazy("To"), widget=forms.DateTimeInput)

    def __init__(self, *args, people, zone, **kwargs):
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["person"] = a_person(people, label=_("Person"), empty_label=_("a guest"), required=False)
        self.fields["organisation"] = an_organisation(
            label=_("Organisation"), empty_label=_("none"), required=False
        )
        self.order_fields(["person", "organisation"])
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
