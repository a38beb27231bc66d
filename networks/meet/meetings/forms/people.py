"""Choosing people: from a list where they are few, by name or e-mail where they are many."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from networks.people.choosing import a_person
from networks.people.pages.people import here

FEW = 150


def person_field(network: Any, label: Any, *, required: bool = True, empty: Any = "") -> forms.Field:
    """A field for one person of the network."""
    return a_person(
        here(network).filter(erased_at=None),
        label=label,
        required=required,
        empty_label=empty or gettext_lazy("Choose somebody"),
        few=FEW,
    )
