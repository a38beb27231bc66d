"""Choosing people: from a list where they are few, by name or e-mail where they are many."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.people.models import Person
from networks.people.pages.people import here

FEW = 150


class NamedPerson(forms.CharField):
    """A person of the network, written by name or e-mail."""

    def __init__(self, *, inside: Any, **kwargs: Any):
        self.inside = inside
        super().__init__(
            max_length=200,
            help_text=gettext_lazy("Their name or e-mail, as it stands in the network."),
            **kwargs,
        )

    def clean(self, value: Any) -> Person | None:
        text = " ".join(super().clean(value).split())
        if not text:
            return None
        found = list(self.inside.filter(Q(name__iexact=text) | Q(email__iexact=text))[:2])
        if not found:
            raise forms.ValidationError(_("Nobody in the network is called so."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several people are called so: write the e-mail."))
        return found[0]


def person_field(network: Any, label: Any, *, required: bool = True, empty: Any = "") -> forms.Field:
    """A field for one person of the network."""
    inside = here(network).filter(erased_at=None)
    if inside[FEW : FEW + 1]:
        return NamedPerson(inside=inside, label=label, required=required)
    return forms.ModelChoiceField(
        label=label,
        queryset=inside.order_by("name", "email"),
        required=required,
        empty_label=empty or gettext_lazy("Choose somebody"),
    )
