"""A moment that somebody writes: the field says where the clock stands that is meant."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from networks.base.places import zone_place


def _here() -> str:
    return _("The time in %(place)s.") % {"place": zone_place(timezone.get_current_timezone_name())}


class MomentField(forms.DateTimeField):
    """Day and hour on the walls of the network (base/tenancy.py sets the clock)."""

    def __init__(self, *, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(help_text=lazy(lambda: f"{help_text} {_here()}".strip(), str)(), **kwargs)
