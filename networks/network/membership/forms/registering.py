"""Registering somebody of a member for a session or a meeting."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm, dress
from networks.base.rooms import Described
from networks.network.membership.forms.on_behalf import WithOnBehalf
from networks.network.membership.rules.registering import Registration, fits
from networks.participation.occasions.models import Occasion, Reply
from networks.participation.occasions.words import clock
from networks.people.choosing import a_person

SHOWN = 25  # the nearest; others are found by words of their title


class RegistrationForm(WithOnBehalf, PlainForm):
    """What, who, whether they come, and why a coordinator records it. `more`: whether there are others than those in the list."""

    occasion = forms.ChoiceField(
        label=gettext_lazy("Session or meeting"),
        error_messages={
            "invalid_choice": gettext_lazy(
                "This is over, was cancelled, or is not planned any more. Choose another."
            )
        },
    )
    name = forms.CharField(label=gettext_lazy("Or somebody else: their name"), max_length=120, required=False)
    email = forms.EmailField(
        label=gettext_lazy("Their e-mail"),
        help_text=gettext_lazy("They get the invitation, with a link to change the answer."),
        required=False,
    )
    reply = forms.ChoiceField(
        label=gettext_lazy("What did they say?"),
        choices=[(Reply.YES, gettext_lazy("They come")), (Reply.NO, gettext_lazy("They are excused"))],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        *args: Any,
        coming: list[tuple[Occasion, Described]],
        people: Any,
        words: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.coming = {str(one.pk): one for one, _thing in coming}
        fitting = [pair for pair in coming if fits(words, pair[1])]
        self.more = len(fitting) > SHOWN
        self.none = not fitting
        chosen = self.data.get("occasion", "") if self.is_bound else ""
        listed = fitting[:SHOWN]
        listed += [pair for pair in coming if str(pair[0].pk) == chosen and pair not in listed]
        self.fields["occasion"].choices = [("", "–"), *((str(one.pk), _line(one, it)) for one, it in listed)]
        self.fields["person"] = a_person(
            people, label=_("Who, of its people"), empty_label=_("somebody else"), required=False, url=str
        )
        self.add_on_behalf()
        self.fields["behalf_document"].required = False
        for name in ("person", "name", "email"):
            self.fields[name].asked_by_form = True
            dress(self.fields[name])
        self.order_fields(["occasion", "person", "name", "email", "reply"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if {"person", "name", "email"} & set(self.errors):
            return found
        if found.get("person"):
            if found.get("name") or found.get("email"):
                self.add_error("name", _("Either choose one of its people, or write a name and an address."))
        elif not found.get("name") and not found.get("email"):
            self.add_error("person", _("Choose one of its people, or write a name and an address."))
        elif not found.get("email"):
            self.add_error("email", _("Write their address: the invitation goes there."))
        elif not found.get("name"):
            self.add_error("name", _("Write their name."))
        return found

    def said(self) -> Registration:
        """What was typed."""
        data = self.cleaned_data
        name = " ".join(data["name"].split())
        return Registration(self.coming[data["occasion"]], data["reply"], data["person"], name, data["email"])


def _line(occasion: Occasion, thing: Described) -> str:
    """Day, time and title."""
    moment = timezone.localtime(occasion.starts_at)
    return f"{date_format(moment, 'DATE_FORMAT')}, {clock(moment)} · {thing.title}"
