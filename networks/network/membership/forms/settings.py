"""Forms of what a network sets: categories, terms, own fields."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from networks.base.forms import Choice, PlainForm, PlainModelForm
from networks.base.places import language_name
from networks.network.membership.forms.own_fields import WithOwnFields
from networks.network.membership.models import (
    Category,
    CategoryKind,
    FieldKind,
    Membership,
    OwnField,
    Seen,
    Terms,
)

VERSION = "in_"


class InLanguages:
    """Texts in all languages of the network: the first is the original, the others are versions of it."""

    fields: dict[str, forms.Field]
    instance: Any
    cleaned_data: dict[str, Any]

    def add_languages(self, languages: list[str]) -> None:
        """Ask for the texts in further languages."""
        self.original = (
            self.instance.language if not self.instance._state.adding else (languages or ["en"])[0]
        )
        self.others = [code for code in languages if code != self.original]
        there = (
            {(v.field, v.language): v.text for v in self.instance.versions() if not v.plain}
            if not self.instance._state.adding
            else {}
        )
        for code in self.others:
            for name in self.instance.TEXTS:
                label = _("%(what)s, in %(language)s") % {
                    "what": self.fields[name].label,
                    "language": language_name(code),
                }
                field = self._meta.model._meta.get_field(name)  # type: ignore[attr-defined]
                widget = (
                    forms.Textarea(attrs={"rows": 2, "lang": code})
                    if not field.max_length
                    else forms.TextInput(attrs={"lang": code})
                )
                self.fields[f"{VERSION}{code}_{name}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=field.max_length,
                    initial=there.get((name, code), ""),
                    widget=widget,
                )

    @property
    def asked(self) -> list[Any]:
        """The questions in the original language."""
        return [self[name] for name in self.fields if not name.startswith(VERSION)]  # type: ignore[index]

    @property
    def translated(self) -> list[Any]:
        """The texts in further languages."""
        return [self[name] for name in self.fields if name.startswith(VERSION)]  # type: ignore[index]

    def save_languages(self, by: Any) -> None:
        """Keep the texts in further languages; those that were not touched stay as they are, to be checked where the original changed."""
        for name in self.instance.TEXTS:
            if name in self.changed_data:  # type: ignore[attr-defined]
                self.instance.mark_versions_to_check(name)
            for code in self.others:
                key = f"{VERSION}{code}_{name}"
                if key in self.changed_data:  # type: ignore[attr-defined]
                    self.instance.put_version(name, code, self.cleaned_data[key], author=by)


class CategoryForm(InLanguages, PlainModelForm):
    """A category, as the statutes name it."""

    class Meta:
        model = Category
        fields = ["name", "about", "kind", "votes", "weight", "may_apply", "months"]
        widgets = {"about": forms.Textarea(attrs={"rows": 3}), "kind": forms.RadioSelect}

    def __init__(self, *args, languages: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = CategoryKind.choices
        self.fields["votes"].label = _("Has a vote")
        self.fields["weight"].label = _("How many votes")
        self.fields["weight"].min_value = 1
        self.fields["may_apply"].label = _("Organisations may apply for it")
        self.fields["months"].label = _("Ends by itself after so many months")
        self.fields["months"].help_text = _("For candidates and trials. Empty: it does not end by itself.")
        self.add_languages(languages)

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if Category.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("There is a category of this name already."))
        return name

    def clean_weight(self):
        if not 1 <= self.cleaned_data["weight"] <= 1000:
            raise ValidationError(_("Write a number from 1 to 1000."))
        return self.cleaned_data["weight"]

    def clean_months(self):
        months = self.cleaned_data["months"]
        if months is not None and not 1 <= months <= 600:
            raise ValidationError(_("Write a number from 1 to 600."))
        return months


class TermsForm(PlainModelForm):
    """Which parts of membership a network uses."""

    class Meta:
        model = Terms
        fields = [
            "uses_applications",
            "uses_declarations",
            "uses_fees",
            "legal_form",
            "registration",
            "reply_to",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["uses_applications"].label = _("Organisations apply to join")
        self.fields["uses_declarations"].label = _("Members declare figures every year")
        self.fields["uses_fees"].label = _("Members pay a fee")
        self.fields["legal_form"].label = _("Legal form of the network")
        self.fields["legal_form"].help_text = _("Empty where it has none.")
        self.fields["registration"].label = _("Registration number")
        self.fields["reply_to"].label = _("Answers to the network’s messages go to")

    def clean(self):
        data = super().clean()
        if data.get("uses_fees") and not data.get("legal_form"):
            self.add_error("legal_form", _("Who bills its members has a legal form. Write it here."))
        return data


class AllIn(PlainForm):
    """One category for all members that stand in none."""

    category = forms.ModelChoiceField(label=_("Category"), queryset=None, empty_label=None)

    def __init__(self, *args, categories, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories


class OwnFieldForm(InLanguages, PlainModelForm):
    """A field of the network's own. About what it is and of which kind is said once: values are kept by it."""

    class Meta:
        model = OwnField
        fields = ["name", "help", "on", "kind", "seen_by", "edited_by"]
        widgets = {
            "on": forms.RadioSelect,
            "kind": forms.RadioSelect,
            "seen_by": forms.RadioSelect,
            "edited_by": forms.RadioSelect,
        }

    def __init__(self, *args, languages: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].choices = OwnField.ON
        self.fields["on"].label = _("What is it about?")
        self.fields["kind"].choices = [
            (FieldKind.TEXT, Choice(_("Text"))),
            (FieldKind.NUMBER, Choice(_("Number"))),
            (FieldKind.DATE, Choice(_("Day"))),
            (FieldKind.CHOICE, Choice(_("Choice"), _("One of the words that you write below"))),
            (FieldKind.YES_NO, Choice(_("Yes or no"))),
            (FieldKind.FILE, Choice(_("File"), _("Each newer file is a new version of it"))),
        ]
        self.fields["seen_by"].choices = [
            (value, Choice(label, _("On the public page, where the organisation ticks it")))
            if value == Seen.PUBLIC
            else (value, Choice(label))
            for value, label in Seen.choices
        ]
        self.fields["seen_by"].label = _("Who sees it?")
        self.fields["edited_by"].choices = [
            row for row in Seen.choices if row[0] in (Seen.COORDINATORS, Seen.OWN)
        ]
        self.fields["edited_by"].label = _("Who may change it?")
        self.fields["help"].help_text = _("Stands beside the field, for whoever fills it in.")
        self.fields["words"] = forms.CharField(
            label=_("The choices, one a line"),
            required=False,
            max_length=8000,
            widget=forms.Textarea(attrs={"rows": 5}),
            help_text=_("Only for a choice. One that you take away stays where it was chosen."),
            initial="\n".join(map(str, self.instance.choices)),
        )
        if not self.instance._state.adding:
            del self.fields["on"], self.fields["kind"]
            if self.instance.kind != FieldKind.CHOICE:
                del self.fields["words"]
        self.add_languages(languages)

    def clean(self):
        found = super().clean()
        kind = found.get("kind") or self.instance.kind
        if "words" in self.fields:
            lines = list(
                dict.fromkeys(" ".join(line.split()) for line in found.get("words", "").splitlines())
            )
            choices = [line for line in lines if line]
            if kind == FieldKind.CHOICE and len(choices) < 2:
                self.add_error("words", _("Write at least two choices, each in a line of its own."))
            if any(len(line) > 200 for line in choices):
                self.add_error("words", _("A choice has at most 200 letters."))
            self.choices = choices if kind == FieldKind.CHOICE else []
        on = found.get("on") or self.instance.on
        if found.get("seen_by") == Seen.PUBLIC and (on != "organisation" or kind == FieldKind.FILE):
            self.add_error(
                "seen_by",
                _("Everybody sees only what is about an organisation, and no files. Choose “all members”."),
            )
        if found.get("edited_by") == Seen.OWN and found.get("seen_by") == Seen.COORDINATORS:
            self.add_error("seen_by", _("Whoever may change it has to see it."))
        return found

    def save(self, commit=True):
        if "words" in self.fields:
            self.instance.choices = self.choices
        return super().save(commit)


class MembershipForm(WithOwnFields, PlainModelForm):
    """What stands about a membership."""

    class Meta:
        model = Membership
        fields = ["number"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].label = _("Member number")


class PersonForm(WithOwnFields, PlainForm):
    """What the network's own fields ask about a person."""
