"""Forms of networks of networks: inviting one, accepting, publishing."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm
from networks.network.membership.models import Publication
from networks.people.choosing import an_organisation
from networks.people.models import Network, Organisation


class LevelInviteForm(PlainForm):
    """Which member is a network of this installation, and where its invitation goes."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail of its coordinator"),
        required=False,
        help_text=gettext_lazy("We send the link. Leave it empty to hand over the link yourself."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        found = Organisation.objects.filter(is_member=True, stands_for=None, kind="network")
        self.fields["organisation"] = an_organisation(found, label=_("The member that is a network"))
        self.order_fields(["organisation", "email"])


class AcceptForm(PlainForm):
    """Which of one's networks accepts."""

    network = forms.ModelChoiceField(
        label=gettext_lazy("Your network"), queryset=Network.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, networks: list[Network], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = Network.objects.filter(pk__in=[one.pk for one in networks])  # type: ignore[attr-defined]


class PublicationForm(PlainForm):
    """What the network above gets to know, of which year, and until when."""

    year = forms.IntegerField(label=gettext_lazy("Year of the figures"), min_value=1990, max_value=2200)
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("What the other network may know"),
        choices=list(Publication.KINDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose at least one thing that you let the other network know.")
        },
    )
    until = forms.DateField(
        label=gettext_lazy("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy(
            "On the day after, the copy there is deleted. You can take it back at any time."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        today = timezone.localdate()
        initial = {
            "year": today.year - 1,
            "kinds": list(Publication.KINDS)[:2],
            "until": today + timedelta(days=365),
        }
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)

    def clean_until(self):
        day = self.cleaned_data["until"]
        today = timezone.localdate()
        if not today <= day <= today + timedelta(days=366 * 3):
            raise forms.ValidationError(_("Choose a day in the next three years."))
        return day
