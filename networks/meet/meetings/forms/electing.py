"""Forms of elections and of secret votes."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import Choice, PlainForm, dress
from networks.base.places import language_choices
from networks.meet.meetings.counting.ballots import RANKS
from networks.meet.meetings.forms.moments import MomentField
from networks.meet.meetings.forms.people import person_field
from networks.meet.meetings.models import BallotForm, Body, Method, SeatRole, Ties
from networks.meet.meetings.rules.elections import ONE_SEAT

MOST_SEATS = 60
FORMS = [
    (BallotForm.SECRET, Choice(gettext_lazy("Secret"), gettext_lazy("Nobody can read who voted how."))),
    (BallotForm.OPEN, Choice(gettext_lazy("Open"), gettext_lazy("Everybody can read who voted how."))),
]
METHODS = [
    (Method.ROUNDS, Choice(gettext_lazy("One seat, one name"), gettext_lazy("More than half elects; otherwise a run-off between two."))),
    (Method.RANKED, Choice(gettext_lazy("One seat, in your order"), gettext_lazy("The last one goes, and their papers move on, until one has more than half."))),
    (Method.STV, Choice(gettext_lazy("Several seats, in your order"), gettext_lazy("Seats are shared in proportion: the single transferable vote by the Scottish rules."))),
    (Method.APPROVAL, Choice(gettext_lazy("Several seats, tick as many as you like"), gettext_lazy("The most ticks elect. A majority can take every seat."))),
    (Method.EACH, Choice(gettext_lazy("Yes or no to each name"), gettext_lazy("Elected is whoever has the majority of your rules."))),
]  # fmt: skip


class ElectionForm(PlainForm):
    """What is elected, and by which rules."""

    title = forms.CharField(
        label=gettext_lazy("Who is elected?"),
        max_length=200,
        help_text=gettext_lazy("Such as: the board for two years."),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("How people vote"), choices=METHODS, widget=forms.RadioSelect, initial=Method.STV
    )
    seats = forms.IntegerField(label=gettext_lazy("Seats"), min_value=1, max_value=MOST_SEATS, initial=1)
    form = forms.ChoiceField(
        label=gettext_lazy("Secret or open"),
        choices=FORMS,
        widget=forms.RadioSelect,
        initial=BallotForm.SECRET,
    )
    ties = forms.ChoiceField(
        label=gettext_lazy("Where candidates are level"), choices=Ties, initial=Ties.LOTS
    )
    groups = forms.CharField(
        label=gettext_lazy("Groups that your statutes ask about"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Such as: woman, man. Candidates say to which they belong. Leave it empty where there is no such rule."
        ),
    )
    half = forms.BooleanField(
        label=gettext_lazy("No group has more than half of the seats, rounded up"), required=False
    )
    least = forms.IntegerField(
        label=gettext_lazy("Each group has at least so many seats"),
        min_value=0,
        max_value=MOST_SEATS,
        required=False,
    )
    seats_in = forms.ChoiceField(label=gettext_lazy("The elected get seats in"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("As"), choices=SeatRole, initial=SeatRole.MEMBER)
    closes_at = MomentField(
        label=gettext_lazy("The last moment to vote from elsewhere"),
        required=False,
        help_text=gettext_lazy("Leave it empty where people vote in the meeting."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        bodies = [(str(body.pk), body.name) for body in Body.objects.order_by("name")[:200]]
        self.fields["seats_in"].choices = [("", gettext_lazy("none of our bodies")), *bodies]
        dress(self.fields["seats_in"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        seats, method = data.get("seats") or 1, data.get("method")
        if method in ONE_SEAT:
            data["seats"] = seats = 1
        if method in RANKS and data.get("ties") == Ties.NEW_ROUND:
            self.add_error(
                "ties",
                _("With rankings a new round would be a new election. Choose another rule for level votes."),
            )
        if data.get("role") == SeatRole.CHAIR and seats > 1:
            self.add_error("role", _("One person is in the chair: one seat."))
        names = sorted(
            {" ".join(one.split())[:40] for one in (data.get("groups") or "").split(",") if one.strip()}
        )
        if len(names) > 12:
            self.add_error("groups", _("Name twelve groups at most."))
        least = data.get("least") or 0
        if least * len(names) > seats:
            self.add_error("least", _("There are not so many seats."))
        if (data.get("half") or least) and not names:
            self.add_error("groups", _("Name the groups."))
        most = -(-seats // 2) if data.get("half") else None
        data["limits"] = [{"group": name, "least": least, "most": most} for name in names]
        at = data.get("closes_at")
        if at is not None and at <= timezone.now() + timedelta(minutes=1):
            self.add_error("closes_at", _("Choose a moment that is still to come."))
        return data


class ProposalForm(PlainForm):
    """Whom one proposes."""

    def __init__(self, *args: Any, network: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["person"] = person_field(network, gettext_lazy("Whom do you propose?"))
        dress(self.fields["person"])


class StandingForm(PlainForm):
    """Standing: a few words, and what the limits ask."""

    text = forms.CharField(
        label=gettext_lazy("What do you want to do? In a few sentences"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language in which you write it"))

    def __init__(self, *args: Any, ballot: Any, languages: list[str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(languages or ["en"])
        groups = [one["group"] for one in ballot.election.get("limits", [])]
        if groups:
            self.fields["groups"] = forms.MultipleChoiceField(
                label=gettext_lazy("To which of these do you belong?"),
                choices=[(one, one) for one in groups],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                help_text=gettext_lazy(
                    "The statutes ask for it. Whoever reads the election sees what you say."
                ),
            )
            dress(self.fields["groups"])
        if ballot.election.get("ties") == Ties.OLDER:
            self.fields["born"] = forms.DateField(
                label=gettext_lazy("Your day of birth"),
                required=False,
                help_text=gettext_lazy("Only where you are level with somebody it decides. Nobody reads it."),
            )
            dress(self.fields["born"])


class OpeningForm(PlainForm):
    """Opening a vote that was prepared; where it warns, only knowingly."""

    one_each = forms.BooleanField(
        label=gettext_lazy("Everybody has one paper: weights do not count in this vote"), required=False
    )
    knowing = forms.BooleanField(label=gettext_lazy("I have read this. Open it all the same"), required=False)

    def __init__(self, *args: Any, weighted: bool, warned: bool, warned_with_one: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.warned, self.warned_with_one = warned, warned_with_one
        if not weighted:
            del self.fields["one_each"]
        if not warned:
            del self.fields["knowing"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        warned = self.warned_with_one if data.get("one_each") else self.warned
        if warned and not data.get("knowing"):
            self.add_error("knowing", _("Say that you have read the warning."))
        return data
