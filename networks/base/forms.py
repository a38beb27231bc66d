"""How forms look: label, help, error, field, in this order; no placeholder text, no asterisks; errors on top as links."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import renderers
from django.template import TemplateDoesNotExist, loader
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

# Widgets made of several controls: they get a legend instead of a label.
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple, forms.MultiWidget, forms.SelectDateWidget)
MESSAGES = {
    forms.BooleanField: _("Tick this box to go on"),
    forms.MultipleChoiceField: _("Choose at least one"),
    forms.ModelMultipleChoiceField: _("Choose at least one"),
    forms.ChoiceField: _("Choose one"),
    forms.ModelChoiceField: _("Choose one"),
    forms.FileField: _("Choose a file"),
    forms.DateField: _("Choose a day"),
    forms.TimeField: _("Choose a time"),
    forms.DateTimeField: _("Choose a day and a time"),
    forms.EmailField: _("Write the whole address, for example ines@oficina.example"),
    forms.IntegerField: _("Write a number, for example 8"),
    forms.Field: _("Write something here"),
}
# The browser's own pickers, which know the reader's calendar.
NATIVE: dict[type[forms.Widget], tuple[str, str]] = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.TimeInput: ("time", "%H:%M"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
}


class Choice:
    """The label of a choice with a second line: `choices = [("mine", Choice(_("I choose"), _("You read each one")))]`."""

    def __init__(self, label: Any, help: Any = "", lang: str = "") -> None:
        self.label, self.help, self.lang = label, help, lang

    def __str__(self) -> str:
        return str(self.label)


class BoundField(forms.BoundField):
    """A field that says which frame it needs. Every form has these, those of libraries too."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        field.widget.attrs.pop("placeholder", None)

    @property
    def kind(self) -> str:
        """Which frame: "tick" (one box), "group" (a legend and several controls) or "one" (a label and its control)."""
        if isinstance(self.field.widget, forms.CheckboxInput):
            return "tick"
        return "group" if isinstance(self.field.widget, GROUPS) else "one"

    @property
    def may_be_left_out(self) -> bool:
        # Where the form itself asks for one of several fields, none of them says that it may be left out.
        return (
            not self.field.required
            and self.kind != "tick"
            and not getattr(self.field, "asked_by_form", False)
        )

    @property
    def first_id(self) -> str:
        """The id of the control that a link in the list of errors leads to."""
        return f"{self.auto_id}_0" if self.kind == "group" else self.id_for_label

    @property
    def named(self) -> str:
        """The label as the start of a sentence: without a mark at its end; behind what it is about where the form says so."""
        label = str(self.label).rstrip("?:. ")
        about = getattr(self.field, "about", "")
        return f"{about}, {label}" if about else label

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        if self.kind == "group":
            attrs.pop("aria-invalid", None)  # belongs to the group, whose legend is followed by the error
        attrs.pop("required", None)  # the browser's bubbles speak its language, not the page's
        return attrs


class FormRenderer(renderers.BaseRenderer):
    """Forms and fields by our templates (`base/forms/`); widgets by ours where there is one, else by Django's."""

    form_template_name = "base/forms/form.html"
    formset_template_name = "base/forms/formset.html"
    field_template_name = "base/forms/field.html"
    bound_field_class = BoundField

    @cached_property
    def djangos(self) -> renderers.DjangoTemplates:
        return renderers.DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        try:
            return loader.get_template(template_name)
        except TemplateDoesNotExist:
            return self.djangos.get_template(template_name)


def _pick(widget: forms.Widget) -> None:
    """The browser's own picker, and a width that says how much is expected."""
    if type(widget) in NATIVE:
        widget.input_type, widget.format = NATIVE[type(widget)]  # type: ignore[attr-defined]
        widget.attrs.setdefault("class", "mid")
    elif type(widget) is forms.NumberInput:
        widget.attrs.setdefault("class", "short")


# Days that a calendar of people can name: earlier and later ones are slips of the hand, and in some zones no instants.
FIRST_YEAR, LAST_YEAR = 1800, 2999


def _of_our_time(value: date) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(
            _("Write a year between %(first)s and %(last)s"), params={"first": FIRST_YEAR, "last": LAST_YEAR}
        )


def dress(field: forms.Field) -> None:
    """Give a field its native control, and say in our words what is missing. Safe to call twice."""
    widget = field.widget
    _pick(widget)
    if isinstance(widget, forms.SplitDateTimeWidget):
        for part, name in zip(widget.widgets, (_("Day"), _("Time")), strict=True):
            _pick(part)
            part.attrs["aria-label"] = name
    if isinstance(field, (forms.DateField, forms.DateTimeField)) and _of_our_time not in field.validators:
        field.validators = [*field.validators, _of_our_time]
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        kind = next(kind for kind in type(field).__mro__ if kind in MESSAGES)
        field.error_messages["required"] = MESSAGES[kind]
    if isinstance(field, forms.EmailField):
        field.error_messages["invalid"] = MESSAGES[forms.EmailField]


class Dressed:
    """What both form classes share."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            dress(field)


class PlainForm(Dressed, forms.Form):
    """The form to start from. `{{ form }}` draws everything; `{{ form.name.as_field_group }}` one field."""


class PlainModelForm(Dressed, forms.ModelForm):
    """The same for a model."""
