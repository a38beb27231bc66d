"""The form of a conclusion."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm
from networks.base.places import country_choices, language_choices
from networks.meet.sessions.models import Part
from networks.meet.sessions.models.answers import Answer
from networks.meet.sessions.models.conclusions import ConclusionKind
from networks.people.choosing import a_person, an_organisation
from networks.people.models import Person, holding


class Themes(forms.ModelMultipleChoiceField):
    def label_from_instance(self, theme) -> str:
        return theme.name


class Answers(forms.ModelMultipleChoiceField):
    def label_from_instance(self, answer) -> str:
        text = answer.text or (answer.given.text if answer.given else str(answer.value))
        return f"{answer.number}. {text[:120]}"


class ConclusionForm(PlainForm):
    """What a part amounts to, what it rests on, and who sees it differently."""

    kind = forms.ChoiceField(label=gettext_lazy("What it says"), choices=ConclusionKind.choices)
    text = forms.CharField(
        label=gettext_lazy("Conclusion"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language in which you write it"))
    themes = Themes(
        label=gettext_lazy("It rests on these themes"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    answers = Answers(
        label=gettext_lazy("and on these answers"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    unsupported = forms.BooleanField(
        label=gettext_lazy("No answer supports this: added by the facilitator"), required=False
    )
    dissent = forms.CharField(
        label=gettext_lazy("Who sees it differently, and how"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    no_dissent = forms.BooleanField(label=gettext_lazy("Nobody saw it differently"), required=False)
    country = forms.ChoiceField(label=gettext_lazy("A challenge: in which country"), required=False)
    done_by: forms.Field = forms.Field()  # this and the owner: made for this network below
    done_by_name = forms.CharField(
        label=gettext_lazy("or somebody who is no member"), max_length=200, required=False
    )
    owner: forms.Field = forms.Field()
    owner_name = forms.CharField(
        label=gettext_lazy("or somebody without an account"), max_length=120, required=False
    )
    due = forms.DateField(label=gettext_lazy("by when"), required=False, widget=forms.DateInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, part: Part, network, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(
            list(dict.fromkeys([*part.session.languages, part.language]))
        )
        self.fields["themes"].queryset = part.themes.filter(removed_at=None, merged_into=None)
        self.fields["answers"].queryset = (
            part.answers.filter(Answer.standing()).select_related("given").order_by("number")
        )
        self.fields["country"].choices = country_choices(empty="–")
        self.fields["done_by"] = an_organisation(
            label=_("A new approach: which member does it"), required=False
        )
        inside = Person.objects.filter(holding("affiliations__"), affiliations__network=network)
        leading = Person.objects.filter(holding("roles__"), roles__network=network)
        self.fields["owner"] = a_person(
            Person.objects.filter(pk__in=inside.union(leading).values("pk")),
            label=_("An action: who does it"),
            required=False,
        )

    def clean(self):
        data = super().clean()
        kind = data.get("kind")
        if kind == ConclusionKind.CHALLENGE and not data.get("country"):
            self.add_error("country", _("Choose the country of this challenge."))
        if kind == ConclusionKind.ACTION:
            if not data.get("owner") and not data.get("owner_name"):
                self.add_error("owner", _("Say who does it."))
            if not data.get("due"):
                self.add_error("due", _("Say by when."))
        if kind == ConclusionKind.APPROACH and not data.get("done_by") and not data.get("done_by_name"):
            self.add_error("done_by", _("Say who does it already."))
        if data.get("dissent") and data.get("no_dissent"):
            self.add_error(
                "no_dissent", _("Somebody sees it differently: untick this, or empty the field above.")
            )
        return data
