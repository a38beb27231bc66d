"""Own fields in a form: `class X(WithOwnFields, PlainModelForm)`, then `form.add_own(…)` after it is made and `form.save_own(by)` after it is saved."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.forms import dress
from networks.base.texts import Reader, load_versions
from networks.network.membership.models import FieldKind, OwnField
from networks.network.membership.rules import own_fields
from networks.participation.documents.forms import Upload

PREFIX = "own_"


class WithOwnFields:
    """A form that asks for own fields too. Their names begin with `own_`."""

    own: dict[str, OwnField]
    own_record: Any
    fields: dict[str, forms.Field]

    def add_own(self, on: str, actor: Any, record: Any, about: Any = None) -> None:
        """Add the fields about `on` that `actor` may change; `about`: see `own_fields.fields`. Two queries."""
        found = own_fields.editable(on, actor, about)
        load_versions(found)
        self.own, self.own_record = {}, record
        for row in found:
            name = f"{PREFIX}{row.key}"
            self.own[name] = row
            self.fields[name] = field_for(row, record, actor.reader)

    def save_own(self, by: Any, record: Any = None) -> list[str]:
        """Keep the values; return the keys of those that changed. A file that was not chosen leaves the one that is there."""
        data = self.cleaned_data  # type: ignore[attr-defined]
        values = {
            row: data[name]
            for name, row in self.own.items()
            if name in data and not (row.kind == FieldKind.FILE and not data[name])
        }
        return own_fields.write_many(record or self.own_record, values, by)


def field_for(row: OwnField, record: Any, reader: Reader) -> forms.Field:
    """The form's field for one own field, with the value that is there."""
    value = own_fields.read(record, row) if record is not None else None
    common: dict[str, Any] = {
        "label": str(row.version_for("name", reader)),
        "help_text": str(row.version_for("help", reader)),
        "required": False,
        "initial": value,
    }
    made: forms.Field
    if row.kind == FieldKind.CHOICE:
        names = [str(choice) for choice in row.choices]
        gone = []
        if value and value not in names:  # stays what it is, until somebody chooses again
            gone = [(value, _("%(choice)s (no longer a choice)") % {"choice": value})]
        made = forms.ChoiceField(
            choices=[("", _("Not said")), *((name, name) for name in names), *gone], **common
        )
    elif row.kind == FieldKind.YES_NO:
        said = {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else ""
        choices = [("", _("Not said")), ("true", _("Yes")), ("false", _("No"))]
        made = forms.ChoiceField(choices=choices, **common | {"initial": said})
    elif row.kind == FieldKind.NUMBER:
        made = forms.DecimalField(max_digits=21, decimal_places=6, **common)
    elif row.kind == FieldKind.DATE:
        made = forms.DateField(**common)
    elif row.kind == FieldKind.FILE:
        made = Upload(**common | {"initial": None})
    else:
        made = forms.CharField(max_length=own_fields.LONGEST, **common)
    dress(made)
    return made
