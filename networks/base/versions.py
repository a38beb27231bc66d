"""The page on which people write a text in other languages, and in plain words: one form for every record whose texts have versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.forms import PlainForm, dress
from networks.base.places import language_name
from networks.base.texts import Version, Written, text_hash

SHORT = 250  # signs: up to here a text has one line
MOST = 50_000
FEW = 3  # languages: up to here all stand open


@dataclass
class InOneLanguage:
    """What stands on the page for one language."""

    name: str
    tag: str
    fields: list[Any] = field(default_factory=list)
    written: int = 0
    to_check: bool = False
    open: bool = False


class VersionsForm(PlainForm):
    """Texts of a record in the other languages of its network, in usual and in plain words. `fields`: which texts, with their labels."""

    def __init__(
        self, *args: Any, record: Written, fields: Mapping[str, Any], languages: Iterable[str], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.record, self.labels = record, {name: str(label) for name, label in fields.items()}
        self.there = {(v.field, v.language, v.plain): v for v in record.versions()}
        self.places = [
            (name, tag, plain)
            for name in fields
            if getattr(record, name)
            for tag in languages
            for plain in (False, True)
            if plain or tag.split("-")[0] != record.language.split("-")[0]
        ]
        for name, tag, plain in self.places:
            self.fields[_key(name, tag, plain)] = self._field(name, tag, plain)
        self.fields["made_from"] = forms.CharField(
            required=False, initial=self._now(), widget=forms.HiddenInput, max_length=64
        )

    def _now(self) -> str:
        """What the words are at present, in short."""
        return text_hash("\n\n".join(getattr(self.record, name) for name in self.labels))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("made_from") and data["made_from"] != self._now():
            self.data = {**self.data.dict(), "made_from": self._now()}  # sent again it is about these words
            raise forms.ValidationError(
                _("The words were changed while you were translating. Look at them again.")
            )
        return data

    def _field(self, name: str, tag: str, plain: bool) -> forms.CharField:
        longest = self.record._meta.get_field(name).max_length or MOST
        now = self.there.get((name, tag, plain))
        said = _("In plain words, in %(language)s") if plain else _("In %(language)s")
        said %= {"language": language_name(tag)}
        if len(self.labels) > 1:
            said = f"{self.labels[name]}: {said}"
        attrs = {"lang": tag}
        rows = {"rows": 6 if longest > 1000 else 2}
        made = forms.CharField(
            label=said,
            max_length=longest,
            required=False,
            initial=now.text if now else "",
            help_text=_("The words above have changed since: look at this again.")
            if now and now.to_check
            else "",
            widget=forms.TextInput(attrs) if longest <= SHORT else forms.Textarea({**attrs, **rows}),
        )
        dress(made)
        return made

    @property
    def groups(self) -> list["InOneLanguage"]:
        """The fields of one language together; open where there is something to read, to mend, or few to choose from."""
        found: dict[str, InOneLanguage] = {}
        for name, tag, plain in self.places:
            group = found.setdefault(tag, InOneLanguage(str(language_name(tag)), tag))
            bound, now = self[_key(name, tag, plain)], self.there.get((name, tag, plain))
            group.fields.append(bound)
            group.written += bool(now and now.text)
            group.to_check |= bool(now and now.text and now.to_check)
            group.open |= bool(now and now.text) or bool(bound.errors)
        for group in found.values():
            group.open |= len(found) <= FEW or group.tag == get_language()
        return list(found.values())

    @property
    def originals(self) -> list[Version]:
        """What is said in other words here."""
        shown = dict.fromkeys(name for name, _tag, _plain in self.places)
        return [Version(getattr(self.record, name), self.record.language) for name in shown]

    def keep(self, by: Any) -> None:
        """Keep what was written, by whom; an empty field takes its text away, one that is as it was stays as it is unless it was to be looked at."""
        for name, tag, plain in self.places:
            text, now = (
                self.cleaned_data[_key(name, tag, plain)].replace("\r\n", "\n"),
                self.there.get((name, tag, plain)),
            )
            if text != (now.text if now else "") or (now and now.to_check):
                self.record.put_version(name, tag, text, plain=plain, author=by)


def _key(name: str, tag: str, plain: bool) -> str:
    return f"{name}__{tag}__{'plain' if plain else 'usual'}"
