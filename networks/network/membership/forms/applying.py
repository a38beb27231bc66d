"""The pages of an application: one question group each."""

from datetime import date
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from networks.base.files.uploads import DOCUMENTS, UPLOAD_LIMIT
from networks.base.forms import Choice, PlainForm, dress
from networks.base.places import country_choices
from networks.network.membership.models import FieldKind
from networks.network.membership.rules.application_steps import Step, Way, may_apply
from networks.network.membership.rules.estimate import BANDS
from networks.people.models import OrganisationKind

PAPERS = (*DOCUMENTS, "jpg", "png")


def kind_choices(admission: Any, empty: str = "") -> list[tuple[str, Any]]:
    """The kinds of organisation that may apply."""
    rows = [row for row in OrganisationKind.choices if not admission.kinds or row[0] in admission.kinds]
    return [("", empty or _("Choose one")), *rows]


class EstimateForm(PlainForm):
    """For whom the estimate is. It keeps nothing: it is asked in the address."""

    kind = forms.ChoiceField(label=_("Kind of organisation"))
    band = forms.ChoiceField(
        label=_("Size"),
        choices=[("", _("Choose one")), *((key, name) for key, _a, _b, name in BANDS)],
        help_text=_("Paid staff. Workers with support needs are not counted here."),
    )
    country = forms.ChoiceField(label=_("Country"))

    def __init__(self, *args, admission, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices(admission)
        self.fields["country"].choices = country_choices(str(_("Choose one")))


class StartForm(PlainForm):
    """What it takes to start: who and where the link goes. `fax` is for programs only; people never see it."""

    name = forms.CharField(
        label=_("Name of your organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    contact = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=_("Your e-mail"),
        help_text=_("We send you a link. With it you fill in the application, stop, and come back."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    fax = forms.CharField(required=False, max_length=200)

    @property
    def is_a_program(self) -> bool:
        return bool(self.data.get("fax"))


class LinkForm(PlainForm):
    """The link once more."""

    email = forms.EmailField(label=_("Your e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class ContactForm(PlainForm):
    """Who writes."""

    contact = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    title = forms.CharField(
        label=_("What you do in the organisation"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )

    def __init__(self, *args, way: Way, step: Step, **kwargs):
        application = way.application
        facts = application.facts
        kwargs["initial"] = {
            "contact": application.contact,
            "title": facts.get("title", ""),
            "phone": facts.get("phone", ""),
        }
        super().__init__(*args, **kwargs)

    def kept(self) -> dict[str, Any]:
        """What the rule of keeping takes."""
        given = self.cleaned_data
        return {"contact": given["contact"], "facts": {"title": given["title"], "phone": given["phone"]}}


class OrganisationForm(PlainForm):
    """Who the organisation is."""

    name = forms.CharField(label=_("Name"), max_length=200)
    legal_name = forms.CharField(
        label=_("Legal name"), max_length=200, required=False, help_text=_("If it is another one.")
    )
    kind = forms.ChoiceField(label=_("Kind of organisation"))
    country = forms.ChoiceField(label=_("Country"))
    place = forms.CharField(label=_("Town"), max_length=120, required=False)
    address = forms.CharField(
        label=_("Postal address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    website = forms.URLField(label=_("Website"), max_length=300, required=False, assume_scheme="https")
    founded = forms.IntegerField(
        label=_("Founded in"),
        required=False,
        min_value=1000,
        error_messages={"min_value": _("Write the year, for example 1998.")},
    )
    about = forms.CharField(
        label=_("What it does"),
        max_length=2000,
        required=False,
        help_text=_("Two or three sentences are enough."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, way: Way, step: Step, **kwargs):
        self.admission = way.admission
        kwargs["initial"] = {"name": way.application.name, **way.application.facts}
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices(way.admission)
        self.fields["country"].choices = country_choices(str(_("Choose one")))

    def clean_founded(self):
        year = self.cleaned_data["founded"]
        if year and year > date.today().year:
            raise forms.ValidationError(_("Write the year, for example 1998."))
        return year

    def clean(self):
        found = super().clean()
        if found.get("country") and found.get("kind"):
            for reason in may_apply(self.admission, found["country"], found["kind"]).reasons:
                self.add_error("country", reason)
        return found

    def kept(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        given["founded"] = str(given["founded"] or "")
        return {"name": " ".join(given.pop("name").split()), "facts": given}


class SizeForm(PlainForm):
    """How large it is, as counts. Nobody is named."""

    staff = forms.IntegerField(
        label=_("Staff"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=_("Paid staff: people, not full-time jobs. Workers with support needs are counted below."),
    )
    workers = forms.IntegerField(
        label=_("Workers with support needs"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=_("How many people; no names."),
    )
    represented = forms.IntegerField(
        label=_("Members that you represent"),
        required=False,
        min_value=0,
        max_value=10_000_000,
        help_text=_("Only if you are a network yourselves."),
    )
    turnover = forms.IntegerField(
        label=_("Turnover of the year"), required=False, min_value=0, max_value=10**13
    )
    year = forms.IntegerField(label=_("Year of these figures"), required=False, min_value=2000)

    def __init__(self, *args, way: Way, step: Step, **kwargs):
        last = date.today().year - 1
        kwargs["initial"] = {"year": last, **way.application.facts}
        super().__init__(*args, **kwargs)
        if currency := way.currency:
            self.fields["turnover"].help_text = _("In %(currency)s, without cents.") % {"currency": currency}

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year and year > date.today().year:
            raise forms.ValidationError(_("Write a year that has begun."))
        return year

    def kept(self) -> dict[str, Any]:
        return {
            "facts": {name: "" if value is None else str(value) for name, value in self.cleaned_data.items()}
        }


class CategoryForm(PlainForm):
    """In which category it wants to become a member."""

    category = forms.ChoiceField(label=_("What do you apply for?"), widget=forms.RadioSelect)

    def __init__(self, *args, way: Way, step: Step, **kwargs):
        self.categories = {str(one.pk): one for one in way.categories}
        kwargs["initial"] = {"category": str(way.application.category_id or "")}
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [
            (
                key,
                Choice(
                    (name := one.version_for("name", way.reader)).text,
                    one.version_for("about", way.reader).text if one.about else "",
                    name.language,
                ),
            )
            for key, one in self.categories.items()
        ]

    def kept(self) -> dict[str, Any]:
        return {"category": self.categories[self.cleaned_data["category"]]}


class QuestionsForm(PlainForm):
    """The network's own questions."""

    def __init__(self, *args, way: Way, step: Step, **kwargs):
        self.questions = {question.pk.hex: question for question in step.asked}
        kwargs["initial"] = {key: way.application.replies.get(key, "") for key in self.questions}
        super().__init__(*args, **kwargs)
        for key, question in self.questions.items():
            self.fields[key] = field_for(question, way)
            dress(self.fields[key])

    def kept(self) -> dict[str, Any]:
        return {
            "replies": {
                key: value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
                for key, value in self.cleaned_data.items()
            }
        }


def field_for(question: Any, way: Way) -> forms.Field:
    """The field that asks a question of the network. Its words are in the language of whoever reads."""
    own = question.own_field
    kind, choices = (own.kind, own.choices) if own else (question.kind, question.choices)
    common: dict[str, Any] = {
        "label": question.version_for("question", way.reader).text,
        "help_text": question.version_for("help", way.reader).text if question.help else "",
        "required": question.required,
    }
    if kind == FieldKind.NUMBER:
        return forms.DecimalField(**common, max_digits=16)
    if kind == FieldKind.DATE:
        return forms.DateField(**common)
    if kind == FieldKind.YES_NO:
        return forms.ChoiceField(
            **common, choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
        )
    if kind == FieldKind.CHOICE:
        rows = [(str(word), str(word)) for word in choices]
        return forms.ChoiceField(**common, choices=[("", _("Choose one")), *rows])
    if kind == "long":
        return forms.CharField(**common, max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))
    return forms.CharField(**common, max_length=500)


class PaperForm(PlainForm):
    """One document."""

    file = forms.FileField(
        label=_("Choose a file"),
        help_text=format_lazy(
            _("PDF, Word, Excel, OpenDocument or a photo (JPEG, PNG), at most {size} MB."),
            size=UPLOAD_LIMIT // 1024 // 1024,
        ),
    )

    def __init__(self, *args, way: Way, step: Step, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].required = step.required and not step.papers
        self.fields["file"].widget = forms.FileInput(
            attrs={"accept": ",".join(f".{kind}" for kind in PAPERS)}
        )


class ConductForm(PlainForm):
    """The code of conduct is accepted, or not."""

    accepted = forms.BooleanField(label=_("Our organisation accepts this code of conduct"))

    def __init__(self, *args, way: Way, step: Step, **kwargs):
        kwargs["initial"] = {"accepted": step.done}
        super().__init__(*args, **kwargs)


class WithdrawalForm(PlainForm):
    """Nothing to fill in: asked once."""


FORMS: dict[str, type[PlainForm]] = {
    "contact": ContactForm,
    "organisation": OrganisationForm,
    "size": SizeForm,
    "category": CategoryForm,
    "questions": QuestionsForm,
    "conduct": ConductForm,
}


def form_for(step: Step) -> type[PlainForm]:
    """The form of a page."""
    return PaperForm if step.slug.startswith("document-") else FORMS[step.slug]
