"""Forms of texts that a network writes in several of its languages: the original, and a field for each other language."""

from typing import Any

from django.utils.translation import gettext as _

from networks.base.forms import PlainModelForm, dress
from networks.base.places import language_name


def label_in(label: Any, tag: str) -> str:
    """What a field for another language is called."""
    return _("%(label)s, in %(language)s") % {"label": label, "language": language_name(tag)}


class VersionedForm(PlainModelForm):
    """A model form that also asks for the versions of its texts in the network's other languages."""

    def __init__(self, *args, network: Any, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding and network.languages:
            self.instance.language = network.languages[0]
        self.others = [tag for tag in network.languages if tag != self.instance.language]
        self.texts = [name for name in self.fields if name in self.instance.TEXTS]
        there = (
            {}
            if self.instance._state.adding
            else {(v.field, v.language): v.text for v in self.instance.versions() if not v.plain}
        )
        for name in self.texts:
            for tag in self.others:
                field = self.Meta.model._meta.get_field(name).formfield(  # type: ignore[attr-defined]
                    required=False,
                    widget=type(self.fields[name].widget)(
                        attrs={**self.fields[name].widget.attrs, "lang": tag}
                    ),
                )
                field.label = label_in(self.fields[name].label, tag)
                field.initial = there.get((name, tag), "")
                dress(field)
                self.fields[f"{name}__{tag}"] = field

    @property
    def first_fields(self) -> list[Any]:
        """What is written in the network's own language, and what is no text."""
        return [self[name] for name in self.fields if "__" not in name]

    @property
    def version_groups(self) -> list[tuple[str, list[Any], bool]]:
        """The same in other languages, one after another: (the language, its fields, whether one of them is wrong)."""
        found = []
        for tag in self.others:
            fields = [self[name] for name in self.fields if name.endswith(f"__{tag}")]
            if fields:
                found.append((language_name(tag), fields, any(field.errors for field in fields)))
        return found

    def keep_versions(self, by: Any) -> None:
        """Keep the versions that were changed; an empty one is taken away, and one that was not touched is to be checked where its
        original changed. Call it after the record is saved."""
        for name in self.texts:
            self.instance.mark_versions_to_check(name)
            for tag in self.others:
                if f"{name}__{tag}" in self.changed_data:
                    self.instance.put_version(name, tag, self.cleaned_data[f"{name}__{tag}"], author=by)
