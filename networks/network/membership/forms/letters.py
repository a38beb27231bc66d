"""Forms of letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm
from networks.base.places import language_name
from networks.network.membership.models import Fallback, Letter
from networks.network.membership.rules.letters.merging import unknown_fields
from networks.people.models import FunctionKind


class LetterForm(PlainForm):
    """A letter: its texts in the network's languages, who gets it, where answers go."""

    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(
        label=gettext_lazy("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12})
    )
    functions = forms.MultipleChoiceField(
        label=gettext_lazy("Who gets it"),
        choices=FunctionKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    fallback = forms.ChoiceField(
        label=gettext_lazy("Where nobody has one of these functions"),
        choices=Fallback.choices,
        widget=forms.RadioSelect,
        initial=Fallback.ANY,
    )
    reply_to = forms.EmailField(
        label=gettext_lazy("Answers go to"), required=False, help_text=gettext_lazy("Empty: to you.")
    )
    statutory = forms.BooleanField(
        label=gettext_lazy("The statutes require this message"),
        help_text=gettext_lazy(
            "An invitation to a general assembly, for example. Nobody can unsubscribe from it; it must hold no promotion."
        ),
        required=False,
    )

    def __init__(
        self, *args: Any, languages: list[str], to_people: bool, letter: Letter | None = None, **kwargs: Any
    ) -> None:
        original = letter.language if letter else (languages or ["en"])[0]
        initial: dict[str, Any] = kwargs.setdefault("initial", {})
        self.others = [tag for tag in languages if tag != original]
        if letter is not None:
            initial |= {
                name: getattr(letter, name)
                for name in ("subject", "body", "functions", "fallback", "reply_to", "statutory")
            }
            for version in letter.versions():
                if not version.plain:
                    initial[f"{version.field}_{version.language}"] = version.text
        super().__init__(*args, **kwargs)
        self.original = original
        self.fields["subject"].label = f"{_('Subject')} ({language_name(original)})"
        self.fields["body"].label = f"{_('Text')} ({language_name(original)})"
        for tag in self.others:
            self.fields[f"subject_{tag}"] = forms.CharField(
                label=f"{_('Subject')} ({language_name(tag)})", max_length=200, required=False
            )
            self.fields[f"body_{tag}"] = forms.CharField(
                label=f"{_('Text')} ({language_name(tag)})",
                max_length=20_000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 8}),
            )
        if to_people:
            del self.fields["functions"], self.fields["fallback"]
        from networks.base.forms import dress

        for field in self.fields.values():
            dress(field)

    def translations(self) -> list[tuple[str, Any, Any]]:
        """(language, subject, text) of the other languages, as bound fields."""
        return [(language_name(tag), self[f"subject_{tag}"], self[f"body_{tag}"]) for tag in self.others]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names = [name for name in self.fields if name.startswith(("subject", "body"))]
        known: dict[str, list[str]] = {}
        for name in names:
            if "{" in data.get(name, "") and (
                wrong := known.setdefault(data[name], unknown_fields([data[name]]))
            ):
                self.add_error(
                    name,
                    _("There is no field {%(field)s}. The fields there are stand below.")
                    % {"field": wrong[0]},
                )
        for tag in self.others:
            if {f"subject_{tag}", f"body_{tag}"} & set(self.errors):
                continue  # what is wrong in one of them is said already
            if bool(data.get(f"subject_{tag}")) != bool(data.get(f"body_{tag}")):
                empty = "subject" if not data.get(f"subject_{tag}") else "body"
                self.add_error(
                    f"{empty}_{tag}", _("Write both subject and text in this language, or neither.")
                )
        if (
            "functions" in self.fields
            and not data.get("functions")
            and data.get("fallback") == Fallback.NOBODY
        ):
            self.add_error("functions", _("Choose at least one function."))
        return data


class FileForm(PlainForm):
    """A file to attach."""

    file = forms.FileField(
        label=gettext_lazy("Attach a file"), help_text=gettext_lazy("At most 8 MB together.")
    )
