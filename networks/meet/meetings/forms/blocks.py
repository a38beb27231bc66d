"""Who casts the paper of each country."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm, dress
from networks.base.places import country_name
from networks.meet.meetings.rules import blocks


class DelegatesForm(PlainForm):
    """One field for each country whose paper is not in the box, with whoever votes for a voter of it."""

    def __init__(self, *args: Any, countries: list[dict[str, Any]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.people = {}
        for row in countries:
            entry = row["entry"]
            if entry.voted:
                continue
            found = self.people[entry.country] = {str(one.pk): one for one in blocks.speakers(row["own"])}
            self.fields[entry.country] = forms.ChoiceField(
                label=country_name(entry.country),
                choices=[("", _("Nobody yet")), *((key, one.shown_name) for key, one in found.items())],
                initial=str(entry.through_id or ""),
                required=False,
            )
            self.fields[entry.country].asked_by_form = True  # type: ignore[attr-defined]
            dress(self.fields[entry.country])

    def named(self) -> dict[str, Any]:
        """The person chosen for each country, or nobody."""
        return {key: found.get(self.cleaned_data[key]) for key, found in self.people.items()}
