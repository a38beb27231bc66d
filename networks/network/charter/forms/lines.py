"""Forms of the charter: what is proposed, what is said, what is put to a decision, what carries a line."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import Choice, PlainForm, dress
from networks.base.places import language_choices
from networks.network.charter.models import Section, View, Whom
from networks.participation.referrals import deciders
from networks.people.choosing import a_person
from networks.people.pages.people import here

HELP = {
    Section.WHY: gettext_lazy("What members come for."),
    Section.WHOM: gettext_lazy("Which people and organisations, and with which services."),
    Section.WHAT: gettext_lazy("What the network does, again and again."),
    Section.WHERE: gettext_lazy("What should be different in the world around us."),
    Section.WITH_WHOM: gettext_lazy("Which partners, and how."),
}
WHOM = [("", gettext_lazy("for all")), *Whom.choices]


class WordsForm(PlainForm):
    """The words of a line, and why."""

    text = forms.CharField(
        label=gettext_lazy("The line"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One sentence that says “we”. What can be checked is better than what sounds good."),
    )  # fmt: skip
    plain = forms.CharField(
        label=gettext_lazy("The same in plain words"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    because = forms.CharField(
        label=gettext_lazy("Why?"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    language = forms.ChoiceField(label=gettext_lazy("Language in which you write it"))

    def __init__(self, *args: Any, network: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(network.languages or ["en"])


class LineForm(WordsForm):
    """A line: where it belongs, for whom, its words."""

    section = forms.ChoiceField(
        label=gettext_lazy("Where does it belong?"),
        widget=forms.RadioSelect,
        choices=[(section, Choice(section.label, HELP[section])) for section in Section],
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("For whom?"), choices=WHOM, widget=forms.RadioSelect, required=False
    )
    field_order = ("section", "whom", "text", "plain", "because", "language")


class CommentForm(PlainForm):
    """What somebody thinks, with reasons."""

    view = forms.ChoiceField(label=gettext_lazy("Your view"), choices=View, widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("Your reasons"), max_length=3000, widget=forms.Textarea(attrs={"rows": 3})
    )


class AskingForm(PlainForm):
    """Who decides, by when."""

    to = forms.ChoiceField(label=gettext_lazy("Who decides?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("What should they know?"),
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("They see the words, where they come from and what members said."),
    )
    due = forms.DateField(label=gettext_lazy("By when?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = deciders.choices()
        self.fields["to"].initial = deciders.COORDINATOR


class RetirementForm(AskingForm):
    """Why a line leaves the charter, and who decides."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["note"].label = _("Why should it leave the charter?")
        self.fields["note"].help_text = _("The reason stays to be read beside the line.")
        self.fields["note"].required = True
        self.order_fields(("note", "to", "due"))


class CarrierForm(PlainForm):
    """What carries a line, in words where it is not an object of the program; and who works on it."""

    words = forms.CharField(label=gettext_lazy("What is done?"), max_length=200)

    def __init__(self, *args: Any, network: Any, thing: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if thing is not None:
            del self.fields["words"]
        self.fields["person"] = a_person(
            here(network).filter(erased_at=None),
            label=gettext_lazy("Who works on it?"),
            required=False,
            empty_label=gettext_lazy("nobody yet"),
            few=150,
        )
        dress(self.fields["person"])


class MoveForm(PlainForm):
    """Up or down."""

    places = forms.TypedChoiceField(choices=[(-1, "-1"), (1, "1")], coerce=int)
